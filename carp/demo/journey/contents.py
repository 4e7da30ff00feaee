"""What the plans of the demonstration hold beside their stages, actions and needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actionplans import selectors as plan_selectors
from actionplans import workflow as plans
from actionplans.models import Plan
from carp.demo.narrator import Narrator

FRAMEWORK = "corporate-plan-2019"
NEUTRAL = {"effect": "neutral", "evidence": "None expected: it serves everybody alike."}


@dataclass(frozen=True)
class Contents:
    """Outcomes and resources; whom the plan touches otherwise than all; the aims that it serves."""

    outcomes: Sequence[plans.OutcomeDetails]
    resources: Sequence[plans.ResourceDetails]
    effects: Mapping[str, Mapping[str, str]]
    aims: Sequence[str]


def fill(tell: Narrator, plan: Plan, at: datetime, contents: Contents) -> None:
    """The lead officer writes them all in one sitting (policy 7.4)."""
    tell.step(
        at,
        "lead-officer",
        "says what is to be achieved and what it takes",
        lambda by: [
            *(plans.add_outcome(plan, by=by, details=each) for each in contents.outcomes),
            *(plans.add_resource(plan, by=by, details=each) for each in contents.resources),
        ],
    )
    asked = plan_selectors.pack_of(plan).characteristics
    answers = {term.code: contents.effects.get(term.code, NEUTRAL) for term in asked}
    tell.step(
        at,
        "lead-officer",
        "fills in the equality record",
        lambda by: plans.record_equality(plan, by=by, answers=answers),
    )
    tell.step(
        at,
        "lead-officer",
        "chooses the aims of the Corporate Plan that it serves",
        lambda by: plans.link_framework(
            plan, by=by, points=[(FRAMEWORK, aim) for aim in contents.aims]
        ),
    )


ALLEYS = Contents(
    outcomes=(
        plans.OutcomeDetails(
            outcome="Alleys stay clear",
            measure="Reports of fly-tipping in the four alleys, by month",
            baseline="19 in May 2024, counted by Street Scene",
            target="Fewer than 5 a month by June 2025",
            monitored="Street Scene counts each month; the walkabout with residents looks",
        ),
        plans.OutcomeDetails(
            outcome="Residents feel safe after dark",
            measure="Residents who say so in the survey",
            baseline="31% in the survey of June 2024",
            target="50% in the survey of June 2025",
            monitored="The same survey, every June",
        ),
    ),
    resources=(
        plans.ResourceDetails("have", "people", "Street Scene crew", "Street Scene", "Two days"),
        plans.ResourceDetails(
            "partner", "people", "Outreach worker", "Riverside Trust", "Two evenings a week"
        ),
        plans.ResourceDetails(
            "need", "equipment", "Gates and locks for four alleys", "The council", "£6,500"
        ),
    ),
    effects={
        "age": {
            "effect": "positive",
            "evidence": "Children and older people told the survey that they avoid the alleys.",
        },
        "disability": {
            "effect": "negative",
            "evidence": "A gate is one more thing to open for wheelchair users and blind people.",
            "mitigation": "Light gates with one key and a lever, tried out before they are bought.",
        },
        "sex": {"effect": "positive", "evidence": "Two in three who felt unsafe were women."},
        "socio-economic": {
            "effect": "positive",
            "evidence": "Those without a car walk through the alleys every day.",
        },
    },
    aims=("vulnerable-groups", "public-safety-and-environment"),
)

OUTDOORS = Contents(
    outcomes=(
        plans.OutcomeDetails(
            outcome="More people outdoors",
            measure="People counted at the pitch and the gym in one week of each quarter",
            baseline="22 in the week counted last autumn",
            target="60 in the same week a year after opening",
            monitored="The residents' company counts each quarter and tells the lead",
        ),
    ),
    resources=(
        plans.ResourceDetails(
            "partner", "people", "Upkeep of the gym", "Residents' company", "A half day a month"
        ),
        plans.ResourceDetails("have", "premises", "The sports pitch", "Parish council"),
    ),
    effects={
        "disability": {
            "effect": "positive",
            "evidence": "Drop kerbs and paths that take a wheelchair.",
        },
        "rurality": {
            "effect": "positive",
            "evidence": "The next gym is eleven miles away and no bus goes there.",
        },
    },
    aims=("health-and-wellbeing",),
)

FOOD = Contents(
    outcomes=(
        plans.OutcomeDetails(
            outcome="People who cannot come have food at home",
            measure="Deliveries each week",
            baseline="None: there is no delivery yet",
            target="30 a week within three months",
            monitored="The food bank counts every week",
        ),
    ),
    resources=(
        plans.ResourceDetails(
            "partner", "people", "Volunteer drivers", "Riverside Food Bank", "Six, two days a week"
        ),
        plans.ResourceDetails("need", "equipment", "Two freezers and shelves", "The food bank"),
    ),
    effects={
        "age": {
            "effect": "positive",
            "evidence": "Half of those on the list are pensioners who do not drive.",
        },
    },
    aims=("health-and-wellbeing", "vulnerable-groups"),
)
