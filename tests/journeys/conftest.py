"""A portal with its demonstration, started as a newcomer does, and a browser to use it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.keyboard import ByKeyboard
from tests.journeys.visitor import NARROW, ROOT, WIDE, Visitor

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds, on a busy machine


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.e2e)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, "the portal ended while it started"
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - ours
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail("the portal was not ready within three minutes")


@contextmanager
def running(home: Path, data: Path) -> Iterator[str]:
    """A portal with its demonstration from the files in ``home``; gives its address."""
    address = f"http://127.0.0.1:{_free_port()}"
    environment = os.environ | {
        "CARP_DATA": str(data),
        "CARP_DEMONSTRATION": "1",
        "CARP_HTTPS": "0",
        "CARP_OPEN_DATA": str(settings.OPEN_DATA_DIR),
        "CARP_REPORT_LEAST_SECONDS": "0",
        "CARP_REPORTS_AN_HOUR": "1000",
        "CARP_LOOKUPS_AN_HOUR": "1000",
        "DJANGO_SETTINGS_MODULE": "carp.settings",
    }
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", "serve", "--port", address.rpartition(":")[2]]
    with (data / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_ready(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> Iterator[str]:
    """The address of a running portal with the demonstration loaded.

    ``CARP_PORTAL`` names one that runs already, for trying a page again and again.
    """
    if already := os.environ.get("CARP_PORTAL"):
        yield already
        return
    with running(ROOT, tmp_path_factory.mktemp("portal")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "the journeys need Debian's chromium (apt install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def _at_a_screen(
    browser: Browser, portal: str, hands: type[Visitor] = Visitor, *, plain: bool = False
) -> Iterator[Visitor]:
    """Somebody at a wide screen with scripts on, or plain: on a phone with scripts off."""
    context = browser.new_context(viewport=NARROW if plain else WIDE, java_script_enabled=not plain)
    context.set_default_timeout(PATIENCE)
    yield hands(context.new_page(), portal, scripts=not plain)
    context.close()


@pytest.fixture
def visitor(browser, portal) -> Iterator[Visitor]:
    """Somebody at a wide screen with scripts on."""
    with _at_a_screen(browser, portal) as somebody:
        yield somebody


@pytest.fixture
def plain_visitor(browser, portal) -> Iterator[Visitor]:
    """Somebody on a phone with scripts off."""
    with _at_a_screen(browser, portal, plain=True) as somebody:
        yield somebody


@pytest.fixture(params=["scripts on", "scripts off"])
def person(request, browser, portal) -> Iterator[Visitor]:
    """Somebody without a mouse: at a wide screen, and on a phone with scripts off."""
    plain = request.param == "scripts off"
    with _at_a_screen(browser, portal, ByKeyboard, plain=plain) as somebody:
        yield somebody
