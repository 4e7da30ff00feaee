"""Tasks that get another day, and what is said of those that are late (policy 8.4)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow
from carp.governance.models import DateRevision
from carp.outbox.models import OutboxItem
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = pytest.mark.django_db

DUE = date(2024, 7, 16)


@pytest.fixture
def task():
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        return make.delegated_task(due_on=DUE, kind="delegate", title="Light the alleys")


def on(month, day):
    return clock.at(datetime(2024, month, day, 10, 0))


def test_the_board_gives_a_task_another_day_and_keeps_the_first(task):
    with on(7, 10):
        secretary = make.secretary()
        workflow.revise_date(task, by=secretary, due_on=date(2024, 8, 1), reason="No lamps.")
        workflow.revise_date(task, by=secretary, due_on=date(2024, 8, 9), reason="Still none.")

    task.refresh_from_db()
    assert (task.original_due_on, task.due_on) == (DUE, date(2024, 8, 9))
    assert list(task.revisions.values_list("due_before", "due_on", "reason")) == [
        (DUE, date(2024, 8, 1), "No lamps."),
        (date(2024, 8, 1), date(2024, 8, 9), "Still none."),
    ]
    event = trail.of_subject(task).last()
    assert (event.action, event.reason) == ("governance.revise_date", "Still none.")
    told = OutboxItem.objects.filter(key__startswith=f"mail:task-revised:{task.pk}")
    assert [item.payload["to"] for item in told] == [task.owner.email] * 2
    assert "lamps" not in str([item.payload for item in told])


@pytest.mark.parametrize(
    ("due_on", "reason", "sentence"),
    [
        (date(2024, 8, 1), " ", "Say why the task gets another day"),
        (DUE, "Because.", "Choose another day"),
        (date(2024, 7, 9), "Because.", "from today on"),
    ],
)
def test_another_day_lies_ahead_and_has_a_reason(task, due_on, reason, sentence):
    with on(7, 10), pytest.raises(Refused, match=sentence):
        workflow.revise_date(task, by=make.secretary(), due_on=due_on, reason=reason)


def test_nobody_gives_their_own_task_another_day(task):
    with on(7, 10):
        for person in (task.owner, make.user(Role.NOMINATED_OFFICER)):
            with pytest.raises(Refused, match="Only the secretary or a member"):
                workflow.revise_date(task, by=person, due_on=date(2024, 8, 1), reason="Later.")
        member = make.board_member("housing-board")
        own = make.delegated_task(owner=member, due_on=DUE)
        with pytest.raises(Refused, match="Somebody else on the board"):
            workflow.revise_date(own, by=member, due_on=date(2024, 8, 1), reason="Later.")


def test_a_task_that_is_done_gets_no_other_day(task):
    with on(7, 10):
        workflow.complete_task(task, by=task.owner)
        with pytest.raises(Refused, match="This task is done"):
            workflow.revise_date(
                task, by=make.secretary(), due_on=date(2024, 8, 1), reason="Later."
            )


def test_a_late_task_is_done_when_it_is_said_why_it_was_late(task):
    with on(7, 16), pytest.raises(Refused, match="This task is not late"):
        workflow.explain_delay(task, by=task.owner, reason="No lamps.")
    with on(7, 17):
        with pytest.raises(Refused, match="This task is late. Say first why"):
            workflow.complete_task(task, by=task.owner)
        with pytest.raises(Refused, match="Say why the task is late"):
            workflow.explain_delay(task, by=task.owner, reason=" ")
        with pytest.raises(Refused, match="Only the task's owner"):
            workflow.explain_delay(task, by=make.user(Role.OFFICER), reason="No lamps.")
        workflow.explain_delay(task, by=task.owner, reason="No lamps.")
        done = workflow.complete_task(task, by=task.owner)

    assert (done.late_reason, done.completed_by) == ("No lamps.", task.owner)
    assert trail.of_subject(task).first().after == {"late_reason": "No lamps."}


def test_a_revision_moves_the_day_and_says_why(task):
    given = {
        "task": task,
        "due_before": DUE,
        "due_on": DUE + timedelta(days=7),
        "reason": "Later.",
        "revised_by": task.owner,
    }
    for wrong in ({"reason": ""}, {"due_on": DUE}):
        with refused_by("governance_revision_moves_and_says_why"):
            DateRevision.objects.create(**given | wrong)
    with refused_as_null():
        DateRevision.objects.create(**given | {"reason": None})
    kept = DateRevision.objects.create(**given)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        DateRevision.objects.update(reason="Another.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.delete()
