"""What a group decided, with who was in the room (policy 8.4, 10.2)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import models, transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import Refused, refused
from carp.governance import permissions
from carp.governance.models import Attendance, Decision, Group, Meeting


@dataclass(frozen=True)
class Deliberation:
    """How a group came to a decision: the words and the people in the room."""

    reasons: str
    alternatives: str
    conflicts: str
    present: Collection[User]
    recused: Collection[User] = field(default_factory=tuple)
    meeting: Meeting | None = None
    decided_on: date | None = None


@transaction.atomic
def decide(
    subject: models.Model,
    *,
    by: User,
    group: Group,
    kind: str,
    deliberation: Deliberation,
    supersedes: Decision | None = None,
) -> Decision:
    """Record what a group decided about a thing, with who was in the room.

    ``by`` is the member or secretary who records it. Raises Refused without a quorum of members
    who have no interest, or when the recorder has one. The audit row is written by the workflow
    of the thing decided on, which calls this inside its own transaction.
    """
    permissions.can_run(by, group).require()
    if by in deliberation.recused:
        refused("You declared an interest, so you cannot record this decision.").require()
    decided_on = _day_of(group, deliberation)
    permissions.is_quorate(
        group, deliberation.present, deliberation.recused, on=decided_on, subject=subject
    ).require()
    permissions.without_interest(by, subject).require()
    decision = Decision.objects.create(
        group=group,
        meeting=deliberation.meeting,
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_name=(getattr(subject, "reference", "") or str(subject))[:200],
        decided_on=decided_on,
        reasons=deliberation.reasons,
        alternatives=deliberation.alternatives,
        conflicts=deliberation.conflicts,
        quorum=group.quorum,
        recorded_by=by,
        supersedes=supersedes,
    )
    Attendance.objects.bulk_create(_attendances(decision, deliberation))
    if deliberation.meeting is not None:
        Meeting.objects.filter(
            pk=deliberation.meeting.pk, state=Meeting.State.PLANNED, on__lte=clock.today()
        ).update(state=Meeting.State.HELD)
    return decision


def _day_of(group: Group, deliberation: Deliberation) -> date:
    """The day of the decision: as given, else that of the meeting, else today."""
    meeting = deliberation.meeting
    if meeting is not None and meeting.group_id != group.pk:
        raise Refused(f"That is not a meeting of the {group}.")
    if meeting is not None and meeting.state == Meeting.State.CANCELLED:
        raise Refused("That meeting was cancelled.")
    day = deliberation.decided_on or (clock.today() if meeting is None else meeting.on)
    if day > clock.today():
        raise Refused("A decision cannot be recorded before the day it is made.")
    return day


def _attendances(decision: Decision, deliberation: Deliberation) -> list[Attendance]:
    recused = {user.pk for user in deliberation.recused}
    everyone = {user.pk: user for user in (*deliberation.present, *deliberation.recused)}
    return [
        Attendance(
            decision=decision,
            user=user,
            part=Attendance.Part.RECUSED if pk in recused else Attendance.Part.PRESENT,
        )
        for pk, user in sorted(everyone.items())
    ]
