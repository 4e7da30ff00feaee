"""Slow senders wait outside: a request reaches Django only when its whole body is here.

A thread that waits for the rest of an upload would otherwise hold a turn, and a database
connection with it; two hundred of them would shut everybody out (quality D10). So the server may
keep many cheap threads that wait, while a few of our own do all the work.
"""

import contextlib
import errno
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.db import connections
from django.http import HttpResponseBase

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PIECE = 64 * 1024
KEPT_IN_MEMORY = 1024 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT)
TOO_LONG = b"What you sent is too large. Send fewer or smaller files.\n"
NO_ROOM = (
    b"Our disk is full just now, so what you sent could not be taken. Press Back: what you typed "
    b"is still there. Send it without files, or try again later.\n"
)
CUT_SHORT = b"What you sent did not arrive whole. Please send it again.\n"


class WholeBodies:
    """A WSGI application round ``application``: ``turns`` requests work at a time."""

    def __init__(self, application: Application, *, turns: int, most_bytes: int) -> None:
        self.application = application
        self.most_bytes = most_bytes
        self.turns = ThreadPoolExecutor(max_workers=turns, thread_name_prefix="turn")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        length = _length(environ)
        if length > self.most_bytes:
            return _refuse("413 Content Too Large", TOO_LONG, start_response)
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
        try:
            whole = _fetch(environ["wsgi.input"], into=body, length=length)
            if whole is None:
                return _refuse("507 Insufficient Storage", NO_ROOM, start_response)
            if not whole:
                return _refuse("400 Bad Request", CUT_SHORT, start_response)
            environ["wsgi.input"] = body
            return self.turns.submit(self._answer, environ, start_response).result()
        finally:
            with contextlib.suppress(OSError):  # on a full disk the rest cannot be written
                body.close()

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Finish an ordinary response within the turn; a stream is read at its reader's pace."""
        response = self.application(environ, start_response)
        if not isinstance(response, HttpResponseBase):
            return response
        if response.streaming:
            return _Stream(response)
        try:
            return [b"".join(response)]
        finally:
            response.close()


class _Stream:
    """A streamed response: leaves no database connection behind in the waiting thread it ran in."""

    def __init__(self, response: Any) -> None:
        self.response = response

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.response)

    def close(self) -> None:
        self.response.close()
        connections.close_all()


def _length(environ: Environ) -> int:
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


def _fetch(stream: IO[bytes], *, into: IO[bytes], length: int) -> bool | None:
    """Copy the body; False when its sender went away before the end, None when the disk is full."""
    missing = length
    while missing:
        piece = stream.read(min(missing, PIECE))
        if not piece:
            return False
        missing -= len(piece)
        if not _written(piece, into):
            return None
    into.seek(0)
    return True


def _written(piece: bytes, into: IO[bytes]) -> bool:
    try:
        into.write(piece)
    except OSError as error:
        if error.errno in FULL:
            return False
        raise
    return True


def _refuse(status: str, sentence: bytes, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(sentence))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, headers)
    return [sentence]
