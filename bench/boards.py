"""The pages of a board and of a plan after years: P22. `python -m bench.boards`

Each page that a board or a plan has of its own, as a member of the board and as an officer open it,
against a plain view, and against the same page at a tenth of the size.
"""

import os
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.test import Client
from django.urls import reverse

from actionplans.models import Plan, PlanVersion
from bench.databases import reading
from bench.findings import Finding, milliseconds, tell
from bench.measure import Call, in_turns, ratios
from bench.pages import PLAIN, cookie_of, count, visitor_inside
from bench.served import Served, served
from bench.web import Visitor
from bench.years import BOARD
from carp.accounts.models import User
from carp.governance.models import Decision, Meeting
from triggers.models import Referral

LIST, SECTIONS, WHOLE = "list", "sections", "whole"
KINDS = (LIST, SECTIONS, WHOLE)
GOES_ON = b"after="  # in the address of the next page


@dataclass(frozen=True)
class Page:
    """One page, and what it is: a list, sections of a few rows each, or a whole paper to read."""

    path: str
    kind: str = LIST
    of_member: bool = False


def pages() -> dict[str, Page]:
    """By the same names at any size; their addresses differ."""
    last = Meeting.objects.filter(state=Meeting.State.HELD).latest("on")
    coming = Meeting.objects.filter(group=last.group).latest("on")
    plan = Plan.objects.get()
    return {**_of_the_board(last, coming), **_of_decisions(plan), **_of_the_plan(plan)}


def _board_page(name: str, *args: object, kind: str = LIST) -> Page:
    return Page(reverse(f"boards:{name}", args=args), kind, of_member=True)


def _of_the_board(last: Meeting, coming: Meeting) -> dict[str, Page]:
    page = _board_page

    return {
        "boards": page("board-list", kind=SECTIONS),
        "member's page": page("my-boards", kind=SECTIONS),
        "board": page("board-detail", BOARD, kind=SECTIONS),
        "meetings": page("meeting-list", BOARD),
        "meeting held": page("meeting-detail", BOARD, last.pk, kind=SECTIONS),
        "meeting to come": page("meeting-detail", BOARD, coming.pk, kind=SECTIONS),
        "papers held": page("papers", BOARD, last.pk, kind=WHOLE),
        "papers to come": page("papers", BOARD, coming.pk, kind=WHOLE),
        "decisions": page("decision-list", BOARD),
        "matters arising": page("matters-arising", BOARD, kind=WHOLE),
        "seats": page("seat-list", BOARD, kind=SECTIONS),
        "tasks": page("task-list"),
        "boards listed": page("group-list", kind=SECTIONS),
        "interests": page("interest-list", kind=SECTIONS),
        "attendance": page("attendance", BOARD, last.pk, kind=SECTIONS),
        **_of_an_item(coming),
    }


def _of_an_item(coming: Meeting) -> dict[str, Page]:
    """What is done with a thing of the next agenda."""
    item = coming.items.filter(subject_type=Referral._meta.label_lower).earliest("position")
    where = (BOARD, coming.pk, item.pk)
    return {
        "put off": _board_page("item-defer", *where, kind=SECTIONS),
        "interest in it": _board_page("item-interest", *where, kind=SECTIONS),
        "decide on a report": _board_page("referral-decide", BOARD, item.subject_id, kind=SECTIONS),
    }


def _of_decisions(plan: Plan) -> dict[str, Page]:
    """On the report before the board, on versions, and what is drafted and decided already."""
    page, about = _board_page, PlanVersion._meta.label_lower
    decisions = Decision.objects.filter(group__code=BOARD).order_by("-pk")
    decided = decisions.filter(state=Decision.State.CONFIRMED, subject_type=about)[0]
    drafts = decisions.filter(state=Decision.State.DRAFT)
    urgent, drafted = (drafts.get(opened_at__isnull=put) for put in (False, True))
    newest, in_force = plan.versions.order_by("-number")[:2]
    return {
        "decide on a version": page(
            "version-decide", BOARD, plan.reference, newest.number, kind=WHOLE
        ),
        "rule on a version": page(
            "version-rule", BOARD, plan.reference, in_force.number, kind=SECTIONS
        ),
        "decision": page("decision-detail", BOARD, decided.pk, kind=SECTIONS),
        "correct a decision": page("decision-correct", BOARD, decided.pk, kind=SECTIONS),
        "draft": page("decision-detail", BOARD, drafted.pk, kind=SECTIONS),
        "change a draft": page("decision-change", BOARD, drafted.pk, kind=SECTIONS),
        "vote on a draft": page("decision-detail", BOARD, urgent.pk, kind=SECTIONS),
    }


