"""The kinds of plans and what they hold beside their stages: lists of the council pack."""

from dataclasses import dataclass
from typing import Annotated, Literal

from carp.council.schema import Code, GroupCode, Positive, Reference, StageCode, Text
from carp.council.shapes import Term

PlanPart = Literal["actions", "outcomes", "resources", "equality", "framework"]
ASKED: tuple[PlanPart, ...] = ("actions", "outcomes", "equality", "framework")
PlanTypeCode = Annotated[str, Reference("plan_types")]


@dataclass(frozen=True, slots=True)
class PlanType:
    """A kind of plan: what must be in it, and which groups must all approve it.

    A type with themes is an umbrella: under it stands one plan of another type for each theme,
    whose ``under`` names it. A type that asks for no money has no need lines. While a version is in
    force the plan sends a monitoring return every so many months, and has so many working days for
    it (clause 7.6, stages 5 and 7).
    """

    code: Code
    name: Text
    approving_groups: tuple[GroupCode, ...]
    required_stages: tuple[StageCode, ...]
    summary: str = ""
    required_parts: tuple[PlanPart, ...] = ASKED
    asks_for_money: bool = True
    themes: tuple[Term, ...] = ()
    under: PlanTypeCode | None = None
    monitoring_months: Positive = 3
    return_within_working_days: Positive = 15

    def theme_label(self, code: str) -> str:
        """The words of a theme; one that was taken out of the pack is shown by its code."""
        return next((theme.label for theme in self.themes if theme.code == code), code)


@dataclass(frozen=True, slots=True)
class ResourceStanding:
    """Whether a resource is there, is wanted, or comes from a partner (clause 7.6, stage 3)."""

    code: Literal["have", "need", "partner"]
    label: Text
    hint: str = ""


RESOURCE_STANDINGS = (
    ResourceStanding("have", "We have it"),
    ResourceStanding("need", "We need it", "Money of the fund is asked for by a need line."),
    ResourceStanding("partner", "A partner gives it"),
)
RESOURCE_KINDS = (
    Term("people", "People and time"),
    Term("money", "Money"),
    Term("premises", "Premises"),
    Term("equipment", "Equipment and materials"),
    Term("knowledge", "Knowledge and contacts"),
)


# Section 4 of the Equality Act 2010. They are the law's and so no council's to change.
PROTECTED = (
    Term("age", "Age"),
    Term("disability", "Disability"),
    Term("gender-reassignment", "Gender reassignment"),
    Term("marriage", "Marriage and civil partnership"),
    Term("pregnancy", "Pregnancy and maternity"),
    Term("race", "Race"),
    Term("religion", "Religion or belief"),
    Term("sex", "Sex"),
    Term("sexual-orientation", "Sexual orientation"),
)
EFFECTS = (
    Term("positive", "Positive", "It is better off."),
    Term("neutral", "Neutral", "It makes no difference."),
    Term("negative", "Negative", "It is worse off: say what is done about that."),
)


@dataclass(frozen=True, slots=True)
class Equality:
    """What the equality record of a plan asks beside the nine protected characteristics."""

    local_characteristics: tuple[Term, ...] = ()
