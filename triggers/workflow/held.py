"""What came over the limit of its network: taken, and held until an officer looks (quality T3)."""

from collections.abc import Iterable

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import NotReady
from carp.council import packs
from carp.outbox import queue
from carp.rows import Message
from triggers.models import TriggerReport
from triggers.workflow.steps import begin, each, move, record

Status = TriggerReport.Status


@transaction.atomic
def release(report: TriggerReport, *, by: User) -> TriggerReport:
    """Take a held report as genuine: from here on it is one like any other, and mails go out.

    The day promised stays that of its arrival, unless it has gone by meanwhile.
    """
    report = begin(report, "release", by=by)
    report.released_at, report.released_by = clock.now(), by
    report.assess_due_on = max(report.assess_due_on, clock.today())
    before = move(report, "release", Status.RECEIVED, "released_at", "released_by", "assess_due_on")
    said = Message(TriggerReport)
    owe_received(report, said)
    said.send()
    record("release", report, by=by, before=before, after={"held_at": report.held_at})
    return report


@transaction.atomic
def set_aside(report: TriggerReport, *, by: User, reason: str) -> TriggerReport:
    """Close a held report as not genuine; it stays on record and counts nowhere."""
    report = begin(report, "set_aside", by=by)
    if reason not in packs.current().items("set_aside_reasons"):
        raise NotReady({"set_aside_reason": "Choose a reason."})
    report.closed_at, report.closed_by, report.close_reason = clock.now(), by, reason
    before = move(report, "set_aside", Status.CLOSED, "closed_at", "closed_by", "close_reason")
    record("set_aside", report, by=by, before=before, after={"close_reason": reason})
    return report


def release_each(reports: Iterable[TriggerReport], *, by: User) -> dict[str, str]:
    """Take several held reports as genuine, each in a step of its own."""
    return each(reports, lambda report: release(report, by=by))


def set_aside_each(reports: Iterable[TriggerReport], *, by: User, reason: str) -> dict[str, str]:
    """Close several held reports as not genuine, each in a step of its own."""
    return each(reports, lambda report: set_aside(report, by=by, reason=reason))


def owe_received(report: TriggerReport, message: Message) -> None:
    """Owe the mails of a report that has come in, with what else is said of it."""
    owed = {"report": report.pk}
    queue.put_with(message, "triggers.received", owed, key=f"received:{report.reference}")
