"""References that never change and are never skipped or doubled: TRG-2026-00001."""

from django.db import connection, transaction

from carp.council.models import ReferenceCounter

TAKE = """
    UPDATE council_referencecounter SET last_number = last_number + 1
    WHERE prefix = %(prefix)s AND year = %(year)s RETURNING last_number
"""
# Who waits for a row on PostgreSQL is passed by whoever comes just as it is let go; who waits for a
# lock has a place in its queue. Without it one of four senders now and then waits for ten others.
IN_TURN = (
    "SELECT pg_advisory_xact_lock(hashtext('council_referencecounter'), hashtext(%(prefix)s));"
)


def next_reference(prefix: str, *, year: int, width: int = 4) -> str:
    """The next reference; call it inside the transaction that stores it, so that none is lost.

    Others who want a number of the same kind wait until then, first come, first served. Where there
    is no row yet, it is made first.
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
    """Count on, in plain SQL and one message to the server: whoever reports waits for it."""
    take = IN_TURN + TAKE if connection.vendor == "postgresql" else TAKE
    with connection.cursor() as cursor:
        cursor.execute(take, {"prefix": prefix, "year": year})
        row = cursor.fetchone()
    return row[0] if row else None
