"""Thousands of rows like one: copied in the database, so that a list is as long as in life."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models

from bench.fill import fill
from tests.performance.lists import Listed


def copy(row: models.Model, number: int, *, listed: Listed, thing: Any) -> None:
    """Copies of a row, older by a minute each, told apart where they must be."""
    model = type(row)
    names = [each.attname for each in model._meta.concrete_fields if not each.generated]
    values = model._base_manager.filter(pk=row.pk).values(*names)[0]
    fill(model, _copies(model, values, number, listed, dict(listed.spread(thing))))
    with connection.cursor() as cursor:
        # SQLite has no statistics in life, unless somebody asks for them by hand.
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # what is joined to the rows counts too


def _copies(
    model: type[models.Model], values: dict[str, Any], number: int, listed: Listed, spread: Any
) -> Iterator[dict[str, Any]]:
    key = model._meta.pk
    told_apart = {each.attname for each in model._meta.concrete_fields if each.unique}
    told_apart = (told_apart | set(listed.numbered)) - {key.attname}
    order = listed.page.order.removeprefix("-")
    for count in range(1, number + 1):
        copied = {name: value for name, value in values.items() if name != key.attname}
        if not isinstance(key, models.AutoField | models.BigAutoField):
            copied[key.attname] = values[key.attname] + count
        for name in told_apart:
            copied[name] = _other(values[name], count)
        if order in copied and order != key.attname:
            copied[order] = _earlier(values[order], count)
        copied |= {name: chosen[count % len(chosen)] for name, chosen in spread.items()}
        yield copied


def _other(value: Any, count: int) -> Any:
    if value is None or isinstance(value, int):
        return value if value is None else value + count
    return f"{count}{value}"[: max(len(value), 8)]


def _earlier(value: Any, count: int) -> Any:
    if isinstance(value, datetime):
        return value - timedelta(minutes=count)
    return value - timedelta(days=count) if isinstance(value, date) else value
