"""Asking a virus scanner: clamd's INSTREAM, over TCP or a socket file.

`CARP_CLAMD` is `host:port`, `tcp://host:port`, `/path/to/socket` or `unix:///path`. Once it is set,
only the one answer that says a file is clean lets it through: a scanner that is away, slow or odd
must not become a way in (quality T6).
"""

import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings

from carp.files.refusals import NotScanned, Unfit

CLEAN = b"stream: OK"
FOUND = b" FOUND"
PIECE = 64 * 1024
LONGEST_ANSWER = 1024
SOCKET_FILES = ("/", "unix://")
HARMFUL = "was found to be harmful by the virus scanner."
NOT_NOW = (
    "could not be checked for viruses just now, so it was not taken. Try again in a few minutes, "
    "or go on without it."
)


def require_clean(content: bytes) -> None:
    """Pass silently if no scanner is set up or it finds nothing; else raise Unfit or NotScanned."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, content, seconds=settings.CLAMD_SECONDS)
    except (OSError, ValueError) as error:
        raise NotScanned(NOT_NOW) from error
    if answer.endswith(FOUND):
        raise Unfit(HARMFUL)
    if answer != CLEAN:
        raise NotScanned(NOT_NOW)


def _ask(address: str, content: bytes, *, seconds: float) -> bytes:
    """What the scanner says of these bytes; all of it within the seconds."""
    until = time.monotonic() + seconds
    with _connected(address, seconds) as connection:
        _send(connection, b"zINSTREAM\0", until)
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            _send(connection, struct.pack("!L", len(piece)) + piece, until)
        _send(connection, struct.pack("!L", 0), until)
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            connection.settimeout(_left(until))
            more = connection.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0\n")


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith(SOCKET_FILES):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(address.removeprefix("unix://"))
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection(_host_and_port(address), timeout=seconds)


def is_address(address: str) -> bool:
    """Whether a scanner could be reached there; asked when the portal starts."""
    try:
        return address.startswith(SOCKET_FILES) or bool(_host_and_port(address))
    except ValueError:
        return False


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme != "tcp" or not parts.hostname or not parts.port:
        raise ValueError(f"CARP_CLAMD names no host and port: {address}")
    return parts.hostname, parts.port


def _send(connection: socket.socket, piece: bytes, until: float) -> None:
    connection.settimeout(_left(until))
    connection.sendall(piece)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left
