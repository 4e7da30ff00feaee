"""What a test database needs beyond its tables, and how an append-only table is emptied.

The guards of ``carp.audit.guards`` refuse DELETE and TRUNCATE, so the flush between tests that use
real transactions lifts them, and lays the base data again: the chain's head and the council pack.
The triggers of a search index stay, since what is emptied must be gone from it too.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from carp.audit.models import ChainHead
from carp.audit.trail import GENESIS
from carp.council import packs

_flush = TransactionTestCase._fixture_teardown


def lay_base_data() -> None:
    """What every installation has: the head of the audit chain and a council pack in force."""
    ChainHead.objects.get_or_create(pk=1, defaults={"sequence": 0, "hash": GENESIS})
    packs.forget()
    packs.load(settings.COUNCIL_PACK)


def as_laid() -> Path:
    """Where a copy of the SQLite database with nothing but its base data is kept."""
    return Path(settings.CARP_DATA, "as-laid.sqlite3")


def keep_as_laid() -> None:
    """For whoever starts a portal of their own: filling its tables anew takes ten seconds."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(as_laid())) as copy:
            connection.connection.backup(copy)


@contextmanager
def guards_lifted() -> Iterator[None]:
    """No guard triggers for the length of a ``with`` block."""
    lift, restore = _sqlite_guards() if connection.vendor == "sqlite" else _postgres_guards()
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in restore:
                cursor.execute(statement)


def _sqlite_guards() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = [row for row in cursor.fetchall() if "search" not in row[0]]
    return [f"DROP TRIGGER {name}" for name, _sql in found], [sql for _name, sql in found]


def _postgres_guards() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = [row for row in cursor.fetchall() if "search" not in row[1]]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in found],
        [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in found],
    )


def flush_between_tests(case: TransactionTestCase) -> None:
    """Django's flush, with the guards lifted, and the base data laid again."""
    with guards_lifted():
        _flush(case)
    lay_base_data()
