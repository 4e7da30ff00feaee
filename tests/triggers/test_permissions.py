"""Every step of a report by state and by role, worked out from the table of moves (domain 4.2)."""

from datetime import timedelta
from itertools import product

import pytest

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from tests import make
from triggers import permissions, workflow
from triggers.models import Assessment, Referral, TriggerReport
from triggers.permissions import MOVES, REFERRAL_MOVES

pytestmark = pytest.mark.django_db
Status, State = TriggerReport.Status, Referral.State
TRIAGE_ROLES = {role for role in Role if Capability.TRIGGER_TRIAGE in ROLES[role]}


def answer(report, by):
    open_one = report.information_requests.filter(answered_at__isnull=True).first()
    request = open_one or make.information_request(report)
    return workflow.answer_information(request, by=by, answer="It has doubled since March.")


STEPS = {
    "release": lambda report, by: workflow.release(report, by=by),
    "set_aside": lambda report, by: workflow.set_aside(report, by=by, reason="not-genuine"),
    "take_up": lambda report, by: workflow.take_up(report, by=by),
    "assign": lambda report, by: workflow.assign(
        report, by=by, to=make.user(Role.NOMINATED_OFFICER)
    ),
    "ask_information": lambda report, by: workflow.ask_information(
        report, by=by, asked_of="Police", question="How many?", due_on=clock.today()
    ),
    "answer_information": answer,
    "save_assessment": lambda report, by: workflow.save_assessment(
        report, by=by, entry=make.assessment_entry()
    ),
    "complete_assessment": lambda report, by: workflow.complete_assessment(
        report, by=by, entry=make.assessment_entry(reason="New data")
    ),
    "agree_outcome": lambda report, by: workflow.agree_outcome(
        report, by=by, choice=make.outcome_choice()
    ),
    "redirect": lambda report, by: workflow.redirect(
        report, by=by, reason="housing-repair", feedback="Please ring the housing team."
    ),
    "hand_over": lambda report, by: workflow.hand_over(report, by=by, handover=make.handover()),
    "close": lambda report, by: workflow.close(
        report, by=by, reason="resolved", feedback="It is solved."
    ),
    "look_again": lambda report, by: workflow.look_again(
        report, by=by, answer="reopen", found="It has grown."
    ),
    "reopen": lambda report, by: workflow.reopen(report, by=by, reason="It is back."),
    "add_information": lambda report, by: workflow.add_information(
        report, by=by, body="It is worse at night.", key="k"
    ),
    "withdraw_report": lambda report, by: workflow.withdraw_report(report, by=by),
    "add_task": lambda report, by: workflow.add_task(
        report,
        by=by,
        title="Ring the caretaker",
        owner=make.user(Role.NOMINATED_OFFICER),
        due_on=clock.today(),
    ),
    "end_task": lambda report, by: workflow.end_task(make.report_task(report), by=by, state="done"),
}
BY_OFFICERS = [step for step in STEPS if step not in permissions.BY_THE_REPORTER]


def ready(status):
    """A report in a status, from which nothing but the status could hold a step back."""
    report = make.trigger_report(status)
    report.referrals.all().delete()
    if status == Status.OUTCOME_AGREED:
        report.watch_until = clock.today()
        report.save()
    return report


def test_every_step_of_the_table_is_tried():
    assert set(STEPS) == set(MOVES)


@pytest.mark.parametrize(("status", "step"), list(product(Status, STEPS)))
def test_step_is_taken_where_the_table_lets_it(status, step):
    report, officer = ready(status), make.user(Role.NOMINATED_OFFICER)
    officer = None if step in permissions.BY_THE_REPORTER else officer
    reached = MOVES[step].get(status, frozenset())
    before = AuditEvent.objects.filter(action=f"triggers.{step}").count()

    if reached:
        STEPS[step](report, officer)
    else:
        with pytest.raises(Refused):
            STEPS[step](report, officer)

    report.refresh_from_db()
    assert report.status in (reached or {status})
    written = AuditEvent.objects.filter(action=f"triggers.{step}").count() - before
    assert written == bool(reached)


@pytest.mark.parametrize(("role", "step"), list(product(Role, BY_OFFICERS)))
def test_step_is_taken_by_nominated_officers_only(role, step):
    report, person = ready(next(iter(MOVES[step]))), make.user(role)
    if role in TRIAGE_ROLES:
        STEPS[step](report, person)
        return
    with pytest.raises(Refused, match="Only a nominated officer"):
        STEPS[step](report, person)
    was = report.status
    report.refresh_from_db()
    assert report.status == was


