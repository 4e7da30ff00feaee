"""Thousands of rows like one: copied in the database, so that a list is as long as in life."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models

from bench.fill import Row, fill
from tests.performance.lists import Listed


def copies(
    row: models.Model, number: int, differing: Callable[[int], Row] = lambda count: {}
) -> None:
    """Copies of a row, told apart where they must be; ``differing`` says in what else."""
    stored = [each for each in type(row)._meta.concrete_fields if not each.generated]
    fields = [each for each in stored if not isinstance(each, models.AutoField)]
    names = [each.attname for each in fields]
    values = type(row)._base_manager.filter(pk=row.pk).values(*names)[0]
    unique = [each.attname for each in fields if each.unique]
    rows = (
        values | {name: _other(values[name], count) for name in unique} | differing(count)
        for count in range(1, number + 1)
    )
    if number:
        fill(type(row), rows)


def long_list(row: models.Model, number: int, *, listed: Listed, thing: Any) -> None:
    """Copies older by a minute each, as many as a list has in life."""
    row = type(row)._base_manager.get(pk=row.pk)
    order, spread = listed.page.order.removeprefix("-"), listed.spread(thing)
    columns = {each.attname for each in row._meta.concrete_fields} - {row._meta.pk.attname}

    def differing(count: int) -> Row:
        numbered = {name: _other(getattr(row, name), count) for name in listed.numbered}
        ordered = {order: _earlier(getattr(row, order), count)} if order in columns else {}
        chosen = {name: several[count % len(several)] for name, several in spread.items()}
        return numbered | ordered | chosen

    copies(row, number, differing)
    with connection.cursor() as cursor:
        # SQLite has no statistics in life, unless somebody asks for them by hand.
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # what is joined to the rows counts too


def _other(value: Any, count: int) -> Any:
    if value is None or isinstance(value, int):
        return value if value is None else value + count
    return f"{count}{value}"[: max(len(value), 8)]


def _earlier(value: Any, count: int) -> Any:
    if isinstance(value, datetime):
        return value - timedelta(minutes=count)
    return value - timedelta(days=count) if isinstance(value, date) else value
