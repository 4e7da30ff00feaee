"""Pages of a long list without OFFSET: by the sort value and the key of the row at the edge.

The deepest page costs what the first costs (performance 1.3). A cursor is opaque text in the
address; one that cannot be read leads to the first page.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP


@dataclass(frozen=True)
class Order:
    """A sort field of a model and its direction; ties are broken by the key, the same way."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> "Order":
        return cls(text.removeprefix("-"), text.startswith("-"))

    def reversed(self) -> "Order":
        return Order(self.field, not self.descending)

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field


def model_field(model: type[Model], path: str) -> "Field[Any, Any]":
    """The model field at the end of a path like `community__name`."""
    *through, last = path.split(LOOKUP_SEP)
    for part in through:
        related = model._meta.get_field(part).related_model
        if related is None:
            raise FieldDoesNotExist(path)
        model = related
    found = model._meta.get_field(last)
    if not isinstance(found, Field):
        raise FieldDoesNotExist(path)
    return found


def ordered(rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """Sorted; empty values last when ascending and first when descending, on both databases."""
    field = F(order.field)
    if not model_field(rows.model, order.field).null:
        return rows.order_by(str(order), "-pk" if order.descending else "pk")
    if order.descending:
        return rows.order_by(field.desc(nulls_first=True), "-pk")
    return rows.order_by(field.asc(nulls_last=True), "pk")


def beyond(rows: QuerySet[Any], order: Order, value: Any, key: int) -> QuerySet[Any]:
    """The rows that come after (value, key) in this order."""
    step = "lt" if order.descending else "gt"
    further = Q(**{f"pk__{step}": key})
    empty = Q(**{f"{order.field}__isnull": True})
    if value is None:
        return rows.filter(empty & further if not order.descending else ~empty | (empty & further))
    # `<=` first: it is the part that an index on the sort field can answer.
    strictly = Q(**{f"{order.field}__{step}e": value}) & (
        Q(**{f"{order.field}__{step}": value}) | further
    )
    nullable = model_field(rows.model, order.field).null
    return rows.filter(strictly | empty if nullable and not order.descending else strictly)


def cursor(value: Any, key: int) -> str:
    """The text for the address."""
    text = value.isoformat() if isinstance(value, date | datetime) else value
    packed = json.dumps([text, key], separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(text: str, model: type[Model], order: Order) -> tuple[Any, int] | None:
    """(value, key), or None for anything that we did not write."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        value, key = json.loads(packed)
        if not isinstance(key, int) or not 0 <= key < 2**63:
            return None
        return model_field(model, order.field).to_python(value), key
    except (ValueError, TypeError, RecursionError, OverflowError, ValidationError):
        return None
