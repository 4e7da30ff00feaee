"""Every page that somebody can reach by links: axe, no sideways scroll, errors that focus.

Each role walks the portal from the landing page; a page is looked at once for each kind of
address. What no link reaches is named, so that a page cannot hide from this test.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.access import PAGES
from tests.journeys.conftest import Visitor

WALKERS = (
    "",
    "Nominated Officer",
    "Lead Officer",
    "Service Manager",
    "Housing Board Chair",
    "Management Team Chair",
    "Board Secretary",
    "Fund Manager",
    "Performance Officer",
    "Ward Member",
    "Administrator",
)
NO_PAGE = {"web:alive", "web:ready", "web:brand"}
NARROWEST = {"width": 320, "height": 640}
WIDTHS = ({"width": 360, "height": 740}, {"width": 1280, "height": 900})


def _name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _links(visitor: Visitor) -> list[str]:
    found = visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    ours = [link.split("#")[0] for link in found if link.startswith(visitor.address)]
    return [link for link in ours if "format=csv" not in link and "/download/" not in link]


def _walk(visitor: Visitor, seen: set[str]) -> Iterator[str]:
    """The names of pages that this walker reaches first, each while it is open."""
    waiting = [f"{visitor.address}/"]
    tried = set()
    while waiting:
        address = waiting.pop(0)
        name = _name_of(address)
        if not name or name in tried:
            continue
        tried.add(name)
        answer = visitor.page.goto(address)
        assert answer is not None
        if answer.status == 403:
            continue
        assert answer.status == 200, f"{address}: {answer.status}"
        waiting += _links(visitor)
        if name not in seen:
            seen.add(name)
            yield name


def test_every_page_is_accessible_and_fits(visitor):
    seen: set[str] = set()
    for walker in WALKERS:
        if walker:
            visitor.sign_in(walker)
        for name in _walk(visitor, seen):
            if name in NO_PAGE:
                continue
            for width in WIDTHS:
                visitor.page.set_viewport_size(width)
                visitor.look(name.replace(":", "-"))
            visitor.page.set_viewport_size(NARROWEST)
            visitor.fits(name)
            _errors_focus_their_fields(visitor, name)
            visitor.page.set_viewport_size(WIDTHS[1])
    readable = {name for name, page in PAGES.items() if page.method == "get"}
    assert readable - seen - NO_PAGE - UNLINKED == set()


UNLINKED = {
    "account_inactive",  # shown only to a closed account
    "account_reauthenticate",  # asked for only before a sensitive act
    "account_reset_password_from_key",  # its link is in a mail
    "account_reset_password_from_key_done",
    "account_reset_password_done",
}


def _errors_focus_their_fields(visitor: Visitor, name: str) -> None:
    """Send the page's form empty; each error in the summary must move focus to its field."""
    form = visitor.page.locator("main form[method='post'][novalidate]").first
    if (
        not form.count()
        or not form.locator("input:visible, textarea:visible, select:visible").count()
    ):
        return
    form.locator("input[type='text'], textarea").evaluate_all(
        "fields => fields.forEach(field => { field.value = '' })"
    )
    before = visitor.page.url
    form.locator("button").last.click()
    links = visitor.page.locator(".govuk-error-summary__list a")
    if not links.count():
        visitor.page.goto(before)
        return
    assert visitor.page.title().startswith("Error: "), name
    for index in range(links.count()):
        target = links.nth(index).get_attribute("href")
        links.nth(index).click()
        focused = visitor.page.evaluate("'#' + document.activeElement.id")
        assert focused == target, f"{name}: {target} focuses {focused}"
    visitor.look(f"{name.replace(':', '-')}-with-errors")
    visitor.page.goto(before)


@pytest.mark.parametrize("path", ["/no-such-page/", "/register/CAR-1999-0001/"])
def test_missing_pages_help(visitor, path):
    visitor.sign_in("Nominated Officer")
    answer = visitor.page.goto(visitor.address + path)
    assert answer.status == 404
    visitor.look("not-found")
