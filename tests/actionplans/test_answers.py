"""What boards answer: who may, on what, and when it takes effect (policy 11.2; S1-S3, S7)."""

from datetime import timedelta
from itertools import product

import pytest

from actionplans import permissions, selectors, workflow
from actionplans.models import Approval, PlanVersion
from actionplans.workflow.moves import VERSION_MOVES
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from carp.governance.models import Attendance, Decision
from carp.outbox.models import OutboxItem
from register.models import Community
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.laid("submitted_version")]

Status = PlanVersion.Status
HOUSING, MANAGEMENT = "housing-board", "management-team"
STEP_OF = {"approve": "take_effect", "return": "return", "reject": "reject"}


def answer(version, code=HOUSING, *, by=None, outcome="approve", **deliberation):
    """A board's answer, by its first member unless somebody else is named."""
    return make.answered(version, code, by=by, outcome=outcome, **deliberation)


def version_in(status):
    """A version brought to a status by the steps themselves."""
    version = make.submitted_version()
    if status == Status.EFFECTIVE:
        answer(version)
        answer(version, MANAGEMENT)
    elif status in (Status.RETURNED, Status.REJECTED):
        answer(version, outcome="return" if status == Status.RETURNED else "reject")
    elif status in (Status.SUSPENDED, Status.RESCINDED):
        version = version_in(Status.EFFECTIVE)
        make.ruling(version, kind="suspend" if status == Status.SUSPENDED else "rescind")
    elif status == Status.SUPERSEDED:
        plan = version.plan
        workflow.change_plan(plan, by=plan.lead, title="Another title", lead=plan.lead)
        workflow.submit(plan, by=plan.lead)
    version.refresh_from_db()
    assert version.status == status
    return version


# --- When ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("status", "outcome"), list(product(Status, Approval.Outcome.values)))
def test_only_a_submitted_version_is_answered(status, outcome):
    version = version_in(status)
    events = trail.of_subject(version).count()
    answered = version.approvals.count()

    if status in VERSION_MOVES[STEP_OF[outcome]]:
        assert answer(version, MANAGEMENT, outcome=outcome).outcome == outcome
        assert trail.of_subject(version).count() == events + 1
    else:
        with pytest.raises(Refused):
            answer(version, MANAGEMENT, outcome=outcome)
        version.refresh_from_db()
        assert version.status == status
        assert trail.of_subject(version).count() == events
        assert version.approvals.count() == answered


def test_a_version_takes_effect_with_the_last_approval():
    version = make.submitted_version()

    answer(version)
    version.refresh_from_db()
    assert (version.status, selectors.version_in_force(version.plan)) == (Status.SUBMITTED, None)

    answer(version, MANAGEMENT)
    version.refresh_from_db()
    assert version.status == Status.EFFECTIVE
    assert version.effective_at is not None
    assert selectors.version_in_force(version.plan) == version


def test_boards_answer_in_any_order():
    version = make.submitted_version()

    answer(version, MANAGEMENT)
    answer(version, HOUSING)

    assert selectors.version_in_force(version.plan) == version


def test_the_next_version_takes_the_place_of_the_one_in_force():
    plan = make.plan_in_force()
    first, line = selectors.version_in_force(plan), plan.need_lines.get()
    workflow.change_need_line(line, by=plan.lead, details=make.need_details(amount_pence=650_000))
    second = workflow.submit(plan, by=plan.lead)

    answer(second)
    assert selectors.need_in_force(line).amount_pence == 600_000
    answer(second, MANAGEMENT)

    first.refresh_from_db()
    assert (first.status, selectors.version_in_force(plan)) == (Status.SUPERSEDED, second)
    assert selectors.need_in_force(line).amount_pence == 650_000


@pytest.mark.parametrize(
    ("outcome", "status"), [("return", Status.RETURNED), ("reject", Status.REJECTED)]
)
def test_one_board_is_enough_to_send_a_version_back(outcome, status):
    version = make.submitted_version()
    answer(version, MANAGEMENT)

    answer(version, HOUSING, outcome=outcome)

    version.refresh_from_db()
    assert (version.status, version.ended_at is None) == (status, False)
    assert selectors.version_in_force(version.plan) is None


def test_a_returned_plan_is_changed_and_submitted_again():
    version = version_in(Status.RETURNED)
    plan = version.plan
    with pytest.raises(Refused, match="Nothing has changed"):
        workflow.submit(plan, by=plan.lead)

    workflow.change_plan(plan, by=plan.lead, title="A better title", lead=plan.lead)

    assert workflow.submit(plan, by=plan.lead).number == 2


def test_what_was_sent_back_leaves_what_is_in_force():
    plan = make.plan_in_force()
    workflow.change_plan(plan, by=plan.lead, title="Another title", lead=plan.lead)

    answer(workflow.submit(plan, by=plan.lead), outcome="reject")

    assert selectors.version_in_force(plan).number == 1


