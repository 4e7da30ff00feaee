"""A board: who sits on it, when it meets, what waits for it, and what it delegated."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actionplans.selectors import boards, cadence
from actionplans.selectors.board import Board
from actionplans.views import board_tables
from carp.council import packs
from carp.governance import permissions
from carp.governance.models import Group
from carp.web.requests import Request


def group_or_404(request: Request, code: str) -> Group:
    """A board by the code in the address, for whoever reads boards' business."""
    permissions.can_read(request.user).require()
    group = Group.objects.of_code(code)
    if group is None:
        raise Http404
    return group


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
    board = _board_or_404(request, code)
    context = {
        "group": board.group,
        "board": board,
        "remit": packs.current().items("groups").get(code),
        "tables": {part: table(board) for part, table in board_tables.TABLES.items()},
    }
    return render(request, "boards/board_detail.html", context)


def _board_or_404(request: Request, code: str) -> Board:
    permissions.can_read(request.user).require()
    groups = cadence.with_days(Group.objects.all())
    return Board(get_object_or_404(groups, code=code), request.user)


@require_safe
def board_csv(request: Request, code: str, part: str) -> HttpResponseBase:
    """One table of a board as CSV."""
    board = _board_or_404(request, code)
    if part not in board_tables.TABLES:
        raise Http404(part)
    return board_tables.TABLES[part](board).csv(f"{code}-{part}")
