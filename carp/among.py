"""One of several keys, told to the database in one value however many they are.

``field__in`` writes a placeholder for each: a plan's history, which is that of its three hundred
actions too, took a third longer for it, and SQLite may be built to take no more than 999.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Func


class Among(Func):
    """True where a field of text is one of the keys."""

    arity = 1
    output_field = models.BooleanField()

    def __init__(self, field: str, keys: Sequence[str]) -> None:
        super().__init__(field)
        self.keys = list(keys)

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        field, params = compiler.compile(self.get_source_expressions()[0])
        keys = "SELECT value FROM json_each(%s)"
        return f"{field} IN ({keys})", [*params, json.dumps(self.keys)]

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        field, params = compiler.compile(self.get_source_expressions()[0])
        return f"{field} = ANY(%s::text[])", [*params, self.keys]
