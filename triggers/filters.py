"""The queue of reports and what it can be narrowed by."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import escape
from django_filters import ChoiceFilter, FilterSet

from carp import clock
from carp.council import packs
from carp.web.formats import day
from carp.web.links import address
from carp.web.lists import Column, Link, ListPage, Tag
from register.models import Area
from register.selectors import ward_choices
from triggers.models import AWAITING_ASSESSMENT, TriggerReport
from triggers.selectors import Tab

Status = TriggerReport.Status
STATUS_TAGS = {
    Status.HELD: Tag("Held", "orange"),
    Status.RECEIVED: Tag("New", "purple"),
    Status.UNDER_REVIEW: Tag("Under review", "blue"),
    Status.AWAITING_INFORMATION: Tag("Awaiting information", "yellow"),
    Status.ASSESSED: Tag("Assessed", "teal"),
    Status.OUTCOME_AGREED: Tag("Outcome agreed", "green"),
    Status.REDIRECTED: Tag("Redirected", "grey"),
    Status.CLOSED: Tag("Closed", "grey"),
}
URGENCY_COLOURS = ("red", "orange", "yellow", "grey")


def urgency_tag(code: str) -> Tag:
    """The word of an urgency; the more urgent, the warmer its colour."""
    pack = packs.current()
    place = list(pack.items("urgencies")).index(code) if code in pack.items("urgencies") else 3
    return Tag(pack.label("urgencies", code), URGENCY_COLOURS[min(place, 3)])


class Due(NamedTuple):
    """A day on which an assessment is due, with a word when it has gone by."""

    on: date
    overdue: bool

    def __html__(self) -> str:
        tag = f" {Tag('Overdue', 'red').__html__()}" if self.overdue else ""
        return f"{escape(day(self.on))}{tag}"

    def __str__(self) -> str:
        return f"{day(self.on)}, overdue" if self.overdue else day(self.on)


def due(status: str, assess_due_on: date) -> Due | None:
    """When it is to be assessed; nothing once it is."""
    if status not in AWAITING_ASSESSMENT:
        return None
    return Due(assess_due_on, assess_due_on < clock.today())


UNREAD = Tag("Unread message", "orange")


class Standing(NamedTuple):
    """How a report stands, and whether its reporter has written something that nobody read."""

    status: Tag
    unread: bool

    def __html__(self) -> str:
        tag = f" {UNREAD.__html__()}" if self.unread else ""
        return f"{self.status.__html__()}{tag}"

    def __str__(self) -> str:
        return f"{self.status}, {UNREAD.text.lower()}" if self.unread else str(self.status)


def _urgencies() -> list[tuple[str, str]]:
    return packs.current().choices("urgencies")


def _categories() -> list[tuple[str, str]]:
    return packs.current().choices("categories")


class ReportFilter(FilterSet):  # type: ignore[misc]  # django_filters has no types
    """By where it stands, how urgent it is, where it is and whom it affects."""

    status = ChoiceFilter(label="Status", choices=Status.choices, empty_label="Any")
    urgency = ChoiceFilter(label="Urgency", choices=_urgencies, empty_label="Any")
    ward = ChoiceFilter(label="Ward", method="in_ward", choices=ward_choices, empty_label="Any")
    category = ChoiceFilter(
        label="Who is affected",
        field_name="categories__code",
        choices=_categories,
        empty_label="Any",
    )

    class Meta:
        model = TriggerReport
        fields: ClassVar[list[str]] = []

    def in_ward(self, rows: QuerySet[TriggerReport], _name: str, code: str) -> QuerySet[Any]:
        """By key: a join on the code would be sorted, because it may find several areas."""
        return rows.filter(
            area__in=list(Area.objects.filter(code=code).values_list("pk", flat=True))
        )


class TriageList(ListPage):
    """One heap of the queue; people whom reports are sent to see theirs in the same list."""

    caption = "Trigger reports"
    columns = (
        Column("Reference"),
        Column("Received", sort="received_at"),
        Column("Where"),
        Column("Urgency"),
        Column("Status"),
        Column("Due", sort="assess_due_on"),
        Column("Assigned to"),
    )
    fields = (
        "reference",
        "received_at",
        "where",
        "area__name",
        "urgency",
        "status",
        "assess_due_on",
        "assigned_to__name",
        "unread_since",
    )
    filters = ReportFilter
    search = "search_text"
    search_label = "Search in reports"

    def __init__(self, request: HttpRequest, rows: Any, tab: Tab) -> None:
        super().__init__(request, rows.filter(tab.holds))
        self.tab = tab
        self.order = tab.order  # type: ignore[misc]  # each heap has its own
        self.empty = EMPTY[tab.code]  # type: ignore[misc]

    def row(self, *values: Any) -> Sequence[Any]:
        reference, received_at, where, ward, urgency, status, due_on, officer, unread = values
        return (
            Link(reference, address("triggers:triage-detail", reference)),
            day(received_at),
            ", ".join(dict.fromkeys(filter(None, (where, ward)))) or "No one place",
            urgency_tag(urgency),
            Standing(STATUS_TAGS[status], unread is not None),
            due(status, due_on),
            officer or "Nobody",
        )


EMPTY = {
    "open": "Nothing is open. New reports appear here as soon as they are made.",
    "new": "No new reports.",
    "awaiting": "No report waits for information.",
    "assessed": "No assessed report waits for its outcome.",
    "overdue": "Nothing is overdue.",
    "mine": "No open report is assigned to you.",
    "held": "Nothing is held. What comes over the limit of a network waits here to be checked.",
    "unassigned": "Every open report is assigned to somebody.",
    "all": "No reports have come in yet.",
}
