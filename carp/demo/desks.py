"""Work for the desks that the rest of the demonstration leaves empty."""

from datetime import datetime, timedelta
from functools import partial

from actionplans import workflow as plans
from actionplans.models import NeedLine, Plan
from carp import clock
from carp.accounts.models import User
from carp.demo.journey.contents import FOOD, fill
from carp.demo.journey.planning import STAGE_6, answer, submit
from carp.demo.narrator import Narrator
from carp.demo.people import HOUSING_BOARD, MANAGEMENT_TEAM
from carp.demo.recent import report
from carp.governance import workflow as governance
from carp.governance.models import Group
from funds import workflow as funds
from funds.models import Pot
from register import workflow as register
from register.models import Area, Community
from triggers import workflow as triggers
from triggers.models import Referral, TriggerReport

WARD = "E05009638"
FOOD_BANK_NEEDS = (("Two freezers for the food bank", 120_000), ("Shelves", 48_000))
CONCERNS = (
    (WARD, "The estate by the school", "Parents keep children in: dogs run loose on the green."),
    (WARD, "Streets near the station", "Cars race at night and two people were nearly hit."),
    (WARD, "The market square", "Seats were taken away and older people stay at home."),
    (WARD, "The road to the school", "Lorries use the road and families no longer walk it."),
)


def play(tell: Narrator) -> None:
    """Reports to refer, before a board, closed and watched; money to propose and to authorise."""
    now = clock.now()
    assessed(tell, now - timedelta(days=4), 11, CONCERNS[0])
    referred(tell, now)
    closed(tell, now)
    watched(tell, now)
    waiting_money(tell, now)


def assessed(
    tell: Narrator, at: datetime, number: int, concern: tuple[str, str, str]
) -> TriggerReport:
    """A report that was assessed the day after it came in."""
    made = report(tell, at, number, "soon", concern)
    risk = triggers.RiskLineEntry(
        "People stay away from where they used to meet", 3, 3, 2, 4, 3, 3, 2, 2, 1
    )
    entry = triggers.AssessmentEntry(
        lines=(risk,),
        what_works="A warden knows most families.",
        gaps="Nobody has counted.",
        confidence="medium",
    )
    tell.step(
        at + timedelta(days=1),
        "nominated-officer",
        "assesses the report",
        lambda by: triggers.complete_assessment(made, by=by, entry=entry),
    )
    return made


def referred(tell: Narrator, now: datetime) -> None:
    """On the agenda of the Housing Board's next meeting."""
    board = Group.objects.get(code=HOUSING_BOARD)
    tell.step(
        now - timedelta(days=6),
        "board-secretary",
        "plans the Housing Board's next meeting",
        lambda by: governance.schedule_meeting(
            board, by=by, on=clock.today() + timedelta(days=13), place="Committee room 1"
        ),
    )
    made = assessed(tell, now - timedelta(days=5), 12, CONCERNS[1])
    choice = triggers.OutcomeChoice(
        routes=("housing_board",),
        reasons="Residents ask for it and the street belongs to the housing association.",
        create=register.CommunityDetails(
            name="Streets near the station",
            kind=Community.Kind.PLACE,
            areas=(Area.objects.wards().get(code=WARD),),
            scale="neighbourhood",
            summary=CONCERNS[1][2],
            what_works="A warden knows most families.",
        ),
    )
    tell.step(
        now - timedelta(days=3),
        "nominated-officer",
        "refers the report to the Housing Board",
        lambda by: triggers.agree_outcome(made, by=by, choice=choice),
    )


def closed(tell: Narrator, now: datetime) -> None:
    """One that came to nothing, with what its reporter was told."""
    made = assessed(tell, now - timedelta(days=34), 13, CONCERNS[2])
    choice = triggers.OutcomeChoice(
        routes=("no_further_action",),
        reasons="The seats were out for repair.",
        close_reason="resolved",
        feedback="The seats are back. Thank you for telling us.",
    )
    tell.step(
        now - timedelta(days=31),
        "nominated-officer",
        "closes a report and tells its reporter why",
        lambda by: triggers.agree_outcome(made, by=by, choice=choice),
    )


