"""Django's SQLite, with a queue before its one writer.

SQLite lets one transaction write at a time. Whoever comes meanwhile sleeps, looks again, sleeps
longer: with four people at once one in twenty waited eight times as long as need be, and somebody
most of a second. So the threads of one process take turns before they ask the file, and the next
one goes on the moment that a turn ends. Between processes it is as it was.

What is deleted is overwritten: else the text that a handover takes out (scenario O3) would stay in
the pages that the file keeps to use again.
"""

import os
import threading
from typing import Any

from django.db import DatabaseError, OperationalError
from django.db.backends.sqlite3 import base

DEFAULT_WAIT_SECONDS = 5.0  # sqlite3's own
_turns: dict[tuple[int, str], "threading.Lock"] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that has its process's turn from BEGIN to COMMIT or ROLLBACK."""

    _turn: "threading.Lock | None" = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        # By process: a fork has no part in the turns of its parent.
        key = os.getpid(), str(self.settings_dict["NAME"])
        turn = _turns.setdefault(key, threading.Lock())
        if not turn.acquire(
            timeout=self.settings_dict["OPTIONS"].get("timeout", DEFAULT_WAIT_SECONDS)
        ):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._end_turn()
            raise

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # not in the stubs
        except DatabaseError:
            raise  # Django rolls back, and the turn ends with that
        except BaseException:
            self._end_turn()
            raise
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._end_turn()
