"""Report runs in each of their states."""

from typing import Any

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council.calendar import FinancialYear, previous_quarter
from carp.documents import csv, html, json
from carp.outbox import queue
from reporting import workflow
from reporting.models import ReportFile, ReportRun, ReportSchedule
from reporting.tasks import claims, files
from tests.make.accounts import user as person
from tests.make.documents import report_object

State = ReportRun.State
FORMATS = (
    (ReportFile.Format.HTML, lambda report: html.page(report).encode()),
    (ReportFile.Format.JSON, json.render),
    (ReportFile.Format.CSV, csv.render),
)


def report_run(kind: str = "quarterly", *, by: User | None = None, **given: Any) -> ReportRun:
    """Asked for, about the last period that is over."""
    if "period" not in given:
        over = previous_quarter(clock.today())
        year = FinancialYear.of(clock.today()).begins - 1
        given["period"] = over.label if kind == "quarterly" else FinancialYear(year).label
    return workflow.request(kind, by=by or person(Role.REPORT_EDITOR), **given)


def built_report(kind: str = "quarterly", **given: Any) -> ReportRun:
    """Made by the outbox as a worker does it, PDF and all: it takes a second."""
    run = report_run(kind, **given)
    queue.run_due()
    run.refresh_from_db()
    return run


def made_report(kind: str = "quarterly", **given: Any) -> ReportRun:
    """Ready, with the example report of `report_object` and without a PDF."""
    run = report_run(kind, **given)
    claim = claims.start(run.pk, beat=lambda: True)
    assert claim is not None
    report = report_object(reference=run.reference, version=run.version)
    ReportRun.objects.filter(pk=run.pk).update(
        snapshot=json.dumps(report),
        snapshot_hash=json.digest(report),
        snapshot_at=report.created,
    )
    for format_, draw in FORMATS:
        files.keep(run, format_, draw(report))
    claims.finish(claim, note="")
    run.refresh_from_db()
    return run


def failed_report(**given: Any) -> ReportRun:
    """Given up after an error."""
    run = report_run(**given)
    claim = claims.start(run.pk, beat=lambda: True)
    assert claim is not None
    claims.fail(claim, error="The report could not be made. OSError: No space left on device")
    run.refresh_from_db()
    return run


def report_file(run: ReportRun | None = None) -> ReportFile:
    return (run or made_report()).files.get(format=ReportFile.Format.CSV)


def report_schedule(**fields: Any) -> ReportSchedule:
    return ReportSchedule.objects.create(**{"kind": ReportRun.Kind.QUARTERLY} | fields)
