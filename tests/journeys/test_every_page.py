"""Every page that somebody can reach by links: axe, no sideways scroll, errors that focus.

Each role walks the portal from the landing page; a page is looked at once for each kind of
address. What no link reaches is named, so that a page cannot hide from this test. All faults
are gathered, so that one run tells the whole.
"""

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.access import PAGES
from tests.journeys.visitor import NARROW, NARROWEST, WIDE, Visitor
from tests.journeys.walk import NO_PAGE, walk

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
    "Food Bank Lead",
    "Safeguarding Lead",
    "Administrator",
)
# No link leads here: a mail does, a closed account, or a form's answer.
BY_ADDRESS = (
    "account_inactive",
    "account_logout",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
)
GONE_WHEN_SENT = {"triggers-report-check"}
ASKS = "input:visible, textarea:visible, select:visible"


@pytest.mark.slow
def test_every_page_is_accessible_and_fits(visitor):
    seen: set[str] = set()
    faults: dict[str, list[str]] = {}
    dead: list[str] = []
    for walker in WALKERS:
        if walker:
            visitor.sign_in(walker)
        for name in chain(walk(visitor, seen, dead), LATER.get(walker, _nothing)(visitor)):
            seen.add(name)
            if found := _faults_of(visitor, name.replace(":", "-")):
                faults[name] = found
    assert faults == {}
    assert dead == []
    readable = {name for name, page in PAGES.items() if page.method == "get"}
    assert readable - seen - NO_PAGE == set()


def _nothing(_visitor: Visitor) -> Iterator[str]:
    return iter(())


def _public_report(visitor: Visitor) -> Iterator[str]:
    """The pages of a report from outside that only answers open; each question by its name."""
    visitor.page.context.clear_cookies()
    visitor.go("/report/danger/")
    visitor.tick("Yes")
    visitor.press("Save and come back later")
    yield "triggers:report-save"
    visitor.tick("Show me a code to write down or print")
    visitor.press("Save my answers")
    yield "triggers:report-saved"
    code = visitor.page.locator(".carp-receipt").inner_text().split()[-1]
    visitor.go(reverse("triggers:report-resume-link", args=[code]))
    yield "triggers:report-resume-link"
    visitor.press("Open my answers")
    visitor.go("/report/danger/")
    visitor.press("Continue")
    yield "triggers:report-danger"
    visitor.press("Go on with the report")
    for labels, answers in ANSWERS:
        yield f"triggers:report-step-{urlsplit(visitor.page.url).path.split('/')[-2]}"
        visitor.tick(*labels)
        visitor.fill(**answers)
        visitor.press("Continue")
        if visitor.is_asked_which():
            yield "triggers:report-known"
            visitor.press("Continue")
    yield "triggers:report-check"
    visitor.press("Send report")
    yield "triggers:report-done"


ANSWERS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("I live in the community or nearby",), {}),
    (("A place",), {"Where_is_it": "The green"}),
    (("Older people", "A street"), {}),
    ((), {"What_is_happening": "The path is broken and older people stay at home."}),
    (("Getting worse",), {}),
    (("Increase in complaints about a specific issue",), {}),
    (("Soon",), {}),
    ((), {}),
    ((), {}),
    (("Please do not contact me",), {}),
)


def _lost_and_chosen_passwords(visitor: Visitor) -> Iterator[str]:
    """Somebody loses a password and reads the mail; then changes the new one."""
    visitor.page.context.clear_cookies()
    visitor.go(reverse("account_reset_password"))
    visitor.fill(E__mail_address="administrator@demonstration.example")
    visitor.press("Send the link")
    link = re.search(r"http\S+", _mail_about(visitor, "password"))
    assert link is not None
    visitor.page.goto(link[0])
    yield "account_reset_password_from_key"
    for label in ("New password", "New password again"):
        visitor.page.get_by_label(label, exact=True).fill(PASSWORD)
    visitor.press("Save the new password")
    visitor.sign_in("Administrator")
    visitor.go(reverse("account_change_password"))
    yield "account_change_password"
    for name in BY_ADDRESS:
        visitor.go(reverse(name))
        yield name


def _mail_about(visitor: Visitor, subject: str) -> str:
    """The newest mail of a subject; the worker may need a moment to send it."""
    mails = visitor.page.get_by_role("main").get_by_role("link", name=re.compile(subject))
    for _try in range(60):
        visitor.go("/demonstration/outbox/")
        if mails.count():
            break
        visitor.page.wait_for_timeout(500)
    mails.first.click()
    return visitor.page.get_by_role("main").inner_text()


def _restricted_report(visitor: Visitor) -> Iterator[str]:
    """The pages of a restricted report, which only a reason opens."""
    visitor.go("/triage/queue/all/?q=witness")
    visitor.page.locator("tbody").get_by_role("link", name=re.compile("TRG-")).first.click()
    visitor.fill(Why_do_you_open_this_report="To see whether every page is as it should be.")
    visitor.press("Open the report")
    yield "triggers:triage-detail-restricted"
    visitor.follow("Who may find it")
    yield "triggers:triage-restriction"


PASSWORD = "three odd words together"
LATER = {
    "": _public_report,
    "Nominated Officer": _restricted_report,
    "Administrator": _lost_and_chosen_passwords,
}


def _faults_of(visitor: Visitor, name: str) -> list[str]:
    """Look at the open page at three widths, then at what it says to an empty form."""
    found = _look(visitor, name)
    visitor.page.set_viewport_size(NARROWEST)
    found += visitor.overflow()
    visitor.page.set_viewport_size(WIDE)
    return found + _faults_of_errors(visitor, name)


def _look(visitor: Visitor, name: str) -> list[str]:
    found = []
    for width in (NARROW, WIDE):
        visitor.page.set_viewport_size(width)
        found += visitor.faults()
        visitor.picture(name)
    return found


def _faults_of_errors(visitor: Visitor, name: str) -> list[str]:
    """Send the page's form empty; each error in the summary must move focus to its field."""
    forms = visitor.page.locator("main form[method='post'][novalidate]")
    form = forms.filter(has=visitor.page.locator(ASKS)).last
    if name in GONE_WHEN_SENT or not form.count():
        return []
    form.locator(
        "input:not([type='hidden'], [type='radio'], [type='checkbox']), textarea"
    ).evaluate_all("fields => fields.forEach(field => { field.value = '' })")
    before = visitor.page.url
    form.locator("button:visible").last.click()
    links = visitor.page.locator(".govuk-error-summary__list a")
    found = []
    if links.count():
        if not visitor.page.title().startswith("Error: "):
            found.append("the title does not begin with Error")
        found += _unfocused(visitor)
        visitor.page.set_viewport_size(NARROW)
        found += visitor.faults()
        visitor.picture(f"{name}-with-errors")
        visitor.page.set_viewport_size(WIDE)
    visitor.page.goto(before)
    return found


def _unfocused(visitor: Visitor) -> list[str]:
    """Errors whose link does not lead to their field."""
    links = visitor.page.locator(".govuk-error-summary__list a")
    found = []
    for index in range(links.count()):
        target = links.nth(index).get_attribute("href")
        links.nth(index).click()
        focused = visitor.page.evaluate("'#' + document.activeElement.id")
        if focused != target:
            found.append(f"the error {target} focuses {focused}")
    return found


@pytest.mark.parametrize("path", ["/no-such-page/", "/register/CAR-1999-0001/"])
def test_missing_pages_help(visitor, path):
    visitor.sign_in("Nominated Officer")
    answer = visitor.page.goto(visitor.address + path)
    assert answer.status == 404
    visitor.look("not-found")
