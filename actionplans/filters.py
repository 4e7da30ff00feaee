"""The lists of plans and of what boards decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from actionplans.models import Plan, PlanVersion, Stage
from actionplans.selectors.overview import event_title
from carp.accounts.models import User
from carp.council import packs
from carp.governance.exemption import named
from carp.governance.models import Decision, Group
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
        Column("State"),
    )
    fields = ("pk", "decided_on", "kind", "subject_name", "reasons", "state")
    order = "-decided_on"
    filters = DecisionFilter
    empty = "This board has not decided anything yet."
    group_code: str

    def row(self, *values: Any) -> Sequence[Any]:
        key, decided_on, kind, subject, reasons, state = values
        href = f"/boards/{self.group_code}/decisions/{key}/"
        return (
            Link(day(decided_on), href),
            packs.current().label("decision_kinds", kind),
            subject,
            reasons,
            Decision.State(state).label,
        )


def groups() -> list[tuple[str, str]]:
    return list(Group.objects.order_by("name").values_list("code", "name"))


class PublicDecisionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """By board."""

    board = django_filters.ChoiceFilter(
        label="Board", choices=groups, field_name="group__code", empty_label="Any board"
    )

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()


class PublicDecisionList(ListPage):
    """What boards decided, for the public (Openness Regulations 2014, regulations 7 and 8).

    From public fields only: an exempt decision is a line without its content.
    """

    caption = "Decisions of the boards"
    columns = (
        Column("Date", sort="decided_on"),
        Column("Board"),
        Column("Decision"),
        Column("About"),
        Column("Reasons"),
        Column("Alternatives rejected"),
        Column("Interests declared"),
        Column("Votes"),
        Column("State"),
    )
    fields = (
        "decided_on",
        "group__name",
        "exempt_paragraph",
        "kind",
        "subject_name",
        "reasons",
        "alternatives",
        "conflicts",
        "votes_for",
        "votes_against",
        "abstentions",
        "state",
    )
    order = "-decided_on"
    filters = PublicDecisionFilter
    empty = "No decision has been published yet."

    def row(self, *values: Any) -> Sequence[Any]:
        decided_on, board, exempt, kind, *said, votes_for, against, abstained, state = values
        if exempt is not None:
            withheld = f"Exempt from publication. {named(exempt)}"
            return (day(decided_on), board, withheld, *[""] * 5, Decision.State(state).label)
        votes = f"{votes_for} for, {against} against, {abstained} abstained"
        label = packs.current().label("decision_kinds", kind)
        return (day(decided_on), board, label, *said, votes, Decision.State(state).label)
