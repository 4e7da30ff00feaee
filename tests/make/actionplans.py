"""Plans: complete enough to submit, submitted, and in force."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from actionplans import selectors, workflow
from actionplans.models import (
    Action,
    Approval,
    CalendarFeed,
    Evaluation,
    Measure,
    MeasureValue,
    MinorRevision,
    MonitoringReturn,
    NeedLine,
    Outcome,
    Plan,
    PlanShare,
    PlanVersion,
    ProgressNote,
    ResourceLine,
    Review,
    Ruling,
    StageRevision,
    TeamMember,
)
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.governance.models import Decision, DelegatedTask
from register.models import Community
from tests.make import governance, register, triage, triggers
from tests.make.accounts import user as person
from tests.make.laid import can_be_laid
from triggers.models import TriggerReport
from triggers.workflow.boards import TaskEntry

FINALISE = 6
AIM = ("corporate-plan-2019", "public-safety-and-environment")


@can_be_laid
def plan(
    *,
    community: Community | None = None,
    by: User | None = None,
    lead: User | None = None,
    ready: bool = True,
    **details: Any,
) -> Plan:
    """A plan led by an officer; ``ready`` means that nothing is missing for its submission."""
    officer = by or person(Role.NOMINATED_OFFICER)
    lead = lead or person(Role.OFFICER)
    given = {"title": "Cleaner, safer alleys", "plan_type": "action-plan", "lead": lead} | details
    if given["plan_type"] == "delivery-plan" and "umbrella" not in details:
        above = plan(plan_type="partnership-plan", community=community, ready=False)
        given |= {"umbrella": above, "theme": "environment"}
    made = workflow.create_plan(
        community or register.identified_community(),
        by=officer,
        details=workflow.PlanDetails(**given),
    )
    if ready:
        finalise(made, by=officer)
        action(made, by=officer)
        contents(made, by=officer)
    return made


def plan_asked_for(*, by: User | None = None, ready: bool = True) -> tuple[TriggerReport, Plan]:
    """A report, and the plan that the Housing Board asked for when it considered it."""
    officer = by or person(Role.NOMINATED_OFFICER)
    community = register.community()
    report = triggers.trigger_report("outcome_agreed", officer=officer, community=community)
    entry = TaskEntry(officer, clock.today() + timedelta(days=28), "A plan")
    chair = governance.board("housing-board")[0]
    triage.considered(report.referrals.get(), by=chair, kind="require_plan", task=entry)
    task = DelegatedTask.objects.latest("pk")
    return report, plan(by=officer, community=community, task=task, ready=ready)


def finalise(made: Plan, *, by: User, answers: Mapping[str, str] | None = None) -> None:
    """Answer every question that submission asks."""
    stages = selectors.stages_of(made)
    shape, stage = stages[FINALISE - 1]
    given = {question.code: f"{question.label}: agreed." for question in shape.questions}
    workflow.save_stage(made, FINALISE, by=by, answers=answers or given, edition=stage.edition)


def contents(made: Plan, *, by: User) -> None:
    """An outcome, an equality record without effects and an aim of the council."""
    outcome(made, by=by)
    workflow.record_equality(made, by=by, answers=equality_answers(made))
    workflow.link_framework(made, by=by, points=[AIM])


def outcome_details(**changes: Any) -> workflow.OutcomeDetails:
    given: dict[str, Any] = {
        "outcome": "Alleys that people use after dark",
        "measure": "Residents who say that they feel safe there",
        "baseline": "31% in the survey of June",
        "target": "50% a year later",
        "monitored": "The survey, every June",
    }
    return workflow.OutcomeDetails(**given | changes)


def outcome(made: Plan, *, by: User | None = None, **changes: Any) -> Outcome:
    return workflow.add_outcome(
        made, by=by or person(Role.NOMINATED_OFFICER), details=outcome_details(**changes)
    )


def resource_details(**changes: Any) -> workflow.ResourceDetails:
    given: dict[str, Any] = {
        "standing": "partner",
        "kind": "people",
        "resource": "An outreach worker",
        "organisation": "Riverside Trust",
        "amount": "Two evenings a week",
    }
    return workflow.ResourceDetails(**given | changes)


def resource_line(made: Plan, *, by: User | None = None, **changes: Any) -> ResourceLine:
    return workflow.add_resource(
        made, by=by or person(Role.NOMINATED_OFFICER), details=resource_details(**changes)
    )


def equality_answers(made: Plan, **changes: Any) -> dict[str, dict[str, str]]:
    """No effect on anybody, for each characteristic that is asked about."""
    terms = selectors.pack_of(made).characteristics
    neutral = {"effect": "neutral", "evidence": "None, because everybody uses the alleys alike."}
    return {term.code: neutral for term in terms} | changes


def stage_revision(made: Plan | None = None, *, number: int = FINALISE) -> StageRevision:
    """A completed iteration of a stage."""
    made = made or plan()
    workflow.complete_stage(made, number, by=made.created_by)
    return StageRevision.objects.get(stage__plan=made, stage__number=number)


def action_details(**changes: Any) -> workflow.ActionDetails:
    given: dict[str, Any] = {
        "title": "Clear the alleys behind Trinity Street",
        "horizon": "short",
        "owner_organisation": "West Lindsey District Council",
        "due_on": clock.today() + timedelta(days=60),
        "outcome": "Alleys that people use without fear.",
    }
    return workflow.ActionDetails(**given | changes)


def action(made: Plan, *, by: User | None = None, **changes: Any) -> Action:
    return workflow.add_action(
        made, by=by or person(Role.NOMINATED_OFFICER), details=action_details(**changes)
    )


def progress_note(
    of: Action, *, text: str = "Two of four are clear.", by: User | None = None, **said: Any
) -> ProgressNote:
    by = by or person(Role.NOMINATED_OFFICER)
    workflow.report_progress(workflow.Progress(of, text=text, **said), by=by)
    return ProgressNote.objects.latest("pk")


def calendar_feed(*, by: User | None = None, shows: str = "titles") -> CalendarFeed:
    return workflow.open_feed(by=by or person(Role.OFFICER), shows=shows)


def share_details(**changes: Any) -> workflow.ShareDetails:
    given: dict[str, Any] = {
        "parts": ["outcomes", "actions", "stage-1"],
        "shared_with": "Riverside Trust",
        "basis": "Information-sharing agreement of 2024",
        "days": 30,
    }
    return workflow.ShareDetails(**given | changes)


def share(made: Plan | None = None, *, by: User | None = None, **changes: Any) -> PlanShare:
    return workflow.share_plan(
        made or plan(ready=False),
        by=by or person(Role.NOMINATED_OFFICER),
        details=share_details(**changes),
    )


def team_member(made: Plan, *, by: User | None = None, **changes: Any) -> TeamMember:
    given: dict[str, Any] = {"part": "Coordinates the clearing", "name": "Sam Example"}
    return workflow.add_team_member(
        made,
        by=by or person(Role.NOMINATED_OFFICER),
        details=workflow.MemberDetails(**given | changes),
    )


def need_details(**changes: Any) -> workflow.NeedDetails:
    given: dict[str, Any] = {
        "need": "Lighting and a skip scheme for the alleys",
        "outcome": "Half as many complaints about rubbish",
        "monitoring_on": clock.today() + timedelta(days=180),
        "amount_pence": 600_000,
        "money_type": "revenue",
        "purpose": "preventative",
        "category": "street-scene",
    }
    return workflow.NeedDetails(**given | changes)


def need_line(made: Plan | None = None, *, by: User | None = None, **changes: Any) -> NeedLine:
    """A need of £6,000 revenue, in the plan's working copy."""
    return workflow.add_need_line(
        made or plan(), by=by or person(Role.NOMINATED_OFFICER), details=need_details(**changes)
    )


