"""``manage.py serve``: the whole portal as one tree of processes, for one machine."""

import contextlib
import fcntl
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from carp.web import server
from carp.web.keys import require_secret_key
from carp.web.processes import Family, Service, keep

FORMER_RUN_ENDS = 15.0
BECOMES_READY = 120.0


class Command(BaseCommand):
    """Migrate, load what is missing, start web server, worker and schedule, and end them all."""

    help = "Start the portal: web server, worker and schedule as one tree of processes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--end-with-parent",
            action="store_true",
            help="End when the process that started this one is gone (make run).",
        )

    def handle(
        self, *args: Any, host: str, port: str, end_with_parent: bool, **options: Any
    ) -> None:
        require_secret_key()
        parent = os.getppid() if end_with_parent else None
        with only_one(settings.CARP_DATA) as lock:
            number = free_port(host, port)
            try:
                self.prepare()
            except KeyboardInterrupt:
                raise CommandError("Ended before it began; start again when you like.") from None
            address = f"http://{host}:{number}"
            threading.Thread(target=self.announce, args=(address,), daemon=True).start()
            with Family(guarded_files=[lock.fileno()]) as family:
                wanted = asked_to_end()
                keep(
                    services(host, number),
                    family=family,
                    until=lambda: wanted.is_set() or parent not in (None, os.getppid()),
                )
                self.stdout.write("Ending.")
        self.stdout.write("CARP has ended; its data stays.")

    def prepare(self) -> None:
        """Bring the database up to date, and on the first start fill it."""
        self.stdout.write(f"Preparing the data in {settings.CARP_DATA}")
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        call_command("install", skip_checks=True)
        if settings.DEMONSTRATION:
            call_command("demo", "load", "--if-empty", skip_checks=True)

    def announce(self, address: str) -> None:
        """Say where the portal is, once it really answers there."""
        deadline = time.monotonic() + BECOMES_READY
        while not is_ready(address):
            if time.monotonic() > deadline:
                self.stderr.write(f"CARP does not answer at {address}/readyz yet.")
                return
            time.sleep(0.25)
        self.stdout.write(self.style.SUCCESS(f"CARP is ready: {address}/"))
        if settings.DEMONSTRATION:
            self.stdout.write(f"Sign in to the demonstration: {address}/sign-in/")
            call_command("demo", "people", skip_checks=True)
        self.stdout.write("Ctrl-C ends everything.")


def services(host: str, port: int) -> list[Service]:
    """The programs of the tree: one web worker, for SQLite's turns are those of one process."""
    celery = [sys.executable, "-m", "celery", "--app", "carp", "--quiet"]
    worker = [
        *(*celery, "worker", "--concurrency", "2", "--max-tasks-per-child", "500"),
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    schedule = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    return [
        Service("web server", server.command(host=host, port=port, workers=1)),
        Service("worker", worker),
        Service("schedule", schedule),
    ]


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[IO[str]]:
    """Hold the data folder for this run; a former one that is just ending is waited for."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "serve.lock").open("a+")
    except OSError as error:
        raise CommandError(
            f"The data folder {data} can't be written ({error.strerror}). "
            "Choose another with CARP_DATA=."
        ) from error
    with lock:
        deadline = time.monotonic() + FORMER_RUN_ENDS
        while not _locked(lock):
            lock.seek(0)
            if _is_alive(lock.read()) or time.monotonic() > deadline:
                raise CommandError(
                    f"CARP is running already with the data in {data}. "
                    "End that run first, or choose another folder with CARP_DATA=."
                )
            time.sleep(0.1)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(written: str) -> bool:
    """Whether the supervisor that wrote its number lives; its guard may hold the lock after it."""
    try:
        os.kill(int(written), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def free_port(host: str, port: str) -> int:
    """The port as a number, when nobody listens there."""
    try:
        number = int(port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, number))
    except (ValueError, OverflowError) as error:
        raise CommandError(f"{port} is no port. Choose a number, such as PORT=8000.") from error
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} can't be used ({error.strerror}). "
            f"Choose another, such as PORT={number + 1}."
        ) from error
    return number


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def asked_to_end() -> threading.Event:
    """Set by Ctrl-C, by a polite kill, and when the terminal closes."""
    wanted = threading.Event()

    def note(number: int, frame: FrameType | None) -> None:
        wanted.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return wanted
