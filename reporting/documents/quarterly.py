"""The quarter's part of the Progress & Delivery report (policy 10.1)."""

from collections.abc import Callable

from carp.documents.report import (
    Block,
    BulletList,
    Callout,
    Fact,
    Item,
    Kind,
    Paragraphs,
    Section,
)
from carp.documents.report import Figures as KeyFigures
from reporting.documents import community_blocks, fund_blocks, plan_blocks, trigger_blocks
from reporting.documents.exceptions import exceptions
from reporting.documents.figures import Figures
from reporting.documents.words import number_of, sentence, were

NOT_KEPT = "The records hold no figures for this section yet."
NOTHING_STANDS_OUT = "Nothing stands out: nothing is late, and nothing that was due is missing."


def sections(figures: Figures) -> tuple[Section, ...]:
    """The sections in the order of the council's template."""
    return tuple(
        Section(term.label, tuple(PARTS.get(term.code, _unknown)(figures)))
        for term in figures.template.sections
    )


def _unknown(_figures: Figures) -> list[Block]:
    return [Paragraphs((NOT_KEPT,))]


def key_figures(figures: Figures) -> KeyFigures:
    triggers, fund = figures.triggers, figures.fund.whole
    share = triggers.in_time
    in_time = "" if share is None else f"{round(share / 10)}% within the time promised"
    return KeyFigures(
        (
            Fact("reports received", triggers.received, Kind.NUMBER, _compared(figures)),
            Fact("communities on the register", len(figures.communities.on_register), Kind.NUMBER),
            Fact("usual time to assess", _wait(triggers.usual_wait), Kind.DAYS, in_time),
            Fact("allocated from the fund", fund.allocated_in_period, Kind.POUNDS),
        )
    )


def _wait(tenths: int | None) -> int | str:
    return "None assessed" if tenths is None else tenths


def _compared(figures: Figures) -> str:
    """Against the quarter before; a period that is not over is compared with nothing."""
    if not figures.period.whole or len(figures.triggers.quarters) < 2:
        return ""
    difference = figures.triggers.quarters[-1][1] - figures.triggers.quarters[-2][1]
    if not difference:
        return "as many as the quarter before"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than the quarter before"


def _summary(figures: Figures) -> list[Block]:
    triggers, plans = figures.triggers, figures.plans
    came = (
        f"{sentence(number_of(triggers.received, 'report'))} of a community at risk came in. "
        f"{sentence(were(triggers.assessed))} assessed, {were(triggers.closed)} closed, and "
        f"{were(triggers.redirected)} shown to another door. "
        f"At the end {were(triggers.waiting)} waiting for assessment."
    )
    done = (
        f"{sentence(number_of(figures.communities.entered, 'community', 'communities'))} "
        f"came onto the register, {number_of(plans.begun, 'plan was', 'plans were')} begun, and "
        f"{number_of(plans.took_effect, 'plan')} came into force."
    )
    return [key_figures(figures), Paragraphs((came, done)), _stands_out(figures)]


def _stands_out(figures: Figures) -> Block:
    found = exceptions(figures)
    said = f"{sentence(number_of(len(found), 'matter stands', 'matters stand'))} out."
    return Callout(
        "Exceptions", (f"{said} See the last section.",) if found else (NOTHING_STANDS_OUT,)
    )


def _triggers(figures: Figures) -> list[Block]:
    return [
        trigger_blocks.by_quarter(figures),
        trigger_blocks.by_month(figures),
        trigger_blocks.sources(figures),
        trigger_blocks.routes(figures),
        trigger_blocks.endings(figures),
        *trigger_blocks.plain_wards(figures),
    ]


def _time(figures: Figures) -> list[Block]:
    return [trigger_blocks.time_to_assess(figures)]


def _communities(figures: Figures) -> list[Block]:
    return [
        *community_blocks.register_movement(figures),
        community_blocks.by_band(figures),
        community_blocks.on_matrix(figures),
        community_blocks.listed(figures),
    ]


def _plans(figures: Figures) -> list[Block]:
    return [
        plan_blocks.by_state(figures),
        plan_blocks.by_stage(figures),
        plan_blocks.listed(figures),
    ]


def _overdue(figures: Figures) -> list[Block]:
    return [plan_blocks.overdue(figures)]


def _fund(figures: Figures) -> list[Block]:
    blocks = fund_blocks.position(figures)
    if figures.fund.pots:
        blocks = [*blocks, fund_blocks.moved(figures)]
    return [*blocks, fund_blocks.grants(figures)]


def _exceptions(figures: Figures) -> list[Block]:
    found = exceptions(figures)
    if not found:
        return [Paragraphs((NOTHING_STANDS_OUT,))]
    return [BulletList(tuple(Item(text) for text in found))]


PARTS: dict[str, Callable[[Figures], list[Block]]] = {
    "summary": _summary,
    "triggers": _triggers,
    "time-to-assess": _time,
    "communities": _communities,
    "plans": _plans,
    "actions-overdue": _overdue,
    "fund": _fund,
    "exceptions": _exceptions,
}