@can_be_laid
def submitted_version(
    made: Plan | None = None,
    *,
    by: User | None = None,
    needs: Sequence[Mapping[str, Any]] = ({},),
) -> PlanVersion:
    """A version before its boards, with need lines of the given details if the plan had none."""
    made = made or plan()
    if selectors.type_of(made).asks_for_money and not made.need_lines.exists():
        for changes in needs:
            need_line(made, **changes)
    return workflow.submit(made, by=by or person(Role.NOMINATED_OFFICER))


def approval(
    version: PlanVersion, code: str = "housing-board", outcome: str = "approve"
) -> Approval:
    """What one board decided, drafted by its first member and confirmed by another."""
    return answered(version, code, outcome=outcome)


def drafted_answer(
    version: PlanVersion, code: str, by: User, *, outcome: str = "approve", **deliberation: Any
) -> Decision:
    """A board's answer that still waits to be confirmed."""
    return workflow.draft_answer(
        version,
        by=by,
        group=governance.group(code),
        outcome=outcome,
        deliberation=governance.deliberation(code, **deliberation),
    )


def answered(
    version: PlanVersion,
    code: str = "housing-board",
    *,
    by: User | None = None,
    outcome: str = "approve",
    **deliberation: Any,
) -> Approval:
    """A board's answer, drafted and confirmed in one go."""
    if "present" not in deliberation:
        deliberation["present"] = governance.board(code)
    by = by or deliberation["present"][0]
    draft = drafted_answer(version, code, by, outcome=outcome, **deliberation)
    return Approval.objects.get(decision=governance.confirmed(draft))


