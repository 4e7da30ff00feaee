"""Reports that are watched until a day: looking again, and being reminded of it (policy 8.3)."""

from datetime import date, timedelta

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from triggers import notices
from triggers.models import TriggerReport
from triggers.workflow.due import DUE_FIELDS, promise_anew
from triggers.workflow.steps import begin, move, record, require_sound

Status = TriggerReport.Status
LONGER, END, REOPEN = "longer", "end", "reopen"
ANSWERS = {LONGER: "watched for longer", END: "the watch is over", REOPEN: "taken up again"}
# Should the clock have stood still for some days, nobody goes without the reminder.
REMINDED_FOR = timedelta(days=7)


@transaction.atomic
def look_again(
    report: TriggerReport, *, by: User, answer: str, found: str, until: date | None = None
) -> TriggerReport:
    """Say what was found, and watch on, end the watch, or take the report up again."""
    report = begin(report, "look_again", by=by)
    require_sound(watch_faults(report, answer=answer, found=found, until=until))
    watched, report.watch_until = report.watch_until, until if answer == LONGER else None
    report.assigned_to = report.assigned_to or by
    status = Status.UNDER_REVIEW if answer == REOPEN else Status.OUTCOME_AGREED
    earlier = {"watch_until": watched} | (promise_anew(report) if answer == REOPEN else {})
    before = move(report, "look_again", status, "assigned_to", *DUE_FIELDS) | earlier
    after = {"answer": ANSWERS[answer], "watch_until": report.watch_until}
    if answer == REOPEN:
        after |= {"assess_due_on": report.assess_due_on}
    record("look_again", report, by=by, before=before, after=after, reason=found)
    return report


def watch_faults(
    report: TriggerReport, *, answer: str, found: str, until: date | None
) -> dict[str, str]:
    """What looking again lacks, a sentence for each field of the form."""
    faults = {}
    if answer not in ANSWERS:
        faults["answer"] = "Choose what follows."
    if not found.strip():
        faults["found"] = "Say what you found."
    if answer == LONGER and until is None:
        faults["until"] = "Enter the day on which to look again."
    elif answer == LONGER and until is not None and until <= clock.today():
        faults["until"] = "The day on which to look again must be in the future."
    return faults


@transaction.atomic
def remind_of_watches() -> None:
    """Owe a mail for each watch whose day has come; its key keeps it to one."""
    today = clock.today()
    due = TriggerReport.objects.filter(watch_until__range=(today - REMINDED_FOR, today))
    for report in due.select_related("assigned_to").order_by("watch_until", "pk"):
        notices.tell_watch_is_up(report)
