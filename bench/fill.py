"""Many rows fast: COPY on PostgreSQL, one prepared statement on SQLite."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.fields import NOT_PROVIDED

Row = dict[str, Any]
BATCH = 20_000
NULL = "\\N"
READ = frozenset((str, int, type(None)))  # what both databases read as it is: most values


def fill(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Store rows by column attribute (`area_id`); what a row does not say has its plain default."""
    first, rows = _first(rows)
    fields = [f for f in model._meta.concrete_fields if not (f.generated or _is_given(f, first))]
    plain = {field.attname: _text(_default(field)) for field in fields}
    columns = [str(field.column) for field in fields]
    write = _sqlite if connection.vendor == "sqlite" else _postgres
    values = (_values(plain, row) for row in rows)
    with transaction.atomic():
        number = sum(write(model._meta.db_table, columns, batch) for batch in _batches(values))
        _continue_keys(model)
    return number


def _is_given(field: "models.Field[Any, Any]", row: Row) -> bool:
    """A key that the database gives."""
    return field.primary_key and field.attname not in row


def _first(rows: Iterable[Row]) -> tuple[Row, Iterable[Row]]:
    rows = iter(rows)
    first = next(rows)
    return first, chain([first], rows)


def _default(field: "models.Field[Any, Any]") -> Any:
    if field.default is not NOT_PROVIDED and not callable(field.default):
        return field.default
    if callable(field.default) and isinstance(field, models.JSONField):
        return field.default()
    return None if field.null else ""


def _values(plain: Row, row: Row) -> list[Any]:
    """A row in the order of the columns; what is plain is text already."""
    told = {name: value if type(value) in READ else _text(value) for name, value in row.items()}
    return list((plain | told).values())


def _text(value: Any) -> Any:
    """As both databases read it; times are UTC on both connections."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, dict | list) else value


def _batches(values: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while batch := list(islice(values, BATCH)):
        yield batch


def _sqlite(table: str, columns: list[str], rows: list[list[Any]]) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    with connection.cursor() as cursor:
        # The driver's own cursor: Django's would look for %s in each statement.
        insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
        cursor.cursor.connection.executemany(insert, rows)
    return len(rows)


def _postgres(table: str, columns: list[str], rows: list[list[Any]]) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([NULL if value is None else value for value in row] for row in rows)
    file.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '{NULL}')", file)
    return len(rows)


def _continue_keys(model: type[models.Model]) -> None:
    """The next row that is stored by Django follows the last of these."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
