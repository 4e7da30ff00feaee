"""The portal behind gunicorn on loopback: one worker with four threads, the server by whose plain
view the goals were set (ADR 26)."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

THREADS = 4
CPU = "/bench/cpu/"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Served:
    """A server that listens on a port; each thread that asks keeps a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._mine = local()

    def ask(self, request: bytes) -> bytes:
        """The whole answer. A kept connection that the server has ended is opened anew."""
        if getattr(self._mine, "line", None) is not None:
            answer = self._said(request)
            if answer:
                return answer
            self._mine.line.close()
        self._mine.line = socket.create_connection(("127.0.0.1", self.port))
        _at_once(self._mine.line)
        answer = self._said(request)
        if not answer:
            self._mine.line.close()
            raise ConnectionError("The server has ended.")
        return answer

    def cpu(self) -> float:
        """CPU seconds of the server so far, in all its threads."""
        request = f"GET {CPU} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        return float(self.ask(request).rpartition(b"\r\n\r\n")[2])

    def _said(self, request: bytes) -> bytes:
        try:
            self._mine.line.sendall(request)
            return self._read(self._mine.line)
        except ConnectionError:
            return b""

    def _read(self, line: socket.socket) -> bytes:
        answer = line.recv(65536)
        while answer and not _is_whole(answer):
            piece = line.recv(65536)
            if not piece:
                raise ConnectionError
            answer += piece
        return answer


def _at_once(line: socket.socket) -> None:
    """Heads and bodies go as they are written, and do not wait for each other."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _is_whole(answer: bytes) -> bool:
    """Whether an answer has ended: it says how long it is, or else comes in chunks."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    if length is None:
        return bool(end) and answer.endswith(b"0\r\n\r\n")
    return bool(end) and len(body) >= int(length[1])


@contextmanager
def served(database: str) -> Iterator[Served]:
    """A server on the database of this address."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        _at_once(listening)  # as gunicorn does where it opens the port itself
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "bench.wsgi:application"),
                *("--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)),
                *("--bind", f"fd://{listening.fileno()}", "--keep-alive", "60"),
                *("--timeout", "600", "--log-level", "error", "--no-control-socket"),
            ],
            pass_fds=[listening.fileno()],
            env={**os.environ, "DATABASE_URL": database, "GUNICORN_CMD_ARGS": ""},
        )
        port = listening.getsockname()[1]
    # Only the server holds the port from here on: when it ends, whoever asks is told at once.
    try:
        yield Served(port)
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nobody is served any more
        process.wait()
