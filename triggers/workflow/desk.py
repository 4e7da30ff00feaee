"""Tasks on a report, and the filters that somebody keeps for the queue."""

from datetime import date

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import NotReady, Refused
from carp.audit import trail
from triggers import notices, permissions
from triggers.models import ReportTask, SavedFilter, TriggerReport
from triggers.workflow.steps import begin, move, record, require_text

MOST_FILTERS = 20
TAKEN = "You have a saved filter of that name. Choose another name."


@transaction.atomic
def add_task(
    report: TriggerReport, *, by: User, title: str, owner: User, due_on: date
) -> ReportTask:
    """Note something to do for a report, by a nominated officer and a day.

    Sent twice, as by a second press, it is one task, and its owner is told once.
    """
    report = begin(report, "add_task", by=by)
    permissions.can_be_given_tasks(owner, report).require()
    if due_on < clock.today():
        raise NotReady({"due_on": "The task cannot be due before today."})
    same = report.tasks.open().filter(title=title, owner=owner, due_on=due_on, created_by=by)
    if sent_before := same.first():
        return sent_before
    task = ReportTask.objects.create(
        report=report, title=title, owner=owner, due_on=due_on, created_by=by
    )
    before = move(report, "add_task", report.status)
    notices.tell_task(task)
    after = {"task": task.pk, "owner": owner.name, "due_on": due_on}
    record("add_task", report, by=by, before=before, after=after)
    return task


@transaction.atomic
def end_task(task: ReportTask, *, by: User, state: str, note: str = "") -> ReportTask:
    """Say that a task is done, or cancel it with the reason."""
    report = begin(task.report, "end_task", by=by)
    task = ReportTask.objects.select_for_update().get(pk=task.pk)
    if task.state != ReportTask.State.OPEN:
        raise Refused(f"This task is {task.get_state_display().lower()} already.")
    if state not in (ReportTask.State.DONE, ReportTask.State.CANCELLED):
        raise NotReady({"state": "Choose whether it is done or cancelled."})
    if state == ReportTask.State.CANCELLED:
        require_text("note", note, "Say why it is cancelled.")
    task.state, task.note, task.ended_at, task.ended_by = state, note, clock.now(), by
    task.save(update_fields=("state", "note", "ended_at", "ended_by"))
    before = move(report, "end_task", report.status)
    after = {"task": task.pk, "ended": task.get_state_display().lower()}
    record("end_task", report, by=by, before=before, after=after)
    return task


@transaction.atomic
def save_filter(*, by: User, name: str, heap: str, query: str) -> SavedFilter:
    """Keep a way to see the queue under a name; a name once for each person."""
    permissions.can_read_queue(by).require()
    _require_free(by, name)
    if SavedFilter.objects.filter(owner=by).count() >= MOST_FILTERS:
        raise Refused(f"You have {MOST_FILTERS} saved filters. Delete one that you no longer use.")
    saved = SavedFilter.objects.create(owner=by, name=name, heap=heap, query=query)
    _record("save_filter", saved, by=by)
    return saved


@transaction.atomic
def rename_filter(saved: SavedFilter, *, by: User, name: str) -> SavedFilter:
    """Give a saved filter another name."""
    saved = SavedFilter.objects.select_for_update().get(pk=saved.pk)
    permissions.can_change_filter(by, saved).require()
    _require_free(by, name, but=saved)
    before, saved.name = saved.name, name
    saved.save(update_fields=("name",))
    _record("rename_filter", saved, by=by, before={"name": before})
    return saved


@transaction.atomic
def delete_filter(saved: SavedFilter, *, by: User) -> None:
    """Forget a saved filter; the reports it showed are untouched."""
    saved = SavedFilter.objects.select_for_update().get(pk=saved.pk)
    permissions.can_change_filter(by, saved).require()
    _record("delete_filter", saved, by=by)
    saved.delete()


def _require_free(by: User, name: str, *, but: SavedFilter | None = None) -> None:
    """The person's row is locked, so that two tabs cannot take one name."""
    User.objects.select_for_update().get(pk=by.pk)
    same = SavedFilter.objects.filter(owner=by, name__iexact=name)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise NotReady({"name": TAKEN})


def _record(
    step: str, saved: SavedFilter, *, by: User, before: dict[str, str] | None = None
) -> None:
    after = {"name": saved.name, "heap": saved.heap, "query": saved.query}
    trail.record(f"triggers.{step}", saved, by=by, before=before, after=after)
