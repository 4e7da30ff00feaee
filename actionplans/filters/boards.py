"""The lists of boards: their meetings, and what they decided."""

from collections.abc import Sequence
from typing import Any

import django_filters

from carp.council import packs
from carp.governance.exemption import named
from carp.governance.models import Decision, Group, Meeting
from carp.web.formats import day
from carp.web.lists import Column, Link, ListPage, Tag

MEETING_COLOURS = {
    Meeting.State.PLANNED: "blue",
    Meeting.State.HELD: "green",
    Meeting.State.CANCELLED: "grey",
}


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


class MeetingList(ListPage):
    """Every meeting of one board."""

    caption = "Meetings"
    columns = (Column("Date", sort="on"), Column("Place"), Column("State"))
    fields = ("pk", "on", "place", "state")
    order = "-on"
    empty = "No meeting has been planned yet."
    group_code: str

    def row(self, *values: Any) -> Sequence[Any]:
        key, on, place, state = values
        tag = Tag(Meeting.State(state).label, MEETING_COLOURS[Meeting.State(state)])
        return Link(day(on), f"/boards/{self.group_code}/meetings/{key}/"), place, tag


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
