"""``manage.py relay``: do what the outbox owes without any broker."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from carp.outbox import queue


class Command(BaseCommand):
    """Run due rows in this process, once or for ever."""

    help = "Run what the outbox owes, in this process (no broker needed)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Stop when nothing is due.")
        parser.add_argument("--every", type=float, default=2.0, help="Seconds between looks.")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            done = queue.run_due()
            if done:
                self.stdout.write(f"{done} done")
            elif options["once"]:
                return
            else:
                time.sleep(options["every"])
