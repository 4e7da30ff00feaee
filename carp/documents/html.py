"""A report as HTML, the primary document, with a table beside every picture.

The PDF is drawn from the same page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from carp.documents import charts, json, maps, matrix
from carp.documents.report import (
    Block,
    BulletList,
    Callout,
    Chart,
    FactList,
    Figures,
    Matrix,
    Paragraphs,
    Report,
    Section,
    Table,
    WardMap,
    shown,
)

TEMPLATES = {
    Paragraphs: "documents/_paragraphs.html",
    FactList: "documents/_facts.html",
    Figures: "documents/_figures.html",
    Table: "documents/_table.html",
    Chart: "documents/_picture.html",
    Matrix: "documents/_picture.html",
    WardMap: "documents/_picture.html",
    BulletList: "documents/_list.html",
    Callout: "documents/_callout.html",
}
NUMERIC = ' class="report-numeric"'
# A table this small stands beside its picture, a larger one below it.
BESIDE_COLUMNS, BESIDE_ROWS = 3, 24
# A table this short is kept on one page.
SHORT_ROWS = 16
# A table of a name and a number does not spread them over the whole page.
NARROW_COLUMNS = 2
STYLES = Path("static") / "documents"
# The last words of a report that is kept; papers that are not kept say something else.
COLOPHON = "The figures never change after that; a correction is a new version."


@dataclass(frozen=True)
class ShownCell:
    text: str
    numeric: bool


@dataclass(frozen=True)
class ShownTable:
    key: str
    caption: str
    heads: tuple[ShownCell, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    note: str
    total: bool
    empty: str

    @property
    def looks(self) -> str:
        """The classes that say how the table is set."""
        short = " report-short" if len(self.rows) <= SHORT_ROWS else ""
        return short + (" report-narrow" if len(self.heads) <= NARROW_COLUMNS else "")

    @property
    def body(self) -> Iterator[SafeString]:
        return map(_row, self.rows[:-1] if self.total else self.rows)

    @property
    def foot(self) -> list[SafeString]:
        return [_row(row) for row in self.rows[-1:]] if self.total else []


def _row(cells: tuple[ShownCell, ...]) -> SafeString:
    """A row is put together here: in a pack of papers, templates took half its time for them."""
    marks = ('th scope="row"', *("td",) * (len(cells) - 1))
    inner = "".join(
        f"<{mark}{NUMERIC if cell.numeric else ''}>{escape(cell.text)}</{mark[:2]}>"
        for mark, cell in zip(marks, cells, strict=True)
    )
    return mark_safe(f"<tr>{inner}</tr>\n")  # noqa: S308  (every text in it is escaped above)


@dataclass(frozen=True)
class ShownBlock:
    template: str
    block: Block
    caption: str = ""
    picture: SafeString | None = None
    table: ShownTable | None = None
    beside: bool = False


@dataclass(frozen=True)
class ShownSection:
    key: str
    number: str
    heading: str
    blocks: tuple[ShownBlock, ...]
    sections: tuple["ShownSection", ...]


def part(report: Report, *, colophon: str = COLOPHON) -> SafeString:
    """The body of a report, to stand below a page's own h1; its headings begin at h2."""
    context = {
        "report": report,
        "sections": _sections(report),
        "digest": json.digest(report),
        "taken": _taken(report),
        "colophon": colophon,
    }
    return render_to_string("documents/part.html", context)


def page(report: Report, *, colophon: str = COLOPHON) -> str:
    """The whole report as one file that needs nothing else."""
    context = {
        "report": report,
        "part": part(report, colophon=colophon),
        "created": f"{report.created:%Y-%m-%dT%H:%M:%SZ}",
        "screen_style": _style("report-screen.css"),
        "print_style": _style("report-print.css"),
    }
    return render_to_string("documents/page.html", context)


def sheet(report: Report) -> str:
    """A report of one page, like a receipt: no contents, no numbers of pages to turn to."""
    context = {
        "report": report,
        "sections": _sections(report),
        "created": f"{report.created:%Y-%m-%dT%H:%M:%SZ}",
        "print_style": _style("report-print.css"),
    }
    return render_to_string("documents/sheet.html", context)


def _style(name: str) -> SafeString:
    sheet = (settings.BASE_DIR / STYLES / name).read_text()
    return mark_safe(sheet)  # noqa: S308  (our own file, with no text of any report)


def _taken(report: Report) -> str:
    local = timezone.localtime(report.created)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


class _Counters:
    """The numbers of a report's figures and tables, given out in reading order."""

    def __init__(self) -> None:
        self.pictures, self.tables = count(1), count(1)


def _sections(report: Report) -> tuple[ShownSection, ...]:
    above = "" if report.numbered else None
    return tuple(_shown_sections(report.sections, _Counters(), key="s", above=above))


def _shown_sections(
    sections: Iterable[Section], counters: _Counters, *, key: str, above: str | None
) -> Iterator[ShownSection]:
    """Sections numbered below `above`; None leaves them and what is in them unnumbered."""
    numbers = count(1)
    for place, section in enumerate(sections, start=1):
        plain = above is None or section.plain
        number = "" if plain else f"{above}{next(numbers)}"
        own_key = f"{key}{place}"
        inner = _shown_sections(
            section.sections, counters, key=f"{own_key}-", above=None if plain else f"{number}."
        )
        yield ShownSection(
            key=own_key,
            number=number,
            heading=section.heading,
            blocks=tuple(_shown(block, counters) for block in section.blocks),
            sections=tuple(inner),
        )


def _shown(block: Block, counters: _Counters) -> ShownBlock:
    template = TEMPLATES[type(block)]
    if isinstance(block, Table):
        place = next(counters.tables)
        table = _shown_table(block, key=f"t{place}", caption=f"Table {place}: {block.caption}")
        return ShownBlock(template, block, table=table)
    if isinstance(block, Chart | Matrix | WardMap):
        return _shown_picture(block, next(counters.pictures), template)
    return ShownBlock(template, block)


def _shown_picture(block: Chart | Matrix | WardMap, place: int, template: str) -> ShownBlock:
    key, data = f"f{place}", block.table()
    return ShownBlock(
        template,
        block,
        caption=f"Figure {place}: {block.title}",
        picture=_picture(block, key),
        table=_shown_table(data, key=f"{key}-data", caption=f"The figures of figure {place}"),
        beside=len(data.columns) <= BESIDE_COLUMNS and len(data.rows) <= BESIDE_ROWS,
    )


def _picture(block: Chart | Matrix | WardMap, key: str) -> SafeString:
    if isinstance(block, Chart):
        return charts.draw(block, key=key)
    if isinstance(block, Matrix):
        return matrix.draw(block, key=key)
    return maps.draw(block, key=key)


def _shown_table(table: Table, *, key: str, caption: str) -> ShownTable:
    kinds = [column.kind for column in table.columns]
    return ShownTable(
        key=key,
        caption=caption,
        heads=tuple(ShownCell(column.head, column.kind.numeric) for column in table.columns),
        rows=tuple(
            tuple(
                ShownCell(shown(value, kind), kind.numeric)
                for value, kind in zip(row, kinds, strict=True)
            )
            for row in table.rows
        ),
        note=table.note,
        total=table.total,
        empty=table.empty,
    )
