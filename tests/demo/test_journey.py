"""The journey command, as people run it, on both databases: same figures, same bytes."""

import csv
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

pytestmark = pytest.mark.once

EXPECTED_REFUSALS = (
    "Complete the assessment before you choose an outcome.",
    "tries to record an approval of their own plan: refused.",
    "tries to record the Housing Board's approval too: refused.",
    "tries to allocate money with one approval of version 2: refused.",
    "tries to allocate money while the plan is suspended: refused.",
    "tries to allocate more than the boards approved: refused.",
    "tries to authorise their own proposal: refused.",
)


NO_KEY = (
    "Set SECRET_KEY in the environment to fifty random characters: "
    "where DATABASE_URL is set the portal makes no key of its own."
)


def _run(out: Path, *without: str, **environment: str) -> subprocess.CompletedProcess[str]:
    left_out = {"DATABASE_URL", "REDIS_URL", *without}
    inherited = {key: value for key, value in os.environ.items() if key not in left_out}
    return subprocess.run(
        [sys.executable, "manage.py", "journey", "--out", str(out)],
        cwd=settings.BASE_DIR,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "carp.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _play(out: Path, **environment: str) -> str:
    done = _run(out, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _steps(told: str) -> list[tuple[datetime, str]]:
    """Each line that tells of a step, with its moment."""
    lines = re.finditer(r"^(\d+ \w+ \d{4}) at (\S+) .*$", told, re.MULTILINE)
    return [(_moment(line[1], line[2]), line[0]) for line in lines]


def _moment(day: str, hour: str) -> datetime:
    """Read from "3 June 2024" and "9:15am", "9am" or "midday"."""
    hour = "12pm" if hour == "midday" else hour
    shape = "%I:%M%p" if ":" in hour else "%I%p"
    return datetime.strptime(f"{day} {hour}", f"%d %B %Y {shape}")  # noqa: DTZ007 - local


def _hash(told: str) -> str:
    return re.search(r"Snapshot sha256 ([0-9a-f]{64})", told).group(1)


@pytest.mark.slow
def test_journey_plays_alike_on_both_databases(tmp_path, postgres_url):
    told = _play(tmp_path / "sqlite", CARP_DATA=str(tmp_path / "data"))
    for sentence in EXPECTED_REFUSALS:
        assert sentence in told
    assert "7 of them refusals" in told

    on_postgres = _play(
        tmp_path / "postgres",
        CARP_DATA=str(tmp_path / "data2"),
        DATABASE_URL=postgres_url,
        CARP_HTTPS="0",
    )

    steps = _steps(told)
    assert f"{len(steps)} steps" in told
    assert steps == sorted(steps, key=lambda step: step[0])
    assert steps == _steps(on_postgres)
    assert _hash(told) == _hash(on_postgres)
    left = sorted(path.name for path in (tmp_path / "sqlite").iterdir())
    assert left == [f"quarterly-2024-25-Q2.{kind}" for kind in ("csv", "html", "json", "pdf")]
    for name in left:
        one, other = (tmp_path / folder / name for folder in ("sqlite", "postgres"))
        assert one.read_bytes() == other.read_bytes(), name
    report = json.loads((tmp_path / "sqlite" / "quarterly-2024-25-Q2.json").read_text())
    assert report
    figures = (tmp_path / "sqlite" / "quarterly-2024-25-Q2.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(figures.splitlines()))) > 20


@pytest.mark.slow
def test_without_a_key_it_ends_with_one_sentence_before_it_begins(tmp_path):
    nobody_there = "postgres://nobody@127.0.0.1:1/none"
    out, data = tmp_path / "out", str(tmp_path / "data")
    done = _run(out, "SECRET_KEY", DATABASE_URL=nobody_there, CARP_DATA=data)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"CommandError: {NO_KEY}\n"
    assert not out.exists()


@pytest.mark.parametrize("command", ["demo load", "serve", "web"])
def test_no_command_that_signs_begins_without_a_key(command, settings):
    settings.SECRET_KEY = ""

    with pytest.raises(CommandError) as refused:
        call_command(*command.split())
    assert str(refused.value) == NO_KEY