def ruling(
    version: PlanVersion,
    code: str = "housing-board",
    kind: str = "suspend",
    *,
    by: User | None = None,
    **deliberation: Any,
) -> Ruling:
    """What one board decided about a version in force, drafted and confirmed in one go."""
    if "present" not in deliberation:
        deliberation["present"] = governance.board(code)
    draft = workflow.draft_ruling(
        version,
        by=by or deliberation["present"][0],
        group=governance.group(code),
        kind=kind,
        deliberation=governance.deliberation(code, **deliberation),
    )
    return Ruling.objects.get(decision=governance.confirmed(draft))


def minor_revision(made: Plan | None = None, *, title: str = "Safer alleys") -> MinorRevision:
    """A plan in force with another title, published without asking the boards."""
    made = made or plan_in_force()
    workflow.change_plan(made, by=made.created_by, title=title, lead=made.lead)
    return workflow.publish_minor_revision(made, by=made.created_by, reason="A better name.")


@can_be_laid
def plan_in_force(made: Plan | None = None, **submission: Any) -> Plan:
    """A plan that both boards approved; ``needs`` as for ``submitted_version``."""
    version = submitted_version(made, **submission) if made or submission else submitted_version()
    for code in version.approving_groups:
        approval(version, code)
    return Plan.objects.get(pk=version.plan_id)


# --- Monitoring ----------------------------------------------------------------------------------
def measure_details(**changes: Any) -> workflow.MeasureDetails:
    """Complaints a month, from 40 down to 20, and up to 25 will do."""
    given: dict[str, Any] = {
        "name": "Complaints about rubbish",
        "unit": "a month",
        "polarity": "lower",
        "baseline": Decimal(40),
        "baseline_on": clock.today(),
        "target": Decimal(20),
        "tolerance": Decimal(5),
    }
    return workflow.MeasureDetails(**given | changes)


def measure(made: Plan | None = None, *, by: User | None = None, **changes: Any) -> Measure:
    return workflow.add_measure(
        made or plan(ready=False),
        by=by or person(Role.NOMINATED_OFFICER),
        details=measure_details(**changes),
    )


def measure_value(
    of: Measure | None = None, actual: int | str = 30, *, by: User | None = None, **changes: Any
) -> MeasureValue:
    """A figure of today."""
    given: dict[str, Any] = {"dated": clock.today(), "actual": Decimal(actual)}
    return workflow.record_figure(
        of or measure(),
        by=by or person(Role.NOMINATED_OFFICER),
        figure=workflow.Figure(**given | changes),
    )


def plan_in_force_since(days: int, **submission: Any) -> Plan:
    """Approved so many days ago; its returns have been owed since."""
    with clock.at(clock.now() - timedelta(days=days)):
        return plan_in_force(**submission)


@can_be_laid
def monitoring_return(status: str = "scheduled", *, of: Plan | None = None) -> MonitoringReturn:
    """The first return of a plan that has been in force for half a year: overdue, or sent late."""
    made = (of or plan_in_force_since(200)).returns.earliest("number")
    if status != "scheduled":
        made = workflow.submit_return(made, by=made.plan.lead, details=return_details())
    if status == "queried":
        made = workflow.query_return(
            made, by=person(Role.NOMINATED_OFFICER), answer="How many gates?"
        )
    if status == "accepted":
        made = workflow.accept_return(made, by=person(Role.NOMINATED_OFFICER))
    return made


def return_details(**changes: Any) -> workflow.ReturnDetails:
    return workflow.ReturnDetails(**{"progress": "Two alleys have gates."} | changes)


def review_details(outcome: str = "continue", **changes: Any) -> workflow.ReviewDetails:
    given: dict[str, Any] = {
        "held_on": clock.today(),
        "outcome": outcome,
        "reasons": "Complaints have fallen by half.",
        "next_on": clock.today() + timedelta(days=180),
    }
    return workflow.ReviewDetails(**given | changes)


def review(
    made: Plan | None = None, outcome: str = "continue", *, by: User | None = None, **changes: Any
) -> Review:
    return workflow.review_plan(
        made or plan(ready=False),
        by=by or person(Role.NOMINATED_OFFICER),
        details=review_details(outcome, **changes),
    )


def evaluation(made: Plan | None = None, *, by: User | None = None, **results: Any) -> Evaluation:
    """A draft; ``results`` are by reference of the allocation."""
    made = made or plan(ready=False)
    details = workflow.EvaluationDetails("Fewer complaints.", "Ask residents first.", results)
    return workflow.save_evaluation(made, by=by or made.lead, details=details)


def agreed_evaluation(made: Plan | None = None, **results: Any) -> Evaluation:
    return workflow.agree_evaluation(evaluation(made, **results), by=person(Role.NOMINATED_OFFICER))
