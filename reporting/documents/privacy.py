"""Numbers and words that would point at people are kept out of what is published (policy 2.1)."""

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from carp.documents.report import Value

WITHHELD = "withheld"
STREET = "[street not published]"
T = TypeVar("T")


def fewer_than(below: int) -> str:
    return f"fewer than {below}"


def suppressed(counts: Sequence[int], *, below: int, adds_up: bool) -> list[Value] | None:
    """The counts with the small ones replaced by words, and as many others as it takes.

    Where the counts add up to a total that is also shown, a single hidden count could be worked
    out; so others are withheld, the smallest first, until each hidden one could be any of several
    numbers. None when no breakdown can be shown at all.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < below}
    small = frozenset(hidden)
    if adds_up and hidden:
        order = sorted(set(range(len(counts))) - hidden, key=lambda place: (counts[place], place))
        while not _safe(counts, hidden, small=len(small), below=below):
            if not order:
                return None
            hidden.add(order.pop(0))
    return [
        (fewer_than(below) if place in small else WITHHELD) if place in hidden else count
        for place, count in enumerate(counts)
    ]


def _safe(counts: Sequence[int], hidden: set[int], *, small: int, below: int) -> bool:
    """Whether a small count could be at least two numbers, to one who knows the hidden sum."""
    total = sum(counts[place] for place in hidden)
    withheld = len(hidden) > small
    other_small = range(small - 1, (small - 1) * (below - 1) + 1)

    def could_be(number: int) -> bool:
        rests = (total - number - others for others in other_small)
        return any(rest == 0 or (withheld and rest >= below) for rest in rests)

    return sum(could_be(number) for number in range(1, below)) > 1


def without_words(piece: T, words: Sequence[str]) -> T:
    """The same report with each of the words struck out wherever it stands."""
    if not words:
        return piece
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE
    )
    struck: T = _struck(piece, pattern)
    return struck


def _struck(value: Any, pattern: re.Pattern[str]) -> Any:
    if type(value) is str:
        return pattern.sub(STREET, value)
    if isinstance(value, tuple):
        return tuple(_struck(item, pattern) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {each.name: _struck(getattr(value, each.name), pattern) for each in fields(value)}
        return replace(value, **changes)
    return value
