"""The lists of the register and what they can be narrowed by."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import ChoiceFilter, FilterSet

from carp import clock
from carp.council import packs
from carp.web.formats import day
from carp.web.links import address
from carp.web.lists import Column, Link, ListPage, Tag
from register.models import Community, CommunityQuerySet, Evidence
from register.selectors import ward_choices

Status = Community.Status
STATUS_TAGS = {
    Status.EMERGING: Tag("Emerging", "yellow"),
    Status.IDENTIFIED: Tag("Identified", "orange"),
    Status.ACTIVE: Tag("Active response", "blue"),
    Status.STEPPED_DOWN: Tag("Stepped down", "green"),
    Status.CLOSED: Tag("Closed", "grey"),
}


def _categories() -> list[tuple[str, str]]:
    return packs.current().choices("categories")


class CommunityFilter(FilterSet):  # type: ignore[misc]  # django_filters has no types
    """By where it stands, what it is, what its people share, and where."""

    status = ChoiceFilter(label="Status", choices=Status.choices, empty_label="Any")
    kind = ChoiceFilter(label="Kind", choices=Community.Kind.choices, empty_label="Any")
    category = ChoiceFilter(
        label="What the people share",
        field_name="categories__code",
        choices=_categories,
        empty_label="Anything",
    )
    ward = ChoiceFilter(
        label="Ward", method="in_ward", choices=ward_choices, empty_label="Whole district"
    )
    plan = ChoiceFilter(
        label="Plan",
        method="with_plan",
        choices=[("overdue", "Overdue"), ("due", "Due, not yet overdue")],
        empty_label="Any",
    )

    class Meta:
        model = Community
        fields: Sequence[str] = ()

    def in_ward(self, rows: CommunityQuerySet, _name: str, code: str) -> CommunityQuerySet:
        return rows.in_area(code)

    def with_plan(self, rows: CommunityQuerySet, _name: str, state: str) -> CommunityQuerySet:
        if state == "overdue":
            return rows.plan_overdue(on=clock.today())
        return rows.filter(status=Status.IDENTIFIED, plan_due_on__gte=clock.today())


def plan_due(status: str, due_on: date | None) -> Tag | str:
    """When the plan of an identified community is due, and whether that day is over."""
    if status != Status.IDENTIFIED or due_on is None:
        return ""
    if due_on < clock.today():
        return Tag(f"Overdue since {day(due_on)}", "red")
    return day(due_on)


class CommunityList(ListPage):
    """The register."""

    caption = "Communities"
    columns: ClassVar[Sequence[Column]] = (
        Column("Reference"),
        Column("Community", sort="name"),
        Column("Status"),
        Column("Kind"),
        Column("Where"),
        Column("Plan due"),
        Column("Added", sort="created_at"),
    )
    fields: ClassVar[Sequence[str]] = (
        "reference",
        "name",
        "status",
        "kind",
        "places",
        "plan_due_on",
        "created_at",
    )
    order = "-created_at"
    filters: ClassVar[type[FilterSet] | None] = CommunityFilter
    search = "search_text"
    search_label = "Search by name, reference, place or what the people share"
    empty = "No community is on the register yet."

    def row(self, reference: str, name: str, status: str, *rest: Any) -> Sequence[Any]:
        kind, places, due_on, created_at = rest
        return (
            Link(reference, address("register:community-detail", reference)),
            name,
            STATUS_TAGS[Status(status)],
            Community.Kind(kind).label,
            places,
            plan_due(status, due_on),
            day(created_at),
        )


class WardCommunityList(CommunityList):
    """The communities of one area, on its page."""

    filters = None
    search = ""
    empty = "No community of this area is on the register."


class EvidenceList(ListPage):
    """The evidence about one community, on its page."""

    caption = "Evidence"
    prefix = "evidence_"
    columns = (
        Column("What it is"),
        Column("What it says"),
        Column("Source"),
        Column("Speaks of", sort="dated"),
        Column("Link"),
        Column("Added by"),
    )
    fields = ("title", "text", "source", "dated", "link", "added_by__name")
    order = "-dated"
    empty = "No evidence has been added yet."

    def __init__(self, request: Any, community: Community) -> None:
        rows: QuerySet[Evidence] = community.evidence.all()
        super().__init__(request, rows)

    def row(self, title: str, text: str, source: str, *rest: Any) -> Sequence[Any]:
        dated, link, added_by = rest
        return (
            title,
            text,
            packs.current().label("sources", source),
            day(dated),
            Link("Open", link) if link else None,
            added_by,
        )
