"""The lists of plans and of what boards decided."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from actionplans.models import MonitoringReturn, Plan, PlanVersion, Stage
from actionplans.selectors.monitoring import state_of
from actionplans.selectors.overview import event_title
from actionplans.stages.periods import Period
from actionplans.stages.rating import plain, rate
from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.governance.models import Decision
from carp.web.formats import day, when
from carp.web.lists import Column, Link, ListPage, Tag

STAGES = 7
Standing = QuerySet[Any]
STANDINGS: dict[str, Tag] = {
    "": Tag("Being written", "grey"),
    PlanVersion.Status.SUBMITTED: Tag("With the boards", "blue"),
    PlanVersion.Status.EFFECTIVE: Tag("In force", "green"),
    PlanVersion.Status.RETURNED: Tag("Returned for changes", "orange"),
    PlanVersion.Status.REJECTED: Tag("Rejected", "red"),
    PlanVersion.Status.SUPERSEDED: Tag("Superseded", "grey"),
}
PROGRESS = [
    ("none", "No stage complete"),
    ("some", "Some stages complete"),
    ("all", "All stages complete"),
]


def leads() -> list[tuple[int, str]]:
    """Whoever leads a plan, by name."""
    led = Plan.objects.filter(lead=OuterRef("pk"))
    people = User.objects.filter(Exists(led)).order_by("name", "pk")
    return list(people.values_list("pk", "name"))


def with_standing(plans: QuerySet[Plan]) -> Standing:
    """Each plan with the status of its newest version and the number of its complete stages."""
    newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    complete = Stage.objects.filter(plan=OuterRef("pk"), status=Stage.Status.COMPLETE)
    counted = complete.order_by().values("plan").annotate(number=Count("pk")).values("number")
    return plans.annotate(
        standing=Subquery(newest.values("status")[:1]),
        in_force=Exists(newest.filter(status=PlanVersion.Status.EFFECTIVE)),
        complete=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    )


class PlanFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """By where it stands with the boards, its lead, its community, and how far its stages are."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[
            ("draft", "Being written"),
            ("submitted", "With the boards"),
            ("in_force", "In force"),
            ("returned", "Returned for changes"),
            ("rejected", "Rejected"),
        ],
        method="by_state",
        empty_label="Any state",
    )
    lead = django_filters.ChoiceFilter(label="Lead officer", choices=leads, empty_label="Anybody")
    community = django_filters.CharFilter(
        label="Community reference", field_name="community__reference", lookup_expr="iexact"
    )
    stages = django_filters.ChoiceFilter(
        label="Stages", choices=PROGRESS, method="by_progress", empty_label="Any number"
    )

    class Meta:
        model = Plan
        fields: tuple[str, ...] = ()

    def by_state(self, plans: Standing, _name: str, value: str) -> Standing:
        if value == "in_force":
            return plans.filter(in_force=True)
        if value == "draft":
            return plans.filter(standing__isnull=True)
        return plans.filter(standing=value)

    def by_progress(self, plans: Standing, _name: str, value: str) -> Standing:
        if value == "none":
            return plans.filter(complete=0)
        if value == "all":
            return plans.filter(complete=STAGES)
        return plans.filter(complete__gt=0, complete__lt=STAGES)


class PlanList(ListPage):
    """Every action plan."""

    caption = "Action plans"
    columns = (
        Column("Reference"),
        Column("Plan"),
        Column("Community"),
        Column("Lead officer"),
        Column("Stages complete"),
        Column("State"),
        Column("Started", sort="created_at"),
    )
    fields = (
        "reference",
        "title",
        "community__name",
        "lead__name",
        "complete",
        "standing",
        "in_force",
        "created_at",
    )
    order = "-created_at"
    filters = PlanFilter
    search = "search_text"
    search_label = "Search plans, communities and references"
    empty = "No plan has been started yet."

    def row(self, *values: Any) -> Sequence[Any]:
        reference, title, community, lead, complete, standing, in_force, created_at = values
        return (
            Link(reference, f"/plans/{reference}/"),
            title,
            community,
            lead,
            f"{complete} of {STAGES}",
            standing_tag(standing, in_force=in_force),
            day(created_at),
        )


def standing_tag(status: str | None, *, in_force: bool) -> Tag:
    tag = STANDINGS[status or ""]
    if in_force and status != PlanVersion.Status.EFFECTIVE:
        return Tag(f"In force; newest: {tag.text.lower()}", "green")
    return tag


class HistoryList(ListPage):
    """What happened to one plan."""

    caption = "History of the plan"
    columns = (Column("When"), Column("What"), Column("Who"), Column("Reason"))
    fields = ("at", "action", "subject_name", "by_name", "reason")
    order = "-sequence"
    empty = "Nothing has happened yet."
    plan: Plan

    def row(self, at: datetime, action: str, subject: str, by: str, reason: str) -> Sequence[Any]:
        return when(at), event_title(action, subject, self.plan), by, reason


def decision_kinds() -> list[tuple[str, str]]:
    return packs.current().choices("decision_kinds")


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """By what was decided."""

    kind = django_filters.ChoiceFilter(
        label="Decision", choices=decision_kinds, empty_label="Any decision"
    )

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()


class DecisionList(ListPage):
    """What one board decided."""

    caption = "Decisions"
    columns = (
        Column("Date", sort="decided_on"),
        Column("Decision"),
        Column("About"),
        Column("Reasons"),
        Column("Recorded by"),
    )
    fields = ("pk", "decided_on", "kind", "subject_name", "reasons", "recorded_by__name")
    order = "-decided_on"
    filters = DecisionFilter
    empty = "This board has not decided anything yet."
    group_code: str

    def row(self, *values: Any) -> Sequence[Any]:
        key, decided_on, kind, subject, reasons, recorder = values
        href = f"/boards/{self.group_code}/decisions/{key}/"
        return (
            Link(day(decided_on), href),
            packs.current().label("decision_kinds", kind),
            subject,
            reasons,
            recorder,
        )


# --- Monitoring ----------------------------------------------------------------------------------
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
