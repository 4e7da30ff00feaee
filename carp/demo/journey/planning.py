"""The board requires a plan, and both boards approve the same version of it (O4, O5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from actionplans import selectors as plan_selectors
from actionplans import workflow as plans
from actionplans.models import NeedLine, Plan, PlanVersion
from carp import clock
from carp.accounts.models import User
from carp.demo.journey import contents
from carp.demo.narrator import Narrator, NotAsItShouldBe
from carp.demo.people import HOUSING_BOARD, MANAGEMENT_TEAM
from carp.governance import workflow as governance
from carp.governance.models import Decision, Group, Meeting
from register.models import Community
from triggers import workflow as triggers
from triggers.models import Referral

STAGE_6 = {
    "actions": "Alley gates and a clean-up within three months; street drinking outreach after.",
    "interventions": "Street Scene clears and gates four alleys; outreach visits twice a week.",
    "resources": "Street Scene crew, one outreach worker, £6,500 from the fund.",
    "outcomes": "Alleys stay clear and residents report feeling safer after dark.",
    "monitoring": "Monthly walkabout with residents and counts of fly-tipping reports.",
    "evaluation": "Compare the survey of June 2024 with the same survey a year later.",
}


def board_requires_plan(tell: Narrator, referral: Referral) -> Plan:
    """O4: the board requires a plan by 16 July; its stages are filled in any order."""
    referral.refresh_from_db()
    lead = tell.people["lead-officer"]
    meeting = referral.meeting or Meeting.objects.get(group=referral.group, on=date(2024, 6, 18))
    drafted = tell.step(
        datetime(2024, 6, 18, 15, 0),
        "board-secretary",
        "drafts the Housing Board's decision to require a plan by 16 July",
        lambda by: triggers.draft_consideration(
            referral,
            by=by,
            kind="require_plan",
            deliberation=deliberation(tell, HOUSING_BOARD, meeting=meeting),
            task=triggers.TaskEntry(
                title="Prepare an action plan for South West Ward",
                owner=lead,
                due_on=date(2024, 7, 16),
            ),
        ),
    )
    decision = confirm(tell, drafted, HOUSING_BOARD, datetime(2024, 6, 18, 15, 30))
    community = Community.objects.get(trigger_reports=referral.report_id)
    details = plans.PlanDetails(
        title="Safer alleys in South West Ward",
        plan_type="action-plan",
        lead=lead,
        task=decision.tasks.get(),
    )
    plan = tell.step(
        datetime(2024, 6, 19, 9, 30),
        "lead-officer",
        "starts the action plan",
        lambda by: plans.create_plan(community, by=by, details=details),
    )
    _fill_stages(tell, plan)
    contents.fill(tell, plan, datetime(2024, 6, 26, 9, 45), contents.ALLEYS)
    return plan


def _complete(
    tell: Narrator, plan: Plan, number: int, answers: dict[str, str], *, at: datetime
) -> None:
    tell.step(
        at,
        "lead-officer",
        f"fills stage {number}",
        lambda by: plans.complete_stage(plan, number, by=by, answers=answers),
    )


def _fill_stages(tell: Narrator, plan: Plan) -> None:
    """Stages 4, 6 and 1 in that order; 1 is completed and reopened when new data arrives."""
    answers = {
        4: {
            "lead-officers": "The lead officer answers for the plan.",
            "response-team": "Street Scene.",
        },
        6: STAGE_6,
        1: {
            "evidence": "Complaints doubled since Easter.",
            "urgency": "Before the summer holidays.",
        },
    }
    for hour, (number, filled) in enumerate(answers.items(), start=10):
        _complete(tell, plan, number, filled, at=datetime(2024, 6, 19, hour, 0))
    tell.step(
        datetime(2024, 6, 26, 9, 0),
        "lead-officer",
        "reopens stage 1: new police data has arrived",
        lambda by: plans.reopen_stage(plan, 1, by=by, reason="Police figures for May arrived."),
    )
    edition = plan.stages.get(number=1).edition
    tell.step(
        datetime(2024, 6, 26, 9, 15),
        "lead-officer",
        "adds the police data to stage 1",
        lambda by: plans.save_stage(plan, 1, by=by, answers=NEW_DATA, edition=edition),
    )
    tell.step(
        datetime(2024, 6, 26, 9, 30),
        "lead-officer",
        "adds an action",
        lambda by: plans.add_action(
            plan,
            by=by,
            details=_gates("No dumping in the gated alleys for three months."),
        ),
    )


def _gates(outcome: str) -> plans.ActionDetails:
    return plans.ActionDetails(
        title="Gate four alleys",
        horizon="short",
        owner_organisation="Street Scene",
        due_on=date(2024, 9, 30),
        outcome=outcome,
    )


NEW_DATA = {
    "evidence": "Complaints doubled since Easter. The police counted 31 incidents in May, "
    "against 12 in May last year."
}


def _need(amount_pence: int) -> plans.NeedDetails:
    return plans.NeedDetails(
        need="Gates and locks for four alleys",
        outcome="No dumping in the gated alleys for three months",
        monitoring_on=date(2024, 12, 2),
        amount_pence=amount_pence,
        money_type="capital",
        purpose="preventative",
        category="street-scene",
    )


def two_approvals(
    tell: Narrator, plan: Plan, *, money_too_early: Callable[[NeedLine], None]
) -> PlanVersion:
    """O5: a change between the two approvals leaves the first behind on the old version."""
    line = tell.step(
        datetime(2024, 6, 26, 10, 0),
        "lead-officer",
        "asks for £6,000 of capital",
        lambda by: plans.add_need_line(plan, by=by, details=_need(600_000)),
    )
    first = submit(tell, plan, datetime(2024, 6, 28, 16, 0))
    answer(tell, first, HOUSING_BOARD, datetime(2024, 7, 2, 15, 0))
    tell.step(
        datetime(2024, 7, 3, 9, 0),
        "lead-officer",
        "changes the need to £6,500",
        lambda by: plans.change_need_line(line, by=by, details=_need(650_000)),
    )
    tell.step(
        datetime(2024, 7, 3, 9, 10),
        "lead-officer",
        "says more of what the gates are to achieve",
        lambda by: plans.change_action(
            plan.actions.get(),
            by=by,
            details=_gates("No dumping in the gated alleys for six months, counted each month."),
        ),
    )
    second = submit(tell, plan, datetime(2024, 7, 3, 9, 30))
    tell.refused(
        datetime(2024, 7, 3, 10, 0),
        "lead-officer",
        "tries to record an approval of their own plan",
        lambda by: _approve(tell, second, MANAGEMENT_TEAM, by=by),
    )
    answer(tell, second, MANAGEMENT_TEAM, datetime(2024, 7, 5, 11, 0))
    if plan_selectors.version_in_force(plan) is not None:
        raise NotAsItShouldBe("The plan took effect with one board's approval of version 2.")
    money_too_early(line)
    tell.refused(
        datetime(2024, 7, 8, 9, 0),
        "management-team",
        "tries to record the Housing Board's approval too",
        lambda by: _approve(tell, second, HOUSING_BOARD, by=by),
    )
    answer(tell, second, HOUSING_BOARD, datetime(2024, 7, 9, 15, 0))
    in_force = plan_selectors.version_in_force(plan)
    if in_force is None or in_force.pk != second.pk:
        raise NotAsItShouldBe("Version 2 is not in force after both approvals.")
    return second


def submit(tell: Narrator, plan: Plan, at: datetime) -> PlanVersion:
    return tell.step(
        at, "lead-officer", "submits the plan to both boards", lambda by: plans.submit(plan, by=by)
    )


def answer(tell: Narrator, version: PlanVersion, code: str, at: datetime) -> None:
    """A member drafts what the board decided, and its chair confirms it."""
    drafted = tell.step(
        at,
        f"{code}-2",
        f"drafts the {Group.objects.get(code=code)}'s approval of version {version.number}",
        lambda by: _approve(tell, version, code, by=by),
    )
    confirm(tell, drafted, code, at + timedelta(minutes=30))


def confirm(tell: Narrator, decision: Decision, code: str, at: datetime) -> Decision:
    """The chair confirms the draft."""
    return tell.step(
        at, code, "confirms the decision", lambda by: governance.confirm(decision, by=by)
    )


def stopped_and_resumed(
    tell: Narrator, plan: Plan, *, money_while_stopped: Callable[[NeedLine], None]
) -> None:
    """One board stops what is in force, alone; no money moves until that board resumes it."""
    version = plan.versions.get(number=2)
    reasons = "The insurance of the gate maker has run out."
    _rule(
        tell,
        version,
        "suspend",
        datetime(2024, 7, 9, 16, 0),
        "drafts that version 2 is suspended",
        reasons,
    )
    money_while_stopped(plan.need_lines.get(number=1))
    reasons = "The gate maker is insured again."
    _rule(
        tell,
        version,
        "resume",
        datetime(2024, 7, 10, 8, 30),
        "drafts that version 2 is resumed",
        reasons,
    )


def _rule(
    tell: Narrator, version: PlanVersion, kind: str, at: datetime, does: str, reasons: str
) -> None:
    drafted = tell.step(
        at,
        f"{HOUSING_BOARD}-2",
        does,
        lambda by: _draft_ruling(tell, version, kind, reasons, by=by),
    )
    confirm(tell, drafted, HOUSING_BOARD, at + timedelta(minutes=30))


def _draft_ruling(
    tell: Narrator, version: PlanVersion, kind: str, reasons: str, *, by: User
) -> Decision:
    group = Group.objects.get(code=HOUSING_BOARD)
    said = deliberation(tell, HOUSING_BOARD, meeting=_meeting_of_today(group))
    return plans.draft_ruling(
        version, by=by, group=group, kind=kind, deliberation=replace(said, reasons=reasons)
    )


def revised(tell: Narrator, plan: Plan) -> None:
    """A later date needs no new approval: it is published as version 2.1."""
    line = plan.need_lines.get(number=1)
    later = replace(_need(line.amount_pence), monitoring_on=date(2025, 1, 13))
    tell.step(
        datetime(2024, 9, 2, 9, 0),
        "lead-officer",
        "puts off the date on which the gates are looked at",
        lambda by: plans.change_need_line(line, by=by, details=later),
    )
    tell.step(
        datetime(2024, 9, 2, 9, 10),
        "lead-officer",
        "publishes that as a minor revision",
        lambda by: plans.publish_minor_revision(
            plan, by=by, reason="The fourth gate is put up in December."
        ),
    )


def _approve(tell: Narrator, version: PlanVersion, code: str, *, by: User) -> Decision:
    group = Group.objects.get(code=code)
    return plans.draft_answer(
        version,
        by=by,
        group=group,
        outcome="approve",
        deliberation=deliberation(tell, code, meeting=_meeting_of_today(group)),
    )


def _meeting_of_today(group: Group) -> Meeting:
    """The board meets on the day on which it decides."""
    met, _created = Meeting.objects.get_or_create(
        group=group, on=clock.today(), defaults={"place": "Committee room 1"}
    )
    return met


def deliberation(tell: Narrator, code: str, *, meeting: Meeting) -> governance.Deliberation:
    """All members were there and for it."""
    members = [user for key, user in tell.people.items() if key.startswith(code)]
    return governance.Deliberation(
        reasons="The need is clear and the residents' group will help.",
        alternatives="Clean-ups alone were considered: the alleys filled again within weeks.",
        conflicts="None declared.",
        votes=dict.fromkeys(members, "for"),
        meeting=meeting,
    )
