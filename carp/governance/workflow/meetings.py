"""Meetings in a group's calendar: planned, cancelled, held, and who came."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import agenda, permissions
from carp.governance.models import AgendaItem, Group, Meeting, MeetingAttendance, Membership
from carp.governance.workflow.agenda import defer_item


@transaction.atomic
def schedule_meeting(group: Group, *, by: User, on: date, place: str = "") -> Meeting:
    """Put a meeting in a group's calendar."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    permissions.can_run(by, group).require()
    taken = group.meetings.exclude(state=Meeting.State.CANCELLED).filter(on=on)
    if taken.exists():
        raise Refused(f"The {group} already meets on {on.day} {on:%B %Y}.")
    meeting = Meeting.objects.create(group=group, on=on, place=place)
    _record("schedule_meeting", meeting, by=by, after={"group": group.code, "on": on})
    return meeting


def cancel_meeting(meeting: Meeting, *, by: User, reason: str) -> Meeting:
    """Call a planned meeting off; what was before it waits for the next one.

    Item by item in transactions of their own; the meeting stands until all have moved, those too
    that are put before it meanwhile.
    """
    while left := _cancel_unless_left(meeting, by=by, reason=reason):
        for item in left:
            defer_item(item, by=by, reason=reason)
    meeting.refresh_from_db()
    return meeting


@transaction.atomic
def record_attendance(meeting: Meeting, *, by: User, parts: Mapping[int, str]) -> Meeting:
    """Who came, who sent apologies and who did neither, by the key of a person with a seat.

    Apologies may come before the day; from the day on the meeting is held once somebody came.
    """
    meeting = _locked(meeting)
    permissions.can_record_attendance(by, meeting).require()
    _require_known(meeting, parts)
    present = MeetingAttendance.Part.PRESENT in parts.values()
    if present and meeting.on > clock.today():
        raise Refused("Nobody can have come to a meeting that is still to come.")
    for user, part in parts.items():
        meeting.attendances.update_or_create(user_id=user, defaults={"part": part})
    meeting.attendances.exclude(user_id__in=parts).delete()
    if present and meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.HELD
        meeting.save(update_fields=("state",))
    after = {"state": meeting.state, "parts": {str(key): part for key, part in parts.items()}}
    _record("record_attendance", meeting, by=by, after=after)
    return meeting


def next_meeting(group: Group, *, on: date) -> Meeting | None:
    """The group's next planned meeting on or after a day."""
    return group.meetings.filter(state=Meeting.State.PLANNED, on__gte=on).first()


@transaction.atomic
def _cancel_unless_left(meeting: Meeting, *, by: User, reason: str) -> list[AgendaItem]:
    """Cancel a meeting before which nothing is left; else answer what is.

    Whoever puts a thing before a meeting holds the meeting, so nothing comes between.
    """
    meeting = _locked(meeting)
    _require_planned(meeting, by=by)
    left = _undecided(meeting)
    if not left:
        meeting.state = Meeting.State.CANCELLED
        meeting.save(update_fields=("state",))
        _record("cancel_meeting", meeting, by=by, after={"state": meeting.state}, reason=reason)
    return left


def _require_planned(meeting: Meeting, *, by: User) -> None:
    permissions.can_run(by, meeting.group).require()
    if meeting.state != Meeting.State.PLANNED:
        state = meeting.get_state_display().lower()
        raise Refused(f"Only a planned meeting can be cancelled: this one is {state}.")


def _require_known(meeting: Meeting, parts: Mapping[int, str]) -> None:
    seats = Membership.objects.in_term(on=meeting.on).filter(group=meeting.group)
    if not parts.keys() <= set(seats.values_list("user_id", flat=True)):
        raise Refused("Somebody has no seat on the day of the meeting. Open the page again.")
    if not set(parts.values()) <= set(MeetingAttendance.Part.values):
        raise Refused("Say of each person whether they came.")


def _undecided(meeting: Meeting) -> list[AgendaItem]:
    """What is still to be put off when the meeting is not held."""
    found = []
    for item in meeting.items.listed():
        source, subject = agenda.source_of(item.subject_type), agenda.subject_of(item)
        if source is None or source.waits(subject):
            found.append(item)
    return found


def _locked(meeting: Meeting) -> Meeting:
    meetings = Meeting.objects.select_for_update(of=("self",)).select_related("group")
    return meetings.get(pk=meeting.pk)


def _record(
    step: str, meeting: Meeting, *, by: User, after: Mapping[str, object], reason: str = ""
) -> None:
    deciding = by.may(Capability.BOARD_DECIDE)
    trail.record(
        f"governance.{step}",
        meeting,
        by=by,
        capability=Capability.BOARD_DECIDE if deciding else Capability.BOARD_RUN,
        after=after,
        reason=reason,
    )
