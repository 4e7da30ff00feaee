"""`python -m bench`: every goal once, a line each; fails when one is over its limit.

ROWS=50000 DB=sqlite by default; DB=postgres is the server of DATABASE_URL, or one of the run's own.
What was found is also left as JSON in test-results/.
"""

import contextlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from bench.databases import PostgreSQL, Server, SQLite, postgresql
from bench.findings import Finding, Run, limits, lines, told
from bench.migrate import migrate, migrated

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made inside
PACKAGES = ("django", "granian", "psycopg2-binary")


def main() -> int:
    started = time.monotonic()
    rows, database = int(os.environ.get("ROWS", "50000")), os.environ.get("DB", "sqlite")
    if database not in ("sqlite", "postgres"):
        print(f"DB is sqlite or postgres, not {database}.", file=sys.stderr)
        return 2
    run = Run(rows, database, versions(), limits=limits())
    with _folder() as folder, _folder(IN_MEMORY) as memory, postgresql() as postgres:
        _quiet_environment(folder)
        measure(run, SQLite(folder), SQLite(memory), postgres)
    for line in lines(run):
        print(line)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"bench-{database}-{rows}.json").write_text(run.as_json())
    print(f"{'Good' if run.is_good else 'Over a limit'}, in {time.monotonic() - started:.0f} s.")
    return 0 if run.is_good else 1


def measure(run: Run, disk: SQLite, memory: SQLite, postgres: PostgreSQL) -> None:
    """Each part in a process of its own, on databases copied from an empty one that is up to date.

    What writes in earnest is on the disk; the two races are in memory, where the disk's other
    users cannot decide who wins.
    """
    empty, pg_empty = disk.new("empty"), postgres.new("empty")
    with ThreadPoolExecutor(2) as both:
        other = both.submit(migrate, pg_empty)
        run.findings.append(migrated(empty))
        other.result()
    server: Server = disk if run.database == "sqlite" else postgres
    full, tenth = (server.new(size, like=_empty(server, empty, pg_empty)) for size in SIZES)
    with ThreadPoolExecutor(2) as both:
        filling = both.submit(part, "seed", full, run.rows)
        part("seed", tenth, run.rows // 10)
        filling.result()
    for name in ("pages", "similar", "search"):
        run.findings += told(part(name, full, BENCH_TENTH_URL=tenth))
    run.findings += told(part("compare", memory.new("compare", like=empty)))
    run.findings += after_years(server, _empty(server, empty, pg_empty))
    with ThreadPoolExecutor(2) as both:
        races = both.map(
            race, (memory.new("race", like=empty), postgres.new("race", like=pg_empty))
        )
        run.findings += [finding for found in races for finding in found]


SIZES = ("full", "tenth")


def after_years(server: Server, empty: str) -> list[Finding]:
    """A board and a plan that have lived for years, whole and a tenth of that."""
    whole, tenth = (server.new(f"years_{part}", like=empty) for part in (1, 10))
    with ThreadPoolExecutor(2) as both:
        laying = both.submit(part, "years", whole, 1)
        part("years", tenth, 10)
        laying.result()
    return told(part("boards", whole, BENCH_TENTH_URL=tenth))


def _empty(server: Server, sqlite: str, postgres: str) -> str:
    return sqlite if server.name == "sqlite" else postgres


def race(url: str) -> Sequence[Finding]:
    return [*told(part("ledger", url)), *told(part("chain", url))]


def part(name: str, url: str, *arguments: object, **environment: str) -> str:
    """Run one part of the bench on a database; what it told."""
    command = [sys.executable, "-m", f"bench.{name}", *map(str, arguments)]
    settings = {"DJANGO_SETTINGS_MODULE": "bench.settings", "DATABASE_URL": url}
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **settings, **environment},
    )
    return done.stdout


@contextlib.contextmanager
def _folder(parent: Path | None = None) -> Iterator[Path]:
    usable = parent if parent is not None and parent.is_dir() else None
    name = tempfile.mkdtemp(prefix="carp-bench-", dir=usable)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def _quiet_environment(folder: Path) -> None:
    """The portal's own defaults, whatever the caller's shell holds; data in a folder that goes."""
    for name in list(os.environ):
        if name.startswith("CARP_") or name in ("REDIS_URL", "EMAIL_URL", "SECRET_KEY"):
            del os.environ[name]
    os.environ |= {
        "CARP_DATA": str(folder / "data"),
        "CARP_EMBEDDED": "1",
        "CARP_HTTPS": "0",
        "CARP_LOG_LEVEL": "ERROR",
        "SECRET_KEY": "known to everybody: only for the bench, never for people",
    }


def versions() -> dict[str, str]:
    return {
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    sys.exit(main())
