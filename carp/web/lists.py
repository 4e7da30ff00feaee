"""The one list: keyset pages, sorting, filters, search, capped count and CSV for every register.

    class ReportList(ListPage):                      # in the app's filters.py
        caption = "Trigger reports"
        columns = (Column("Reference"), Column("Received", sort="submitted_at"), Column("State"))
        fields = ("reference", "submitted_at", "state")    # what row() is called with
        order = "-submitted_at"                      # a model field, indexed with the key
        filters = ReportFilter                       # a FilterSet; ChoiceFilters on cached choices
        search = "search_text"                       # a field made by `searchable()`, or an Index
        empty = "No reports have come in yet."

        def row(self, reference, submitted_at, state):     # a cell a column: text, Link, Tag...
            return Link(reference, f"/triage/{reference}/"), day(submitted_at), Tag(state, "blue")

    def report_list(request):                        # in views.py
        rows = TriggerReport.objects.visible_to(request.user)
        return ReportList(request, rows).response("triggers/report_list.html", {"more": 1})

The page: `{% include "components/list_page.html" with page=page only %}`. At most three queries,
the rows, the count (none while everything fits on one page), and one more when somebody pages back
to the start. Senseless parameters are ignored. The caption is only heard: the heading of the page
says the same. A second list on one page needs a `prefix` for its parameters.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django_filters import FilterSet

from carp.web import filter_form, keyset
from carp.web.export import csv_response
from carp.web.keyset import Order
from carp.web.search import Index, searchable
from carp.web.tables import Choice, Column, Link, Tag, head_cell, table_html

__all__ = ["Choice", "Column", "Link", "ListPage", "Tag", "searchable"]

ROWS = 25
COUNTED_TO = 1000
WORDS, LETTERS = 8, 200


class ListPage:
    """One request's view of a list; every value is worked out once, when it is first asked for."""

    caption: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    fields: ClassVar[Sequence[str]]
    order: ClassVar[str] = "-pk"
    filters: ClassVar[type[FilterSet] | None] = None
    search: ClassVar[str | Index] = ""
    search_label: ClassVar[str] = "Search"
    search_hint: ClassVar[str] = ""
    empty: ClassVar[str] = "There is nothing here yet."
    empty_href: ClassVar[str] = ""
    empty_link: ClassVar[str] = ""
    prefix: ClassVar[str] = ""

    def __init__(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.request = request
        self.all_rows = rows

    def row(self, *values: Any) -> Sequence[Any]:
        """The cells of one row, from the values of `fields`."""
        return values

    # --- What was asked for -------------------------------------------------------------------
    def parameter(self, name: str) -> str:
        text = self.request.GET.get(self.prefix + name, "")
        return text if text.isprintable() else ""

    @cached_property
    def q(self) -> str:
        return self.parameter("q")[:LETTERS].strip() if self.search else ""

    @cached_property
    def sort(self) -> Order:
        wanted = self.parameter("sort")
        for column in self.columns:
            if column.sort and column.name == wanted.removeprefix("-"):
                return Order(column.sort, wanted.startswith("-"))
        return Order.parse(self.order)

    @property
    def sort_parameter(self) -> str:
        return self.parameter("sort") if self.sort != Order.parse(self.order) else ""

    @cached_property
    def filter_values(self) -> dict[str, list[str]]:
        """The parameters that belong to the filters and hold something."""
        if self.filters is None:
            return {}
        names = filter_form.parameter_names(self.filters)
        given = {name: self.request.GET.getlist(name) for name in names if name in self.request.GET}
        return {name: values for name, values in given.items() if any(values)}

    @property
    def is_filtered(self) -> bool:
        return bool(self.filter_values)

    # --- The rows ------------------------------------------------------------------------------
    @cached_property
    def matching(self) -> QuerySet[Any]:
        """Every row that the search and the filters let through, unsorted."""
        rows = self.all_rows.order_by()
        if self.filter_values and self.filters is not None:
            data = filter_form.as_data(self.filter_values)
            rows = self.filters(data, queryset=rows, request=self.request).qs
        return self.find(rows, self.q) if self.q else rows

    def find(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """The rows that hold what was typed."""
        if isinstance(self.search, Index):
            return self.search.holding(rows, typed)
        for word in searchable(typed).split()[:WORDS]:
            rows = rows.filter(**{f"{self.search}__contains": word})
        return rows

    @cached_property
    def _page(self) -> tuple[list[tuple[Any, ...]], bool, bool]:
        """(values of the rows shown, is there a page before, is there one after)."""
        after, before = (
            keyset.read_cursor(self.parameter(side), self.all_rows.model, self.sort)
            for side in ("after", "before")
        )
        if after:
            found = self._fetch(keyset.beyond(self.matching, self.sort, *after), self.sort)
            return found[:ROWS], True, len(found) > ROWS
        if before:
            turned = self.sort.reversed()
            found = self._fetch(keyset.beyond(self.matching, turned, *before), turned)
            if len(found) >= ROWS:
                return found[ROWS - 1 :: -1], len(found) > ROWS, True
        found = self._fetch(self.matching, self.sort)
        return found[:ROWS], False, len(found) > ROWS

    def _fetch(self, rows: QuerySet[Any], order: Order) -> list[tuple[Any, ...]]:
        return list(self.query(rows, order))

    def query(self, rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
        """The values of one page and of a row more, by which we know that another follows."""
        sorted_by = () if order.field in self.fields else (order.field,)
        values = keyset.ordered(rows, order).values_list(*self.fields, *sorted_by, "pk")
        return values[: ROWS + 1]

    def _cursor(self, values: tuple[Any, ...]) -> str:
        """Where a row stands in the order; its key is the last of its values."""
        names = (*self.fields, self.sort.field)
        return keyset.cursor(values[names.index(self.sort.field)], values[-1])

    @cached_property
    def rows(self) -> list[Sequence[Any]]:
        return [self.row(*values[: len(self.fields)]) for values in self._page[0]]

    @cached_property
    def count(self) -> int:
        """How many match, counted no further than one past the cap."""
        shown, earlier, later = self._page
        if not earlier and not later:
            return len(shown)
        return self.counted()

    def counted(self) -> int:
        """How many match, asked of the database, no further than one past the cap."""
        keys = self.matching.values("pk")[: COUNTED_TO + 1]
        wanted, values = keys.query.get_compiler(keys.db).as_sql()
        with connections[keys.db].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({wanted}) AS wanted", values)  # noqa: S608 - Django's own words
            return int(cursor.fetchone()[0])

    @property
    def count_text(self) -> str:
        if self.count > COUNTED_TO:
            return f"More than {COUNTED_TO:,} results"
        return f"{self.count:,} result{'' if self.count == 1 else 's'}"

    @property
    def empty_text(self) -> str:
        if self.q or self.is_filtered:
            return "Nothing matches. Try fewer words or clear the filters."
        return self.empty

    # --- Addresses -----------------------------------------------------------------------------
    def url(self, **changes: str) -> str:
        """This page's address with the given parameters changed; "" takes one out."""
        kept: list[tuple[str, str]] = [
            (name, value) for name, values in self.filter_values.items() for value in values
        ]
        ours = {"q": self.q, "sort": self.sort_parameter} | changes
        kept += [(self.prefix + name, value) for name, value in ours.items() if value]
        return f"?{urlencode(kept)}" if kept else self.request.path

    @property
    def previous_url(self) -> str:
        shown, earlier, _ = self._page
        return self.url(before=self._cursor(shown[0])) if earlier and shown else ""

    @property
    def next_url(self) -> str:
        shown, _, later = self._page
        return self.url(after=self._cursor(shown[-1])) if later else ""

    @property
    def clear_url(self) -> str:
        return self.request.path

    @property
    def csv_url(self) -> str:
        return self.url(format="csv")

    # --- What is drawn -------------------------------------------------------------------------
    @property
    def searchable(self) -> bool:
        return bool(self.search)

    @cached_property
    def panel(self) -> SafeString | str:
        if self.filters is None:
            return ""
        return filter_form.html(self.filters, self.filter_values, self.request)

    @property
    def table_html(self) -> SafeString:
        heads = [self._head(column) for column in self.columns]
        return table_html(self.caption, self.columns, self.rows, heads=heads, size="")

    def _head(self, column: Column) -> str:
        """A heading; a sortable one is a link, and its second press turns the order."""
        if not column.sort:
            return head_cell(column, escape(column.label))
        current = self.sort.field == column.sort
        turned = f"-{column.name}" if current and not self.sort.descending else column.name
        state = ("descending" if self.sort.descending else "ascending") if current else ""
        look = f"govuk-link carp-sort carp-sort--{state or 'none'}"
        href = escape(self.url(sort=turned))
        inner = f'<a class="{look}" href="{href}">{escape(column.label)}</a>'
        return head_cell(column, inner, attributes=f' aria-sort="{state}"' if state else "")

    def response(self, template: str, context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The page, or the same list whole as CSV when it is asked for."""
        if self.parameter("format") == "csv":
            return self.csv()
        return render(self.request, template, {**(context or {}), "page": self})

    def csv(self) -> StreamingHttpResponse:
        """Every matching row with the cells that the page shows, in the page's order."""
        values = keyset.ordered(self.matching, self.sort).values_list(*self.fields)
        return csv_response(
            slugify(self.caption), [column.label for column in self.columns], self._cells(values)
        )

    def _cells(self, values: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        for row in values.iterator(chunk_size=500):
            yield self.row(*row)
