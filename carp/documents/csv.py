"""All tables of a report in one CSV file, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator

from carp.documents.report import (
    Chart,
    Column,
    FactList,
    Figures,
    Kind,
    Matrix,
    Report,
    Section,
    Table,
    Value,
    WardMap,
    tenths,
)

# What a spreadsheet takes for the start of a formula, in full width as well.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def render(report: Report) -> bytes:
    """UTF-8 with the mark by which a spreadsheet knows it; pounds are plain decimals."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(_rows(report))
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text that no spreadsheet will run; a plain negative number is left alone."""
    runs = text.lstrip(" \u00a0").startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def _rows(report: Report) -> Iterator[list[str]]:
    yield [guarded(report.title), guarded(report.subtitle)]
    yield [
        guarded(report.reference),
        f"Version {report.version}",
        f"{report.created:%Y-%m-%dT%H:%M:%SZ}",
    ]
    for section in report.sections:
        yield from _section(section, path=section.heading)


def _section(section: Section, *, path: str) -> Iterator[list[str]]:
    for block in section.blocks:
        if (table := as_table(block, heading=section.heading)) is not None:
            yield []
            yield [guarded(path), guarded(table.caption)]
            yield [guarded(column.head) for column in table.columns]
            for row in table.rows:
                yield [
                    _cell(value, column) for value, column in zip(row, table.columns, strict=True)
                ]
    for inner in section.sections:
        yield from _section(inner, path=f"{path}: {inner.heading}")


def as_table(block: object, *, heading: str) -> Table | None:
    """The figures of a block, if it has any."""
    if isinstance(block, Table):
        return block
    if isinstance(block, Chart | Matrix | WardMap):
        return block.table()
    if isinstance(block, FactList | Figures):
        facts = tuple((fact.label, _plain(fact.value, fact.kind)) for fact in block.facts)
        return Table(heading, (Column("Name"), Column("Value")), facts)
    return None


def _cell(value: Value, column: Column) -> str:
    plain = _plain(value, column.kind)
    return guarded(plain) if isinstance(value, str) else plain


def _plain(value: Value, kind: Kind) -> str:
    """The value for a machine: money with two decimals, tenths with one, unknown as nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if kind in {Kind.POUNDS, Kind.HUNDREDTHS}:
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
    if kind in {Kind.PERCENT, Kind.DAYS}:
        return tenths(value).replace(",", "").replace("\N{MINUS SIGN}", "-")
    return str(value)
