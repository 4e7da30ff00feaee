"""The list of reports and what it can be narrowed by."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django_filters import ChoiceFilter, FilterSet

from carp.web.formats import when
from carp.web.lists import Column, Link, ListPage, Tag
from reporting.models import ReportRun

State = ReportRun.State
TAGS = {
    State.REQUESTED: Tag("Waiting to be made", "yellow"),
    State.BUILDING: Tag("Being made", "blue"),
    State.READY: Tag("Ready", "green"),
    State.FAILED: Tag("Failed", "red"),
    State.SUPERSEDED: Tag("Superseded", "grey"),
}


class RunFilter(FilterSet):  # type: ignore[misc]  # django_filters has no types
    """By kind and by state."""

    kind = ChoiceFilter(label="Report", choices=ReportRun.Kind.choices, empty_label="Any")
    state = ChoiceFilter(label="State", choices=State.choices, empty_label="Any")

    class Meta:
        model = ReportRun
        fields: Sequence[str] = ()


class RunList(ListPage):
    """Every report that was asked for, the newest first."""

    caption = "Reports"
    columns = (
        Column("Reference"),
        Column("Report"),
        Column("Period"),
        Column("Version", numeric=True),
        Column("State"),
        Column("Asked for", sort="requested_at"),
        Column("By"),
    )
    fields = (
        "reference",
        "kind",
        "period",
        "version",
        "state",
        "requested_at",
        "requested_by__name",
    )
    order = "-requested_at"
    filters = RunFilter
    empty = "No report has been made yet."

    def row(self, reference: str, kind: str, period: str, *rest: Any) -> Sequence[Any]:
        version, state, requested_at, by = rest
        return (
            Link(reference, reverse("reporting:run-detail", args=[reference])),
            ReportRun.Kind(kind).label,
            period,
            version,
            TAGS[State(state)],
            when(requested_at),
            by or "The schedule",
        )
