"""A board member's own page: what waits for them, to read and decide in the meeting room."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.selectors import desk
from actionplans.views.table import Table
from carp.governance import permissions
from carp.web.formats import day
from carp.web.requests import Request


@require_safe
def my_boards(request: Request) -> HttpResponseBase:
    """Each of one's boards with its next meeting, what waits, and what changed since."""
    permissions.can_read(request.user).require()
    desks = desk.desks(request.user)
    if request.GET.get("format") == "csv":
        return _table(desks).csv("what-waits")
    context = {
        "desks": desks,
        "drafts": desk.drafts_waiting(request.user),
        "tasks": desk.open_tasks(request.user),
    }
    return render(request, "boards/my_boards.html", context)


def _table(desks: list[desk.Desk]) -> Table:
    """Everything that waits, as a file."""
    rows = [
        (each.group.name, matter.title, matter.about, day(matter.on))
        for each in desks
        for matter in each.matters
    ]
    return Table("What waits", ("Board", "Matter", "About", "Meeting"), rows)
