"""Housekeeping that nobody asks for."""

from celery import shared_task
from django.core.management import call_command


@shared_task(ignore_result=True)
def clear_sessions() -> None:
    """Forget ended sessions: a visitor's half-written report, with its contact, lives in one."""
    call_command("clearsessions")
