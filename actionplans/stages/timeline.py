"""A plan's actions along the calendar as numbers for a drawing: pure geometry, no colours.

Places along the calendar are percentages, so that the drawing is as wide as its page: its words
keep their size on a telephone and on paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

AXIS, HEADING, ROW = 30, 38, 40
MOST_TICKS = 5
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)  # months between two ticks
LAST_TICK = 78.0  # further right its label would not fit
THINNEST = 1.0
UNDER_MONTHS = 22
HEADING_WORDS, LABEL_WORDS = (10, 29), (0, 18)  # from the top of the row, letters and their tails
LONGEST_LABEL = 42
# How far a letter reaches on the narrowest screen, where the longest label is as wide as the
# drawing; in percent. A heading is set larger.
LABEL_REACH = 100 / LONGEST_LABEL
HEADING_REACH = 1.4 * LABEL_REACH


@dataclass(frozen=True)
class Span:
    """What is drawn of one action; without a first day it is a point on its last."""

    title: str
    words: str
    status: str
    starts_on: date | None
    due_on: date


@dataclass(frozen=True)
class Bar:
    """One action: its label, and its bar or point below."""

    label: str
    status: str
    y: int
    start: float
    width: float
    end: float
    is_point: bool


@dataclass(frozen=True)
class Heading:
    """The name of a group of bars."""

    text: str
    y: int


@dataclass(frozen=True)
class Tick:
    """A first of a month on the calendar."""

    text: str
    x: float


@dataclass(frozen=True)
class Stroke:
    """A piece of the line of today, between two rows of words."""

    top: int
    bottom: int


@dataclass(frozen=True)
class Timeline:
    """All that is drawn."""

    height: int
    headings: Sequence[Heading]
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    today: float
    strokes: Sequence[Stroke]


class _Calendar:
    """Where a day stands between the first month and the last, in percent."""

    def __init__(self, days: Sequence[date]) -> None:
        self.first = _month(min(days), 0)
        self.last = _month(max(days), 1)

    def place(self, day: date) -> float:
        part = (day - self.first).days / (self.last - self.first).days
        return round(100 * part, 2)

    @property
    def ticks(self) -> Iterator[Tick]:
        months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month
        step = next(each for each in STEPS if months <= each * MOST_TICKS)
        for number in range(0, months, step):
            day = _month(self.first, number)
            if self.place(day) <= LAST_TICK:
                yield Tick(f"{day:%b %Y}", self.place(day))


def _month(day: date, later: int) -> date:
    """The first of the month that is so many months later."""
    months = 12 * day.year + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def timeline(groups: Sequence[tuple[str, Sequence[Span]]], *, today: date) -> Timeline:
    """The groups one below the other, each with its bars on the one calendar."""
    spans = [span for _name, members in groups for span in members]
    days = [today, *(day for span in spans for day in (span.starts_on, span.due_on) if day)]
    calendar, y = _Calendar(days), AXIS
    headings, bars, words = [], [], []
    for name, members in groups:
        headings.append(Heading(name, y + HEADING - 14))
        if calendar.place(today) <= HEADING_REACH * len(name):
            words.append((y + HEADING_WORDS[0], y + HEADING_WORDS[1]))
        y += HEADING
        for span in members:
            bars.append(bar := _bar(span, calendar, y))
            if calendar.place(today) <= LABEL_REACH * len(bar.label):
                words.append((y + LABEL_WORDS[0], y + LABEL_WORDS[1]))
            y += ROW
    ticks, strokes = list(calendar.ticks), list(_between(words, end=y))
    return Timeline(y, headings, bars, ticks, calendar.place(today), strokes)


def _between(words: Sequence[tuple[int, int]], *, end: int) -> Iterator[Stroke]:
    """The line of today is broken where words reach it: it crosses out none of them."""
    top = UNDER_MONTHS
    for first, last in words:
        yield Stroke(top, first)
        top = last
    yield Stroke(top, end)


def _bar(span: Span, calendar: _Calendar, y: int) -> Bar:
    end = calendar.place(span.due_on)
    start = calendar.place(span.starts_on) if span.starts_on else end
    width = max(THINNEST, round(end - start, 2))
    return Bar(_label(span), span.status, y, start, width, end, span.starts_on is None)


def _label(span: Span) -> str:
    """The title, shortened before it is too long for a telephone, and how it stands."""
    ending = f", {span.words}" if span.words else ""
    room = LONGEST_LABEL - len(ending)
    if len(span.title) <= room:
        return f"{span.title}{ending}"
    return f"{span.title[: room - 1].rstrip()}…{ending}"
