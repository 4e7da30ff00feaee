"""Asserting that it was this constraint by which the database refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """The block must be refused by the named constraint and leave nothing behind.

    SQLite does not name a unique constraint in its refusal: there the columns must be the
    constraint's own.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    constraint, model = _find(name)
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        assert _as_sqlite_says(constraint, model, name) in str(caught.value)
    else:
        assert name in str(caught.value)


@contextmanager
def refused_as_null() -> Iterator[None]:
    """The block must be refused because a value is missing."""
    with pytest.raises(IntegrityError, match=r"(?i)not.null"), transaction.atomic():
        yield


def _find(name: str) -> tuple[models.BaseConstraint, type[models.Model]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return constraint, model
    raise LookupError(name)


def _as_sqlite_says(
    constraint: models.UniqueConstraint, model: type[models.Model], name: str
) -> str:
    if constraint.expressions:
        return f"index '{name}'"
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    return "UNIQUE constraint failed: " + ", ".join(
        f"{model._meta.db_table}.{column}" for column in columns
    )
