"""What a database means to do for a query, as far as a law asks about it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Intent:
    """The indexes it goes by, whether it sorts the rows, and which tables it reads whole."""

    text: str
    sorts: bool
    reads_whole: frozenset[str]

    def uses(self, index: str) -> bool:
        return index in self.text


def intent_of(rows: QuerySet[Any]) -> Intent:
    """The parameters go in as they do in life: SQLite plans otherwise when it sees them."""
    return _sqlite(rows) if connection.vendor == "sqlite" else _postgres(rows)


def _sqlite(rows: QuerySet[Any]) -> Intent:
    """Lines of `id parent - detail`; what has a parent is a part of the select list."""
    text = rows.explain()
    lines = [line.split(maxsplit=3) for line in text.splitlines()]
    details = [detail for _id, parent, _unused, detail in lines if parent == "0"]
    return Intent(
        text,
        sorts=any("FOR ORDER BY" in detail for detail in details),
        reads_whole=frozenset(
            detail.split()[1]
            for detail in details
            if detail.startswith("SCAN ") and " INDEX " not in detail
        ),
    )


def _postgres(rows: QuerySet[Any]) -> Intent:
    text = rows.explain(format="json")
    plan = json.loads(text) if text.startswith("[") else json.loads(text.replace("'", '"'))
    nodes = list(_nodes(plan[0]["Plan"]))
    return Intent(
        text,
        sorts=any("Sort" in node["Node Type"] for node in nodes),
        reads_whole=frozenset(
            node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"
        ),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's nodes without those of its select list."""
    yield node
    for part in node.get("Plans", ()):
        if part.get("Parent Relationship") not in ("SubPlan", "InitPlan"):
            yield from _nodes(part)
