"""Running things at the same moment, each on a connection of its own."""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def race(*calls: Callable[[], object]) -> list[object]:
    """Start all calls at once in threads; what each returned, or the exception it raised."""
    start = Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the caller looks at what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def written_under_the_head(queries: Iterable[dict[str, str]]) -> set[str]:
    """The tables written to after the audit trail's head was taken, the trail and outbox apart.

    Whoever holds the head must wait for no row that another may hold while they wait for the head.
    """
    # One message may hold several (carp/rows.py).
    statements = [sql for query in queries for sql in query["sql"].split("; ")]
    taken = next(place for place, sql in enumerate(statements) if "audit_chainhead" in sql)
    written = (re.match(r'(?:INSERT INTO|UPDATE) "(\w+)"', sql) for sql in statements[taken:])
    tables = {found[1] for found in written if found}
    return tables - {"audit_chainhead", "audit_auditevent", "outbox_outboxitem"}
