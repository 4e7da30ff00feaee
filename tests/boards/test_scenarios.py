"""Scenarios O4 and O5 of the domain, through the pages."""

from datetime import date, datetime

import pytest

from actionplans import selectors
from actionplans.models import Plan, PlanVersion
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.governance.models import DelegatedTask, Meeting
from funds import workflow as funds
from funds.models import Allocation
from register.models import Community
from tests import make
from tests.boards.conftest import confirm_draft, date_boxes, deliberation, field

pytestmark = pytest.mark.django_db

HOUSING, MANAGEMENT = "housing-board", "management-team"
KIND = "triggers.referral"


def content(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def answers(stage, plan, **given):
    """What the form of a stage sends: its edition and every question."""
    shape, row = selectors.stages_of(plan)[stage - 1]
    sent = {question.code: row.answers.get(question.code, "") for question in shape.questions}
    return sent | given | {"opened_edition": row.edition}


def test_o4_a_board_requires_a_plan(visit, housing, management):  # noqa: PLR0915 - one story
    officer = make.user(Role.NOMINATED_OFFICER)
    lead = make.user(Role.OFFICER, name="Lead Officer A", post="Communities Service")
    with clock.at(datetime(2024, 6, 10, 9)):
        community = make.community(by=officer, name="South West Ward")
        report = make.trigger_report("outcome_agreed", officer=officer, community=community)
        referral = report.referrals.get()
        visit(
            housing[0],
            "boards:meeting-new",
            HOUSING,
            data=date_boxes("on", date(2024, 6, 18)) | {"place": "Guildhall"},
        )
        meeting = Meeting.objects.get()
        visit(housing[0], "boards:item-place", HOUSING, meeting.pk, KIND, referral.pk, data={})
        agenda = content(visit(housing[1], "boards:meeting-detail", HOUSING, meeting.pk))
        assert report.reference in agenda

    # The board meets on 18 June: "require a plan", by 16 July, from lead officer A.
    with clock.at(datetime(2024, 6, 18, 14)):
        decided = visit(
            housing[0],
            "boards:referral-decide",
            HOUSING,
            referral.pk,
            data=deliberation(housing, meeting=meeting.pk)
            | {"kind": "require_plan", "task_owner": lead.pk}
            | date_boxes("task_due_on", date(2024, 7, 16)),
        )
        assert "Require an action plan" in content(decided)
        assert not DelegatedTask.objects.exists()
        confirm_draft(visit)
        task = DelegatedTask.objects.get()
        assert (task.owner, task.due_on) == (lead, date(2024, 7, 16))
        community.refresh_from_db()
        assert (community.status, community.plan_due_on) == ("identified", task.due_on)
        visit(
            lead,
            "actionplans:plan-new",
            data={"title": "Safer alleys", "plan_type": "action-plan", "lead": lead.pk},
            query=f"task={task.pk}",
        )
        plan = Plan.objects.get()
        assert (plan.task, plan.community, plan.lead) == (task, community, lead)

    # A fills stages 4, 6, 1 in that order, and marks 1 as complete.
    with clock.at(datetime(2024, 6, 25, 10)):
        required = {
            question.code: f"{question.label}: agreed."
            for question in selectors.pack_of(plan).stages[5].questions
        }
        for number, given in (
            (4, {"lead-officers": "A answers for it."}),
            (6, required),
            (1, {"evidence": "41 complaints", "complete": "1"}),
        ):
            visit(
                lead,
                "actionplans:stage-detail",
                plan.reference,
                number,
                data=answers(number, plan, **given),
            )
        states = list(plan.stages.values_list("number", "status"))
        assert [number for number, status in states if status == "in_progress"] == [4, 6]
        assert [number for number, status in states if status == "complete"] == [1]

    # Two weeks later new police data arrives and stage 1 is reopened.
    with clock.at(datetime(2024, 7, 9, 10)):
        visit(
            lead,
            "actionplans:stage-reopen",
            plan.reference,
            1,
            data={"reason": "New police data."},
        )
        visit(
            lead,
            "actionplans:stage-detail",
            plan.reference,
            1,
            data=answers(1, plan, evidence="59 complaints"),
        )
        stage = plan.stages.get(number=1)
        assert (stage.iteration, stage.answers["evidence"]) == (2, "59 complaints")
        earlier = visit(lead, "actionplans:revision-detail", plan.reference, 1, 1)
        assert "41 complaints" in content(earlier)

    # Overdue from 17 July, and on the dashboard until the approvals.
    for day, overdue in ((16, False), (17, True)):
        with clock.at(datetime(2024, 7, day, 10)):
            shown = content(visit(lead, "boards:task-list"))
            assert ("Overdue" in shown) == overdue
            board_page = content(visit(housing[0], "boards:board-detail", HOUSING))
            assert ("Overdue" in board_page) == overdue
            late = Community.objects.plan_overdue(on=clock.today())
            assert list(late) == ([community] if overdue else [])
    with clock.at(datetime(2024, 7, 18, 10)):
        make.action(plan, by=officer)
        make.contents(plan, by=officer)
        visit(lead, "actionplans:plan-submit", plan.reference, data={})
        version = plan.versions.get()
        for code, board in ((HOUSING, housing), (MANAGEMENT, management)):
            assert DelegatedTask.objects.overdue(on=clock.today()).exists()
            visit(
                board[0],
                "boards:version-decide",
                code,
                plan.reference,
                1,
                data=deliberation(board, code=code)
                | {"outcome": "approve", "content_hash": version.content_hash},
            )
            confirm_draft(visit, code)
        task.refresh_from_db()
        community.refresh_from_db()
        assert community.status == "active"
        assert clock.local_date(task.completed_at) == date(2024, 7, 18)
        assert not Community.objects.plan_overdue(on=clock.today())


def test_o5_two_approvals(visit, housing, management):  # noqa: PLR0915 - one story
    with clock.at(datetime(2024, 7, 1, 10)):
        officer, lead = make.user(Role.NOMINATED_OFFICER), make.user(Role.OFFICER)
        plan = make.plan(by=officer, lead=lead)
        line = make.need_line(plan, by=officer)
        visit(lead, "actionplans:plan-submit", plan.reference, data={})
        pot = make.pot()

    def decide(person, code, board, number, **changes):
        version = plan.versions.get(number=number)
        sent = deliberation(board, code=code) | {
            "outcome": "approve",
            "content_hash": version.content_hash,
        }
        return visit(
            person,
            "boards:version-decide",
            code,
            plan.reference,
            number,
            data=sent | changes,
        )

    def allocation_is_refused(sentence):
        with pytest.raises(Refused, match=sentence):
            funds.propose(
                by=make.fund_manager(), details=make.allocation_details(pot=pot, line=line)
            )
        assert not Allocation.objects.exists()

    first = plan.versions.get(number=1)
    with clock.at(datetime(2024, 7, 2, 10)):
        assert "Approve" in content(decide(housing[0], HOUSING, housing, 1))
        allocation_is_refused("nobody has approved version 1 yet")
        confirm_draft(visit)
        allocation_is_refused("approved by the Housing Board only")

    # A edits a need line from £6,000 to £6,500 before the Management Team meets.
    with clock.at(datetime(2024, 7, 4, 10)):
        changed = visit(
            lead,
            "actionplans:need-change",
            plan.reference,
            1,
            data={
                "opened": field(
                    visit(lead, "actionplans:need-change", plan.reference, 1), "opened"
                ),
                "need": line.need,
                "outcome": line.outcome,
                "amount_pence": "£6,500",
                "money_type": "revenue",
                "purpose": "preventative",
                "category": "street-scene",
            }
            | date_boxes("monitoring_on", line.monitoring_on),
        )
        assert "£6,500" in content(changed)
        first.refresh_from_db()
        assert '"amount_pence":600000' in first.content
        submitted = content(visit(lead, "actionplans:plan-submit", plan.reference))
        assert "Need 1, amount" in submitted
        visit(lead, "actionplans:plan-submit", plan.reference, data={})

    second = plan.versions.get(number=2)
    first.refresh_from_db()
    assert first.status == PlanVersion.Status.SUPERSEDED
    assert second.content_hash != first.content_hash
    assert [approval.group.code for approval in first.approvals.all()] == [HOUSING]
    assert not second.approvals.exists()

    with clock.at(datetime(2024, 7, 9, 10)):
        # The lead cannot record either approval.
        assert decide(lead, HOUSING, housing, 2).status_code == 403
        assert decide(lead, MANAGEMENT, management, 2).status_code == 403
        # The version that the Housing Board approved is answered no more.
        late = decide(management[0], MANAGEMENT, management, 1).content.decode()
        assert "Version 1 is not waiting for an answer: it is superseded." in late
        decide(management[0], MANAGEMENT, management, 2)
        confirm_draft(visit, MANAGEMENT)
        assert selectors.version_in_force(plan) is None
        allocation_is_refused("approved by the Management Team only")
        # Who recorded one board's answer does not record the other's.
        make.seat_also(management[0], HOUSING)
        assert decide(management[0], HOUSING, housing, 2).status_code == 403

    with clock.at(datetime(2024, 7, 16, 10)):
        decide(housing[1], HOUSING, housing, 2)
        confirm_draft(visit)
        assert selectors.version_in_force(plan) == second
        shown = content(visit(lead, "actionplans:version-detail", plan.reference, 2))
        assert "In force" in shown
        assert second.content_hash in shown
        assert funds.propose(
            by=make.fund_manager(), details=make.allocation_details(pot=pot, line=line)
        )
