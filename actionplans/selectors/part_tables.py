"""Outcomes, resources, equality and framework as tables: a plan's today, and a version's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from carp.council.pack import Pack

Row = Mapping[str, Any]
Cells = tuple[Any, ...]


class PartRows(NamedTuple):
    """One table, filled."""

    key: str
    caption: str
    head: Sequence[str]
    rows: Sequence[Cells]


@dataclass(frozen=True)
class PartTable:
    """How the rows under a key of a plan's content are shown."""

    key: str
    caption: str
    head: Sequence[str]
    cells: Callable[[Pack, Row], Cells]

    def filled(self, pack: Pack, rows: Sequence[Row]) -> PartRows:
        return PartRows(self.key, self.caption, self.head, [self.cells(pack, row) for row in rows])


def _outcome(_pack: Pack, row: Row) -> Cells:
    return row["outcome"], row["measure"], row["baseline"], row["target"], row["monitored"]


def _resource(pack: Pack, row: Row) -> Cells:
    return (
        row["resource"],
        pack.label("resource_kinds", row["kind"]),
        row["amount"],
        row["organisation"],
        pack.label("resource_standings", row["standing"]),
    )


def _equality(pack: Pack, row: Row) -> Cells:
    effect = pack.label("equality_effects", row["effect"]) if row["effect"] else "Not answered"
    return row["label"], effect, row["evidence"], row["mitigation"]


def _link(_pack: Pack, row: Row) -> Cells:
    return row["item_label"], row["theme_label"], row["framework_name"]


OUTCOMES = PartTable(
    "outcomes",
    "Outcomes",
    ("Outcome", "Measure", "Baseline", "Target", "How it is monitored"),
    _outcome,
)
RESOURCES = PartTable(
    "resources", "Resources", ("Resource", "Kind", "How much", "Organisation", "State"), _resource
)
EQUALITY = PartTable(
    "equality",
    "Equality record",
    ("Characteristic", "Effect", "Who is affected, and how we know", "What is done about it"),
    _equality,
)
FRAMEWORK = PartTable(
    "framework", "Aims that the plan serves", ("Aim", "Theme", "Framework"), _link
)
PART_TABLES = (OUTCOMES, RESOURCES, EQUALITY, FRAMEWORK)
