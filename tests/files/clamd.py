"""A virus scanner's daemon as far as INSTREAM goes, over a real socket, to misbehave at will."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Answer = Callable[[bytes], bytes]


def honest(content: bytes) -> bytes:
    """As the real one answers."""
    return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@dataclass
class Daemon:
    """Where it listens, and what it was sent."""

    address: str
    scanned: list[bytes] = field(default_factory=list)


@contextlib.contextmanager
def running(answer: Answer = honest, *, path: Path | None = None) -> Iterator[Daemon]:
    """A daemon that listens until the block ends; ``answer`` may raise OSError to hang up."""
    family = socket.AF_UNIX if path else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.bind(str(path) if path else ("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.05)
        address = f"unix://{path}" if path else f"127.0.0.1:{listener.getsockname()[1]}"
        daemon, over = Daemon(address), threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, daemon, answer, over))
        thread.start()
        try:
            yield daemon
        finally:
            over.set()
            thread.join()


def _serve(listener: socket.socket, daemon: Daemon, answer: Answer, over: threading.Event) -> None:
    while not over.is_set():
        try:
            connection, _who = listener.accept()
        except TimeoutError:
            continue
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            content = _received(connection)
            daemon.scanned.append(content)
            connection.sendall(answer(content))


def _received(connection: socket.socket) -> bytes:
    assert _exactly(connection, 10) == b"zINSTREAM\0"
    pieces = []
    while length := struct.unpack("!L", _exactly(connection, 4))[0]:
        pieces.append(_exactly(connection, length))
    return b"".join(pieces)


def _exactly(connection: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        more = connection.recv(length - len(found))
        if not more:
            raise ConnectionError("hung up")
        found += more
    return found
