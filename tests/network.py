"""A test speaks to this machine and to no other."""

import ipaddress
from typing import Any

_WATCHED = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}


class OtherMachine(RuntimeError):
    """A test tried to reach another machine."""


def refuse_other_machines(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: it sees every socket of the process, whichever library opened it."""
    if event not in _WATCHED:
        return
    address = args[_WATCHED[event]]
    host = address[0] if isinstance(address, tuple) else address
    if event != "socket.getaddrinfo" and not isinstance(address, tuple):
        return  # a Unix socket is on this machine
    if not _is_here(host):
        raise OtherMachine(f"{event}: {host}")


def _is_here(host: str | bytes | None) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost", "0.0.0.0", "::"):  # noqa: S104 - this machine's own
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
