"""The risk matrix (policy 9): likelihood times impact, in words, numbers, colours and patterns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Literal

from carp.council.colour import contrast_fault
from carp.council.schema import Code, Colour, Count, Path, Positive, RouteCode, Text

Pattern = Literal["plain", "dots", "lines", "cross", "bars", "solid"]
SMALLEST, LARGEST = 3, 6


@dataclass(frozen=True, slots=True)
class Level:
    """One step of likelihood, with what the word means."""

    word: Text
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ImpactLevel:
    """One step of impact; people and the community are judged apart (policy 7.6, stage 2)."""

    word: Text
    people: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A run of scores that calls for the same answer; never shown by colour alone."""

    code: Code
    word: Text
    lowest: Positive
    highest: Positive
    colour: Colour
    text: Colour
    pattern: Pattern
    routes: tuple[RouteCode, ...]
    review_days: Positive
    answer: str = ""
    act_within_working_days: Count | None = None

    @property
    def scores(self) -> str:
        """ "9-12", or "16" where there is only one."""
        ends = (self.lowest, self.highest) if self.highest > self.lowest else (self.lowest,)
        return "-".join(map(str, ends))

    def holds(self, score: int) -> bool:
        return self.lowest <= score <= self.highest


@dataclass(frozen=True, slots=True)
class Rating:
    """A score with the band it falls in."""

    score: int
    band: Band


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the drawn grid."""

    likelihood: int
    impact: int
    rating: Rating


@dataclass(frozen=True)
class RiskMatrix:
    """An n by n grid with its words and bands; data, so that old scores keep their own grid."""

    code: Code
    name: Text
    likelihood: tuple[Level, ...]
    impact: tuple[ImpactLevel, ...]
    bands: tuple[Band, ...]
    default: bool = False
    source: str = ""

    @property
    def size(self) -> int:
        return len(self.likelihood)

    @cached_property
    def attainable(self) -> tuple[int, ...]:
        """Every score that two levels can make, lowest first."""
        levels = range(1, self.size + 1)
        return tuple(sorted({one * other for one, other in product(levels, repeat=2)}))

    def score(self, likelihood: int, impact: int) -> int:
        for level in (likelihood, impact):
            if not 1 <= level <= self.size:
                raise ValueError(f"Level {level} is not on the {self.name}: 1 to {self.size}.")
        return likelihood * impact

    def band_for(self, score: int) -> Band:
        for band in self.bands:
            if band.holds(score):
                return band
        raise ValueError(f"No band of the {self.name} holds the score {score}.")

    def band(self, code: str) -> Band:
        return next(band for band in self.bands if band.code == code)

    def rank(self, code: str) -> int:
        """0 for the least serious band; so that bands can be put in order."""
        return next(at for at, band in enumerate(self.bands) if band.code == code)

    def rate(self, likelihood: int, people: int, community: int) -> Rating:
        """A risk line: the worse of its two impacts counts."""
        score = self.score(likelihood, max(people, community))
        return Rating(score, self.band_for(score))

    def headline(self, lines: Iterable[tuple[int, int, int]]) -> Rating | None:
        """The highest of the lines (likelihood, impact on people, on community); None of none."""
        ratings = (self.rate(*line) for line in lines)
        return max(ratings, key=lambda rating: rating.score, default=None)

    def rows(self) -> list[tuple[Level, list[Cell]]]:
        """The grid as drawn: most likely on top, impact rising to the right."""
        return [
            (self.likelihood[level - 1], [self._cell(level, impact) for impact in self._levels()])
            for level in reversed(self._levels())
        ]

    def likelihood_choices(self) -> list[tuple[int, str]]:
        return [(at, f"{at} {level.word}") for at, level in enumerate(self.likelihood, 1)]

    def impact_choices(self) -> list[tuple[int, str]]:
        return [(at, f"{at} {level.word}") for at, level in enumerate(self.impact, 1)]

    def _levels(self) -> range:
        return range(1, self.size + 1)

    def _cell(self, likelihood: int, impact: int) -> Cell:
        score = self.score(likelihood, impact)
        return Cell(likelihood, impact, Rating(score, self.band_for(score)))


def faults(matrix: RiskMatrix) -> Iterator[tuple[Path, str]]:
    """Everything wrong with a matrix, each with its place inside it."""
    sizes = list(_size_faults(matrix))
    yield from sizes
    yield from _word_faults(matrix)
    for at, band in enumerate(matrix.bands):
        yield from _band_faults(band, at)
    if not sizes:
        cover = list(_cover_faults(matrix))
        yield from cover or _order_faults(matrix)
    yield from _review_faults(matrix)


def _size_faults(matrix: RiskMatrix) -> Iterator[tuple[Path, str]]:
    if len(matrix.likelihood) != len(matrix.impact):
        yield (
            ("impact",),
            f"has {len(matrix.impact)} levels but likelihood has {len(matrix.likelihood)}: "
            "the matrix must be square.",
        )
    elif not SMALLEST <= matrix.size <= LARGEST:
        yield (
            ("likelihood",),
            f"has {matrix.size} levels: a matrix has {SMALLEST} to {LARGEST}.",
        )


def _word_faults(matrix: RiskMatrix) -> Iterator[tuple[Path, str]]:
    yield from _repeats("likelihood", "word", [level.word for level in matrix.likelihood])
    yield from _repeats("impact", "word", [level.word for level in matrix.impact])
    yield from _repeats("bands", "word", [band.word for band in matrix.bands])
    yield from _repeats("bands", "colour", [band.colour for band in matrix.bands])
    yield from _repeats("bands", "pattern", [band.pattern for band in matrix.bands])


def _repeats(key: str, what: str, values: list[str]) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for at, value in enumerate(values):
        if value.casefold() in seen:
            yield (key, at, what), f'"{value}" is used twice in this matrix.'
        seen.add(value.casefold())


def _band_faults(band: Band, at: int) -> Iterator[tuple[Path, str]]:
    if band.lowest > band.highest:
        yield (
            ("bands", at, "highest"),
            f"is {band.highest}, below the lowest score of the band, {band.lowest}.",
        )
    unreadable = contrast_fault(band.text, band.colour)
    if unreadable:
        yield ("bands", at, "text"), unreadable


def _cover_faults(matrix: RiskMatrix) -> Iterator[tuple[Path, str]]:
    for at, band in enumerate(matrix.bands):
        for end in ("lowest", "highest"):
            score = getattr(band, end)
            if score not in matrix.attainable:
                yield ("bands", at, end), f"is {score}, a score that this matrix cannot give."
    for score in matrix.attainable:
        holding = [band.word for band in matrix.bands if band.holds(score)]
        if not holding:
            yield ("bands",), f"no band holds the score {score}."
        elif len(holding) > 1:
            yield ("bands",), f"the score {score} is in {len(holding)} bands: {', '.join(holding)}."


def _order_faults(matrix: RiskMatrix) -> Iterator[tuple[Path, str]]:
    """A riskier square must never fall in a milder band, along either axis."""
    for one, other in pairwise(range(1, matrix.size + 1)):
        for level in range(1, matrix.size + 1):
            milder, worse = matrix.band_for(one * level), matrix.band_for(other * level)
            if matrix.bands.index(milder) > matrix.bands.index(worse):
                yield (
                    ("bands",),
                    f'is not in rising order: "{milder.word}" (score {one * level}) stands after '
                    f'"{worse.word}" (score {other * level}).',
                )
                return


def _review_faults(matrix: RiskMatrix) -> Iterator[tuple[Path, str]]:
    for at, (milder, worse) in enumerate(pairwise(matrix.bands), 1):
        if worse.review_days > milder.review_days:
            yield (
                ("bands", at, "review_days"),
                f"is {worse.review_days}, longer than the {milder.review_days} days of the milder "
                f'band "{milder.word}".',
            )
