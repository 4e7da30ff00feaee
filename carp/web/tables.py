"""Tables drawn in Python: a cell costs a tenth of what it costs in a template (performance 1.5).

A column is `Column("Ward")`, `Column("Amount", numeric=True)`, `Column("Seen", sort="seen_on")`.
A cell is text, a number, `Link(text, href)`, `Tag(text, colour)` or None; every text is escaped.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.text import slugify

from carp.web.govuk import trusted

REFERENCE = re.compile(r"[A-Z]{3}-\d{4}-\d+")
FIRST = '<th scope="row" role="rowheader" class="govuk-table__header carp-table__first'
OTHER = '<td role="cell" class="govuk-table__cell'


class Column(NamedTuple):
    """One column: its heading, and the model field it can be sorted by; dates are ``unbroken``."""

    label: str
    sort: str = ""
    numeric: bool = False
    unbroken: bool = False

    @property
    def name(self) -> str:
        """What the address calls it."""
        return slugify(self.label)


class Link(NamedTuple):
    """A cell that leads somewhere."""

    text: str
    href: str

    def __html__(self) -> str:
        text = str(self.text)
        look = "govuk-link carp-reference" if REFERENCE.fullmatch(text) else "govuk-link"
        return f'<a class="{look}" href="{escape(str(self.href))}">{escape(text)}</a>'

    def __str__(self) -> str:
        return str(self.text)


class Choice(NamedTuple):
    """A cell that leads somewhere, with a box to choose its row together with others."""

    text: str
    href: str
    name: str
    key: str
    ticked: bool = False

    def __html__(self) -> str:
        text = escape(str(self.text))
        box = (
            f'<input class="carp-choice__box" type="checkbox" name="{escape(self.name)}" '
            f'value="{text}" id="{escape(self.key)}" aria-label="Choose {text}"'
            f"{' checked' if self.ticked else ''}>"
        )
        return f'<span class="carp-choice">{box}{Link(self.text, self.href).__html__()}</span>'

    def __str__(self) -> str:
        return str(self.text)


class Tag(NamedTuple):
    """A state in a word; the colour only repeats it."""

    text: str
    colour: str = ""

    def __html__(self) -> str:
        return _tag_html(str(self.text), str(self.colour))

    def __str__(self) -> str:
        return str(self.text)


class Passages(NamedTuple):
    """A cell of prose: a text, and others below it that each begin with their name."""

    text: str
    named: Sequence[tuple[str, str]] = ()

    def __html__(self) -> str:
        below = (
            f'<div class="govuk-!-margin-top-2"><strong>{escape(name)}:</strong> '
            f"{escape(text)}</div>"
            for name, text in self.named
        )
        return f"<div>{escape(self.text)}</div>{''.join(below)}"

    def __str__(self) -> str:
        return "\n".join((self.text, *(f"{name}: {text}" for name, text in self.named)))


@lru_cache(maxsize=1024)
def _tag_html(text: str, colour: str) -> str:
    """Drawn once: the rows of a list share a few states."""
    look = f" govuk-tag--{escape(colour)}" if colour else ""
    return f'<strong class="govuk-tag{look}">{escape(text)}</strong>'


def as_columns(head: Iterable[Any]) -> list[Column]:
    """Columns from words, (word, "numeric") pairs or columns."""
    columns = []
    for item in head:
        if isinstance(item, Column):
            columns.append(item)
        elif isinstance(item, str):
            columns.append(Column(item))
        else:
            columns.append(Column(item[0], numeric=item[1:] == ("numeric",)))
    return columns


def table_html(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    size: str = "m",
    heads: Sequence[str] = (),
    foot: Sequence[Any] = (),
) -> SafeString:
    """The table. A caption of no size is only heard; `heads` replaces the heading cells.

    The roles repeat what the elements mean, because a narrow screen shows the rows as blocks and
    some browsers then forget that it is a table.
    """
    head = "".join(heads or (head_cell(column, escape(column.label)) for column in columns))
    frames = cell_frames(columns)
    body = "".join([row_html(frames, row) for row in rows])
    last = f'<tfoot role="rowgroup">{row_html(frames, foot)}</tfoot>' if foot else ""
    look = "govuk-visually-hidden" if not size else f"govuk-table__caption--{size}"
    return trusted(
        '<table class="govuk-table carp-table" role="table">'
        f'<caption class="govuk-table__caption {look}">{escape(caption)}</caption>'
        '<thead class="govuk-table__head" role="rowgroup">'
        f'<tr class="govuk-table__row" role="row">{head}</tr></thead>'
        f'<tbody class="govuk-table__body" role="rowgroup">{body}</tbody>{last}</table>'
    )


def head_cell(column: Column, inner: str, *, attributes: str = "") -> str:
    """One heading cell; `inner` is markup already."""
    looks = " govuk-table__header--numeric" if column.numeric else ""
    looks += " carp-table__sorts" if column.sort else ""
    return (
        f'<th scope="col" role="columnheader" class="govuk-table__header{looks}"{attributes}>'
        f"{inner}</th>"
    )


Frame = tuple[str, str]


def cell_frames(columns: Sequence[Column]) -> list[Frame]:
    """What stands before and after each cell; the first cell of a row is its heading."""
    frames = []
    for index, column in enumerate(columns):
        opened, closed = (FIRST, "</th>") if index == 0 else (OTHER, "</td>")
        look = " govuk-table__cell--numeric" if column.numeric else ""
        look += " carp-table__unbroken" if column.unbroken else ""
        frames.append((f'{opened}{look}" data-label="{escape(column.label)}">', closed))
    return frames


def row_html(frames: Sequence[Frame], row: Sequence[Any]) -> str:
    cells = [
        f"{opened}{cell_html(cell)}{closed}"
        for (opened, closed), cell in zip(frames, row, strict=True)
    ]
    return f'<tr class="govuk-table__row" role="row">{"".join(cells)}</tr>'


def cell_html(cell: Any) -> str:
    """A cell's markup; nothing is shown as nothing."""
    if cell is None:
        return ""
    return str(cell.__html__()) if hasattr(cell, "__html__") else escape(str(cell))
