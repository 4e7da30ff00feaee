"""Several programs run as one: they start together, rise again when they fall, and end together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from carp.web import guard

FIRST_REST, LONGEST_REST = 0.5, 30.0
STEADY = 60.0


class Family:
    """Child processes, each the leader of a process group of its own.

    They end with the family whatever ends it: a clean stop, an exception, or kill -9, because the
    ending is done by a guard that watches the family's pipe (see ``guard.py``).
    """

    def __init__(self, *, grace: float = 8.0, guarded_files: Sequence[int] = ()) -> None:
        self.children: list[subprocess.Popen[bytes]] = []
        self.guard = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", guard.__file__, str(grace)],
            stdin=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            pass_fds=guarded_files,
        )
        assert self.guard.stdin is not None  # noqa: S101 - it was asked for above
        self._pipe = self.guard.stdin

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def start(
        self, command: Sequence[str], *, environment: Mapping[str, str] | None = None, **kwargs: Any
    ) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            **kwargs,
        )
        self.children.append(child)
        self._tell(f"+{child.pid}")
        return child

    def bury(self, child: subprocess.Popen[bytes]) -> None:
        """Forget a child that has ended, after killing what it left of its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        self.children.remove(child)
        self._tell(f"-{child.pid}")

    def end(self) -> None:
        """Close the guard's pipe, and wait until it has ended every child and what they started."""
        if self.guard.poll() is not None:
            guard.end({child.pid for child in self.children}, grace=0)
        self._pipe.close()
        for child in self.children:
            child.wait()
        self.guard.wait()

    def _tell(self, line: str) -> None:
        self._pipe.write(f"{line}\n".encode())


class Service:
    """One program of a family that has to be there: started again, after a rest, when it falls."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = command
        self.rest = FIRST_REST
        self.child: subprocess.Popen[bytes] | None = None
        self.started_at = self.due_at = 0.0

    def look_after(self, family: Family) -> str:
        """Start it where it is due; answer a sentence when it has fallen, else nothing."""
        now = time.monotonic()
        if self.child is None:
            if now >= self.due_at:
                self.child, self.started_at = family.start(self.command), now
            return ""
        code = self.child.poll()
        if code is None:
            return ""
        family.bury(self.child)
        self.child = None
        steady = now - self.started_at > STEADY
        self.rest = FIRST_REST if steady else min(self.rest * 2, LONGEST_REST)
        self.due_at = now + self.rest
        return f"The {self.name} ended by itself (exit code {code}); it is started again."


def keep(services: Sequence[Service], *, family: Family, until: Callable[[], bool]) -> None:
    """Keep the services there until it is time to end."""
    while not until():
        for service in services:
            if sentence := service.look_after(family):
                sys.stderr.write(f"{sentence}\n")
        time.sleep(0.25)
