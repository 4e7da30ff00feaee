"""Every page of the portal that somebody can reach by links, each kind of address once."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import count
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.journeys.visitor import Visitor

# Things of one kind differ by their state: so many of a kind are opened to find what they lead to.
OF_A_KIND = 14
OF_MANY_STATES = {
    "triggers:triage-detail": 40,
    "actionplans:plan-detail": 40,
    "actionplans:stage-detail": 80,  # seven of each plan
}
NO_PAGE = {
    "web:alive",
    "web:ready",
    "web:brand",
    "reporting:run-download",  # a file
    "reporting:run-progress",  # JSON for the progress bar
    "actionplans:plan-csv",
    "actionplans:monitoring-csv",
    "actionplans:version-csv",
    "actionplans:calendar-feed",  # a file for a calendar program
    "boards:task-late",  # asked only when a late task is ended: no link leads to it
    "actionplans:template-move",  # only when the council has a newer template
    "boards:board-csv",
    "boards:papers-pdf",
    "triggers:report-receipt",  # files, while what they show may be shown
    "triggers:report-saved-pdf",
}
HREF = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _links(text: str, address: str, ours: str) -> list[str]:
    found = [urljoin(address, unescape(href)).split("#")[0] for href in HREF.findall(text)]
    return [link for link in found if link.startswith(ours) and "format=" not in link]


def walk(
    visitor: Visitor,
    seen: set[str],
    dead: list[str],
    *,
    starts: str | tuple[str, ...] = "",
    of_a_kind: int = OF_A_KIND,
) -> Iterator[str]:
    """The names of pages that this walker reaches first, each while it is open.

    Links that lead to a refusal are dead: they should not have been offered. Only names that
    begin as ``starts`` says are followed, from the landing page on: by turns the link that was
    found first and the one that was found last, so that old things are opened as well as new.
    """
    waiting = [(f"{visitor.address}/", "")]
    opened: set[str] = set()
    often: Counter[str] = Counter()
    for turn in count():
        if not waiting:
            return
        address, origin = waiting.pop(-(turn % 2))
        name = name_of(address)
        most = OF_MANY_STATES.get(name, of_a_kind)
        if address in opened or not name or name in NO_PAGE or often[name] == most:
            continue
        if origin and not name.startswith(starts):
            continue
        opened.add(address)
        often[name] += 1
        answer = visitor.page.request.get(address)
        if answer.status != 200:
            dead.append(f"{origin} offers {address}: {answer.status}")
            continue
        links = _links(answer.text(), address, visitor.address)
        waiting += [(link, urlsplit(address).path) for link in links]
        name = name_of(answer.url)
        if name not in seen:
            seen.add(name)
            visitor.page.goto(address)
            yield name
