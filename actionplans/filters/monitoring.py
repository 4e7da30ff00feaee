"""The lists of monitoring: returns of one plan and of all, and the figures of a measure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters

from actionplans.filters.plans import leads
from actionplans.models import MonitoringReturn, Review
from actionplans.selectors.monitoring import state_of
from actionplans.stages.periods import Period
from actionplans.stages.rating import plain, rate
from carp import clock
from carp.web.formats import day
from carp.web.lists import Column, Link, ListPage, Tag

RETURN_COLOURS = {
    "Overdue": "red",
    "Due": "orange",
    "Queried": "yellow",
    "Sent": "blue",
    "Accepted": "green",
}
RETURN_STATES = [
    ("overdue", "Overdue"),
    ("due", "Due"),
    ("sent", "Sent and not accepted yet"),
    ("queried", "Queried"),
    ("accepted", "Accepted"),
    ("scheduled", "Scheduled"),
    ("cancelled", "Not needed"),
]


class ReturnFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """By where a return stands today."""

    state = django_filters.ChoiceFilter(
        label="State", choices=RETURN_STATES, method="by_state", empty_label="Any state"
    )

    class Meta:
        model = MonitoringReturn
        fields: tuple[str, ...] = ()

    def by_state(self, returns: Any, _name: str, value: str) -> Any:
        today, scheduled = clock.today(), MonitoringReturn.Status.SCHEDULED
        if value == "overdue":
            return returns.overdue(on=today)
        if value == "due":
            return returns.due(on=today)
        if value == "sent":
            return returns.sent()
        if value == "scheduled":
            return returns.filter(status=scheduled, period_end__gte=today)
        return returns.filter(status=value)


class AllReturnsFilter(ReturnFilter):
    """By where a return stands, and by who leads its plan."""

    lead = django_filters.ChoiceFilter(
        label="Lead officer", choices=leads, field_name="plan__lead", empty_label="Anybody"
    )


class ReturnList(ListPage):
    """The returns of one plan, the last due first."""

    caption = "Monitoring returns"
    columns = (
        Column("Return"),
        Column("Due", sort="due_on"),
        Column("State"),
        Column("Sent"),
        Column("Sent by"),
    )
    fields = (
        "number",
        "period_start",
        "period_end",
        "due_on",
        "status",
        "submitted_at",
        "submitted_by__name",
        "plan__reference",
    )
    order = "-due_on"
    filters = ReturnFilter
    empty = "No return is owed yet. They are scheduled when a version takes effect."

    def row(self, *values: Any) -> Sequence[Any]:
        number, start, end, due_on, status, sent_at, sender, reference = values
        href = f"/plans/{reference}/returns/{number}/"
        return (
            Link(f"{number}: {Period(start, end).label}", href),
            day(due_on),
            return_tag(status, end, due_on),
            day(sent_at),
            sender or "",
        )


def return_tag(status: str, period_end: date, due_on: date) -> Tag:
    state = state_of(status, period_end, due_on, on=clock.today())
    return Tag(state, RETURN_COLOURS.get(state, "grey"))


class AllReturns(ListPage):
    """The returns of every plan."""

    caption = "Monitoring returns of all plans"
    columns = (
        Column("Plan"),
        Column("Title"),
        Column("Return"),
        Column("Lead officer"),
        Column("Due", sort="due_on"),
        Column("State"),
    )
    fields = (
        "plan__reference",
        "plan__title",
        "number",
        "period_start",
        "period_end",
        "plan__lead__name",
        "due_on",
        "status",
    )
    order = "-due_on"
    filters = AllReturnsFilter
    empty = "No return is owed yet. They are scheduled when a version takes effect."

    def row(self, *values: Any) -> Sequence[Any]:
        reference, title, number, start, end, lead, due_on, status = values
        return (
            Link(f"{reference} return {number}", f"/plans/{reference}/returns/{number}/"),
            title,
            Period(start, end).label,
            lead,
            day(due_on),
            return_tag(status, end, due_on),
        )


class ReviewList(ListPage):
    """Every review of one plan, the newest first."""

    caption = "Reviews of the plan"
    columns = (
        Column("Held"),
        Column("What follows"),
        Column("Reasons"),
        Column("Closed without evaluation"),
        Column("Next"),
        Column("Recorded by"),
    )
    fields = (
        "held_on",
        "outcome",
        "reasons",
        "no_evaluation",
        "next_on",
        "recorded_by__name",
    )
    order = "-id"
    empty = "The plan has not been reviewed yet."

    def row(self, *values: Any) -> Sequence[Any]:
        return review_row(*values)


def review_row(
    held_on: date, outcome: str, reasons: str, no_evaluation: str, next_on: date | None, by: str
) -> Sequence[Any]:
    """A review as it is listed, on its own page and with the rest of how a plan does."""
    words = Review.Outcome(outcome).label
    return day(held_on), words, reasons, no_evaluation, day(next_on), by


class FigureList(ListPage):
    """The figures of one measure, the newest first, with those that were corrected."""

    caption = "Figures"
    columns = (
        Column("Day", sort="dated"),
        Column("Figure", numeric=True),
        Column("Target", numeric=True),
        Column("Rating"),
        Column("What explains it"),
        Column("Recorded by"),
    )
    fields = (
        "dated",
        "actual",
        "target",
        "tolerance",
        "note",
        "recorded_by__name",
        "replaced_at",
    )
    order = "-dated"
    empty = "Nothing has been counted yet."
    polarity: str

    def row(self, *values: Any) -> Sequence[Any]:
        dated, actual, target, tolerance, note, by, replaced_at = values
        rating = rate(actual, target=target, tolerance=tolerance, polarity=self.polarity)
        tag = Tag(rating, rating.colour) if replaced_at is None else Tag("Corrected", "grey")
        return day(dated), plain(actual), plain(target), tag, note, by
