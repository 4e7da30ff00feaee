"""Meetings in a group's calendar."""

from datetime import date

from django.db import transaction

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import Group, Meeting


@transaction.atomic
def schedule_meeting(group: Group, *, by: User, on: date, place: str = "") -> Meeting:
    """Put a meeting in a group's calendar."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    permissions.can_run(by, group).require()
    taken = group.meetings.exclude(state=Meeting.State.CANCELLED).filter(on=on)
    if taken.exists():
        raise Refused(f"The {group} already meets on {on.day} {on:%B %Y}.")
    meeting = Meeting.objects.create(group=group, on=on, place=place)
    trail.record(
        "governance.schedule_meeting",
        meeting,
        by=by,
        capability=Capability.BOARD_RUN,
        after={"group": group.code, "on": on},
    )
    return meeting


def next_meeting(group: Group, *, on: date) -> Meeting | None:
    """The group's next planned meeting on or after a day."""
    return group.meetings.filter(state=Meeting.State.PLANNED, on__gte=on).first()
