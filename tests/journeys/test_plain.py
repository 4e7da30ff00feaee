"""Where the front-end packages could not be fetched, our own small stylesheet does."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import PATIENCE, running
from tests.journeys.visitor import NARROW, NARROWEST, ROOT, WIDE, Visitor

LEFT_OUT = {"build", "__pycache__"}


@pytest.fixture(scope="module")
def bare_portal(tmp_path_factory) -> Iterator[str]:
    """The portal from a copy of its files without what the set-up builds."""
    home = tmp_path_factory.mktemp("bare")
    for name in ("carp", "register", "triggers", "actionplans", "funds", "reporting"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for name in ("static", "templates"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("build"))
    shutil.copy(ROOT / "manage.py", home)
    with running(home, tmp_path_factory.mktemp("bare-data")) as address:
        yield address


def test_pages_are_readable_without_the_build(browser, bare_portal):
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context.new_page(), bare_portal)
    faults = {path: _faults(visitor, path) for path in ("/", "/report/", "/report/danger/")}
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/")
    reference = visitor.page.get_by_role("link", name=re.compile("^TRG-")).first.get_attribute(
        "href"
    )
    for path in ("/triage/", str(reference), "/report/inside/"):
        faults[path] = _faults(visitor, path)
    context.close()
    assert {path: found for path, found in faults.items() if found} == {}


def _faults(visitor: Visitor, path: str) -> list[str]:
    visitor.go(path)
    assert "/css/plain" in str(
        visitor.page.locator("link[rel='stylesheet']").first.get_attribute("href")
    )
    found = []
    for width in (NARROW, WIDE):
        visitor.page.set_viewport_size(width)
        found += visitor.faults()
        visitor.picture(f"plain-{Path(path).name or 'landing'}")
    visitor.page.set_viewport_size(NARROWEST)
    return found + visitor.overflow()