@pytest.mark.parametrize(("role", "step"), list(product(Role, sorted(permissions.BY_THE_REPORTER))))
def test_reporter_s_step_is_taken_by_the_reporter_only(role, step):
    outside, person = ready(Status.RECEIVED), make.user(role)
    inside = make.trigger_report(submitted_by=person)
    for report, by in ((outside, person), (inside, make.user(role)), (inside, None)):
        with pytest.raises(Refused, match="Only whoever made this report"):
            STEPS[step](report, by)
    STEPS[step](inside, person)


def test_report_is_not_withdrawn_under_a_board_that_has_it():
    report = make.trigger_report(Status.OUTCOME_AGREED)
    with pytest.raises(Refused, match="We are acting on this report already"):
        workflow.withdraw_report(report, by=None)
    report.refresh_from_db()
    assert report.status == Status.OUTCOME_AGREED


@pytest.mark.parametrize("step", sorted(permissions.BY_A_COLLEAGUE))
def test_reporter_leaves_the_judgement_to_a_colleague(step):
    report, reporter = ready(next(iter(MOVES[step]))), make.user(Role.NOMINATED_OFFICER)
    TriggerReport.objects.filter(pk=report.pk).update(submitted_by=reporter, channel="inside")
    with pytest.raises(Refused, match="another nominated officer must judge it"):
        STEPS[step](report, reporter)
    STEPS[step](report, make.user(Role.NOMINATED_OFFICER))


def test_report_is_not_assigned_to_its_reporter_nor_to_just_anybody():
    reporter = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(submitted_by=reporter)
    with pytest.raises(Refused, match="reported this concern"):
        workflow.assign(report, by=reporter, to=reporter)
    with pytest.raises(Refused, match="is not a nominated officer"):
        workflow.assign(report, by=reporter, to=make.user(Role.OFFICER))


# --- Referrals ---------------------------------------------------------------------------------
def place(referral, by):
    return workflow.place_on_agenda(
        referral, by=by, meeting=make.meeting(on=clock.today() + timedelta(days=14))
    )


REFERRAL_STEPS = {
    "place_on_agenda": place,
    "consider": lambda referral, by: make.considered(referral, by=by),
    "record_action": lambda referral, by: workflow.record_action(
        referral, by=by, done="The alley was lit and cleared the same day."
    ),
    "withdraw": lambda referral, by: workflow.withdraw(
        referral, by=by, reason="Raised by mistake."
    ),
}


def referral_in(state, step):
    """A referral to a board, or for immediate action where that is what the step is about."""
    acting = step == "record_action"
    made = make.trigger_report(Status.OUTCOME_AGREED).referrals.get()
    made.route, made.group = ("immediate_action", None) if acting else (made.route, made.group)
    made.meeting = make.meeting() if state == State.ON_AGENDA else None
    made.decision = None if acting or state != State.CONSIDERED else make.decision(made)
    made.state = state
    made.save()
    return made


def mover_of(step):
    """A board's secretary for what the board does, else a nominated officer."""
    at_the_board = step in ("place_on_agenda", "consider")
    return make.secretary() if at_the_board else make.user(Role.NOMINATED_OFFICER)


def test_every_step_of_the_referrals_table_is_tried():
    assert set(REFERRAL_STEPS) == set(REFERRAL_MOVES)


@pytest.mark.parametrize(("state", "step"), list(product(State, REFERRAL_STEPS)))
def test_referral_moves_where_the_table_lets_it(state, step):
    referral, by = referral_in(state, step), mover_of(step)
    reached = REFERRAL_MOVES[step].get(state, frozenset())
    written = AuditEvent.objects.filter(action=f"triggers.{step}")
    before = written.count()
    if reached:
        REFERRAL_STEPS[step](referral, by)
    else:
        with pytest.raises(Refused):
            REFERRAL_STEPS[step](referral, by)
    referral.refresh_from_db()
    assert referral.state in (reached or {state})
    assert written.count() - before == bool(reached)


# A board's business wants a seat on it: whoever only holds a role is refused.
BY_ROLE = {
    "place_on_agenda": set(),
    "consider": set(),
    "record_action": TRIAGE_ROLES,
    "withdraw": TRIAGE_ROLES,
}


