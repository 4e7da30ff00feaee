"""Two versions of 300 actions beside each other, each action with other words: P21.

`python -m bench.compare`. The whole page, from the request in bytes to the answer.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.conf import settings
from django.urls import reverse

from actionplans import workflow
from actionplans.models import Plan
from bench.findings import Finding, milliseconds, tell
from bench.measure import p95
from bench.pages import session_of
from bench.served import served
from bench.web import Visitor
from bench.words import STREETS
from carp.accounts.models import User
from carp.council import packs
from tests import make

ACTIONS, LOOKS = 300, 20
BEFORE = "Clear and light the alleys behind {street}, with the residents who asked for it in June."
AFTER = "Clear, gate and light the alleys behind {street}, with the tenants who asked for it."


def main() -> None:
    packs.load(settings.COUNCIL_PACK)
    plan = make.plan()
    with_actions(plan)
    cookie = {settings.SESSION_COOKIE_NAME: str(session_of(plan.created_by).session_key)}
    path = reverse("actionplans:version-compare", args=[plan.reference])
    with served(os.environ["DATABASE_URL"]) as server:
        visitor = Visitor(server, cookie)
        # What a process reads when it has just started is no part of comparing.
        visitor.get(reverse("actionplans:version-list", args=[plan.reference]))
        tell(list(findings(visitor, path)))


def with_actions(plan: Plan) -> None:
    """Version 1, and version 2 in which each action has other words and a later day."""
    by: User = plan.created_by
    made = [make.action(plan, by=by, **said(BEFORE, number)) for number in range(ACTIONS - 1)]
    workflow.submit(plan, by=by)
    for number, action in enumerate(made):
        later = said(AFTER, number) | {"due_on": action.due_on + timedelta(days=number % 60 + 1)}
        workflow.change_action(action, by=by, details=make.action_details(**later))
    workflow.submit(plan, by=by)


def said(words: str, number: int) -> dict[str, str]:
    street = STREETS[number % len(STREETS)]
    return {"title": f"Alleys {number}", "outcome": words.format(street=street)}


def findings(visitor: Visitor, path: str) -> Iterator[Finding]:
    for look in ("side", "inline"):
        walls = []
        for _ in range(LOOKS):
            start = time.perf_counter()
            visitor.get(f"{path}?before=1&after=2&look={look}")
            walls.append(time.perf_counter() - start)
        middle = milliseconds(sorted(walls)[len(walls) // 2])
        yield Finding(f"P21-{look}", [p95(walls) * 1000], middle)


if __name__ == "__main__":
    main()
