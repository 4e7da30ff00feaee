"""Searching among all reports, and what the index costs who sends one: P7 and P8.

`python -m bench.search`
"""

import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from urllib.parse import urlencode

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.db import connection

from bench.findings import Finding, milliseconds, tell
from bench.measure import in_turns, ratios
from bench.pages import EVERY, FORM, answers, officers_at_work, signed_in
from bench.served import Served, served
from bench.web import Visitor
from triggers.models import REPORT_INDEX, TriggerReport

# From what one report in twenty says to what most do.
WORDS = {
    "two words": "meadow surgery",
    "a phrase": '"priory close"',
    "a beginning": "willo",
    "a common word": "summer",
}
SENT, ROUNDS = 40, 8
TABLE, INSERT = REPORT_INDEX.of, f"{REPORT_INDEX.name}_insert"
kept: set[str] = set()


def main() -> None:
    with served(os.environ["DATABASE_URL"]) as server:
        tell([*found(Visitor(server, signed_in())), *sent(server)])


def found(officer: Visitor) -> Iterator[Finding]:
    """The page of each search against the same page without one."""
    rare = TriggerReport.objects.order_by("pk")[0].reference
    typed = WORDS | {"rare": rare}
    pages = {name: search(officer, words) for name, words in typed.items()}
    taken = in_turns({"list": lambda: officer.get(EVERY), **pages}, cpu=officer.server.cpu)
    anchor = f"list {milliseconds(taken['list'].median)}"
    over = {name: ratios(taken[name].cpu, taken["list"].cpu) for name in pages}
    slowest = max(WORDS, key=lambda name: statistics.median(over[name]))
    for goal, name in (("P7", slowest), ("P7-rare", "rare")):
        yield Finding(goal, over[name], milliseconds(taken[name].median), anchor)
    for name in WORDS:
        value = milliseconds(taken[name].median)
        yield Finding("search", over[name], value, anchor, f"search for {name}, CPU")


def search(officer: Visitor, typed: str) -> Callable[[], object]:
    address = f"{EVERY}?{urlencode({'q': typed})}"
    return lambda: officer.get(address)


def sent(server: Served) -> Iterator[Finding]:
    """The same report with the triggers of the index and, in turn, without."""
    fields, officers = answers(), cycle(officers_at_work(server))

    def send() -> None:
        next(officers).post(FORM, **fields, key=secrets.token_urlsafe(32))

    send()
    with_index: list[float] = []
    without: list[float] = []
    for turn in range(ROUNDS):
        for fed in (True, False) if turn % 2 else (False, True):
            feed(fed)
            (with_index if fed else without).append(p50(send))
    feed(True)
    middle = statistics.median(with_index)
    anchor = f"without {milliseconds(statistics.median(without))}"
    yield Finding("P8", ratios(with_index, without), milliseconds(middle), anchor)


def feed(fed: bool) -> None:
    """Whether the index hears of new reports."""
    word = "ENABLE ALWAYS" if fed else "DISABLE"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} {word} TRIGGER {INSERT}")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [INSERT])
        kept.update(row[0] for row in cursor.fetchall())
        cursor.execute(f"DROP TRIGGER IF EXISTS {INSERT}")
        if fed:
            cursor.execute(*kept)


def p50(call: Callable[[], None]) -> float:
    walls = []
    for _ in range(SENT):
        start = time.perf_counter()
        call()
        walls.append(time.perf_counter() - start)
    return statistics.median(walls)


if __name__ == "__main__":
    main()
