"""What is different between two versions of a report, figure by figure."""

from collections.abc import Iterator
from dataclasses import dataclass

from carp.documents import csv
from carp.documents.report import Report, Section, shown


@dataclass(frozen=True)
class Change:
    """One figure that was corrected, in the words of the page."""

    section: str
    name: str
    before: str
    now: str


ABSENT = "not in that version"
CORRECTIONS = "Changes since the last version"


def changes(before: Report, now: Report) -> list[Change]:
    """Every figure that changed, came or went, in the order of the newer version."""
    old, new = dict(_figures(before)), dict(_figures(now))
    places = [*new, *(place for place in old if place not in new)]
    return [
        Change(*place, old.get(place, ABSENT), new.get(place, ABSENT))
        for place in places
        if old.get(place, ABSENT) != new.get(place, ABSENT)
    ]


def _figures(report: Report) -> Iterator[tuple[tuple[str, str], str]]:
    for section in report.sections:
        if section.heading != CORRECTIONS:
            yield from _of_section(section)


def _of_section(section: Section) -> Iterator[tuple[tuple[str, str], str]]:
    for block in section.blocks:
        table = csv.as_table(block, heading=section.heading)
        if table is None:
            continue
        for head, *cells in table.rows:
            for column, value in zip(table.columns[1:], cells, strict=True):
                name = f"{table.caption}: {head}, {column.head}"
                yield (section.heading, name), shown(value, column.kind)
    for inner in section.sections:
        yield from _of_section(inner)
