"""The quarter's and the year's report, made from a frozen snapshot (O8)."""

from datetime import datetime

from carp import clock
from carp.demo.narrator import Narrator, NotAsItShouldBe
from carp.outbox import queue
from reporting import workflow as reporting
from reporting.models import ReportRun


def make(tell: Narrator, *, kind: str, period: str, at: datetime) -> ReportRun:
    """Request a report and let the outbox make it."""
    run = tell.step(
        at,
        "report-editor",
        f"asks for the {ReportRun.Kind(kind).label} of {period}",
        lambda by: reporting.request(kind, by=by, period=period),
    )
    with clock.at(at):
        queue.run_due()
    run.refresh_from_db()
    if run.state != ReportRun.State.READY:
        raise NotAsItShouldBe(f"{run.reference} is {run.get_state_display()}: {run.error}")
    return run


def quarterly(tell: Narrator) -> ReportRun:
    """Progress & Delivery, second quarter of 2024/25 (policy 10.1)."""
    return make(tell, kind="quarterly", period="2024/25 Q2", at=datetime(2024, 10, 21, 9, 0))


def annual(tell: Narrator) -> ReportRun:
    """The annual report for the committee (policy 10.2)."""
    return make(tell, kind="annual", period="2024/25", at=datetime(2025, 4, 7, 9, 0))
