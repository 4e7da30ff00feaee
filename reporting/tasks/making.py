"""Making a run: freeze the figures first and once, then draw every file from what was frozen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from carp import clock
from carp.documents import csv, html, json, pdf
from carp.documents.pdf import PdfUnavailable
from carp.documents.report import Report
from reporting import documents
from reporting.models import ReportFile, ReportRun
from reporting.tasks import claims, files
from reporting.tasks.claims import Claim

Format = ReportFile.Format
DRAWN: tuple[tuple[int, str, str, Callable[[Report], bytes]], ...] = (
    (40, "Writing the web page", Format.HTML, lambda report: html.page(report).encode()),
    (50, "Writing the data", Format.JSON, json.render),
    (55, "Writing the tables", Format.CSV, csv.render),
    (60, "Drawing the PDF", Format.PDF, pdf.render),
)


def make(claim: Claim) -> None:
    """From a claimed run to a ready one."""
    claim.step(5, "Gathering the figures")
    freeze(claim.run)
    report = json.loads(claim.run.snapshot)
    note = ""
    for percent, step, format_, draw in DRAWN:
        claim.step(percent, step)
        try:
            content = draw(report)
        except PdfUnavailable as missing:
            note = f"There is no PDF of this report. {missing}"
            continue
        files.keep(claim.run, format_, content)
    claim.step(95, "Putting the files in their place")
    claims.finish(claim, note=note)


def freeze(run: ReportRun) -> None:
    """Take the figures in one view of the data and store them; a second making finds them there."""
    if not run.snapshot:
        with _one_view():
            report = _report(run)
            ReportRun.objects.filter(pk=run.pk, snapshot="").update(
                snapshot=json.dumps(report),
                snapshot_hash=json.digest(report),
                snapshot_at=report.created,
            )
    run.refresh_from_db()


def _report(run: ReportRun) -> Report:
    earlier = claims.earlier_version(run)
    before = json.loads(earlier.snapshot) if earlier else None
    return documents.make(run, at=clock.now(), earlier=before)


@contextmanager
def _one_view() -> Iterator[None]:
    """Every count from the same moment, so that totals agree although people work on."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
