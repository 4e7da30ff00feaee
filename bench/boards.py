"""The pages of a board and of a plan after years: P22. `python -m bench.boards`

Each page that a board or a plan has of its own, as a member of the board and as an officer open it,
against a plain view, and against the same page at a tenth of the size.
"""

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from actionplans.models import Plan
from bench import anchors
from bench.cores import apart
from bench.databases import reading
from bench.findings import Finding, milliseconds, tell
from bench.measure import Call, Taken, in_turns, ratios
from bench.pages import count, session_of
from bench.web import Visitor
from bench.years import BOARD
from carp.accounts.models import User
from carp.governance.models import Meeting

LIST, SECTIONS, WHOLE = "list", "sections", "whole"
KINDS = (LIST, SECTIONS, WHOLE)
SECONDS = 0.1


@dataclass(frozen=True)
class Page:
    """One page, and what it is: a list, sections of a few rows each, or a whole paper to read."""

    path: str
    kind: str = LIST
    of_member: bool = False


def pages() -> dict[str, Page]:
    """By the same names at any size; their addresses differ."""
    last = Meeting.objects.filter(state=Meeting.State.HELD).latest("on")
    coming = Meeting.objects.get(group=last.group, on__gt=last.on)
    return {**_of_the_board(last, coming), **_of_the_plan(Plan.objects.get())}


def _of_the_board(last: Meeting, coming: Meeting) -> dict[str, Page]:
    def page(name: str, *args: object, kind: str = LIST) -> Page:
        return Page(reverse(f"boards:{name}", args=args), kind, of_member=True)

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
    }


def main() -> None:
    found = pages()
    with reading("tenth"):
        tenth = pages()
    inside = {who: Visitor(get_wsgi_application(), cookies(who)) for who in (False, True)}
    plain = Visitor(anchors.plain_application())
    looks = {name: (lambda page=page: visit(inside, page)) for name, page in found.items()}
    chosen = slowest(found, looks)
    calls = {kind: looks[name] for kind, name in chosen.items()}
    with apart(plain):
        taken = in_turns({"plain": lambda: plain.get("/bench/plain/"), **calls}, seconds=SECONDS)
    tell([*costs(chosen, taken), *queries(found, tenth, inside)])


def visit(visitors: Mapping[bool, Visitor], page: Page) -> None:
    visitors[page.of_member].get(page.path)


def cookies(of_member: bool) -> dict[str, str]:
    """A session that both sizes know: their people were made in the same order."""
    member = User.objects.filter(memberships__group__code=BOARD).earliest("pk")
    session = session_of(member if of_member else Plan.objects.get().created_by)
    with reading("tenth"):
        session.save(must_create=True)
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def slowest(found: Mapping[str, Page], looks: Mapping[str, Call]) -> dict[str, str]:
    """Of each kind the page that costs most."""
    spent = {name: once(look) for name, look in looks.items()}
    by_kind = {kind: [name for name in found if found[name].kind == kind] for kind in KINDS}
    return {kind: max(names, key=spent.__getitem__) for kind, names in by_kind.items()}


def once(look: Call) -> float:
    """CPU seconds of a page when every cache is filled: the least of three."""
    look()
    spent = []
    for _ in range(3):
        start = time.process_time()
        look()
        spent.append(time.process_time() - start)
    return min(spent)


def costs(chosen: Mapping[str, str], taken: Mapping[str, Taken]) -> Iterator[Finding]:
    anchor = f"plain {milliseconds(taken['plain'].median)}"
    for kind, name in chosen.items():
        value = f"{name} {milliseconds(taken[kind].median)}"
        yield Finding(f"P22-{kind}", ratios(taken[kind].cpu, taken["plain"].cpu), value, anchor)


def queries(
    found: Mapping[str, Page], tenth: Mapping[str, Page], inside: Mapping[bool, Visitor]
) -> Iterator[Finding]:
    """How many the hungriest of each kind asks, and whether a tenth of the rows asks as many.

    A list that fits on one page does not count itself.
    """
    asked = {name: count(inside[page.of_member], page.path) for name, page in found.items()}
    fewer = {
        name: count(inside[page.of_member], page.path, "tenth") for name, page in tenth.items()
    }
    for goal, kinds in (("P22-asked", (LIST, SECTIONS)), ("P22-read", (WHOLE,))):
        names = [name for name, page in found.items() if page.kind in kinds]
        most = max(names, key=asked.__getitem__)
        yield Finding(goal, [asked[most]], most)
    more = [name for name, number in asked.items() if number > fewer[name] + 1]
    yield Finding("P22-same", [len(more)], ", ".join(more))


if __name__ == "__main__":
    main()
