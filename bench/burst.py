"""`python -m bench.burst`: a report from each of 10,000 connections at once, to the real server.

The portal runs as people run it (`manage.py serve`) on data of its own; each sender has answered
every question and sends the last form. Said at the end: how many were stored and answered, the
time, and the slowest. Fails when a report is lost, unanswered, or met by a fault of the server.

SENDERS=10000 DB=sqlite by default; DB=postgres is the server of DATABASE_URL, or one of the run's
own. SECONDS=600 is the most that the sending may take.
"""

import asyncio
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.databases import postgresql
from tests.portal import Portal, running

ROOT = Path(__file__).resolve().parent.parent
MOST_SENDERS = 20_000
PATH = "/report/check/"
# A queue that is full answers no call: a browser calls again, and so does a sender.
CALL_AGAIN_SECONDS = 1.0
SPARE_FILES = 500


@dataclass(frozen=True)
class Sender:
    """Somebody who is about to press "Send report"."""

    session: str
    token: str
    key: str

    def request(self, host: str) -> bytes:
        fields = {"key": self.key, "leave_empty": "", "csrfmiddlewaretoken": self.token}
        body = urlencode(fields)
        return (
            f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={self.token}\r\n\r\n{body}"
        ).encode()


@dataclass
class Answer:
    """What came of one sending; status 0 and, in words, why where no answer came."""

    status: int = 0
    seconds: float = 0.0
    calls: int = 0
    fault: str = ""

    @property
    def words(self) -> str:
        return f"answered {self.status}" if self.status else self.fault


async def send(sender: Sender, host: str, port: int) -> Answer:
    """Call until the server takes the call; the report itself is sent once and never again."""
    answer, started = Answer(), time.monotonic()
    reader, writer = await _call(host, port, answer)
    try:
        writer.write(sender.request(f"{host}:{port}"))
        answer.status, answer.fault = _read(await reader.read(-1))
    except OSError as fault:
        answer.fault = f"cut off before an answer ({fault.strerror or type(fault).__name__})"
    finally:
        writer.close()
    answer.seconds = time.monotonic() - started
    return answer


async def _call(
    host: str, port: int, answer: Answer
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        answer.calls += 1
        try:
            return await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(CALL_AGAIN_SECONDS)


def _read(head: bytes) -> tuple[int, str]:
    if not head:
        return 0, "closed by the server without an answer"
    if not head.startswith(b"HTTP/1.1 "):
        return 0, f"answered with something else than HTTP: {head[:40]!r}"
    return int(head.split(b" ", 2)[1]), ""


async def send_all(senders: Sequence[Sender], address: str, *, within: float) -> list[Answer]:
    """All at once; who has no answer when the time is over has none."""
    where = urlsplit(address)
    host, port = str(where.hostname), int(where.port or 80)
    tasks = [asyncio.create_task(send(sender, host, port)) for sender in senders]
    _done, late = await asyncio.wait(tasks, timeout=within)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    nothing = Answer(fault="had no answer when the time was over", seconds=within)
    return [nothing if task in late else task.result() for task in tasks]


def main() -> int:
    count, within = int(os.environ.get("SENDERS", "10000")), float(os.environ.get("SECONDS", "600"))
    database = os.environ.get("DB", "sqlite")
    if database not in ("sqlite", "postgres") or not 0 < count <= MOST_SENDERS:
        print(f"DB is sqlite or postgres, SENDERS at most {MOST_SENDERS:,}.", file=sys.stderr)
        return 2
    _open_many_files(count)
    with (
        tempfile.TemporaryDirectory(prefix="carp-burst-") as folder,
        _portal(Path(folder), database) as portal,
    ):
        senders = [Sender(**json.loads(line)) for line in _ask(portal, str(count))]
        started = time.monotonic()
        answers = asyncio.run(send_all(senders, portal.address, within=within))
        seconds = time.monotonic() - started
        (found,) = _ask(portal, "stored")
    return told(database, answers, seconds, **json.loads(found))


def told(
    database: str, answers: Sequence[Answer], seconds: float, *, stored: int, held: int
) -> int:
    """Print what came of it; 1 where a report was lost or the server failed, else 0."""
    good = sum(answer.status == 302 for answer in answers)
    waits = sorted(answer.seconds for answer in answers if answer.status)
    print(f"{len(answers):,} reports from as many connections at once, on {database}:")
    print(f"  stored {stored:,} (held {held:,}), answered {good:,}, in {seconds:.1f} s")
    if waits:
        middle, high = waits[len(waits) // 2], waits[len(waits) * 95 // 100]
        print(f"  half within {middle:.1f} s, 95% within {high:.1f} s, slowest {waits[-1]:.1f} s")
    again = sum(answer.calls > 1 for answer in answers)
    print(f"  called again because the queue was full: {again:,}")
    for words, number in Counter(answer.words for answer in answers).most_common():
        ended = [answer.seconds for answer in answers if answer.words == words]
        print(f"  {words}: {number:,}, after {min(ended):.1f} to {max(ended):.1f} s")
    whole = good == stored == len(answers)
    print("Good: none was lost." if whole else "NOT GOOD: see the numbers above.")
    return 0 if whole else 1


def _open_many_files(count: int) -> None:
    """A connection is a file, here and in the server, which inherits the limit."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + SPARE_FILES
    if resource.RLIM_INFINITY != hard < wanted:
        raise SystemExit(f"{wanted:,} open files are needed, and this machine lets {hard:,}.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _portal(folder: Path, database: str) -> Iterator[Portal]:
    """The portal on a new database; the limit of a network is lifted, for all come from one."""
    for name in list(os.environ):
        if name.startswith("CARP_") or name in ("REDIS_URL", "EMAIL_URL", "SECRET_KEY"):
            del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "carp.settings",
        "SECRET_KEY": "known to everybody: only for the bench, never for people",
        "CARP_DATA": str(folder),
        "CARP_EMBEDDED": "1",
        "CARP_HTTPS": "0",
        "CARP_REPORTS_AN_HOUR": str(MOST_SENDERS),
    }
    with contextlib.ExitStack() as stack:
        if database == "postgres":
            os.environ["DATABASE_URL"] = stack.enter_context(postgresql()).url
        else:
            os.environ.pop("DATABASE_URL", None)
        yield stack.enter_context(running(folder))


def _ask(portal: Portal, question: str) -> list[str]:
    command = [sys.executable, "-m", "bench.senders", question]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=portal.environment
    )
    return done.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main())
