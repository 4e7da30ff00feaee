"""The queue before SQLite's one writer: nobody is refused, and no turn is left held."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base
from django.db.utils import ConnectionHandler

from carp.web import search
from tests.concurrency import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(tmp_path):
    """Connections to a SQLite of the test's own, whatever the suite runs on; one a thread."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 5}
    path = tmp_path / "turns.sqlite3"
    handler = ConnectionHandler(
        {"default": {"ENGINE": "carp.sqlite", "NAME": str(path), "OPTIONS": options}}
    )
    with handler["default"].cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("CREATE TABLE tally (number INTEGER)")
        cursor.execute("INSERT INTO tally VALUES (0)")
    yield handler
    handler.close_all()


@contextmanager
def change(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """A transaction that writes, as ``atomic()`` begins and ends one."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    else:
        connection.commit()
    finally:
        connection.set_autocommit(True)


def number(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM tally")
        return cursor.fetchone()[0]


def add_one(connection: BaseDatabaseWrapper) -> None:
    with change(connection), connection.cursor() as cursor:
        seen = number(connection)
        cursor.execute("UPDATE tally SET number = %s", [seen + 1])


def test_eight_threads_lose_no_change_and_are_refused_none(portal):
    def work():
        for _ in range(25):
            add_one(portal["default"])
        portal["default"].close()

    assert race(*[work] * 8) == [None] * 8
    assert number(portal["default"]) == 200


def test_a_change_that_fails_ends_its_turn(portal):
    with pytest.raises(ZeroDivisionError), change(portal["default"]):
        raise ZeroDivisionError

    assert race(lambda: add_one(portal["default"])) == [None]


def test_a_connection_closed_in_the_middle_ends_its_turn(portal):
    connection = portal["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.close()

    assert race(lambda: add_one(portal["default"])) == [None]


def test_a_commit_that_is_interrupted_ends_its_turn(portal, monkeypatch):
    """A worker's time limit may strike in the middle of COMMIT; Django rolls nothing back then."""
    connection = portal["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

    done = base.DatabaseWrapper._commit

    def interrupted(self):
        done(self)
        raise MemoryError

    monkeypatch.setattr(base.DatabaseWrapper, "_commit", interrupted)
    with pytest.raises(MemoryError):
        connection.commit()
    monkeypatch.undo()

    assert race(lambda: add_one(portal["default"])) == [None]


def test_who_waits_longer_than_the_time_allowed_is_refused(portal):
    def impatient():
        mine = portal["default"]
        mine.settings_dict["OPTIONS"]["timeout"] = 0.01
        add_one(mine)

    with change(portal["default"]):
        [refusal] = race(impatient)

    assert isinstance(refusal, OperationalError)
    assert number(portal["default"]) == 0


def test_a_begin_that_another_process_holds_up_ends_its_turn(portal):
    """Between processes SQLite's own lock decides; a refusal there must not keep the turn."""
    portal["default"].settings_dict["OPTIONS"]["timeout"] = 0.01
    portal["default"].close()
    stranger = sqlite3.connect(portal["default"].settings_dict["NAME"], isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        add_one(portal["default"])
    stranger.execute("COMMIT")
    stranger.close()

    add_one(portal["default"])
    assert number(portal["default"]) == 1


# --- What is taken out is gone -------------------------------------------------------------------
def bytes_of(connection: BaseDatabaseWrapper) -> bytes:
    """The file and its journal, as a thief of the disk would read them."""
    path = connection.settings_dict["NAME"]
    return b"".join(each.read_bytes() for each in (Path(path), Path(f"{path}-wal")))


def test_deleted_text_is_overwritten_in_the_file(portal):
    connection = portal["default"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        cursor.execute("INSERT INTO note VALUES (1, 'zebracrossing'), (2, 'stays')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert b"zebracrossing" in bytes_of(connection)
        cursor.execute("DELETE FROM note WHERE id = 1")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zebracrossing" not in bytes_of(connection)
    assert b"stays" in bytes_of(connection)


@pytest.fixture
def notes(portal):
    """The same SQLite under a name by which the search finds it, with a table of notes."""
    connections["notes"] = portal["default"]
    with portal["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
        for statement in search.SQLITE_ON:
            cursor.execute(statement.format(name="found", of="note", column="body"))
    yield portal["default"]
    del connections["notes"]


def test_search_index_forgets_a_word_that_no_row_holds(notes):
    index = search.Index("found", of="note", column="body")
    with notes.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (1, 'zebracrossing'), (2, 'walrus')")
        cursor.execute("UPDATE note SET body = 'nothing' WHERE id = 1")
    assert b"zebracrossing" in bytes_of(notes)
    index.forget("notes")
    assert b"zebracrossing" not in bytes_of(notes)
    assert b"walrus" in bytes_of(notes)
    with notes.cursor() as cursor:
        cursor.execute("SELECT rowid FROM found WHERE found MATCH 'walrus OR nothing'")
        assert cursor.fetchall() == [(1,), (2,)]
    index.forget("notes")
