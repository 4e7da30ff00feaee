"""``manage.py audit verify``: prove that the audit trail is whole, or name the first broken row."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carp.audit import trail
from carp.audit.models import AuditEvent


class Command(BaseCommand):
    """Exit 0 only if every row follows from the one before it."""

    help = "Verify the hash chain of the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        broken = trail.first_broken_row()
        if broken is not None:
            sequence, reason = broken
            raise CommandError(f"Row {sequence} of the audit trail is broken: {reason}.")
        count = AuditEvent.objects.count()
        self.stdout.write(f"The audit trail is whole: {count} rows, each follows the one before.")
