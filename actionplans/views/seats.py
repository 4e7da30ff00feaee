"""Who sits on which group, for which term; kept by administrators."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.forms.meetings import EndSeatForm, SeatForm
from actionplans.selectors import boards, cadence
from actionplans.views import board_tables, seat_tables
from carp.council import packs
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import Group
from carp.web.requests import Request, posted


@require_safe
def group_list(request: Request) -> HttpResponseBase:
    """Every group with its kind, parent, quorum, chair, secretary and when it is due to meet."""
    permissions.can_see_seats(request.user).require()
    table = board_tables.group_table()
    if request.GET.get("format") == "csv":
        return table.csv("groups")
    return render(request, "boards/group_list.html", {"table": table})


@require_safe
def seat_list(request: Request, code: str) -> HttpResponseBase:
    """Every seat of a group, past ones too, with what its members declared."""
    permissions.can_see_seats(request.user).require()
    group = get_object_or_404(Group.objects.select_related("parent"), code=code)
    may_seat = permissions.can_seat(request.user)
    seats = seat_tables.seat_table(group, boards.seats(group), linked=may_seat.allowed)
    interests = seat_tables.interest_table(boards.interests_of_members(group, request.user))
    tables = {"seats": seats, "interests": interests}
    if (chosen := request.GET.get("format", "").removesuffix("-csv")) in tables:
        return tables[chosen].csv(f"{code}-{chosen}")
    context = {
        "group": group,
        "kind": group.kind.replace("_", " ").capitalize(),
        "remit": packs.current().items("groups").get(code),
        "due": cadence.dues([group])[group.pk],
        "may_read": permissions.can_read(request.user),
        "may_seat": may_seat,
        **tables,
    }
    return render(request, "boards/seat_list.html", context)


@require_http_methods(["GET", "POST"])
def seat_new(request: Request, code: str) -> HttpResponseBase:
    """Give somebody a seat."""
    permissions.can_seat(request.user).require()
    group = get_object_or_404(Group, code=code)
    form = SeatForm(posted(request))
    if form.is_valid():
        given = dict(form.cleaned_data)
        person = form.people[given.pop("person")]
        with form.showing_refusals():
            governance.seat(person, group, by=request.user, **given)
            messages.success(request, f"{person} has the seat.")
            return redirect("boards:seat-list", code)
    return render(request, "boards/seat_new.html", {"group": group, "form": form})


@require_http_methods(["GET", "POST"])
def seat_end(request: Request, code: str, key: int) -> HttpResponseBase:
    """Say which day of a seat is its last."""
    permissions.can_seat(request.user).require()
    group = get_object_or_404(Group, code=code)
    seat = get_object_or_404(group.memberships.select_related("user"), pk=key)
    form = EndSeatForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.end_seat(seat, by=request.user, **form.cleaned_data)
            messages.success(request, "The last day of the seat has been saved.")
            return redirect("boards:seat-list", code)
    return render(request, "boards/seat_end.html", {"group": group, "seat": seat, "form": form})
