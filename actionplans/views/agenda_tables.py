"""An agenda as a table and as the entries of its page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from actionplans.views.table import Table
from carp.council import packs
from carp.governance.agenda import Line
from carp.governance.models import AgendaItem
from carp.web.formats import day
from carp.web.tables import Link


@dataclass(frozen=True)
class Entry:
    """One item on the page of its meeting, with what this person may do about it."""

    line: Line
    number: int | None
    state: str | Link
    may_declare: bool


def entries(lines: Sequence[Line], *, may_declare: bool) -> list[Entry]:
    """Numbered as the papers are; what was put off has no number."""
    found, number = [], 0
    for line in lines:
        listed = line.item.state == AgendaItem.State.LISTED
        number += listed
        declares = may_declare and listed and line.source is not None and not line.conflicted
        found.append(Entry(line, number if listed else None, state(line), declares))
    return found


def agenda_table(lines: Iterable[Line]) -> Table:
    """The agenda as a file."""
    rows = [
        (
            line.item.title,
            line.about,
            line.source.name if line.source else "Other",
            state(line),
        )
        for line in lines
    ]
    return Table("Agenda", ("Matter", "About", "Kind", "State"), rows)


def state(line: Line) -> str | Link:
    """Where a matter stands, or the page on which it is read and decided.

    Why it was put off may be the reasons of a decision: whoever may not read it is not told.
    """
    item = line.item
    if item.state == AgendaItem.State.DEFERRED:
        to = f"to {day(item.deferred_to.on)}" if item.deferred_to else "until a meeting is planned"
        return f"Put off {to}" if line.is_closed else f"Put off {to}: {item.reason}"
    if line.source is None:
        return ""
    if line.conflicted:
        return "You declared an interest: its papers are not shown to you"
    if line.waits:
        return Link("Read and decide", line.address) if line.address else "Not open to your account"
    if line.decision is not None:
        label = packs.current().label("decision_kinds", line.decision.kind)
        decided = f"Decided on {day(line.decision.decided_on)}: {label}"
        where = (item.meeting.group.code, line.decision.pk)
        return Link(decided, reverse("boards:decision-detail", args=where))
    return "No longer waits"
