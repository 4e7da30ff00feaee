"""``manage.py outbox``: what could not be done, and try it again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from carp.outbox import queue
from carp.outbox.models import OutboxItem


class Command(BaseCommand):
    """Lists what failed and why, without its text; ``--retry`` owes the dead letters anew."""

    help = "List what the outbox could not do; --retry tries what was given up again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", action="store_true", help="Try what was given up again.")

    def handle(self, *args: Any, **options: Any) -> None:
        for item in OutboxItem.objects.in_trouble().order_by("pk").iterator():
            tried = f"tried {item.attempts} times, {item.get_state_display().lower()}"
            self.stdout.write(f"{item.pk} {item.topic}: {tried}: {item.last_error}")
        if options["retry"]:
            self.stdout.write(f"{queue.try_again(OutboxItem.objects.all())} to be tried again")