# --- What follows ---------------------------------------------------------------------------------
def test_the_communitys_response_begins_and_the_task_is_done():
    task = make.delegated_task()
    community = make.identified_community()
    plan = make.plan(community=community, by=task.owner, lead=task.owner, task=task, ready=False)
    make.finalise(plan, by=task.owner)
    make.action(plan, by=task.owner)
    make.contents(plan, by=task.owner)
    version = make.submitted_version(plan)

    answer(version)
    task.refresh_from_db()
    assert task.completed_at is None
    last = answer(version, MANAGEMENT)

    task.refresh_from_db()
    community.refresh_from_db()
    assert task.completed_by == last.recorded_by
    assert community.status == Community.Status.ACTIVE
    assert trail.of_subject(version).last().after["task"] == task.pk


def test_the_lead_is_told_that_there_is_an_answer_and_not_which():
    version = make.submitted_version()

    approval = answer(version)

    mail = OutboxItem.objects.get(key=f"mail:plan-answered:{approval.pk}")
    assert mail.payload["to"] == version.plan.lead.email
    assert "approve" not in str(mail.payload).lower()
    assert version.plan.reference not in str(mail.payload)


def test_an_answer_is_a_decision_with_its_people_on_the_record():
    version = make.submitted_version()
    board = make.board(HOUSING, size=4)

    approval = answer(version, present=board[:3], recused=board[3:])

    decision = approval.decision
    assert (decision.kind, decision.quorum) == ("approve", 3)
    assert approval.content_hash == version.content_hash
    parts = dict(decision.attendances.values_list("user", "part"))
    assert parts == dict.fromkeys([one.pk for one in board[:3]], Attendance.Part.FOR) | {
        board[3].pk: Attendance.Part.RECUSED
    }
    event = trail.of_subject(version).last()
    assert (event.action, event.after["outcome"]) == ("actionplans.answer", "approve")
    assert event.reason == decision.reasons


# --- Who ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_no_role_drafts_an_answer_without_a_seat_on_the_board(role):
    version, person = make.submitted_version(), make.user(role)
    with pytest.raises(Refused):
        answer(version, by=person)
    assert not Decision.objects.exists()


def test_one_member_drafts_the_answer_and_another_confirms_it():
    version, board = make.submitted_version(), make.board(HOUSING)

    approval = answer(version, by=board[0])

    assert (approval.decision.drafted_by, approval.recorded_by) == (board[0], board[1])


def test_a_secretary_drafts_the_answer_and_a_member_confirms_it():
    version, secretary = make.submitted_version(), make.secretary(HOUSING)
    board = make.board(HOUSING)

    draft = make.drafted_answer(version, HOUSING, secretary)

    with pytest.raises(Refused, match="Only a board member can decide"):
        governance.confirm(draft, by=secretary)
    assert governance.confirm(draft, by=board[0]).confirmed_by == board[0]


def test_a_member_of_one_board_does_not_answer_for_the_other():
    version, member = make.submitted_version(), make.board(MANAGEMENT)[0]

    with pytest.raises(Refused, match="Only the secretary or a member of the Housing Board"):
        answer(version, by=member)


def test_a_group_that_the_plan_does_not_ask_has_no_answer():
    version = make.submitted_version()

    with pytest.raises(Refused, match="does not need the approval"):
        answer(version, "sww-strategic")


def test_a_group_answers_once():
    version = make.submitted_version()
    answer(version)

    with pytest.raises(Refused, match="already answered"):
        answer(version, by=make.board(HOUSING)[1])


def test_an_outcome_that_there_is_not_is_refused():
    with pytest.raises(Refused, match="Choose what the group decided"):
        answer(make.submitted_version(), outcome="perhaps")


def involved(part):
    """(version, person): a board member who also has a part in the plan."""
    person = make.board_member(HOUSING, Role.NOMINATED_OFFICER)
    plan = make.plan(lead=person if part.endswith("lead") else None)
    if part.endswith("team"):
        make.team_member(plan, user=person)
    version = make.submitted_version(plan, by=person if part == "author" else None)
    if part == "former lead":
        workflow.change_plan(plan, by=plan.created_by, title=plan.title, lead=plan.created_by)
    if part == "former team":
        workflow.remove_team_member(plan.team.get(), by=plan.lead)
    version.refresh_from_db()
    return version, person


PARTS = ("author", "lead", "team", "former lead", "former team")


@pytest.mark.parametrize("part", PARTS)
def test_whoever_has_a_part_in_the_plan_does_not_record_its_approval(part):
    version, person = involved(part)

    with pytest.raises(Refused, match="You cannot take part in this decision"):
        answer(version, by=person)


@pytest.mark.parametrize("part", PARTS)
def test_whoever_has_a_part_in_the_plan_is_not_counted(part):
    version, person = involved(part)
    board = make.board(HOUSING, size=4)
    recorder = next(one for one in board if one != person)

    with pytest.raises(Refused, match="cannot be counted"):
        answer(version, by=recorder, present=board)

    others = [one for one in board if one != person]
    approval = answer(version, by=recorder, present=others, recused=[person])
    assert approval.decision.attendances.get(user=person).part == Attendance.Part.RECUSED


