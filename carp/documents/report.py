"""A report as data: everything a reader will see, frozen before anything is drawn.

The renderings (HTML, PDF, CSV, JSON) add nothing and look nothing up, so the same object gives the
same report for ever. There are no floats anywhere: counts are integers, money is pence, percentages
and days are tenths, and boundaries are whole steps of a ten-thousandth of a degree.
"""

import re
import unicodedata
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal
from urllib.parse import urlsplit

from carp.money import pounds

SCHEMA = 1
GREEN, WHITE, INK = "#17503b", "#ffffff", "#0b0c0c"
COLOUR = re.compile("#[0-9a-fA-F]{6}")
NOT_KNOWN = "Not known"
# Written from right to left, hidden marks: they let a text show something else than it says.
DECEIVING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)

Value = str | int | None


class ReportFault(ValueError):
    """The report is not one that could be drawn the same way twice."""


class Kind(StrEnum):
    """How a value is written; the value itself stays a whole number."""

    TEXT = "text"
    NUMBER = "number"
    POUNDS = "pounds"
    PERCENT = "percent"
    DAYS = "days"
    HUNDREDTHS = "hundredths"

    @property
    def numeric(self) -> bool:
        return self is not Kind.TEXT


def shown(value: Value, kind: Kind) -> str:
    """A value in the words of the page; a text such as "fewer than 5" stands for itself."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, str):
        return value
    if kind in {Kind.POUNDS, Kind.HUNDREDTHS}:
        return pounds(value) if kind is Kind.POUNDS else hundredths(value)
    if kind is Kind.PERCENT:
        return f"{tenths(value)}%"
    if kind is Kind.DAYS:
        return "1 day" if value == 10 else f"{tenths(value)} days"
    return f"{value:,}"


def tenths(value: int) -> str:
    """A whole number of tenths as a decimal, with a true minus sign."""
    whole, rest = divmod(abs(value), 10)
    return ("\N{MINUS SIGN}" if value < 0 else "") + f"{whole:,}" + (f".{rest}" if rest else "")


def hundredths(value: int) -> str:
    """A whole number of hundredths as a decimal, without needless noughts."""
    whole, rest = divmod(abs(value), 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return ("\N{MINUS SIGN}" if value < 0 else "") + f"{whole:,}{decimals}"


def clean_text(text: str) -> str:
    """Text that every rendering can carry: no control, deceiving or half characters."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (mark for mark in text if mark in "\n\t" or _carriable(mark))
    return unicodedata.normalize("NFC", "".join(kept))


def _carriable(mark: str) -> bool:
    code = ord(mark)
    if unicodedata.category(mark) in {"Cc", "Cs"} or mark in DECEIVING:
        return False
    return not (0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE)


def _require_colours(*colours: str) -> None:
    if not all(COLOUR.fullmatch(colour) for colour in colours):
        raise ReportFault(f"A colour is written like {GREEN}.")


def _clean(value: Any) -> Any:
    if isinstance(value, float):
        raise ReportFault(f"A report holds whole numbers and text only, not {value!r}.")
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return clean_text(value)
    if isinstance(value, list | tuple):
        return tuple(_clean(item) for item in value)
    return value


@dataclass(frozen=True)
class Piece:
    """Anything in a report; text is cleaned on its way in, so the hash covers what is shown."""

    def __post_init__(self) -> None:
        for each in fields(self):
            object.__setattr__(self, each.name, _clean(getattr(self, each.name)))
        self.check()

    def check(self) -> None:
        """Say what makes this piece undrawable."""


@dataclass(frozen=True)
class Paragraphs(Piece):
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Fact(Piece):
    label: str
    value: Value
    kind: Kind = Kind.TEXT
    note: str = ""

    @property
    def text(self) -> str:
        return shown(self.value, self.kind)


