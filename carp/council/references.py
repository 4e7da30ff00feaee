"""References that never change and are never skipped or doubled: TRG-2026-00001."""

from django.db import connection, transaction
from django.db.models import F

from carp.council.models import ReferenceCounter


def next_reference(prefix: str, *, year: int, width: int = 4) -> str:
    """The next reference; call it inside the transaction that stores it, so that none is lost.

    The update comes first because it takes the row's lock on PostgreSQL. Where there is no row
    yet, two callers may both try to insert it: the later one waits, is ignored, then updates.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Take a reference inside the transaction that stores it."
        )
    counter = ReferenceCounter.objects.filter(prefix=prefix, year=year)
    if not counter.update(last_number=F("last_number") + 1):
        ReferenceCounter.objects.bulk_create(
            [ReferenceCounter(prefix=prefix, year=year)], ignore_conflicts=True
        )
        counter.update(last_number=F("last_number") + 1)
    number = counter.values_list("last_number", flat=True).get()
    return f"{prefix}-{year}-{number:0{width}d}"
