"""`manage.py migrate` on an empty SQLite database, by the CPU of that process (P20)."""

import os
import sys

from bench.findings import Finding


def migrate(url: str) -> float:
    """Bring an empty database up to date; the CPU seconds that it took."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "carp.settings"}
    child = os.posix_spawn(sys.executable, command, environment)
    _, status, used = os.wait4(child, 0)
    if status:
        raise ChildProcessError(f"{command} ended with {status}")
    return used.ru_utime + used.ru_stime


def migrated(url: str) -> Finding:
    seconds = migrate(url)
    return Finding("P20", [seconds], f"{seconds:.1f} s")
