"""Tasks that boards delegate (policy 8.4)."""

from datetime import date

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import DateRevision, Decision, DelegatedTask
from carp.outbox import mail


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
    if task.is_overdue(on=clock.today()) and not task.late_reason:
        raise Refused("This task is late. Say first why.")
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
def explain_delay(task: DelegatedTask, *, by: User, reason: str) -> DelegatedTask:
    """Say why a task was not done by its day; the schedule of the board prints it."""
    task = DelegatedTask.objects.select_for_update().get(pk=task.pk)
    permissions.can_explain(by, task).require()
    if not reason.strip():
        raise Refused("Say why the task is late.")
    before, task.late_reason = task.late_reason, reason.strip()
    task.save(update_fields=("late_reason",))
    trail.record(
        "governance.explain_delay",
        task,
        by=by,
        capability=Capability.BOARD_READ,
        before={"late_reason": before},
        after={"late_reason": task.late_reason},
    )
    return task


@transaction.atomic
def revise_date(task: DelegatedTask, *, by: User, due_on: date, reason: str) -> DelegatedTask:
    """The board gives a task another day; the first day and each reason stay on the record."""
    task = DelegatedTask.objects.select_for_update().get(pk=task.pk)
    permissions.can_revise_date(by, task).require()
    if not reason.strip():
        raise Refused("Say why the task gets another day.")
    if due_on < clock.today() or due_on == task.due_on:
        raise Refused("Choose another day, from today on.")
    DateRevision.objects.create(
        task=task, due_before=task.due_on, due_on=due_on, reason=reason.strip(), revised_by=by
    )
    before, task.due_on = task.due_on, due_on
    task.save(update_fields=("due_on",))
    mail.send_later(
        to=task.owner.email,
        subject="A task that a board gave you has another day",
        body=(
            f"It is now due on {due_on.day} {due_on:%B %Y}.\n\n"
            "Sign in to the Communities at Risk Portal to read why."
        ),
        key=f"task-revised:{task.pk}:{task.revisions.count()}",
    )
    trail.record(
        "governance.revise_date",
        task,
        by=by,
        capability=Capability.BOARD_RUN,
        before={"due_on": before},
        after={"due_on": due_on},
        reason=reason.strip(),
    )
    return task


@transaction.atomic
def discharge(task: DelegatedTask, *, by: User) -> None:
    """A step of another kind did what a task asked for; audited by that step."""
    DelegatedTask.objects.filter(pk=task.pk, completed_at__isnull=True).update(
        completed_at=clock.now(), completed_by=by
    )
