"""References that never change and are never skipped or doubled: TRG-2026-00001."""

from django.db import connection, transaction

from carp.council.models import ReferenceCounter

TAKE = """
    UPDATE council_referencecounter SET last_number = last_number + 1
    WHERE prefix = %s AND year = %s RETURNING last_number
"""


def next_reference(prefix: str, *, year: int, width: int = 4) -> str:
    """The next reference; call it inside the transaction that stores it, so that none is lost.

    The update comes first because it takes the row's lock on PostgreSQL. Where there is no row
    yet, two callers may both try to insert it: the later one waits, is ignored, then updates.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Take a reference inside the transaction that stores it."
        )
    number = _take(prefix, year)
    if number is None:
        ReferenceCounter.objects.bulk_create(
            [ReferenceCounter(prefix=prefix, year=year)], ignore_conflicts=True
        )
        number = _take(prefix, year)
    return f"{prefix}-{year}-{number:0{width}d}"


def _take(prefix: str, year: int) -> int | None:
    """Count on, in plain SQL: every report begins so."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [prefix, year])
        row = cursor.fetchone()
    return row[0] if row else None
