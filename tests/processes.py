"""Looking at processes: who lives, and who came from whom (Linux: read from /proc)."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PATIENCE = 30.0


def lives(number: int) -> bool:
    """A process that has ended and waits to be buried lives no more."""
    return _status(number)[0] not in ("", "Z")


def descendants(number: int, word: str = "") -> set[int]:
    """The processes below one, whose command line holds ``word``."""
    everybody = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    parents = {one: _status(one)[1] for one in everybody}
    found = {number}
    while more := {one for one in everybody if parents[one] in found} - found:
        found |= more
    return {one for one in found - {number} if word in _command(one)}


def kill(numbers: Iterable[int]) -> None:
    for number in numbers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _status(number: int) -> tuple[str, int]:
    """State and parent; the state of a process that is not there is empty."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return fields[0], int(fields[1])


def _command(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""
