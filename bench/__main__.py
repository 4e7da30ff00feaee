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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from bench.databases import Server, SQLite, postgresql
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
    with _folder() as folder, _folder(IN_MEMORY) as memory, ThreadPoolExecutor(2) as both:
        _quiet_environment(folder)
        measure(run, SQLite(folder), SQLite(memory), both)
    for line in lines(run):
        print(line)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"bench-{database}-{rows}.json").write_text(run.as_json())
    print(f"{'Good' if run.is_good else 'Over a limit'}, in {time.monotonic() - started:.0f} s.")
    return 0 if run.is_good else 1


def measure(run: Run, disk: SQLite, memory: SQLite, both: ThreadPoolExecutor) -> None:
    """Each part in a process of its own, on databases copied from an empty one that is up to date.

    What writes in earnest is on the disk; the races are in memory, where the disk's other users
    cannot decide who wins.
    """
    empty = disk.new("empty")
    upgraded = both.submit(migrated, empty)
    with postgresql() as postgres:
        pg_empty = postgres.new("empty")
        pg_upgraded = both.submit(migrate, pg_empty)
        run.findings.append(upgraded.result())
        compare = memory.new("compare", like=empty)
        if run.database == "sqlite":
            run.findings += measured_on(disk, empty, run.rows, compare, both)
            pg_upgraded.result()
        else:
            pg_upgraded.result()
            run.findings += measured_on(postgres, pg_empty, run.rows, compare, both)
        for url in (memory.new("races", like=empty), postgres.new("races", like=pg_empty)):
            run.findings += found("races", url)


def measured_on(
    server: Server, empty: str, rows: int, compare: str, both: ThreadPoolExecutor
) -> Iterator[Finding]:
    """What is laid, and what is held to seconds alone, shares the two cores; what is held to a
    ratio has them to itself.

    Laid are reports, and a board and a plan that have lived for years: whole, and a tenth of that.
    """
    names = ("full", "tenth", "years", "years_tenth")
    full, tenth, years, years_tenth = (server.new(name, like=empty) for name in names)
    compared = both.submit(found, "compare", compare)
    laid = [
        both.submit(part, *job)
        for job in (
            ("seed", full, rows),
            ("years", years, 1),
            ("seed", tenth, rows // 10),
            ("years", years_tenth, 10),
        )
    ]
    for job in laid:
        job.result()
    os.sync()  # or the kernel writes it while commits are timed
    yield from compared.result()
    for name in ("similar", "search", "pages"):
        yield from found(name, full, BENCH_TENTH_URL=tenth)
    yield from found("boards", years, BENCH_TENTH_URL=years_tenth)


def found(name: str, url: str, **environment: str) -> list[Finding]:
    """What a part found. Of one that fell the goals are told as not measured, and the others go
    on: a million rows are not laid twice for it."""
    try:
        return told(part(name, url, **environment))
    except subprocess.CalledProcessError as fault:
        print(f"bench.{name} ended with {fault.returncode}.", file=sys.stderr)
        return []


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
