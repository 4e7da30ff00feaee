"""`manage.py migrate` on an empty SQLite database, by the CPU of that process (P20)."""

import os
import resource
import subprocess
import sys

from bench.findings import Finding


def migrate(url: str) -> float:
    """Bring an empty database up to date; the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
        check=True,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "carp.settings"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def migrated(url: str) -> Finding:
    seconds = migrate(url)
    return Finding("P20", [seconds], f"{seconds:.1f} s")
