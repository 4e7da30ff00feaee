"""The lists of boards: their meetings, and what they decided."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import django_filters
from django.http import StreamingHttpResponse
from django.utils.text import slugify

from actionplans.selectors.boards import exempt_by_correction
from carp.council import packs
from carp.governance.exemption import named
from carp.governance.models import Decision, Group, Meeting
from carp.web import keyset
from carp.web.export import csv_response
from carp.web.formats import day
from carp.web.lists import Column, Link, ListPage, Tag
from carp.web.tables import Passages

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


SAID = ("About", "Reasons", "Alternatives rejected", "Interests declared")
PUBLISHED = ("Date", "Board", "Decision", *SAID, "Votes", "State")


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

    From public fields only: an exempt decision is a line without its content. The page keeps
    together what is read together; the file has a column for each part.
    """

    caption = "Decisions of the boards"
    columns = (
        Column("Date", sort="decided_on"),
        Column("Board"),
        Column("Decision"),
        Column("Reasons"),
        Column("Votes"),
    )
    fields = (
        "pk",
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

    @cached_property
    def _exempt_since(self) -> dict[int, int]:
        return exempt_by_correction()

    def _told(self, *values: Any) -> dict[str, str]:
        """What the public may read of one decision, by the columns of the file."""
        key, decided_on, board, exempt, kind, *said, votes_for, against, abstained, state = values
        if exempt is None and state == Decision.State.SUPERSEDED:
            exempt = self._exempt_since.get(key)
        told = {"Date": day(decided_on), "Board": board, "State": Decision.State(state).label}
        if exempt is not None:
            return told | {"Decision": f"Exempt from publication. {named(exempt)}"}
        votes = f"{votes_for} for, {against} against, {abstained} abstained"
        decision = packs.current().label("decision_kinds", kind)
        return told | {"Decision": decision, "Votes": votes, **dict(zip(SAID, said, strict=True))}

    def row(self, *values: Any) -> Sequence[Any]:
        told = self._told(*values)
        corrected = told["State"] == Decision.State.SUPERSEDED.label
        state = [("State", told["State"])] if corrected else []
        what = ": ".join(told[name] for name in ("Decision", "About") if name in told)
        below = [(name, told[name]) for name in SAID[2:] if name in told]
        return (
            told["Date"],
            told["Board"],
            Passages(what, state),
            Passages(told["Reasons"], below) if "Reasons" in told else "",
            told.get("Votes", ""),
        )

    def csv(self) -> StreamingHttpResponse:
        values = keyset.ordered(self.matching, self.sort).values_list(*self.fields)
        rows = (self._told(*each) for each in values.iterator(chunk_size=500))
        lines = ([told.get(name, "") for name in PUBLISHED] for told in rows)
        return csv_response(slugify(self.caption), PUBLISHED, lines)
