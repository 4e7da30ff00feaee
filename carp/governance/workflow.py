"""Meetings, decisions and delegated tasks (policy 8.4, 10.2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused, refused
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import Attendance, Decision, DelegatedTask, Group, Meeting, Membership
from carp.outbox import mail


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
def sync_groups(groups: Sequence[Mapping[str, Any]]) -> None:
    """Make the groups those that a council pack names; groups it no longer names keep their past.

    Each mapping has code, name, kind, quorum, cadence_min_days, cadence_max_days and parent
    (a code or None). Parents may follow their children.
    """
    for entry in groups:
        fields = {key: value for key, value in entry.items() if key not in ("code", "parent")}
        Group.objects.update_or_create(code=entry["code"], defaults=fields)
    by_code = {group.code: group for group in Group.objects.all()}
    for entry in groups:
        group, parent = by_code[entry["code"]], entry.get("parent")
        group.parent = by_code[parent] if parent else None
        group.save(update_fields=("parent",))
    named = {entry["code"] for entry in groups}
    yesterday_closed = Group.objects.exclude(code__in=named).filter(valid_to__isnull=True)
    yesterday_closed.update(valid_to=clock.today())
    Group.objects.filter(code__in=named).update(valid_to=None)


@transaction.atomic
def seat(
    user: User,
    group: Group,
    *,
    by: User | None,
    seat: str = Membership.Seat.MEMBER,
    starts_on: date | None = None,
) -> Membership:
    """Give a person a seat on a group."""
    if by is not None and not by.may(Capability.ACCOUNTS_MANAGE):
        raise Refused("Only an administrator can change who sits on a board.")
    if by is not None and by.pk == user.pk:
        raise Refused("You cannot give yourself a seat.")
    membership = Membership.objects.create(
        user=user, group=group, seat=seat, starts_on=starts_on or clock.today()
    )
    trail.record(
        "governance.seat",
        membership,
        by=by,
        capability=Capability.ACCOUNTS_MANAGE,
        after={"group": group.code, "seat": seat},
    )
    return membership


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
        group, deliberation.present, deliberation.recused, on=decided_on
    ).require()
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


@transaction.atomic
def assign_task(
    decision: Decision, *, kind: str, title: str, owner: User, due_on: date
) -> DelegatedTask:
    """Delegate a task of a decision to a named officer and tell them (policy 8.4).

    Audited by the caller's step, in whose transaction this runs.
    """
    if not owner.is_active:
        raise Refused(f"{owner} no longer has an account. Choose somebody else.")
    task = DelegatedTask.objects.create(
        decision=decision,
        kind=kind,
        title=title,
        owner=owner,
        due_on=due_on,
        original_due_on=due_on,
    )
    mail.send_later(
        to=owner.email,
        subject="A board has given you a task",
        body=(
            f"The {decision.group} has given you a task, due on {due_on.day} {due_on:%B %Y}.\n\n"
            "Sign in to the Communities at Risk Portal to read it."
        ),
        key=f"task-assigned:{task.pk}",
    )
    return task


@transaction.atomic
def complete_task(task: DelegatedTask, *, by: User) -> DelegatedTask:
    """Mark a delegated task as done."""
    task = DelegatedTask.objects.select_for_update().get(pk=task.pk)
    permissions.can_complete(by, task).require()
    if task.completed_at is not None:
        raise Refused("This task is already marked as done.")
    task.completed_at, task.completed_by = clock.now(), by
    task.save(update_fields=("completed_at", "completed_by"))
    trail.record(
        "governance.complete_task",
        task,
        by=by,
        capability=Capability.BOARD_READ,
        after={"completed_at": task.completed_at},
    )
    return task


@transaction.atomic
def discharge(task: DelegatedTask, *, by: User) -> None:
    """A step of another kind did what a task asked for; audited by that step."""
    DelegatedTask.objects.filter(pk=task.pk, completed_at__isnull=True).update(
        completed_at=clock.now(), completed_by=by
    )
