"""The command that takes the demonstration away, as people run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once


def remove(data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """In a data folder of its own, where nobody can type."""
    environment = os.environ | {"CARP_DATA": str(data), "DJANGO_SETTINGS_MODULE": "carp.settings"}
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "remove", *options],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_nothing_is_removed_where_nobody_can_answer(tmp_path):
    kept = tmp_path / "portal.sqlite3"
    kept.write_text("kept")
    ran = remove(tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.strip() == "CommandError: Nothing was removed."
    assert kept.read_text() == "kept"


def test_what_is_removed_does_not_come_back(tmp_path):
    (tmp_path / "portal.sqlite3").write_text("of the demonstration")
    sent = tmp_path / "files" / "sent" / "one.pdf"
    sent.parent.mkdir(parents=True)
    sent.write_text("of the demonstration")
    ran = remove(tmp_path, "--yes")
    assert ran.returncode == 0, ran.stderr
    assert "the portal is empty" in ran.stdout
    assert not sent.exists()
    assert (tmp_path / "portal.sqlite3").read_bytes().startswith(b"SQLite format 3")
    assert (tmp_path / "demonstration-removed").exists()
