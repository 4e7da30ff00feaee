"""Working on a report: who has it, what was asked, where it goes before its time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carp import clock
from carp.accounts.roles import Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.outbox.models import OutboxItem
from tests import make
from tests.triggers.walk import text_of
from triggers import workflow
from triggers.models import TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER, name="Nora Ofori", post="Nominated officer")


def last_event(subject):
    return trail.of_subject(subject).last()


def test_take_up_gives_the_report_to_whoever_takes_it_up(officer):
    report = workflow.take_up(make.trigger_report(), by=officer)
    assert (report.status, report.assigned_to) == (Status.UNDER_REVIEW, officer)
    event = last_event(report)
    assert (event.action, event.by, event.capability) == (
        "triggers.take_up",
        officer,
        Capability.TRIGGER_TRIAGE,
    )
    assert event.before == {"status": "received"}
    assert event.after == {"status": "under_review", "assigned_to": officer.pk}


def test_assigned_report_keeps_its_status_unless_it_was_new(officer):
    colleague = make.user(Role.NOMINATED_OFFICER)
    new = workflow.assign(make.trigger_report(), by=officer, to=colleague)
    assert (new.status, new.assigned_to) == (Status.UNDER_REVIEW, colleague)
    waiting = make.trigger_report(Status.AWAITING_INFORMATION)
    assert workflow.assign(waiting, by=officer, to=colleague).status == Status.AWAITING_INFORMATION
    assert last_event(waiting).before["assigned_to"] == waiting.assigned_to_id


def ask(report, officer, **changes):
    given = {"asked_of": "Police", "question": "How many?", "due_on": clock.today()}
    return workflow.ask_information(report, by=officer, **given | changes)


def test_question_makes_an_unassessed_report_wait(officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    request = ask(report, officer)
    report.refresh_from_db()
    assert report.status == Status.AWAITING_INFORMATION
    assert (request.asked_by, request.answered_at) == (officer, None)


def test_question_about_an_assessed_report_leaves_its_status(officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    ask(report, officer)
    report.refresh_from_db()
    assert report.status == Status.OUTCOME_AGREED


def test_answer_is_not_due_in_the_past(officer):
    with pytest.raises(Refused, match="cannot be due before today"):
        ask(
            make.trigger_report(Status.UNDER_REVIEW),
            officer,
            due_on=clock.today() - timedelta(days=1),
        )


def test_last_answer_ends_the_wait(officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    first, second = ask(report, officer), ask(report, officer, asked_of="Housing")
    workflow.answer_information(first, by=officer, answer="Twelve.")
    report.refresh_from_db()
    assert report.status == Status.AWAITING_INFORMATION
    second = workflow.answer_information(second, by=officer, answer="Three.")
    report.refresh_from_db()
    assert report.status == Status.UNDER_REVIEW
    assert (second.answer, second.answered_at is not None) == ("Three.", True)


def test_question_is_answered_once(officer):
    request = ask(make.trigger_report(Status.UNDER_REVIEW), officer)
    ask(request.report, officer, asked_of="Housing")
    workflow.answer_information(request, by=officer, answer="Twelve.")
    with pytest.raises(Refused, match="answered already"):
        workflow.answer_information(request, by=officer, answer="Thirteen.")


def test_redirect_is_open_before_any_assessment_and_tells_the_reporter(officer):
    member = make.user(Role.MEMBER)
    report = make.trigger_report(submitted_by=member)
    ended = workflow.redirect(
        report, by=officer, reason="housing-repair", feedback="Ring the housing team."
    )
    assert (ended.status, ended.close_reason, ended.closed_by) == (
        Status.REDIRECTED,
        "housing-repair",
        officer,
    )
    told = OutboxItem.objects.get(topic="mail").payload
    assert told["to"] == member.email
    assert "Ring the housing team." not in told["body"]


@pytest.mark.parametrize("method", ["email", "telephone", "none"])
def test_outside_reporter_is_told_by_email_only(officer, method):
    report = make.trigger_report()
    make.reporter_contact(report, method=method, email="pat@example.org")
    workflow.redirect(report, by=officer, reason="benefits", feedback="Ring the benefits team.")
    told = [item.payload["to"] for item in OutboxItem.objects.filter(topic="mail")]
    assert told == (["pat@example.org"] if method == "email" else [])


@pytest.mark.parametrize(
    ("reason", "feedback", "faults"),
    [
        ("", "Ring us.", {"redirect_reason": "Choose a reason."}),
        ("resolved", "Ring us.", {"redirect_reason": "Choose a reason."}),
        ("benefits", " ", {"feedback": "Write what the reporter is told."}),
    ],
)
def test_redirect_names_a_door_and_tells_the_reporter(officer, reason, feedback, faults):
    with pytest.raises(workflow.NotReady) as refusal:
        workflow.redirect(make.trigger_report(), by=officer, reason=reason, feedback=feedback)
    assert refusal.value.faults == faults


def test_report_is_not_ended_while_a_board_waits_for_it(officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    with pytest.raises(Refused, match="“Raise with the Housing Board” still waits"):
        workflow.close(report, by=officer, reason="resolved", feedback="Solved.")
    workflow.withdraw(report.referrals.get(), by=officer, reason="Solved meanwhile.")
    closed = workflow.close(report, by=officer, reason="resolved", feedback="Solved.")
    assert (closed.status, closed.close_reason, closed.feedback) == (
        Status.CLOSED,
        "resolved",
        "Solved.",
    )


def test_reopened_report_has_no_end_any_more(officer):
    report = workflow.reopen(make.trigger_report(Status.CLOSED), by=officer, reason="It is back.")
    assert (report.status, report.closed_at, report.closed_by, report.close_reason) == (
        Status.UNDER_REVIEW,
        None,
        None,
        "",
    )
    event = last_event(report)
    assert event.why == "It is back."
    assert event.before["close_reason"] == "resolved"


def test_reopened_report_is_to_be_assessed_by_another_day_and_keeps_its_first(officer, client):
    with clock.at(datetime(2024, 6, 3, 9, tzinfo=UTC)):
        report = make.trigger_report(Status.CLOSED, urgency="urgent")
    first = report.assess_due_on
    with clock.at(datetime(2024, 8, 23, 9, tzinfo=UTC)):  # a Friday before a bank holiday
        report = workflow.reopen(report, by=officer, reason="It is back.")
        report.refresh_from_db()
        assert (report.assess_due_on, report.first_due_on) == (date(2024, 8, 28), first)
        assert not TriggerReport.objects.overdue(on=clock.now()).exists()
        client.force_login(officer)
        page = client.get(f"/triage/{report.reference}/")
    assert "28 August 2024, 2 working days left (at first 5 June 2024)" in text_of(page)
    event = last_event(report)
    assert event.before["assess_due_on"] == first.isoformat()
    assert event.after["assess_due_on"] == "2024-08-28"


def test_reopened_again_it_keeps_the_day_promised_first(officer):
    report = make.trigger_report(Status.CLOSED, first_due_on=date(2024, 1, 2))
    assert workflow.reopen(report, by=officer, reason="Again.").first_due_on == date(2024, 1, 2)


@pytest.mark.parametrize("urgency", ["routine", "of an earlier list"])
def test_reopened_report_of_danger_is_due_as_the_most_urgent(officer, urgency):
    report = make.trigger_report(Status.CLOSED, urgency=urgency, immediate_danger=True)
    with clock.at(datetime(2024, 8, 22, 9, tzinfo=UTC)):
        report = workflow.reopen(report, by=officer, reason="It is back.")
    assert report.assess_due_on == date(2024, 8, 22)


def test_reopening_says_why(officer):
    with pytest.raises(Refused, match="Say why it is reopened"):
        workflow.reopen(make.trigger_report(Status.CLOSED), by=officer, reason=" ")
