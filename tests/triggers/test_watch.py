"""Watching a report until a day: the heap, the reminder, and looking again (policy 8.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.audit.models import AuditEvent
from carp.outbox.models import OutboxItem
from tests import make
from triggers import timers, workflow
from triggers.models import TriggerReport
from triggers.workflow import NotReady

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
WEEK = timedelta(days=7)


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


def watched(until=None, **fields):
    report = make.trigger_report(
        Status.OUTCOME_AGREED, watch_until=until or clock.today(), **fields
    )
    report.referrals.all().delete()
    return report


def look(report, by, answer="end", found="Nothing has changed.", until=None):
    return workflow.look_again(report, by=by, answer=answer, found=found, until=until)


def test_outcome_keeps_the_day_on_the_report_and_the_end_forgets_it(officer):
    report = make.trigger_report(Status.ASSESSED)
    until = clock.today() + WEEK
    choice = make.outcome_choice("watch", watch_until=until, reasons="It may pass.")
    workflow.agree_outcome(report, by=officer, choice=choice)
    report.refresh_from_db()
    assert report.watch_until == until
    workflow.close(report, by=officer, reason="resolved", feedback="Solved.")
    report.refresh_from_db()
    assert report.watch_until is None


def test_looking_again_watches_on_ends_or_takes_it_up(officer):
    later = clock.today() + WEEK
    for answer, until, status in (
        ("longer", later, Status.OUTCOME_AGREED),
        ("end", None, Status.OUTCOME_AGREED),
        ("reopen", None, Status.UNDER_REVIEW),
    ):
        report = look(watched(), officer, answer, until=later)
        report.refresh_from_db()
        assert (report.watch_until, report.status) == (until, status)
        event = AuditEvent.objects.latest("sequence")
        assert (event.action, event.why) == ("triggers.look_again", "Nothing has changed.")


@pytest.mark.parametrize("answer", ["longer", "end", "reopen"])
def test_only_what_is_taken_up_again_is_due_by_another_day(officer, answer):
    first = clock.today() - WEEK
    report = look(watched(assess_due_on=first), officer, answer, until=clock.today() + WEEK)
    report.refresh_from_db()
    again = report.first_due_on == first and report.assess_due_on > clock.today()
    assert again == (answer == "reopen") == (report.assess_due_on != first)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"answer": ""}, "answer"),
    ({"answer": "forget"}, "answer"),
    ({"found": " "}, "found"),
    ({"answer": "longer"}, "until"),
    ({"answer": "longer", "until": clock.today()}, "until"),
])  # fmt: skip
def test_what_looking_again_lacks_stands_beside_its_field(officer, wrong, field):
    with pytest.raises(NotReady) as refusal:
        look(watched(), officer, **wrong)
    assert set(refusal.value.faults) == {field}


def test_heap_lists_what_is_watched_the_next_day_first(client, officer):
    tomorrow, up = watched(clock.today() + timedelta(days=1)), watched()
    make.trigger_report(Status.OUTCOME_AGREED)
    client.force_login(officer)
    page = client.get(reverse("triggers:triage-tab", args=["watching"])).content.decode()
    assert page.index(up.reference) < page.index(tomorrow.reference)
    assert page.count(">Watched</td>") == 1
    assert page.count("Look again</strong>") == 1


def test_officer_is_reminded_once_when_the_day_has_come(officer):
    up = watched(assigned_to=officer)
    watched(clock.today() + WEEK)
    for _time in range(2):
        timers.due()
    told = OutboxItem.objects.filter(key__startswith="mail:triggers.watch")
    assert [(item.payload["to"], up.reference in item.payload["subject"]) for item in told] == [
        (officer.email, True)
    ]


def test_nobodys_watch_reminds_those_who_may_find_it(officer):
    named, _other = make.user(Role.NOMINATED_OFFICER), make.user(Role.NOMINATED_OFFICER)
    report = watched(officer=officer)
    TriggerReport.objects.update(assigned_to=None)
    make.restriction(report, named, restricted_by=officer)
    timers.due()
    told = OutboxItem.objects.filter(key__startswith="mail:triggers.watch")
    assert {item.payload["to"] for item in told} == {officer.email, named.email}


def test_page_keeps_what_was_typed_and_records_it(client, officer):
    report = watched()
    client.force_login(officer)
    page = reverse("triggers:triage-watch", args=[report.reference])
    detail = client.get(reverse("triggers:triage-detail", args=[report.reference]))
    assert page in detail.content.decode()
    wrong = client.post(page, {"found": "Quiet so far.", "answer": "longer"}).content.decode()
    assert "Enter the day on which to look again." in wrong
    assert "Quiet so far." in wrong
    until = clock.today() + WEEK
    day = {"until_day": until.day, "until_month": until.month, "until_year": until.year}
    sent = {"found": "Quiet so far.", "answer": "longer"}
    assert client.post(page, sent | day).status_code == 302
    report.refresh_from_db()
    assert report.watch_until == until
