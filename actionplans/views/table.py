"""A table of a plan's page, which is also its CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse

from carp.web.export import csv_response
from carp.web.tables import as_columns


@dataclass(frozen=True)
class Table:
    """A table as components/table.html draws it."""

    caption: str
    head: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    foot: Sequence[Any] = ()

    def csv(self, name: str) -> StreamingHttpResponse:
        return csv_response(name, [column.label for column in as_columns(self.head)], self.rows)