def _of_the_plan(plan: Plan) -> dict[str, Page]:
    action, last = plan.actions.earliest("pk"), plan.versions.latest("number")

    def page(name: str, *args: object, kind: str = LIST) -> Page:
        return Page(reverse(f"actionplans:{name}", args=(plan.reference, *args)), kind)

    return {
        "plan": page("plan-detail", kind=SECTIONS),
        "actions": page("action-list"),
        "action": page("action-status", action.pk, kind=SECTIONS),
        "own actions": Page(reverse("actionplans:my-actions"), SECTIONS),
        "every own action": Page(reverse("actionplans:my-action-list")),
        "versions": page("version-list"),
        "version": page("version-detail", last.number, kind=WHOLE),
        "submission": page("plan-submit", kind=SECTIONS),
        "compare": page("version-compare", kind=SECTIONS),
        "history": page("plan-history"),
        "stage": page("stage-detail", 1, kind=SECTIONS),
        "monitoring": page("monitoring-detail", kind=SECTIONS),
        "return": page("return-detail", 1, kind=SECTIONS),
        "every return": Page(reverse("actionplans:return-list")),
        "reviews": page("review-list"),
        "measure": page("measure-detail", 1, kind=SECTIONS),
        "minor revision": page("plan-revise", kind=SECTIONS),
        "earlier iteration": page("revision-detail", 1, 1, kind=SECTIONS),
        "write a return": page("return-write", 1, kind=SECTIONS),
        "change an action": page("action-change", action.pk, kind=SECTIONS),
        "evaluation": page("evaluation-detail", 1, kind=SECTIONS),
        "share": page("share-detail", plan.shares.get().pk, kind=SECTIONS),
        "version in force": page("version-detail", last.number - 1, kind=WHOLE),
    }


def main() -> None:
    found = pages()
    with reading("tenth"):
        tenth = pages()
    member = User.objects.filter(memberships__group__code=BOARD).earliest("pk")
    cookies = {True: cookie_of(member), False: cookie_of(Plan.objects.get().created_by)}
    with served(os.environ["DATABASE_URL"]) as server:
        costing = list(costs(found, server, cookies))
    inside = {who: visitor_inside(cookie) for who, cookie in cookies.items()}
    tell([*costing, *queries(found, tenth, inside), *sizes(found, tenth, inside)])


def costs(
    found: Mapping[str, Page], server: Served, cookies: Mapping[bool, dict[str, str]]
) -> Iterator[Finding]:
    """Of each kind the page that costs most."""
    visitors = {who: Visitor(server, cookie) for who, cookie in cookies.items()}

    def look(page: Page) -> Call:
        return lambda: visitors[page.of_member].get(page.path)

    looks = {name: look(page) for name, page in found.items()}
    chosen = slowest(found, {name: once(call, server) for name, call in looks.items()})
    calls = {kind: looks[name] for kind, name in chosen.items()}
    plain = Visitor(server)
    taken = in_turns({"plain": lambda: plain.get(PLAIN), **calls}, cpu=server.cpu)
    anchor = f"plain {milliseconds(taken['plain'].median)}"
    for kind, name in chosen.items():
        value = f"{name} {milliseconds(taken[kind].median)}"
        yield Finding(f"P22-{kind}", ratios(taken[kind].cpu, taken["plain"].cpu), value, anchor)


def slowest(found: Mapping[str, Page], spent: Mapping[str, float]) -> dict[str, str]:
    by_kind = {kind: [name for name in found if found[name].kind == kind] for kind in KINDS}
    return {kind: max(names, key=spent.__getitem__) for kind, names in by_kind.items()}


def once(look: Call, server: Served) -> float:
    """CPU seconds of a page when every cache is filled: the least of three."""
    look()
    spent = []
    for _ in range(3):
        start = server.cpu()
        look()
        spent.append(server.cpu() - start)
    return min(spent)


def queries(
    found: Mapping[str, Page], tenth: Mapping[str, Page], inside: Mapping[bool, Client]
) -> Iterator[Finding]:
    """How many the hungriest asks, and whether a tenth of the rows asks as many.

    A list that fits on one page does not count itself.
    """
    asked = {name: count(inside[page.of_member], page.path) for name, page in found.items()}
    fewer = {
        name: count(inside[page.of_member], page.path, "tenth") for name, page in tenth.items()
    }
    most = max(asked, key=asked.__getitem__)
    yield Finding("P22-asked", [asked[most]], most)
    more = [name for name, number in asked.items() if number > fewer[name] + 1]
    yield Finding("P22-same", [len(more)], ", ".join(more))


def sizes(
    found: Mapping[str, Page], tenth: Mapping[str, Page], inside: Mapping[bool, Client]
) -> Iterator[Finding]:
    """The list that grows most with its rows, of those that fill a page at a tenth of them."""
    grown = {}
    for name in (name for name, page in tenth.items() if page.kind == LIST):
        looks = {
            "tenth": looked(inside, tenth[name], "tenth"),
            "whole": looked(inside, found[name]),
        }
        if GOES_ON in looks["tenth"]().content:
            taken = in_turns(looks, cpu=time.process_time)
            grown[name] = ratios(taken["whole"].cpu, taken["tenth"].cpu)
    most = max(grown, key=lambda name: statistics.median(grown[name]))
    yield Finding("P22-size", grown[most], f"{most}, of {len(grown)}")


def looked(inside: Mapping[bool, Client], page: Page, alias: str = "default") -> Any:
    def look() -> Any:
        with reading(alias):
            return inside[page.of_member].get(page.path)

    return look


if __name__ == "__main__":
    main()
