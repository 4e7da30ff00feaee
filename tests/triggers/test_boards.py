"""Referrals before their boards: agendas, decisions, tasks (policy 8.4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from carp import clock
from carp.accounts.roles import Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import agenda
from carp.governance.models import DelegatedTask, Meeting
from carp.outbox.models import OutboxItem
from register.models import Community
from tests import make
from tests.make.register import community
from triggers import selectors, workflow
from triggers.forms.boards import ConsiderForm
from triggers.models import Referral, TriggerReport

pytestmark = pytest.mark.django_db
Status, State = TriggerReport.Status, Referral.State


@pytest.fixture
def referral():
    report = make.trigger_report(Status.OUTCOME_AGREED, community=community())
    return report.referrals.get()


@pytest.fixture
def board():
    return make.board("housing-board")


def consider(referral, member, **changes):
    decision = make.considered(referral, by=member, **changes)
    referral.refresh_from_db()
    return decision


def task(days=28, **changes):
    given = {"owner": make.user(Role.OFFICER), "due_on": clock.today() + timedelta(days=days)}
    return workflow.TaskEntry(**given | changes)


def test_scenario_o4_board_requires_a_plan(board):
    """Domain 5, O4: 18 June 2024, "require plan", due 16 July, overdue from the 17th."""
    lead = make.user(Role.OFFICER, name="Lead Officer A")
    with clock.at(datetime(2024, 6, 18, 11)):
        report = make.trigger_report(Status.OUTCOME_AGREED, community=community())
        referral = report.referrals.get()
        entry = workflow.TaskEntry(owner=lead, due_on=date(2024, 7, 16))
        decision = consider(referral, board[0], kind="require_plan", task=entry)
    made = DelegatedTask.objects.get()
    assert (made.kind, made.owner, made.due_on, made.decision) == (
        "prepare_plan",
        lead,
        date(2024, 7, 16),
        decision,
    )
    assert made.title == "Prepare an action plan for South West Ward alleys"
    entered = Community.objects.get()
    assert (entered.status, entered.identified_on, entered.plan_due_on) == (
        Community.Status.IDENTIFIED,
        date(2024, 6, 18),
        date(2024, 7, 16),
    )
    assert (referral.state, referral.decision) == (State.CONSIDERED, decision)
    assert not made.is_overdue(on=date(2024, 7, 16))
    assert made.is_overdue(on=date(2024, 7, 17))


def test_decision_is_recorded_once_with_its_reasons(referral, board):
    decision = consider(referral, board[0])
    event = trail.of_subject(referral).last()
    assert (event.action, event.capability) == ("triggers.consider", Capability.BOARD_DECIDE)
    assert event.before == {"state": "raised"}
    assert event.after == {
        "state": "considered",
        "route": "housing_board",
        "kind": "note",
        "decision": decision.pk,
        trail.DIGEST: event.after[trail.DIGEST],
    }
    assert event.why == decision.reasons


def test_required_plan_of_an_identified_community_moves_its_day(referral, board):
    consider(referral, board[0], kind="require_plan", task=task(28))
    again = make.referral(referral.report, "housing_board", raised_by=referral.raised_by)
    consider(again, board[0], kind="require_plan", task=task(14))
    entered = Community.objects.get()
    assert entered.status == Community.Status.IDENTIFIED
    assert entered.plan_due_on == clock.today() + timedelta(days=14)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("", {}, {"kind": "Choose what the board decided."}),
        ("approve", {}, {"kind": "Choose what the board decided."}),
        (
            "require_plan",
            {},
            {"task_owner": "Name who is to do it.", "task_due_on": "Enter by when."},
        ),
        (
            "delegate",
            {"task": lambda: task(-1)},
            {"task_due_on": "It cannot be due before today."},
        ),
        ("escalate", {}, {"onward": "Choose the group to which it is escalated."}),
        (
            "escalate",
            {"onward": lambda: "housing_board"},
            {"onward": "Choose the group to which it is escalated."},
        ),
    ],
)
def test_what_a_decision_lacks_is_said_beside_its_field(referral, board, kind, given, expected):
    with pytest.raises(workflow.NotReady) as refusal:
        consider(referral, board[0], kind=kind, **{name: value() for name, value in given.items()})
    assert refusal.value.faults == expected
    referral.refresh_from_db()
    assert (referral.state, referral.decision) == (State.RAISED, None)


def test_plan_is_not_required_for_a_report_without_a_community(board):
    referral = make.trigger_report(Status.OUTCOME_AGREED).referrals.get()
    with pytest.raises(workflow.NotReady, match="Link the report to a community"):
        consider(referral, board[0], kind="require_plan", task=task())
    assert not DelegatedTask.objects.exists()


def test_delegated_task_names_the_report_and_its_words_may_be_chosen(referral, board):
    consider(referral, board[0], kind="delegate", task=task())
    assert DelegatedTask.objects.get().title == f"Delegate an action: {referral.report.reference}"
    again = make.referral(referral.report, "housing_board", raised_by=referral.raised_by)
    consider(again, board[0], kind="delegate", task=task(title="Light the alleys"))
    assert DelegatedTask.objects.filter(title="Light the alleys", kind="delegate").exists()


def test_deferred_referral_waits_for_the_next_meeting(referral, board):
    today, later = make.meeting(on=clock.today()), make.meeting()
    workflow.place_on_agenda(referral, by=board[0], meeting=today)
    deliberation = make.deliberation(meeting=today)
    decision = consider(referral, board[0], kind="defer", deliberation=deliberation)
    assert (referral.state, referral.meeting, referral.decision) == (State.ON_AGENDA, later, None)
    assert decision.kind == "defer"
    consider(referral, board[0])
    assert referral.state == State.CONSIDERED


def test_deferred_referral_without_a_next_meeting_is_raised_again(referral, board):
    consider(referral, board[0], kind="defer")
    assert (referral.state, referral.meeting) == (State.RAISED, None)


def test_escalated_referral_goes_on_to_the_other_board(referral, board):
    make.board("management-team")
    consider(referral, board[0], kind="escalate", onward="management_team")
    onward = referral.report.referrals.get(route="management_team")
    assert (onward.group.code, onward.state) == ("management-team", State.RAISED)


def test_immediate_risk_that_goes_on_is_told_to_the_other_board_at_once(referral, board):
    team = make.board("management-team")
    TriggerReport.objects.filter(pk=referral.report_id).update(urgency="immediate")
    consider(referral, board[0], kind="escalate", onward="management_team")
    told = {item.payload["to"] for item in OutboxItem.objects.filter(topic="mail")}
    assert told == {member.email for member in team}


def test_report_that_waits_there_already_is_not_escalated_twice(referral, board):
    group = make.group("management-team")
    waiting = make.referral(referral.report, "management_team", group=group)
    consider(referral, board[0], kind="escalate", onward="management_team")
    assert referral.report.referrals.get(route="management_team") == waiting


@pytest.mark.parametrize(("kind", "at_once"), [("note", False), ("further_assessment", True)])
def test_officers_who_work_on_it_are_told_at_once_when_it_comes_back(
    referral, board, kind, at_once
):
    consider(referral, board[0], kind=kind, task=task())
    sent_back = OutboxItem.objects.filter(topic="mail", key__startswith="mail:triggers.considered")
    told = [item.payload["to"] for item in sent_back]
    assert told == ([referral.raised_by.email] if at_once else [])


def test_decision_needs_its_quorum(referral, board):
    with pytest.raises(Refused, match="needs 3 members"):
        consider(referral, board[0], deliberation=make.deliberation(present=board[:2]))
    referral.refresh_from_db()
    assert referral.state == State.RAISED


def test_decision_is_not_older_than_the_referral(referral, board):
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refused, match="not before the board on that day"):
        early = replace(make.deliberation(), decided_on=yesterday)
        consider(referral, board[0], deliberation=early)
    referral.refresh_from_db()
    assert referral.state == State.RAISED


def test_meetings_before_the_referral_are_not_offered(referral, board):
    before, since = (make.meeting(on=clock.today() - timedelta(days=day)) for day in (1, 0))
    form = ConsiderForm(group=referral.group, referral=referral)
    assert [key for key, _name in form.fields["meeting"].choices] == [since.pk, ""]
    assert form.fields["meeting"].initial == since.pk
    day = {"day": before.on.day, "month": before.on.month, "year": before.on.year}
    typed = {f"decided_on_{part}": str(number) for part, number in day.items()}
    form = ConsiderForm(typed, group=referral.group, referral=referral)
    assert "not before" in form.errors["decided_on"][0]


def test_decision_is_for_those_who_sit_there(referral):
    other = make.board_member("management-team")
    with pytest.raises(Refused, match="Only the secretary or a member"):
        consider(referral, other)


def test_agenda_is_of_a_coming_meeting_of_the_same_board(referral, board):
    wrong = make.meeting("management-team")
    past = make.meeting(on=clock.today() - timedelta(days=1))
    cancelled = make.meeting(state=Meeting.State.CANCELLED)
    with pytest.raises(Refused, match="That is a meeting of the Management Team"):
        workflow.place_on_agenda(referral, by=board[0], meeting=wrong)
    for meeting in (past, cancelled):
        with pytest.raises(Refused, match="still to come"):
            workflow.place_on_agenda(referral, by=board[0], meeting=meeting)


def test_what_was_placed_on_an_agenda_waits_until_it_is_decided(
    referral, board, django_assert_num_queries
):
    meeting = make.meeting()
    group = make.group()
    assert list(selectors.referrals_waiting(group)) == [referral]
    workflow.place_on_agenda(referral, by=board[0], meeting=meeting)
    with django_assert_num_queries(3):
        (line,) = agenda.read(meeting, board[0])
        item = line.subject
        assert (item.report.reference, item.assessment.band) == (referral.report.reference, "high")
    consider(referral, board[0])
    assert list(selectors.referrals_waiting(group)) == []
    assert [line.subject for line in agenda.read(meeting, board[0])] == [referral]
