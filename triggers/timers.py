"""What the clock sets going for reports: beat asks what is due, and the database knows."""

from celery import shared_task

from triggers import workflow
from triggers.workflow import evidence


@shared_task(ignore_result=True)
def due() -> None:
    """Forget saved answers whose last day is over; remind of watches and of questions."""
    workflow.purge_drafts()
    workflow.remind_of_watches()
    workflow.remind_of_questions()


@shared_task(ignore_result=True)
def clear_evidence() -> None:
    """Forget the files of reports that were never sent, when their time is over."""
    evidence.clear()
