"""The lists of plans, their actions, versions and history."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from actionplans import selectors
from actionplans.models import Action, MinorRevision, Plan, PlanVersion, Stage
from actionplans.selectors.overview import event_title
from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.web.formats import day, when
from carp.web.lists import Column, Link, ListPage, Tag
from register.filters import STATUS_TAGS, CommunityList, plan_due
from register.models import Community

STAGES = 7
Standing = QuerySet[Any]
STANDINGS: dict[str, Tag] = {
    "": Tag("Being written", "grey"),
    PlanVersion.Status.SUBMITTED: Tag("With the boards", "blue"),
    PlanVersion.Status.EFFECTIVE: Tag("In force", "green"),
    PlanVersion.Status.RETURNED: Tag("Returned for changes", "orange"),
    PlanVersion.Status.REJECTED: Tag("Rejected", "red"),
    PlanVersion.Status.SUPERSEDED: Tag("Superseded", "grey"),
    PlanVersion.Status.SUSPENDED: Tag("Suspended", "red"),
    PlanVersion.Status.RESCINDED: Tag("Rescinded", "red"),
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


def plan_types() -> list[tuple[str, str]]:
    return packs.current().choices("plan_types")


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
    """By where it stands with the boards, lead, type, community, and how far its stages are."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[
            ("draft", "Being written"),
            ("submitted", "With the boards"),
            ("in_force", "In force"),
            ("returned", "Returned for changes"),
            ("rejected", "Rejected"),
            ("suspended", "Suspended"),
            ("rescinded", "Rescinded"),
        ],
        method="by_state",
        empty_label="Any state",
    )
    lead = django_filters.ChoiceFilter(label="Lead officer", choices=leads, empty_label="Anybody")
    plan_type = django_filters.ChoiceFilter(
        label="Type of plan", choices=plan_types, empty_label="Any type"
    )
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


class PlanCommunityList(CommunityList):
    """The register, to find the community for which a plan is started."""

    columns = (
        Column("Community", sort="name"),
        Column("Reference"),
        Column("Status"),
        Column("Where"),
        Column("Plan due"),
        Column("Added", sort="created_at"),
    )
    fields = ("reference", "name", "status", "places", "plan_due_on", "created_at")

    def row(self, reference: str, name: str, status: str, *rest: Any) -> Sequence[Any]:
        places, plan_due_on, created_at = rest
        return (
            Link(name, plan_new_address(reference)),
            reference,
            STATUS_TAGS[Community.Status(status)],
            places,
            plan_due(status, plan_due_on),
            day(created_at),
        )


def plan_new_address(community: str) -> str:
    """Where a plan is started for the community of this reference."""
    return f"{reverse('actionplans:plan-new')}?{urlencode({'community': community})}"


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


ACTION_COLOURS: dict[str, str] = {
    Action.Status.PLANNED: "grey",
    Action.Status.IN_PROGRESS: "blue",
    Action.Status.BLOCKED: "red",
    Action.Status.COMPLETE: "green",
    Action.Status.CANCELLED: "grey",
}
FINISHED = (Action.Status.COMPLETE, Action.Status.CANCELLED)


def action_tag(status: str, due_on: date) -> Tag:
    """Where an action stands; what is late is red and says so."""
    words = Action.Status(status).label
    if status not in FINISHED and due_on < clock.today():
        return Tag(f"{words}, overdue", "red")
    return Tag(words, ACTION_COLOURS[status])


class ActionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """By where it stands."""

    status = django_filters.ChoiceFilter(
        label="Status", choices=Action.Status.choices, empty_label="Any status"
    )

    class Meta:
        model = Action
        fields: tuple[str, ...] = ()


class OwnActionList(ListPage):
    """The actions of one person in every plan."""

    caption = "Your actions"
    columns = (
        Column("Action"),
        Column("Plan"),
        Column("Due", sort="due_on"),
        Column("Status"),
        Column("Reason"),
    )
    fields = ("pk", "title", "plan__reference", "due_on", "status", "status_reason")
    order = "due_on"
    filters = ActionFilter
    empty = "No action is yours."

    def row(self, *values: Any) -> Sequence[Any]:
        key, title, plan, due_on, status, reason = values
        return (
            Link(title, address_of(plan, key)),
            Link(plan, f"/plans/{plan}/"),
            day(due_on),
            action_tag(status, due_on),
            reason,
        )


def address_of(plan: str, key: int) -> str:
    """An action's page, without a reverse() for each row."""
    return f"/plans/{plan}/actions/{key}/"


def owner_words(organisation: str, owner: str | None) -> str:
    return f"{organisation} ({owner})" if owner else organisation


class ActionList(ListPage):
    """Every action of one plan."""

    caption = "Actions of the plan"
    columns = (
        Column("Action"),
        Column("Term"),
        Column("Organisation"),
        Column("Starts"),
        Column("Due", sort="due_on"),
        Column("Status"),
        Column("Reason"),
        Column("Last progress"),
    )
    fields = (
        "pk",
        "title",
        "horizon",
        "owner_organisation",
        "owner__name",
        "starts_on",
        "due_on",
        "status",
        "status_reason",
        "last_note",
    )
    order = "due_on"
    filters = ActionFilter
    empty = "No action has been added yet."
    plan: Plan

    def row(self, *values: Any) -> Sequence[Any]:
        key, title, horizon, organisation, owner, starts_on, due_on, status, reason, note = values
        return (
            Link(title, address_of(self.plan.reference, key)),
            selectors.pack_of(self.plan).label("horizons", horizon),
            owner_words(organisation, owner),
            day(starts_on),
            day(due_on),
            action_tag(status, due_on),
            reason,
            note or "",
        )


class VersionList(ListPage):
    """Every version of one plan."""

    caption = "Versions of the plan"
    columns = (
        Column("Version", sort="number"),
        Column("State"),
        Column("Submitted"),
        Column("Submitted by"),
        Column("In force from"),
        Column("Until"),
        Column("Minor revisions", numeric=True),
    )
    fields = (
        "number",
        "status",
        "submitted_at",
        "submitted_by__name",
        "effective_at",
        "ended_at",
        "revised",
    )
    order = "-number"
    empty = "The plan has not been submitted yet."
    plan: Plan

    def row(self, *values: Any) -> Sequence[Any]:
        number, status, submitted_at, by, effective_at, ended_at, revised = values
        return (
            Link(str(number), f"/plans/{self.plan.reference}/versions/{number}/"),
            STANDINGS[status],
            day(submitted_at),
            by,
            day(effective_at),
            day(ended_at),
            revised,
        )


def with_revisions(versions: QuerySet[PlanVersion]) -> QuerySet[Any]:
    """Each version with the number of its minor revisions."""
    revisions = MinorRevision.objects.filter(version=OuterRef("pk")).order_by().values("version")
    counted = revisions.annotate(number=Count("pk")).values("number")
    return versions.annotate(revised=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
