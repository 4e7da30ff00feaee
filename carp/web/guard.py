"""The guard of a family of processes: it outlives who started them, and leaves none behind.

Run as a program of its own (``python guard.py GRACE``) with the family's pipe as standard input.
Each line names a process group that has come ("+123") or gone ("-123"). However the other end of
the pipe closes, kill -9 included, the guard asks the leaders of the groups to end, and after GRACE
seconds kills what is left of them. It imports nothing of ours, so that it starts in an instant.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(groups_named(sys.stdin), grace=float(sys.argv[1]))


def groups_named(lines: Iterable[str]) -> set[int]:
    """Read until the pipe closes; answer the groups that are still there."""
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        groups = groups | {group} if line.startswith("+") else groups - {group}
    return groups


def end(groups: set[int], *, grace: float) -> None:
    for leader in groups:
        with contextlib.suppress(ProcessLookupError):
            os.kill(leader, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while any(is_there(group) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