@dataclass(frozen=True)
class FactList(Piece):
    """Names and what is said of them, as the head of a committee report has it."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Figures(Piece):
    """The few numbers a reader should take away."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column(Piece):
    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table(Piece):
    """Rows named by their first cell. A last row that adds up says so with `total`."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    total: bool = False
    empty: str = "There is nothing to show."

    def check(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ReportFault(f"Each row of “{self.caption}” must have one cell for each column.")


@dataclass(frozen=True)
class Series(Piece):
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Chart(Piece):
    """Bars, stacked bars or lines over the same labels; always shown with its figures."""

    kind: Literal["bar", "stacked", "line"]
    title: str
    label_head: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Kind = Kind.NUMBER
    description: str = ""
    note: str = ""

    def check(self) -> None:
        if self.kind not in {"bar", "stacked", "line"}:
            raise ReportFault(f"There is no chart of the kind “{self.kind}”.")
        if (
            not self.labels
            or not self.series
            or any(len(one.values) != len(self.labels) for one in self.series)
        ):
            raise ReportFault(f"Each series of “{self.title}” must have one value for each label.")

    def table(self) -> Table:
        columns = (Column(self.label_head), *(Column(one.name, self.unit) for one in self.series))
        rows = tuple(
            (label, *(one.values[place] for one in self.series))
            for place, label in enumerate(self.labels)
        )
        return Table(self.title, columns, rows, note=self.note)


@dataclass(frozen=True)
class Look(Piece):
    """How a council draws a band: its colour, what is written on it, and a pattern of its own."""

    colour: str
    on_colour: str
    pattern: str

    def check(self) -> None:
        _require_colours(self.colour, self.on_colour)


@dataclass(frozen=True)
class Matrix(Piece):
    """A risk matrix of n x n: how many fall in each square, and the square's band.

    Both grids run from the lowest level up; `squares` names bands by their place in `bands`.
    """

    title: str
    up_head: str
    up: tuple[str, ...]
    across_head: str
    across: tuple[str, ...]
    bands: tuple[str, ...]
    squares: tuple[tuple[int, ...], ...]
    counts: tuple[tuple[Value, ...], ...]
    looks: tuple[Look, ...] = ()
    description: str = ""
    note: str = ""

    def check(self) -> None:
        for grid in (self.squares, self.counts):
            if len(grid) != len(self.up) or any(len(row) != len(self.across) for row in grid):
                raise ReportFault(f"“{self.title}” must have a square for each pair of levels.")
        if self.looks and len(self.looks) != len(self.bands):
            raise ReportFault(f"“{self.title}” must have a look for each band.")
        if not all(0 <= band < len(self.bands) for row in self.squares for band in row):
            raise ReportFault(f"“{self.title}” has a square in a band that has no word.")

    def table(self) -> Table:
        columns = (Column(self.up_head), *(Column(word, Kind.TEXT) for word in self.across))
        rows = tuple(
            (
                word,
                *(
                    f"{shown(count, Kind.NUMBER)} ({self.bands[band]})"
                    for count, band in zip(*pair, strict=True)
                ),
            )
            for word, *pair in zip(
                reversed(self.up), reversed(self.counts), reversed(self.squares), strict=True
            )
        )
        return Table(
            f"{self.title}: {self.up_head.lower()} by {self.across_head.lower()}",
            columns,
            rows,
            note=self.note,
        )


@dataclass(frozen=True)
class Area(Piece):
    """An area of a map: rings of ten-thousandths of a degree, x and y in turn (see maps.area)."""

    code: str
    name: str
    rings: tuple[tuple[int, ...], ...]
    value: Value
    band: int | None = None


@dataclass(frozen=True)
class WardMap(Piece):
    """Areas shaded by band. `bands` run from least to most; an area without one has no data."""

    title: str
    value_head: str
    bands: tuple[str, ...]
    areas: tuple[Area, ...]
    attribution: str
    unit: Kind = Kind.NUMBER
    area_head: str = "Ward"
    description: str = ""
    note: str = ""

    def check(self) -> None:
        if any(
            area.band is not None and not 0 <= area.band < len(self.bands) for area in self.areas
        ):
            raise ReportFault(f"“{self.title}” has an area in a band that has no word.")

    def word(self, area: Area) -> str:
        return "No data" if area.band is None else self.bands[area.band]

    def table(self) -> Table:
        columns = (Column(self.area_head), Column(self.value_head, self.unit), Column("Band"))
        rows = tuple((area.name, area.value, self.word(area)) for area in self.areas)
        return Table(self.title, columns, rows, note=self.note)


@dataclass(frozen=True)
class Item(Piece):
    text: str
    url: str = ""

    def check(self) -> None:
        if self.url and urlsplit(self.url).scheme not in {"https", "http"}:
            raise ReportFault(f"“{self.url}” is not the address of a web page.")


@dataclass(frozen=True)
class BulletList(Piece):
    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Callout(Piece):
    """What must not be missed: an exception, a limit of the data, a correction."""

    heading: str
    texts: tuple[str, ...]


Block = Paragraphs | FactList | Figures | Table | Chart | Matrix | WardMap | BulletList | Callout


@dataclass(frozen=True)
class Section(Piece):
    """A heading and what stands under it; a plain one has no number in a numbered report."""

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    plain: bool = False

    def check(self) -> None:
        if any(inner.sections for inner in self.sections):
            raise ReportFault(f"“{self.heading}” goes more than two headings deep.")


@dataclass(frozen=True, kw_only=True)
class Report(Piece):
    """One version of one report.

    `created` is the moment the figures were taken, in UTC; `colour` and what is
    written on it are the council's own.
    """

    reference: str
    version: int
    title: str
    subtitle: str
    council: str
    created: datetime
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...] = ()
    standing: str = ""
    language: str = "en-GB"
    colour: str = GREEN
    on_colour: str = WHITE
    numbered: bool = False
    schema: int = field(default=SCHEMA)

    def check(self) -> None:
        if self.schema != SCHEMA:
            raise ReportFault(
                f"This report is of schema {self.schema}, and only {SCHEMA} can be drawn."
            )
        _require_colours(self.colour, self.on_colour)
        if self.created.utcoffset() is None:
            raise ReportFault("A report needs the exact moment it was made, with its time zone.")
        object.__setattr__(self, "created", self.created.astimezone(UTC).replace(microsecond=0))

    @property
    def link_colour(self) -> str:
        """The council's colour where it is dark enough to be read on white."""
        return self.colour if self.on_colour.lower() == WHITE else INK
