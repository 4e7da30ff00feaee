"""What the clock sets going: beat asks what is due, and the database knows the answer."""

from celery import shared_task

from reporting import workflow
from reporting.models import ReportRun


@shared_task(ignore_result=True)
def due() -> None:
    """Ask for the reports that are missing, and hand over again what was lost on the way."""
    for kind in ReportRun.Kind.values:
        workflow.request_due(kind)
    workflow.hand_over_lost()
