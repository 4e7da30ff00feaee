"""When groups are due to meet: counted from the last meeting that was held.

The council pack says between how many days a group meets. Neither end of that falls on a day on
which nobody works: the first moves on to the next working day, the last back to the one before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from carp import clock
from carp.council.calendar import add_working_days, is_working_day
from carp.governance.models import Group, Meeting
from carp.web.formats import day


@dataclass(frozen=True)
class Due:
    """Between which days a group is to meet next; without a day where nothing says so."""

    held_on: date | None
    earliest: date | None
    latest: date | None
    planned_on: date | None

    @property
    def is_overdue(self) -> bool:
        """From the day after the last one on which it was due."""
        return self.latest is not None and self.latest < clock.today()

    @property
    def is_planned_late(self) -> bool:
        """The next meeting stands in the calendar, but after the last day."""
        dated = self.planned_on is not None and self.latest is not None
        return dated and self.planned_on > self.latest  # type: ignore[operator]

    def __str__(self) -> str:
        if self.earliest is None or self.latest is None:
            return "No meeting has been held yet" if self.held_on is None else "As needed"
        return f"{day(self.earliest)} to {day(self.latest)}"


def with_days(groups: QuerySet[Group]) -> QuerySet[Any]:
    """Each group with its last meeting that was held and the next one that is planned."""
    meetings = Meeting.objects.filter(group=OuterRef("pk"))
    held = meetings.filter(state=Meeting.State.HELD).order_by("-on")
    planned = meetings.filter(state=Meeting.State.PLANNED, on__gte=clock.today())
    planned = planned.order_by("on", "pk")
    return groups.annotate(
        held_on=Subquery(held.values("on")[:1]),
        planned_on=Subquery(planned.values("on")[:1]),
        planned_key=Subquery(planned.values("pk")[:1]),
        planned_place=Subquery(planned.values("place")[:1]),
    )


def due_of(group: Any) -> Due:
    """When a group with its days is due."""
    return due(group, group.held_on, group.planned_on)


def next_meeting(group: Any) -> Meeting | None:
    """The next planned meeting of a group with its days."""
    if group.planned_key is None:
        return None
    return Meeting(
        pk=group.planned_key, group=group, on=group.planned_on, place=group.planned_place
    )


def dues(groups: Iterable[Group]) -> dict[int, Due]:
    """When each group is due, by key; one question for all."""
    keys = [group.pk for group in groups]
    return {group.pk: due_of(group) for group in with_days(Group.objects.filter(pk__in=keys))}


def due(group: Group, held_on: date | None, planned_on: date | None = None) -> Due:
    """The window that opens and closes so many days after the last meeting."""
    least, most = group.cadence_min_days, group.cadence_max_days
    if held_on is None or least is None or most is None:
        return Due(held_on, None, None, planned_on)
    earliest = _working(held_on + timedelta(days=least), 1)
    latest = _working(held_on + timedelta(days=most), -1)
    return Due(held_on, min(earliest, latest), latest, planned_on)


def _working(day_: date, step: int) -> date:
    return day_ if is_working_day(day_) else add_working_days(day_, step)


def words(group: Group) -> str:
    """How often a group meets, as the council pack has it."""
    if group.cadence_min_days is None or group.cadence_max_days is None:
        return "As needed"
    return f"Every {group.cadence_min_days} to {group.cadence_max_days} days"
