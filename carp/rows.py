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
        _run(router.db_for_write(type(some[0])), some, " ON CONFLICT DO NOTHING")


def _run(alias: str, rows: Sequence[models.Model], ending: str) -> list[tuple[Any, ...]]:
    """What the database answers, where the statement asks for something."""
    connection, model = databases[alias], type(rows[0])
    fields = _fields(model)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    with transaction.mark_for_rollback_on_error(alias), connection.cursor() as cursor:
        cursor.execute(_statement(model, len(rows)) + ending, values)
        return list(cursor.fetchall()) if cursor.description else []


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