@pytest.mark.parametrize(("role", "step"), list(product(Role, REFERRAL_STEPS)))
def test_referral_is_moved_by_those_roles_only(role, step):
    referral, person = referral_in(State.RAISED, step), make.user(role)
    if role in BY_ROLE[step]:
        REFERRAL_STEPS[step](referral, person)
        return
    with pytest.raises(Refused):
        REFERRAL_STEPS[step](referral, person)
    referral.refresh_from_db()
    assert referral.state == State.RAISED


# --- Reading -----------------------------------------------------------------------------------
def test_board_member_reads_what_was_referred_to_their_board():
    member, other = make.board_member("housing-board"), make.board_member("management-team")
    report = make.trigger_report(Status.OUTCOME_AGREED)
    assert permissions.can_read(member, report)
    assert not permissions.can_read(other, report)
    assert list(TriggerReport.objects.visible_to(member)) == [report]
    assert not TriggerReport.objects.visible_to(other).exists()


def test_withdrawn_referral_opens_nothing():
    member = make.board_member("housing-board")
    report = make.trigger_report(Status.OUTCOME_AGREED)
    report.referrals.update(state=State.WITHDRAWN)
    assert not permissions.can_read(member, report)
    assert not TriggerReport.objects.visible_to(member).exists()


def test_service_manager_reads_what_names_them():
    named, other = make.user(Role.SERVICE_MANAGER), make.user(Role.SERVICE_MANAGER)
    report = make.trigger_report(Status.OUTCOME_AGREED)
    report.referrals.get().service_managers.add(named)
    assert permissions.can_read(named, report)
    assert not permissions.can_read(other, report)


def test_own_report_is_followed_elsewhere():
    member = make.user(Role.MEMBER)
    report = make.trigger_report(submitted_by=member)
    assert TriggerReport.objects.visible_to(member).exists()
    assert not permissions.can_read(member, report)


@pytest.mark.parametrize("role", Role)
def test_contact_is_for_nominated_officers_only(role):
    allowed = Capability.CONTACT_REVEAL in ROLES[role]
    assert bool(permissions.can_reveal_contact(make.user(role), make.trigger_report())) == allowed


@pytest.mark.parametrize("role", Role)
def test_queue_is_for_those_who_work_on_reports(role):
    wanted = {Capability.TRIGGER_READ, Capability.TRIGGER_READ_REFERRED}
    assert bool(permissions.can_read_queue(make.user(role))) == bool(ROLES[role] & wanted)


def test_outcome_waits_for_the_assessment_with_its_sentence():
    officer = make.user(Role.NOMINATED_OFFICER)
    for status in permissions.BEFORE_OUTCOME[:3]:
        verdict = permissions.can_agree_outcome(officer, ready(status))
        assert verdict.reason == "Complete the assessment before you choose an outcome."
    report = make.trigger_report(Status.ASSESSED)
    assert permissions.can_agree_outcome(officer, report)
    report.assessments.update(state=Assessment.State.SUPERSEDED)
    assert permissions.can_agree_outcome(officer, report).reason == permissions.NOT_ASSESSED


def test_service_manager_who_is_not_named_records_no_action():
    named, other = make.user(Role.SERVICE_MANAGER), make.user(Role.SERVICE_MANAGER)
    referral = referral_in(State.RAISED, "record_action")
    referral.service_managers.add(named)
    assert not permissions.can_record_action(other, referral)
    workflow.record_action(referral, by=named, done="Lit and cleared.")
    referral.refresh_from_db()
    assert (referral.state, referral.done) == (State.CONSIDERED, "Lit and cleared.")


def test_what_was_not_sent_to_a_board_is_not_for_one():
    referral, officer = (
        referral_in(State.RAISED, "record_action"),
        make.board_member("housing-board"),
    )
    assert not permissions.can_consider(officer, referral)
    assert not permissions.can_place_on_agenda(officer, referral)
    board = referral_in(State.RAISED, "consider")
    assert (
        permissions.can_record_action(officer, board).reason == "This referral waits for a board."
    )


def test_who_is_asked_no_longer_finds_the_report_once_its_referral_is_withdrawn():
    manager, officer = make.user(Role.SERVICE_MANAGER), make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(Status.OUTCOME_AGREED)
    referral = make.referral(report, "immediate_action")
    referral.service_managers.set([manager])
    assert list(TriggerReport.objects.visible_to(manager)) == [report]

    workflow.withdraw(referral, by=officer, reason="Sent to the wrong team.")

    assert not TriggerReport.objects.visible_to(manager).exists()
    assert not permissions.can_read(manager, report)
