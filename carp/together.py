"""Rows of several kinds that are few and always read together, in one question.

    stages, team = together(Kind(plan.stages.all(), "updated_by"), Kind(plan.team.all()))

A plan holds eight kinds of rows beside its actions, and a question costs more than the dozen rows
that answer it. They come as the models' own objects, in the order of their keys; of a person who
is named beside them only the name is there.
"""

import json
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONObject

from carp.accounts.models import User


class Kind:
    """The rows of one kind; ``people`` are the keys of persons whose names are shown.

    With ``only`` these fields of a row are read, and its key; without it all of them.
    """

    def __init__(
        self, rows: QuerySet[Any], *people: str, only: Collection[str] | None = None
    ) -> None:
        self.rows, self.people = rows, people
        self.model: type[models.Model] = rows.model
        self.fields = {
            each.attname: each
            for each in self.model._meta.concrete_fields
            if only is None or each.primary_key or each.name in only
        }

    def asked(self, number: int) -> QuerySet[Any, Any]:
        """Every row as its kind's number and one JSON object."""
        columns = {name: F(name) for name in self.fields}
        names = {f"{each}__name": F(f"{each}__name") for each in self.people}
        rows = self.rows.order_by().annotate(
            kind_number=Value(number), whole=JSONObject(**columns, **names)
        )
        asked: QuerySet[Any, Any] = rows.values_list("kind_number", "whole")
        return asked

    def made(self, whole: dict[str, Any], using: str) -> models.Model:
        values = [_read(field, whole[name]) for name, field in self.fields.items()]
        made = self.model.from_db(using, list(self.fields), values)
        for each in self.people:
            key = whole[f"{each}_id"]
            named = (key, whole[f"{each}__name"])
            setattr(made, each, key and User.from_db(using, ("id", "name"), named))
        return made


def together(*kinds: Kind) -> list[list[Any]]:
    """The rows of each kind, in the order in which the kinds are given."""
    first, *others = (kind.asked(number) for number, kind in enumerate(kinds))
    asked = first.union(*others, all=True)
    found: list[list[Any]] = [[] for _ in kinds]
    for number, whole in asked:
        found[number].append(kinds[number].made(whole, first.db))
    return [sorted(rows, key=lambda row: row.pk) for rows in found]


def beside(row: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Let ``row.name.all()`` be these rows, as it is after ``prefetch_related`` has asked for them.

    Django has no word of its own for rows that were read some other way.
    """
    known: QuerySet[Any] = getattr(row, name).all()
    vars(known)["_result_cache"] = list(rows)
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = known


def _datetime(value: str) -> datetime:
    """SQLite keeps times in UTC and does not say so."""
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


READ: dict[type, Callable[[Any], Any]] = {
    models.DateTimeField: _datetime,
    models.DateField: date.fromisoformat,
    models.BooleanField: bool,  # SQLite keeps them as 0 and 1
    models.DecimalField: lambda value: Decimal(str(value)),
    models.JSONField: lambda value: json.loads(value) if isinstance(value, str) else value,
}


def _read(field: Any, value: Any) -> Any:
    """A value as the database wrote it into JSON."""
    read = READ.get(type(field))
    return value if value is None or read is None else read(value)
