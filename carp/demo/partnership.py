"""An umbrella plan with themed plans under it, as in the partnership of South West Ward."""

from datetime import date, datetime, timedelta
from functools import partial

from actionplans import workflow as plans
from actionplans.models import Action, Plan
from carp import clock
from carp.accounts.models import User
from carp.demo.journey.contents import ALLEYS, Contents, fill
from carp.demo.journey.planning import STAGE_6, submit
from carp.demo.narrator import Narrator
from register.models import Community

TOGETHER = Contents(
    outcomes=(
        plans.OutcomeDetails(
            outcome="People feel safe, and say that they like to live here",
            measure="Households that say so in the partnership's survey",
            baseline="44% in the survey before the partnership began",
            target="60% three years later",
            monitored="The survey each autumn, looked at by both groups",
        ),
    ),
    resources=(
        plans.ResourceDetails(
            "partner", "premises", "A contact point in the ward", "Housing association"
        ),
    ),
    effects=ALLEYS.effects,
    aims=ALLEYS.aims,
)


def play(tell: Narrator) -> None:
    """The umbrella is written; one theme is with its group, one is begun, three are not."""
    start = clock.now() - timedelta(days=20)
    umbrella = _start(tell, start)
    _answer(tell, umbrella, start)
    fill(tell, umbrella, start, TOGETHER)
    streets = _themed(tell, umbrella, start, "environment", "Cleaner streets together")
    _themed(tell, umbrella, start, "substance-misuse", "A way out of street drinking")
    _answer(tell, streets, start)
    action = _action(tell, streets, start)
    tell.step(
        start + timedelta(days=9),
        "lead-officer",
        "reports an action of the theme as complete",
        lambda by: plans.move_action(action, by=by, step="complete"),
    )
    shared = plans.ShareDetails(
        parts=("actions", "outcomes", "stage-1"),
        shared_with="Housing association",
        basis="The partnership's information-sharing agreement",
        days=90,
    )
    tell.step(
        start + timedelta(days=10),
        "lead-officer",
        "shares parts of the theme with the housing association",
        lambda by: plans.share_plan(streets, by=by, details=shared),
    )
    outcome = plans.OutcomeDetails(
        outcome="Streets stay clean",
        measure="Streets that pass the monthly inspection",
        baseline="11 of 20 last month",
        target="18 of 20 in half a year",
        monitored="The tactical group inspects each month",
    )
    tell.step(
        start + timedelta(days=1),
        "lead-officer",
        "says what the theme is to achieve",
        lambda by: plans.add_outcome(streets, by=by, details=outcome),
    )
    submit(tell, streets, start + timedelta(days=10))


def _start(tell: Narrator, at: datetime) -> Plan:
    community = Community.objects.filter(name__contains="South West Ward").earliest("pk")
    details = plans.PlanDetails(
        title="South West Ward together",
        plan_type="partnership-plan",
        lead=tell.people["lead-officer"],
    )
    return tell.step(
        at,
        "nominated-officer",
        "starts the partnership's plan",
        lambda by: plans.create_plan(community, by=by, details=details),
    )


def _themed(tell: Narrator, umbrella: Plan, at: datetime, theme: str, title: str) -> Plan:
    details = plans.PlanDetails(
        title=title,
        plan_type="delivery-plan",
        lead=tell.people["lead-officer"],
        umbrella=umbrella,
        theme=theme,
    )
    return tell.step(
        at,
        "lead-officer",
        f"starts the plan for the theme {theme}",
        lambda by: plans.create_plan(umbrella.community, by=by, details=details),
    )


def _answer(tell: Narrator, plan: Plan, at: datetime) -> None:
    tell.step(
        at,
        "lead-officer",
        "answers stage 6",
        lambda by: plans.complete_stage(plan, 6, by=by, answers=STAGE_6 | WITHOUT_MONEY),
    )


WITHOUT_MONEY = {"resources": "Street Scene crew, one outreach worker, volunteers of the ward."}


def _action(tell: Narrator, plan: Plan, at: datetime) -> Action:
    later = clock.local_date(at)
    given = (
        ("Walk the streets with residents", later + timedelta(days=14)),
        ("Put up bins where residents ask for them", later + timedelta(days=90)),
    )
    made = [
        tell.step(
            at,
            "lead-officer",
            f"adds an action: {title[0].lower()}{title[1:]}",
            partial(_add, plan, title, due_on),
        )
        for title, due_on in given
    ]
    return made[0]


def _add(plan: Plan, title: str, due_on: date, by: User) -> Action:
    details = plans.ActionDetails(
        title=title,
        horizon="short",
        owner_organisation="Street Scene",
        due_on=due_on,
        outcome="Residents see that what they say is done.",
    )
    return plans.add_action(plan, by=by, details=details)
