"""What the clock sets going: beat asks each minute whether the day's mails are due."""

from celery import shared_task

from carp.digest import daily


@shared_task(ignore_result=True)
def due() -> None:
    """Owe today's mails as soon as their hour has come."""
    daily.ask_due()
