"""Where a figure stands beside its target: worked out by this one rule, and never typed.

Met or bettered is on target; short of it by no more than the tolerance is within tolerance; any
more is off target. Without a target there is nothing to rate: a measure may get one later.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

HIGHER, LOWER = "higher", "lower"
MOST_DECIMALS = 2


class Rating(StrEnum):
    """The word always goes with the colour."""

    GREEN = "On target"
    AMBER = "Within tolerance"
    RED = "Off target"
    NONE = "No target"

    @property
    def colour(self) -> str:
        return {"GREEN": "green", "AMBER": "yellow", "RED": "red"}.get(self.name, "grey")


class Travel(StrEnum):
    """Which way a figure went since the one before."""

    BETTER = "Better"
    WORSE = "Worse"
    SAME = "The same"
    FIRST = "First figure"


def rate(actual: Decimal, *, target: Decimal | None, tolerance: Decimal, polarity: str) -> Rating:
    """The rating of one figure."""
    if target is None:
        return Rating.NONE
    short = target - actual if polarity == HIGHER else actual - target
    if short <= 0:
        return Rating.GREEN
    return Rating.AMBER if short <= tolerance else Rating.RED


def travel(actual: Decimal, before: Decimal | None, *, polarity: str) -> Travel:
    """The direction of travel."""
    if before is None:
        return Travel.FIRST
    if actual == before:
        return Travel.SAME
    return Travel.BETTER if (actual > before) == (polarity == HIGHER) else Travel.WORSE


def periods_off(ratings: Sequence[Rating]) -> int:
    """How many of the last figures, the newest last, were off target without a break."""
    run = 0
    for rating in reversed(ratings):
        if rating is not Rating.RED:
            break
        run += 1
    return run


def plain(value: Decimal | None, unit: str = "") -> str:
    """A figure as people write it: "1,200", "12.5 per week", "63%"."""
    if value is None:
        return ""
    text = f"{value:,.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    text = text.replace("-", "\N{MINUS SIGN}") if value else "0"
    return text + (unit if unit == "%" else f" {unit}" if unit else "")
