"""Who can have been there when a board decided: what the form of a decision begins from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from carp import clock
from carp.accounts.models import User
from carp.governance.models import (
    Attendance,
    Decision,
    Group,
    Meeting,
    MeetingAttendance,
    Membership,
)
from carp.together import Kind, together

MEETINGS_OFFERED = 12


class Room:
    """A group's members, the meetings at which it may have decided, and who came; one question.

    ``since`` is the day from which it can be decided; ``decision`` is the draft, or what is to be
    corrected.
    """

    def __init__(self, group: Group, since: date | None, decision: Decision | None) -> None:
        meetings = _meetings(group, since, decision)
        seats, held, came, votes = together(
            Kind(_seats(group, decision.decided_on if decision else since), "user"),
            Kind(meetings),
            Kind(MeetingAttendance.objects.filter(meeting__in=meetings.values("pk"))),
            Kind(Attendance.objects.filter(decision=decision and decision.pk)),
        )
        self.people: dict[int, User] = {seat.user_id: seat.user for seat in seats}
        newest = sorted(held, key=lambda meeting: (meeting.on, meeting.pk), reverse=True)
        self.meetings: dict[int, Meeting] = {meeting.pk: meeting for meeting in newest}
        self.votes: Mapping[int, str] = {vote.user_id: vote.part for vote in votes}
        self._came = came

    @property
    def last(self) -> Meeting | None:
        """The newest of the meetings."""
        return next(iter(self.meetings.values()), None)

    def came(self, meeting: Meeting | None) -> dict[int, str]:
        """Who came to a meeting, as far as that was recorded, by the key of the person."""
        key = meeting and meeting.pk
        return {row.user_id: row.part for row in self._came if row.meeting_id == key}


def _seats(group: Group, since: date | None) -> QuerySet[Membership]:
    """Members in term today; and whoever sat there since the day from which it can be decided.

    A seat that ended between the meeting and its minutes took part in the meeting.
    """
    today = clock.today()
    return group.memberships.exclude(seat=Membership.Seat.SECRETARY).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=since or today),
        starts_on__lte=today,
        user__is_active=True,
    )


def _meetings(
    group: Group, since: date | None, decision: Decision | None
) -> QuerySet[Meeting, Any]:
    """The last meetings from that day up to today; and that of the decision."""
    held = group.meetings.exclude(state=Meeting.State.CANCELLED)
    held = held.filter(on__gte=since or date.min, on__lte=clock.today()).order_by("-on")
    own = decision.meeting_id if decision else None
    newest = held.values("pk")[:MEETINGS_OFFERED]
    return Meeting.objects.filter(Q(pk__in=newest) | Q(pk=own))