def test_a_new_lead_is_barred_from_the_version_that_waits():
    version, member = make.submitted_version(), make.board_member(HOUSING)
    plan = version.plan
    workflow.change_plan(plan, by=plan.lead, title=plan.title, lead=member)

    with pytest.raises(Refused, match="leads the plan"):
        answer(version, by=member)


def test_the_owner_of_an_action_is_barred_as_the_team_is():
    plan, member = make.plan(), make.board_member(HOUSING)
    make.action(plan, owner=member)
    version = make.submitted_version(plan)

    with pytest.raises(Refused, match="owns an action of the plan"):
        answer(version, by=member)


def test_who_left_the_room_does_not_record():
    version, board = make.submitted_version(), make.board(HOUSING, size=4)

    with pytest.raises(Refused, match="You declared an interest"):
        answer(version, by=board[0], present=board[1:], recused=board[:1])


def test_who_left_the_room_is_not_part_of_the_quorum():
    version, board = make.submitted_version(), make.board(HOUSING)

    with pytest.raises(Refused, match="needs 3 members without an interest"):
        answer(version, by=board[0], present=board, recused=board[2:])


def test_a_verdict_is_given_before_anything_is_typed():
    version = make.submitted_version()
    housing, lead = make.group(HOUSING), version.plan.lead

    assert permissions.can_answer(make.board(HOUSING)[0], version, housing)
    assert not permissions.can_answer(lead, version, housing)


# --- What was approved ----------------------------------------------------------------------------
def test_an_edit_after_submission_leaves_the_approval_behind():
    version = make.submitted_version()
    first = answer(version)
    plan = version.plan
    workflow.change_need_line(
        plan.need_lines.get(), by=plan.lead, details=make.need_details(amount_pence=650_000)
    )
    second = workflow.submit(plan, by=plan.lead)

    answer(second, MANAGEMENT)

    assert selectors.version_in_force(plan) is None
    assert list(second.approvals.values_list("group__code", flat=True)) == [MANAGEMENT]
    assert list(version.approvals.all()) == [first]


def test_an_edit_that_is_not_submitted_changes_nothing_for_the_version_that_waits():
    version = make.submitted_version()
    plan, line = version.plan, version.plan.need_lines.get()
    answer(version)
    workflow.change_need_line(line, by=plan.lead, details=make.need_details(amount_pence=650_000))

    answer(version, MANAGEMENT)

    assert selectors.need_in_force(line).amount_pence == 600_000


def test_a_draft_changes_nothing_before_it_is_confirmed():
    version, board = make.submitted_version(), make.board(HOUSING)
    answer(version, MANAGEMENT)
    draft = make.drafted_answer(version, HOUSING, board[0])

    version.refresh_from_db()
    assert (version.status, version.approvals.count()) == (Status.SUBMITTED, 1)

    governance.confirm(draft, by=board[1])
    version.refresh_from_db()
    assert (version.status, version.approvals.count()) == (Status.EFFECTIVE, 2)


def test_a_version_that_was_overtaken_is_not_approved_by_a_draft():
    version, board = make.submitted_version(), make.board(HOUSING)
    draft = make.drafted_answer(version, HOUSING, board[0])
    make.need_line(version.plan)
    workflow.submit(version.plan, by=version.plan.lead)

    with pytest.raises(Refused, match="is not waiting for an answer"):
        governance.confirm(draft, by=board[1])

    draft.refresh_from_db()
    assert (draft.state, draft.confirmed_by) == (Decision.State.DRAFT, None)


def test_who_joined_the_plan_after_the_draft_does_not_confirm_it():
    version, board = make.submitted_version(), make.board(HOUSING, size=4)
    draft = make.drafted_answer(version, HOUSING, board[0])
    make.team_member(version.plan, user=board[1], name="")

    with pytest.raises(Refused, match="is in the delivery team"):
        governance.confirm(draft, by=board[1])
    with pytest.raises(Refused, match="is in the delivery team and cannot be counted"):
        governance.confirm(draft, by=board[2])


def test_a_correction_of_an_answer_answers_no_second_time():
    version, board = make.submitted_version(), make.board(HOUSING)
    first = answer(version).decision
    wording = make.deliberation(HOUSING, reasons="In better words.", correction="A slip.")

    draft = governance.correct(first, by=board[1], deliberation=wording)
    governance.confirm(draft, by=board[2])

    first.refresh_from_db()
    assert first.state == Decision.State.SUPERSEDED
    assert version.approvals.get().decision == first


def test_an_approval_lasts_as_long_as_its_version():
    with clock.at(clock.now() - timedelta(days=400)):
        plan = make.plan_in_force()

    assert selectors.version_in_force(plan).number == 1
