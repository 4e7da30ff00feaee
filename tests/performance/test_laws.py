"""What keeps pages fast whatever is in the database: templates, scope, outbox, exports."""

import ast
import tracemalloc
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template import Engine
from django.template.loaders.cached import Loader
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import findings
from bench.fill import fill
from bench.seed import TABLES, District, people
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.demo.lists import MailList
from carp.outbox.models import DeliveredMail, OutboxItem
from register.models import Area
from tests import make
from tests.performance.plans import intent_of
from triggers.models import TriggerReport

ROOT = Path(settings.BASE_DIR)
OURS = ("carp", "register", "triggers", "actionplans", "funds", "reporting")
MEBIBYTE = 1024 * 1024


def test_templates_are_kept_once_read():
    assert [type(loader) for loader in Engine.get_default().template_loaders] == [Loader]


# --- Who sees what -----------------------------------------------------------------------------
SCOPED = sorted(
    (model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")),
    key=lambda model: model._meta.label,
)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_scope_is_part_of_the_query(model, role):
    """Never a list of keys read beforehand, which grows with the table (performance 4)."""
    made = make.board_member("housing-board") if role == Role.BOARD_MEMBER else make.user(role)
    person = User.objects.signed_in(made.pk)
    with CaptureQueriesContext(connection) as captured:
        rows = model._default_manager.visible_to(person)
        assert not captured.captured_queries
        list(rows[:1])
    assert len(captured) <= 1


# --- The outbox --------------------------------------------------------------------------------
def _calls(path: Path) -> set[str]:
    calls = (
        node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    )
    return {call.attr for call in calls if isinstance(call, ast.Attribute)}


def test_only_the_relay_speaks_to_the_broker():
    """A request writes a row; a dead or slow broker does not touch it."""
    speaking = {
        path.relative_to(ROOT).as_posix()
        for app in OURS
        for path in (ROOT / app).rglob("*.py")
        if _calls(path) & {"delay", "apply_async", "send_task"}
    }
    assert speaking == {"carp/outbox/tasks.py"}


@pytest.mark.django_db
def test_what_is_due_is_found_among_what_is_done():
    """Asked every two seconds, for ever: it costs what is waiting, not what has ever been done."""
    now = clock.now()
    done = {"topic": "mail", "state": "done", "created_at": now, "due_at": now, "finished_at": now}
    fill(OutboxItem, ({**done, "key": f"done {number}", "payload": {}} for number in range(3000)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE outbox_outboxitem")
    intent = intent_of(OutboxItem.objects.due(on=now)[:100])
    assert "outbox_outboxitem" not in intent.reads_whole, intent.text
    assert intent.uses("outbox_waiting"), intent.text
    assert intent.uses("outbox_leased"), intent.text


@pytest.mark.django_db
def test_submission_leaves_its_mail_to_the_outbox(client, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("a request spoke to the broker")

    monkeypatch.setattr("kombu.messaging.Producer.publish", refuse)
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    client.post(reverse("triggers:report-inside"), _answers())
    assert TriggerReport.objects.count() == 1
    assert OutboxItem.objects.filter(state="waiting").exists()


def _answers():
    return {
        "immediate_danger": "no",
        "community_kind": "place",
        "where": "Trinity Street",
        "what": "Rubbish in the alleys.",
        "trend": "worsening",
        "sources": ["more-complaints"],
        "urgency": "soon",
        "method": "none",
    }


# --- Exports -----------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db
def test_export_takes_the_same_memory_at_any_length():
    """A row at a time: six thousand rows of two kilobytes are never there at once."""
    mail = {"to": "a@b.example", "body": "B", "sent_at": clock.now()}
    rows = 6000
    fill(DeliveredMail, ({**mail, "key": f"{n}", "subject": "s" * 200} for n in range(rows)))
    request = RequestFactory().get("/")
    request.user = make.user()

    def export() -> int:
        return sum(1 for _ in MailList(request, DeliveredMail.objects.all()).csv())

    export()  # what is loaded and remembered at the first use is no part of it
    tracemalloc.start()
    lines = export()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == rows + 1
    assert most < 3 * MEBIBYTE


# --- The bench ---------------------------------------------------------------------------------
def test_limits_are_bounds():
    for goal, limit in findings.limits().items():
        assert (limit.most is None) != (limit.least is None), goal
        assert limit.name, goal


@pytest.mark.django_db
def test_bench_rows_are_the_same_each_time_and_fit_the_tables():
    make.area()
    officers = people()
    one, other = District(30, officers), District(30, officers)
    for model, made in TABLES:
        rows = list(made(one))
        assert rows == list(made(other)), model
        assert fill(model, iter(rows)) == len(rows)
    assert TriggerReport.objects.filter(is_open=True).count() == 8
    assert Area.objects.wards().count() == 1
