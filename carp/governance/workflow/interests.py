"""Declaring an interest, and saying that it has ended (Localism Act 2011, section 31)."""

from collections.abc import Mapping
from datetime import date

from django.db import models, transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import Attendance, Decision, Interest, Meeting
from carp.governance.workflow.steps import locked


@transaction.atomic
def declare_interest(
    user: User,
    subject: models.Model,
    *,
    by: User,
    nature: str,
    meeting: Meeting | None = None,
) -> Interest:
    """Keep what somebody declared: for one item of a meeting, or standing where there is none.

    From this moment they have no papers of what it touches, no vote and no place in the quorum.
    What was said at a meeting binds from its day, though it is written down later.
    """
    if meeting is not None:
        permissions.can_declare_for(by, user, meeting.group).require()
    elif by.pk != user.pk:
        raise Refused("Everybody declares their own standing interests.")
    else:
        permissions.can_declare(by).require()
    name = _name_of(subject)
    mine = Interest.objects.select_for_update().of(user)
    label = subject._meta.label_lower
    if mine.filter(subject_type=label, subject_id=subject.pk, ended_on__isnull=True).exists():
        raise Refused(f"An interest in {name} was declared already.")
    interest = Interest.objects.create(
        user=user,
        subject_type=label,
        subject_id=subject.pk,
        subject_name=name[:200],
        nature=nature,
        meeting=meeting,
        declared_on=clock.today() if meeting is None else min(meeting.on, clock.today()),
        recorded_by=by,
    )
    _leave_open_votes(user)
    _record("declare_interest", interest, by=by, after={"subject": name, "person": user.pk})
    return interest


def _name_of(subject: models.Model) -> str:
    """As people know it: the reference, with the name of what has both."""
    named = (getattr(subject, "reference", ""), getattr(subject, "name", ""))
    return ", ".join(part for part in named if part) or str(subject)


def _leave_open_votes(user: User) -> None:
    """Between meetings: who has voted already left the room by declaring an interest."""
    open_votes = Attendance.objects.counted().filter(
        user=user, decision__state=Decision.State.DRAFT, decision__opened_at__isnull=False
    )
    for vote in open_votes.select_related("decision").order_by("decision"):
        decision = locked(vote.decision)
        if decision.is_draft and not permissions.without_interest(user, decision.subject):
            decision.attendances.filter(user=user).update(part=Attendance.Part.RECUSED)


@transaction.atomic
def end_interest(interest: Interest, *, by: User, ended_on: date) -> Interest:
    """Say from which day an interest binds no more; what was declared stays on record."""
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    permissions.can_end(by, interest).require()
    if not interest.declared_on <= ended_on <= clock.today():
        raise Refused("It ended between the day on which it was declared and today.")
    interest.ended_on, interest.ended_by = ended_on, by
    interest.save(update_fields=("ended_on", "ended_by"))
    _record("end_interest", interest, by=by, after={"ended_on": ended_on})
    return interest


def _record(step: str, interest: Interest, *, by: User, after: Mapping[str, object]) -> None:
    trail.record(
        f"governance.{step}", interest, by=by, capability=Capability.BOARD_READ, after=after
    )
