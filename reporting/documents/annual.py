"""The annual report to committee: what the public may read of a year (policy 10.2)."""

from collections import Counter
from collections.abc import Callable

from carp.documents.report import Block, BulletList, Fact, Item, Kind, Paragraphs, Section
from carp.documents.report import Figures as KeyFigures
from reporting.documents import community_blocks, fund_blocks, plan_blocks, trigger_blocks
from reporting.documents.exceptions import exceptions
from reporting.documents.figures import Figures
from reporting.documents.quarterly import NOT_KEPT, NOTHING_STANDS_OUT
from reporting.documents.words import have, number_of, sentence

EVALUATION_STAGE = 7


def sections(figures: Figures) -> tuple[Section, ...]:
    """The sections in the order of the council's template; each community has its own heading."""
    return tuple(
        Section(
            term.label,
            tuple(PARTS.get(term.code, _unknown)(figures)),
            community_blocks.stories(figures) if term.code == "communities" else (),
        )
        for term in figures.template.sections
    )


def _unknown(_figures: Figures) -> list[Block]:
    return [Paragraphs((NOT_KEPT,))]


def _summary(figures: Figures) -> list[Block]:
    fund = figures.fund.whole
    identity = figures.pack.identity
    return [
        Paragraphs((f"The aim of the {identity.policy_name}: {identity.aim}.",)),
        KeyFigures(
            (
                Fact("reports received", figures.triggers.received, Kind.NUMBER),
                Fact(
                    "communities on the register",
                    len(figures.communities.on_register),
                    Kind.NUMBER,
                ),
                Fact("plans that came into force", figures.plans.took_effect, Kind.NUMBER),
                Fact("allocated from the fund", fund.allocated_in_period, Kind.POUNDS),
            )
        ),
    ]


def _register(figures: Figures) -> list[Block]:
    return [*community_blocks.register_movement(figures), community_blocks.by_band(figures)]


def _triggers(figures: Figures) -> list[Block]:
    return [
        trigger_blocks.by_quarter(figures),
        trigger_blocks.by_month(figures),
        trigger_blocks.time_to_assess(figures),
        trigger_blocks.sources(figures),
        trigger_blocks.categories(figures),
        trigger_blocks.routes(figures),
        *trigger_blocks.guarded_wards(figures),
    ]


def _communities(figures: Figures) -> list[Block]:
    return [community_blocks.on_matrix(figures), community_blocks.listed(figures)]


def _plans(figures: Figures) -> list[Block]:
    done = figures.plans.actions["complete"]
    said = (
        f"{sentence(number_of(figures.plans.begun, 'plan was', 'plans were'))} begun and "
        f"{number_of(figures.plans.took_effect, 'plan')} came into force in the year. "
        f"{sentence(number_of(done, 'action'))} of the open plans "
        f"{'is' if done == 1 else 'are'} complete."
    )
    return [
        Paragraphs((said,)),
        plan_blocks.by_state(figures),
        plan_blocks.by_stage(figures),
        plan_blocks.listed(figures),
    ]


def _fund(figures: Figures) -> list[Block]:
    return [
        *fund_blocks.position(figures),
        *fund_blocks.by_kind(figures),
        fund_blocks.grants(figures),
    ]


def _learning(figures: Figures) -> list[Block]:
    """How often the living plans were taken up again, and evaluated (policy 7.2, 7.6.7)."""
    evaluated = figures.plans.stages.get(EVALUATION_STAGE, Counter())["complete"]
    said = (
        f"The evaluation stage of {number_of(evaluated, 'open plan')} is complete.",
        f"{sentence(number_of(figures.plans.reopened, 'stage'))} of a plan "
        f"{'was' if figures.plans.reopened == 1 else 'were'} taken up again after completion.",
    )
    found = exceptions(figures)
    listed = BulletList(tuple(Item(text) for text in found))
    return [Paragraphs(said), listed if found else Paragraphs((NOTHING_STANDS_OUT,))]


def _equality(figures: Figures) -> list[Block]:
    return [community_blocks.by_category(figures)]


def _next_year(figures: Figures) -> list[Block]:
    held = figures.communities.on_register
    reviews = sum(each.community.next_review_on is not None for each in held)
    open_actions = sum(
        number
        for status, number in figures.plans.actions.items()
        if status not in {"complete", "cancelled"}
    )
    said = (
        f"{sentence(number_of(len(held), 'community stays', 'communities stay'))} on the register, "
        f"{have(reviews)} a review date, and "
        f"{number_of(open_actions, 'action')} of the open plans "
        f"{'is' if open_actions == 1 else 'are'} still to be done."
    )
    return [Paragraphs((said,))]


PARTS: dict[str, Callable[[Figures], list[Block]]] = {
    "summary": _summary,
    "register": _register,
    "triggers": _triggers,
    "communities": _communities,
    "plans": _plans,
    "fund": _fund,
    "learning": _learning,
    "equality": _equality,
    "next-year": _next_year,
}
