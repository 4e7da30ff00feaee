"""Rows added by a statement that is written once.

Django puts an INSERT together anew for each row, which takes longer than the database takes to
keep it. Every act adds an audit event, and every report the same few rows: for these the statement
is remembered. As with ``bulk_create``, no ``save()`` and no signal of a model is called.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connections as databases
from django.db import models, router, transaction

BUT_THOSE_THERE = " ON CONFLICT DO NOTHING"
AT_ONCE = 50  # SQLite may be built to take no more than 999 values


def add(*rows: models.Model) -> None:
    """Insert rows of one model, which get their keys. Raises what the database raises."""
    if not rows:
        return
    model = type(rows[0])
    alias = router.db_for_write(model)
    keys = _run(alias, rows, f' RETURNING "{model._meta.pk.column}"')
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, alias


def add_missing(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, but those that are there already by whatever must be unique.

    None of them gets a key; that is why.
    """
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        _run(router.db_for_write(type(some[0])), some, BUT_THOSE_THERE)


class Message:
    """Statements whose answers nobody waits for one by one.

    To PostgreSQL they go as one message: a report is kept while others wait for its number, and
    each way to the server and back would be added to what all of them wait.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.alias = router.db_for_write(model)
        self.said: list[tuple[str, list[Any]]] = []
        self.added: list[models.Model] = []

    def add(self, *rows: models.Model) -> None:
        """Insert rows of one model. What the database numbers gets no key."""
        if rows:
            self.say(_statement(type(rows[0]), len(rows)), _values(self.alias, rows))
            self.added += rows

    def add_missing(self, row: models.Model) -> None:
        """Insert a row, unless it is there already by whatever must be unique."""
        self.say(_statement(type(row), 1) + BUT_THOSE_THERE, _values(self.alias, [row]))

    def say(self, statement: str, values: Sequence[Any]) -> None:
        self.said.append((statement, list(values)))

    def send(self) -> int:
        """How many rows the last statement touched. Raises what the database raises."""
        connection = databases[self.alias]
        if connection.vendor == "postgresql":
            whole = "; ".join(statement for statement, _values in self.said)
            said = [(whole, [value for _statement, values in self.said for value in values])]
        else:
            said = self.said
        with transaction.mark_for_rollback_on_error(self.alias), connection.cursor() as cursor:
            for statement, values in said:
                cursor.execute(statement, values)
            touched = int(cursor.rowcount)
        for row in self.added:
            row._state.adding, row._state.db = False, self.alias
        return touched


def _run(alias: str, rows: Sequence[models.Model], ending: str) -> list[tuple[Any, ...]]:
    """What the database answers, where the statement asks for something."""
    statement, values = _statement(type(rows[0]), len(rows)) + ending, _values(alias, rows)
    with transaction.mark_for_rollback_on_error(alias), databases[alias].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def _values(alias: str, rows: Sequence[models.Model]) -> list[Any]:
    """In the order of the statement."""
    fields, connection = _fields(type(rows[0])), databases[alias]
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]


@lru_cache
def _fields(model: type[models.Model]) -> "Sequence[models.Field[Any, Any]]":
    """Everything but what the database makes."""
    fields = model._meta.local_concrete_fields
    return [each for each in fields if not (each.generated or isinstance(each, models.AutoField))]


@lru_cache
def _statement(model: type[models.Model], rows: int) -> str:
    meta = model._meta
    names = ", ".join(f'"{field.column}"' for field in _fields(model))
    places = ", ".join(["%s"] * len(_fields(model)))
    return (
        f'INSERT INTO "{meta.db_table}" ({names}) VALUES '  # noqa: S608 - a model's own names
        f"{', '.join([f'({places})'] * rows)}"
    )
