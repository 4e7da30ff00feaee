"""A board: who sits on it, when it meets, what waits for it, and what it delegated."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actionplans.selectors import boards, cadence
from actionplans.views import board_tables
from carp import clock
from carp.council import packs
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import Group
from carp.web.requests import Request


def group_or_404(request: Request, code: str) -> Group:
    """A board by the code in the address, for whoever reads boards' business."""
    permissions.can_read(request.user).require()
    return get_object_or_404(Group, code=code)


@require_safe
def board_list(request: Request) -> HttpResponseBase:
    """The boards, one's own first, with what waits for each."""
    permissions.can_read(request.user).require()
    cards = boards.board_cards(request.user)
    others = board_tables.card_table([card for card in cards if not card.is_mine])
    if request.GET.get("format") == "csv":
        return board_tables.card_table(cards).csv("boards")
    context = {
        "mine": [card for card in cards if card.is_mine],
        "others": others,
        "tasks": boards.tasks_of(request.user).count(),
    }
    return render(request, "boards/board_list.html", context)


@require_safe
def board_detail(request: Request, code: str) -> HttpResponseBase:
    """Everything about one board on one page."""
    group = group_or_404(request, code)
    tables = {part: table(group, request.user) for part, table in board_tables.TABLES.items()}
    context = {
        "group": group,
        "remit": packs.current().items("groups").get(code),
        "next_meeting": governance.next_meeting(group, on=clock.today()),
        "due": cadence.dues([group])[group.pk],
        "tables": tables,
        "referrals_hidden": boards.referrals_hidden(
            group, request.user, len(tables["referrals"].rows)
        ),
        "decisions": boards.latest_decisions(group, request.user),
        "may_run": permissions.can_run(request.user, group),
    }
    return render(request, "boards/board_detail.html", context)


@require_safe
def board_csv(request: Request, code: str, part: str) -> HttpResponseBase:
    """One table of a board as CSV."""
    group = group_or_404(request, code)
    if part not in board_tables.TABLES:
        raise Http404(part)
    return board_tables.TABLES[part](group, request.user).csv(f"{code}-{part}")
