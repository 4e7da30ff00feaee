"""The pages of the portal against a plain view: P1 to P6 and P14. `python -m bench.pages`

Each request goes over loopback to a server (bench/served.py). Read are the server's CPU time, and
wall where the goal says so; the anchors take turns with the pages.
"""

import os
import secrets
from collections.abc import Iterator
from itertools import cycle

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import anchors
from bench.databases import reading
from bench.findings import Finding, milliseconds, tell
from bench.measure import Taken, at_once, in_turns, p95, ratios
from bench.served import Served, served
from bench.web import Visitor
from carp.accounts.models import User
from carp.council import packs
from carp.web import keyset
from register.models import Area
from triggers.models import TriggerReport

QUEUE, EVERY = reverse("triggers:triage-list"), reverse("triggers:triage-tab", args=["all"])
FORM = reverse("triggers:report-inside")
PLAIN = "/bench/plain/"
CONNECTIONS = 4
POSTS, LOOKS, VISITORS = 40, 400, 8  # about as long for both


def main() -> None:
    whole_url, tenth_url = os.environ["DATABASE_URL"], os.environ["BENCH_TENTH_URL"]
    with served(whole_url) as whole, served(tenth_url) as tenth:
        cookies = signed_in()
        read = reads(Visitor(whole, cookies), Visitor(tenth, cookies))
        tell([*read, *writes(whole), *queries(cookies)])


def signed_in() -> dict[str, str]:
    """The cookie of a nominated officer with a new session, at both sizes."""
    return cookie_of(User.objects.order_by("pk")[0])


def cookie_of(person: User) -> dict[str, str]:
    """A session that both sizes know: their people were made in the same order."""
    session = session_of(person)
    with reading("tenth"):
        session.save(must_create=True)
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def session_of(officer: User) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.create()
    return session


def reads(portal: Visitor, tenth: Visitor) -> Iterator[Finding]:
    taken = in_turns(
        {
            "plain": lambda: portal.get(PLAIN),
            "minimal": lambda: portal.get("/bench/minimal/"),
            "empty": lambda: portal.get("/bench/empty/"),
            "queue": lambda: portal.get(QUEUE),
            "list": lambda: portal.get(EVERY),
            "tenth": lambda: tenth.get(EVERY),
            "deepest": lambda: portal.get(deepest()),
            "form": lambda: portal.get(FORM),
            "admin": lambda: portal.get(anchors.ADMIN_LIST),
        },
        cpu=lambda: portal.server.cpu() + tenth.server.cpu(),
    )
    yield against("P1", taken["minimal"], taken["plain"])
    yield against("P2", taken["list"], taken["plain"])
    yield against("P2-open", taken["queue"], taken["plain"])
    yield against("P3-size", taken["list"], taken["tenth"], "a tenth")
    yield against("P3-deep", taken["deepest"], taken["list"], "first page")
    yield against("P5", taken["form"], taken["plain"])
    yield against("P14-cpu", taken["admin"], taken["list"], "list page")
    wall = [taken["admin"].p50 / taken["list"].p50]
    value, anchor = taken["admin"].p50, f"list {milliseconds(taken['list'].p50)}"
    yield Finding("P14-p50", wall, milliseconds(value), anchor)
    yield against("empty", taken["empty"], taken["plain"], note="page round every page, CPU")


def against(goal: str, page: Taken, anchor: Taken, name: str = "plain", note: str = "") -> Finding:
    return Finding(
        goal,
        ratios(page.cpu, anchor.cpu),
        milliseconds(page.median),
        f"{name} {milliseconds(anchor.median)}",
        note,
    )


def deepest() -> str:
    """The page before the beginning of time is the last one."""
    return f"{EVERY}?before={keyset.cursor('1900-01-01T00:00:00+00:00', 0)}"


def writes(server: Served) -> Iterator[Finding]:
    plain, fields, queue = Visitor(server), answers(), cycle(officers_at_work(server))

    def post() -> None:
        next(queue).post(FORM, **fields, key=secrets.token_urlsafe(32))

    def look() -> None:
        plain.get(PLAIN)

    taken = in_turns({"plain": look, "post": post}, cpu=server.cpu)
    yield against("P6-cpu", taken["post"], taken["plain"])
    rounds = []
    for _ in range(5):
        waits = at_once(look, workers=CONNECTIONS, times=LOOKS)
        rounds.append((p95(at_once(post, workers=CONNECTIONS, times=POSTS)), p95(waits)))
    posted, looked = ([round_[side] for round_ in rounds] for side in (0, 1))
    middle = sorted(posted)[2]
    anchor = f"plain {milliseconds(sorted(looked)[2])}"
    yield Finding("P6-p95", ratios(posted, looked), milliseconds(middle), anchor)
    yield Finding("P6-wait", [wait * 1000 for wait in posted], milliseconds(middle))


def officers_at_work(server: Served) -> list[Visitor]:
    """Each with a session of their own, so that none of them writes to another's."""
    first = Visitor(server, signed_in())
    first.take_token(FORM)
    with transaction.atomic():
        others = [Visitor(server, signed_in()) for _ in range(VISITORS)]
    for other in others:
        other.cookies = first.cookies | other.cookies
        other.token = first.token
    return others


def answers() -> dict[str, object]:
    """A report as an officer would fill it in."""
    pack = packs.current()
    first = {name: next(iter(pack.items(name))) for name in ("categories", "extents", "trends")}
    return {
        "immediate_danger": "no",
        "community_kind": "place",
        "where": "The alleys behind Trinity Street",
        "area": Area.objects.wards()[0].pk,
        "categories": [first["categories"]],
        "extent": first["extents"],
        "people_affected": "40",
        "what": TriggerReport.objects.order_by("pk")[0].what,
        "since": "last summer",
        "trend": first["trends"],
        "sources": list(pack.items("sources"))[:2],
        "urgency": list(pack.items("urgencies"))[-1],
        "being_done": "A residents' group clears them each month.",
        "what_works": "",
        "evidence_link": "",
        "method": "email",
        "name": "Officer 1",
        "email": "officer1@council.example",
        "telephone": "",
        "safe_note": "",
    }


def queries(cookies: dict[str, str]) -> Iterator[Finding]:
    """How many each list asks, at a tenth of the rows and at all of them."""
    inside = visitor_inside(cookies)
    paths = (QUEUE, EVERY, "/register/", "/plans/", "/fund/", "/fund/allocations/")
    counts = {path: (count(inside, path, "tenth"), count(inside, path)) for path in paths}
    most = max(max(pair) for pair in counts.values())
    told = ", ".join(f"{path} {whole}" for path, (_small, whole) in counts.items())
    yield Finding("P4", [most], told)
    yield Finding("P4-same", [sum(small != whole for small, whole in counts.values())])


def visitor_inside(cookies: dict[str, str]) -> Client:
    """Somebody whom this process itself answers, so that the questions can be counted."""
    client = Client(SERVER_NAME="localhost")
    client.cookies.load(cookies)
    return client


def count(inside: Client, path: str, alias: str = "default") -> int:
    """Queries of one page by the second visit; the roles of one person are the same in both."""
    packs.FRESH_SECONDS = 3600.0  # else now and then one looks whether the pack is still so
    with reading(alias):
        inside.get(path)
        with CaptureQueriesContext(connections[alias]) as captured:
            inside.get(path)
    return len(captured)


if __name__ == "__main__":
    main()
