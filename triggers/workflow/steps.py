"""What every step does in the same way: lock, check the table, refuse with a sentence a field."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import NotReady, Refused
from carp.audit import trail
from triggers import permissions
from triggers.models import Referral, TriggerReport


def require_sound(faults: Mapping[str, str]) -> None:
    """Raise NotReady unless nothing is wrong."""
    if faults:
        raise NotReady(faults)


def locked(report: TriggerReport) -> TriggerReport:
    """The report as it stands now, held until the step is over."""
    return TriggerReport.objects.select_for_update().get(pk=report.pk)


def locked_referral(referral: Referral) -> Referral:
    """The referral as it stands now; its report is locked first, as in every other step."""
    TriggerReport.objects.select_for_update().get(pk=referral.report_id)
    Referral.objects.select_for_update().get(pk=referral.pk)
    return Referral.objects.select_related("report", "group").get(pk=referral.pk)


def begin(report: TriggerReport, step: str, *, by: User) -> TriggerReport:
    """Lock a report and make sure that this person may take this step with it now."""
    report = locked(report)
    permissions.can_take_step(by, report, step).require()
    return report


def move(report: TriggerReport, step: str, to: str, *fields: str) -> dict[str, Any]:
    """Change the status as the table allows and save it; the status before, for the audit row."""
    permissions.can_move(report, step, to).require()
    before, report.status = report.status, to
    if to != TriggerReport.Status.OUTCOME_AGREED:
        report.watch_until = None  # the watch was over what was agreed
    report.save(update_fields=("status", "watch_until", *fields))
    return {"status": before}


END_FIELDS = ("closed_at", "closed_by", "close_reason")


def end(report: TriggerReport, *, by: User, reason: str) -> None:
    """When, by whom and why a report ended; saved with its move."""
    report.closed_at, report.closed_by, report.close_reason = clock.now(), by, reason


def each(
    reports: Iterable[TriggerReport], step: Callable[[TriggerReport], object]
) -> dict[str, str]:
    """Take one step with several reports, each by itself.

    Answers the reference of each report with the sentence of its refusal, or with nothing.
    """
    outcome = {}
    for report in reports:
        try:
            step(report)
        except Refused as refusal:
            outcome[report.reference] = str(refusal)
        else:
            outcome[report.reference] = ""
    return outcome


def record(
    step: str,
    report: TriggerReport,
    *,
    by: User,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    """The one audit row of a step on a report; a reason is typed and may name somebody."""
    trail.record(
        f"triggers.{step}",
        report,
        by=by,
        capability=Capability.TRIGGER_TRIAGE,
        before=before,
        after={"status": report.status} | dict(after),
        reason=reason,
        erasable=True,
    )


def require_text(field: str, text: str, sentence: str) -> str:
    """Text that a step cannot do without."""
    if not text.strip():
        raise NotReady({field: sentence})
    return text
