"""The pages of the portal against a plain view: P1 to P6 and P14. `python -m bench.pages`

Each request goes in bytes through the WSGI application that the web server calls. Read are CPU
time, and wall where the goal says so; the anchors take turns with the pages.
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
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import anchors
from bench.cores import apart
from bench.databases import reading
from bench.findings import Finding, milliseconds, tell
from bench.measure import Taken, at_once, in_turns, p95, ratios
from bench.web import Application, Visitor
from carp.accounts.models import User
from carp.council import packs
from carp.web import keyset
from carp.wsgi import application
from register.models import Area
from triggers.models import TriggerReport

QUEUE, EVERY = reverse("triggers:triage-list"), reverse("triggers:triage-tab", args=["all"])
FORM = reverse("triggers:report-inside")
CONNECTIONS = 4
POSTS, VISITORS = 40, 200


def main() -> None:
    portal = signed_in(application)
    portal.take_token(FORM)
    plain = Visitor(anchors.plain_application())
    tell([*reads(portal, plain), *writes(plain), *queries(portal)])


def signed_in(application: Application) -> Visitor:
    """A nominated officer with a new session."""
    session = session_of(User.objects.order_by("pk")[0])
    with reading("tenth"):
        session.save(must_create=True)
    return Visitor(application, {settings.SESSION_COOKIE_NAME: str(session.session_key)})


def session_of(officer: User) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.create()
    return session


def tenth(portal: Visitor, path: str) -> None:
    with reading("tenth"):
        portal.get(path)


def reads(portal: Visitor, plain: Visitor) -> Iterator[Finding]:
    with apart(portal, plain):
        taken = in_turns(
            {
                "plain": lambda: plain.get("/bench/plain/"),
                "minimal": lambda: portal.get("/bench/minimal/"),
                "empty": lambda: portal.get("/bench/empty/"),
                "select": anchors.select_one,
                "queue": lambda: portal.get(QUEUE),
                "list": lambda: portal.get(EVERY),
                "tenth": lambda: tenth(portal, EVERY),
                "deepest": lambda: portal.get(deepest()),
                "form": lambda: portal.get(FORM),
                "admin": lambda: portal.get(anchors.ADMIN_LIST),
            }
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
    yield against("select", taken["select"], taken["plain"], note="SELECT 1, CPU")


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


def writes(plain: Visitor) -> Iterator[Finding]:
    officers = officers_at_work()
    fields, queue = answers(), cycle(officers)

    def post() -> None:
        next(queue).post(FORM, **fields, key=secrets.token_urlsafe(32))

    def look() -> None:
        plain.get("/bench/plain/")

    with apart(plain, *officers):
        taken = in_turns({"plain": look, "post": post})
    yield against("P6-cpu", taken["post"], taken["plain"])
    rounds = []
    for _ in range(5):
        waits = at_once(look, workers=CONNECTIONS, times=POSTS * 5)
        rounds.append((p95(at_once(post, workers=CONNECTIONS, times=POSTS)), p95(waits)))
    posted, looked = ([round_[side] for round_ in rounds] for side in (0, 1))
    middle = sorted(posted)[2]
    anchor = f"plain {milliseconds(sorted(looked)[2])}"
    yield Finding("P6-p95", ratios(posted, looked), milliseconds(middle), anchor)
    yield Finding("P6-wait", [wait * 1000 for wait in posted], milliseconds(middle))


def officers_at_work() -> list[Visitor]:
    """So many that nobody's session fills with the news of what was sent, which no page shows."""
    first = signed_in(application)
    first.take_token(FORM)
    with transaction.atomic():
        others = [signed_in(application) for _ in range(VISITORS)]
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


def queries(portal: Visitor) -> Iterator[Finding]:
    """How many each list asks, at a tenth of the rows and at all of them."""
    inside = Visitor(get_wsgi_application(), portal.cookies)
    paths = (QUEUE, EVERY, "/register/", "/plans/", "/fund/", "/fund/allocations/")
    counts = {path: (count(inside, path, "tenth"), count(inside, path)) for path in paths}
    most = max(max(pair) for pair in counts.values())
    told = ", ".join(f"{path} {whole}" for path, (_small, whole) in counts.items())
    yield Finding("P4", [most], told)
    yield Finding("P4-same", [sum(small != whole for small, whole in counts.values())])


def count(inside: Visitor, path: str, alias: str = "default") -> int:
    """Queries of one page by the second visit; the roles of one person are the same in both."""
    packs.FRESH_SECONDS = 3600.0  # else now and then one looks whether the pack is still so
    with reading(alias):
        inside.get(path)
        with CaptureQueriesContext(connections[alias]) as captured:
            inside.get(path)
    return len(captured)


if __name__ == "__main__":
    main()
