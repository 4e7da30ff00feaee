"""The steps of people and of the schedule: ask for a report, ask again, find what was lost."""

from typing import Any

from django.db import IntegrityError, transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault, Refused
from carp.audit import trail
from carp.council import packs
from carp.council.references import next_reference
from carp.outbox import queue
from carp.outbox.models import OutboxItem
from reporting import permissions
from reporting.models import ReportRun, ReportSchedule
from reporting.permissions import MOVES
from reporting.selectors.periods import Period, first_day, last_over, period_of

State = ReportRun.State
NEEDS_REFERENCE = "Give the FIN reference, or leave the financial implications at none."


@transaction.atomic
def request(
    kind: str,
    *,
    by: User | None,
    period: str,
    parameters: dict[str, Any] | None = None,
    change_note: str = "",
) -> ReportRun:
    """Ask for a report of a period such as "2024/25 Q2"; it is made by a worker (policy 10).

    `by=None` is the schedule. A period that was reported before gets its next version, which says
    what it corrects; while one is being made, no other is begun.
    """
    if by is not None:
        permissions.can_request(by).require()
    span = _period(kind, period)
    earlier = list(
        ReportRun.objects.select_for_update()
        .filter(kind=kind, period=span.label)
        .order_by("version")
    )
    _require_free(earlier)
    _require_note(earlier, change_note)
    _require_finance(kind, parameters or {})
    run = _create(
        span, by=by, version=len(earlier) + 1, typed=parameters or {}, change_note=change_note
    )
    _hand_over(run)
    trail.record(
        "reporting.request",
        run,
        by=by,
        capability=Capability.REPORT_REQUEST if by else "",
        after={"state": run.state, "kind": kind, "period": run.period, "version": run.version},
        reason=change_note,
    )
    return run


@transaction.atomic
def retry(run: ReportRun, *, by: User) -> ReportRun:
    """Try a failed run again; figures that were frozen stay as they are."""
    run = ReportRun.objects.select_for_update().get(pk=run.pk)
    permissions.can_retry(by, run).require()
    before, run.state = run.state, MOVES["retry"][run.state]
    run.error, run.percent, run.step = "", 0, ""
    run.save(update_fields=("state", "error", "percent", "step"))
    _hand_over(run)
    trail.record(
        "reporting.retry",
        run,
        by=by,
        capability=Capability.REPORT_REQUEST,
        before={"state": before},
        after={"state": run.state},
    )
    return run


@transaction.atomic
def request_due(kind: str) -> ReportRun | None:
    """Ask for the last period's report if nobody has; claimed by one tick for each period.

    Nothing is due for a period before the council's first day with the portal, nor while somebody's
    own report of a part of it is being made.
    """
    ReportSchedule.objects.get_or_create(kind=kind)
    schedule = ReportSchedule.objects.select_for_update().get(kind=kind)
    span = last_over(kind, on=clock.today())
    if schedule.last_period == span.label or first_day() >= span.end or _is_being_made(span):
        return None
    schedule.last_period, schedule.claimed_at = span.label, clock.now()
    schedule.save(update_fields=("last_period", "claimed_at"))
    if _made_whole(span):
        return None
    return request(kind, by=None, period=span.label, change_note=SCHEDULED)


SCHEDULED = "Made by the schedule, now that the period is over."


def _is_being_made(span: Period) -> bool:
    return ReportRun.objects.unfinished().filter(kind=span.kind, period=span.label).exists()


def _made_whole(span: Period) -> bool:
    """Whether somebody has asked for the whole of the period already."""
    asked = ReportRun.objects.filter(kind=span.kind, period=span.label, ends_on=span.ends_on)
    return asked.exclude(state=State.FAILED).exists()


def hand_over_lost() -> int:
    """Hand unfinished runs over again whose outbox row has been given up; how many there were."""
    lost = [run for run in ReportRun.objects.unfinished() if not _is_owed(run)]
    for run in lost:
        with transaction.atomic():
            _hand_over(run)
    return len(lost)


def _is_owed(run: ReportRun) -> bool:
    return (
        OutboxItem.objects.unfinished().filter(key__startswith=f"report:{run.reference}:").exists()
    )


def _hand_over(run: ReportRun) -> None:
    """Owe the making of a run; each try has its own key."""
    tries = OutboxItem.objects.filter(key__startswith=f"report:{run.reference}:").count()
    queue.put("report", {"run": run.pk}, key=f"report:{run.reference}:{tries + 1}")


def _period(kind: str, label: str) -> Period:
    if kind not in ReportRun.Kind.values:
        raise Refused("Choose one of the reports that are offered.")
    try:
        return period_of(kind, label, on=clock.today())
    except ValueError as error:
        raise Refused(str(error)) from error


def _require_free(earlier: list[ReportRun]) -> None:
    for run in earlier:
        if run.state in (State.REQUESTED, State.BUILDING):
            raise Refused(f"{run.reference} for this period is being made already.")


def _require_note(earlier: list[ReportRun], note: str) -> None:
    standing = [run for run in earlier if run.state == State.READY]
    if standing and not note.strip():
        raise Fault(
            "change_note",
            f"Version {standing[-1].version} is ready. Say what the new version corrects.",
        )


def _require_finance(kind: str, typed: dict[str, Any]) -> None:
    """Financial implications other than none carry their FIN reference (report PRCC.18 15/16)."""
    template = packs.current().item("report_templates", kind)
    for line in template.implications:
        said = typed.get("implications", {}).get(line.code, "").strip()
        given = typed.get("financial_reference", "").strip()
        if line.needs_reference and said and said != line.none_text and not given:
            raise Refused(NEEDS_REFERENCE)


def _create(
    span: Period, *, by: User | None, version: int, typed: dict[str, Any], change_note: str
) -> ReportRun:
    run = ReportRun(
        reference=next_reference("RUN", year=clock.today().year, width=4),
        kind=span.kind,
        period=span.label,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        version=version,
        council_pack=packs.current_version(),
        parameters=typed,
        requested_by=by,
        change_note=change_note,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("Somebody else has just asked for this report.") from error
    return run
