"""A portal with its demonstration, started as a newcomer does, and a browser to use it with."""

import datetime as dt
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
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "test-results" / "pictures"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
PATIENCE = 15_000  # milliseconds, on a busy machine
NARROWEST = {"width": 320, "height": 640}
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


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


@dataclass
class Visitor:
    """Somebody at a screen: opens pages, signs in, looks."""

    page: Page
    address: str

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def sign_in(self, name: str) -> None:
        """Be one of the demonstration's people."""
        self.page.context.clear_cookies()
        self.go("/sign-in/")
        self.page.get_by_role("button", name=f"Sign in as {name}").click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def is_asked_which(self) -> bool:
        """“Is it one of these?” comes only where the council knows of communities like it."""
        return urlsplit(self.page.url).path == "/report/known/"

    def fill(self, **answers: str) -> None:
        """Type answers by the labels of their fields; _ is a space, __ a hyphen."""
        for label, answer in answers.items():
            words = label.replace("__", "-").replace("_", " ")
            self.page.get_by_label(words).fill(answer)

    def type_date(self, question: str, date: dt.date) -> None:
        group = self.page.get_by_role("group", name=question)
        for part, number in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
            group.get_by_label(part).fill(str(number))

    def tick(self, *labels: str) -> None:
        """Tick boxes or choose answers by their labels."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def look(self, name: str) -> None:
        """No accessibility fault, no sideways scroll, and a picture to look at."""
        assert self.faults() == [], name
        self.picture(name)

    def faults(self) -> list[str]:
        """What is wrong with the open page at the width of the window."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        told = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
        return told + self.overflow()

    def overflow(self) -> list[str]:
        """By how much the page scrolls sideways; empty when it does not."""
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"scrolls sideways by {wider} px: {self._widest()}"] if wider > 0 else []

    def _widest(self) -> str:
        """What reaches furthest to the right, so that it need not be looked for."""
        return str(
            self.page.evaluate(
                """() => [...document.querySelectorAll('body *')]
                    .map(each => [each.getBoundingClientRect().right, each])
                    .sort((a, b) => b[0] - a[0])[0][1].outerHTML.slice(0, 120)"""
            )
        )

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        width = self.page.viewport_size["width"]
        self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def visitor(browser, portal) -> Iterator[Visitor]:
    """Somebody at a wide screen with scripts on."""
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(PATIENCE)
    yield Visitor(context.new_page(), portal)
    context.close()


@pytest.fixture
def plain_visitor(browser, portal) -> Iterator[Visitor]:
    """Somebody on a phone with scripts off."""
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    context.set_default_timeout(PATIENCE)
    yield Visitor(context.new_page(), portal)
    context.close()
