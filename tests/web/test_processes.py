"""A family of processes ends wholly, and a service that falls rises again."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carp.web.processes import Family, Service, keep
from tests import processes

# A child that starts a child of its own, which neither asks nor listens.
STUBBORN = """
import os, pathlib, signal, subprocess, sys, time
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, *sys.argv, "grandchild"])
signal.signal(signal.SIGTERM, signal.SIG_IGN)
name = "grandchild" if len(sys.argv) == 3 else "child"
path = pathlib.Path(sys.argv[1], name)
path.with_suffix(".new").write_text(str(os.getpid()))
path.with_suffix(".new").rename(path)
time.sleep(60)
"""
SUPERVISOR = """
import sys, time
from carp.web.processes import Family
with Family(grace=0.2) as family:
    family.start([sys.executable, sys.argv[1] + "/script.py", sys.argv[1]])
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "script.py").write_text(STUBBORN)
    return tmp_path


def test_a_family_ends_with_its_grandchildren(folder):
    with Family(grace=0.2) as family:
        family.start([sys.executable, str(folder / "script.py"), str(folder)])
        everybody = [_number(folder / name) for name in ("child", "grandchild")]
        assert all(processes.lives(number) for number in everybody)
    processes.until(lambda: not any(processes.lives(number) for number in everybody))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_family_ends_when_its_supervisor_is_killed(folder, how):
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(folder)]) as supervisor:
        everybody = [_number(folder / name) for name in ("child", "grandchild")]
        supervisor.send_signal(how)
    processes.until(lambda: not any(processes.lives(number) for number in everybody))


def test_a_family_ends_without_its_guard(folder):
    with Family(grace=0.2) as family:
        family.start([sys.executable, str(folder / "script.py"), str(folder)])
        everybody = [_number(folder / name) for name in ("child", "grandchild")]
        family.guard.kill()
        family.guard.wait()
    processes.until(lambda: not any(processes.lives(number) for number in everybody))


def test_a_service_that_falls_is_started_again(tmp_path, capsys):
    lines = tmp_path / "starts"
    command = [sys.executable, "-c", f"open({str(lines)!r}, 'a').write('start\\n')"]
    service = Service("clerk", command)

    def twice():
        return lines.exists() and len(lines.read_text().splitlines()) == 2

    with Family(grace=0.2) as family:
        keep([service], family=family, until=twice)

    assert service.rest == 1.0
    assert "The clerk ended by itself (exit code 0)" in capsys.readouterr().err


def _number(path: Path) -> int:
    processes.until(path.exists)
    return int(path.read_text())
