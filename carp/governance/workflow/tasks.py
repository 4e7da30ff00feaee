"""Tasks that boards delegate (policy 8.4)."""

from datetime import date

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import Decision, DelegatedTask
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