def watched(tell: Narrator, now: datetime) -> None:
    """Two that are watched: for one the day has come."""
    for number, days in ((14, 0), (15, 60)):
        made = assessed(tell, now - timedelta(days=40), number, CONCERNS[3])
        choice = triggers.OutcomeChoice(
            routes=("watch",),
            reasons="The school asks for a crossing, and the county answers by spring.",
            watch_until=clock.today() + timedelta(days=days),
        )
        tell.step(
            now - timedelta(days=36),
            "nominated-officer",
            "keeps watch on a report",
            partial(_agree, made, choice),
        )


def _agree(report: TriggerReport, choice: triggers.OutcomeChoice, by: User) -> list[Referral]:
    return triggers.agree_outcome(report, by=by, choice=choice)


def waiting_money(tell: Narrator, now: datetime) -> None:
    """The food bank's plan is in force: one need waits to be authorised, one to be proposed."""
    plan = _plan(tell, now - timedelta(days=30))
    lines = [_need(tell, plan, now - timedelta(days=29), *need) for need in FOOD_BANK_NEEDS]
    version = submit(tell, plan, now - timedelta(days=28))
    answer(tell, version, HOUSING_BOARD, now - timedelta(days=24))
    answer(tell, version, MANAGEMENT_TEAM, now - timedelta(days=20))
    _propose(tell, lines[0], now)
    tell.step(
        now,
        "lead-officer",
        "brings a volunteer into the delivery team",
        lambda by: plans.add_team_member(
            plan,
            by=by,
            details=plans.MemberDetails(
                part="Runs the deliveries", name="A volunteer", organisation="Riverside Food Bank"
            ),
        ),
    )


def _plan(tell: Narrator, at: datetime) -> Plan:
    community = Community.objects.get(name="People who need support to access food")
    details = plans.PlanDetails(
        title="Food within reach", plan_type="action-plan", lead=tell.people["lead-officer"]
    )
    plan = tell.step(
        at,
        "nominated-officer",
        "starts a plan with the food bank",
        lambda by: plans.create_plan(community, by=by, details=details),
    )
    tell.step(
        at,
        "lead-officer",
        "answers stage 6",
        lambda by: plans.complete_stage(plan, 6, by=by, answers=STAGE_6 | FOOD_BANK_STAGE_6),
    )
    action = plans.ActionDetails(
        title="Deliver to people who cannot come",
        horizon="short",
        owner_organisation="Riverside Food Bank",
        due_on=clock.local_date(at) + timedelta(days=120),
        outcome="Nobody on the list goes without food for want of a lift.",
    )
    tell.step(
        at,
        "lead-officer",
        "adds an action",
        lambda by: plans.add_action(plan, by=by, details=action),
    )
    fill(tell, plan, at, FOOD)
    return plan


FOOD_BANK_STAGE_6 = {
    "actions": "Deliveries within three months; a second opening day after that.",
    "interventions": "Volunteers deliver on Tuesdays and Fridays.",
    "resources": "Volunteers, two freezers and shelves.",
    "outcomes": "People who cannot come have food at home.",
    "monitoring": "The food bank counts deliveries every week.",
    "evaluation": "Compare the counts of this winter and the next.",
}


def _need(tell: Narrator, plan: Plan, at: datetime, need: str, amount_pence: int) -> NeedLine:
    details = plans.NeedDetails(
        need=need,
        outcome="Food is kept for a week of deliveries",
        monitoring_on=clock.local_date(at) + timedelta(days=180),
        amount_pence=amount_pence,
        money_type="capital",
        purpose="response",
        category="equipment",
    )
    return tell.step(
        at,
        "lead-officer",
        f"asks for {need[0].lower()}{need[1:]}",
        lambda by: plans.add_need_line(plan, by=by, details=details),
    )


def _propose(tell: Narrator, line: NeedLine, at: datetime) -> None:
    """Today, when the pot of the year may be spent from."""
    details = funds.AllocationDetails(
        pot=Pot.objects.latest("pk"),
        line=line,
        amount_pence=line.amount_pence,
        route="council-led",
        outcome=line.outcome,
        monitoring_on=line.monitoring_on,
        reasons="The boards approved freezers.",
        alternatives="Used freezers cost less and need more power.",
    )
    tell.step(
        at,
        "service-manager",
        "proposes an allocation for freezers",
        lambda by: funds.propose(by=by, details=details),
    )
