"""Making an agenda: filling it, putting it in order, and putting items off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.forms.meetings import DeferForm, ItemForm, ItemInterestForm
from actionplans.selectors import boards
from actionplans.views.meetings import meeting_or_404
from carp.accounts.models import User
from carp.governance import agenda, permissions
from carp.governance import workflow as governance
from carp.governance.models import AgendaItem, Meeting
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted


def _for_change(request: Request, code: str, key: int) -> Meeting:
    meeting = meeting_or_404(request, code, key)
    permissions.can_run(request.user, meeting.group).require()
    return meeting


def _line_or_404(request: Request, meeting: Meeting, item: int) -> agenda.Line:
    """An item of which the person may know."""
    found = (line for line in agenda.read(meeting, request.user) if line.item.pk == item)
    if (line := next(found, None)) is None:
        raise Http404(item)
    return line


@require_POST
def agenda_fill(request: Request, code: str, key: int) -> HttpResponseBase:
    """Put everything on the agenda that waits and is on none."""
    meeting = _for_change(request, code, key)
    with telling_refusals(request):
        placed = len(governance.fill_agenda(meeting, by=request.user))
        said = "1 item was" if placed == 1 else f"{placed or 'No'} items were"
        messages.success(request, f"{said} put on the agenda.")
    return redirect("boards:meeting-detail", code, key)


@require_POST
def item_place(request: Request, code: str, key: int, kind: str, thing: int) -> HttpResponseBase:
    """Put one thing that waits on the agenda."""
    meeting = _for_change(request, code, key)
    source = agenda.source_of(kind)
    if source is None:
        raise Http404(kind)
    subject = get_object_or_404(
        source.waiting(meeting.group).filter(pk__in=source.known_to(request.user)), pk=thing
    )
    with telling_refusals(request):
        item = governance.place_item(meeting, subject, by=request.user)
        messages.success(request, f"{item.title} is on the agenda.")
    return redirect("boards:meeting-detail", code, key)


@require_http_methods(["GET", "POST"])
def item_new(request: Request, code: str, key: int) -> HttpResponseBase:
    """Put a matter in words on the agenda."""
    meeting = _for_change(request, code, key)
    form = ItemForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.add_item(meeting, by=request.user, **form.cleaned_data)
            messages.success(request, "It is on the agenda.")
            return redirect("boards:meeting-detail", code, key)
    context = {"group": meeting.group, "meeting": meeting, "form": form}
    return render(request, "boards/item_new.html", context)


@require_POST
def item_move(request: Request, code: str, key: int, item: int) -> HttpResponseBase:
    """Take an item one place up or down."""
    meeting = _for_change(request, code, key)
    moved = _line_or_404(request, meeting, item).item
    with telling_refusals(request):
        governance.move_item(moved, by=request.user, up=request.POST.get("to") == "up")
    return redirect("boards:meeting-detail", code, key)


@require_http_methods(["GET", "POST"])
def item_defer(request: Request, code: str, key: int, item: int) -> HttpResponseBase:
    """Put an item off to the next meeting."""
    meeting = _for_change(request, code, key)
    line = _line_or_404(request, meeting, item)
    form = DeferForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.defer_item(line.item, by=request.user, **form.cleaned_data)
            messages.success(request, f"{line.item.title} has been put off.")
            return redirect("boards:meeting-detail", code, key)
    context = _context(meeting, line.item, form) | {"later": governance.next_after(meeting)}
    return render(request, "boards/item_defer.html", context)


@require_http_methods(["GET", "POST"])
def item_interest(request: Request, code: str, key: int, item: int) -> HttpResponseBase:
    """Declare an interest in one item: one's own, or what a member said at the meeting."""
    meeting = meeting_or_404(request, code, key)
    permissions.can_declare(request.user).require()
    line = _line_or_404(request, meeting, item)
    if line.source is None:
        raise Http404(item)
    people = _people(request.user, meeting)
    form = ItemInterestForm(
        posted(request),
        people={pk: person.name for pk, person in people.items()},
        person=request.user.pk,
    )
    if form.is_valid():
        with form.showing_refusals():
            governance.declare_interest(
                people[form.cleaned_data["person"]],
                agenda.subject_of(line.item),
                by=request.user,
                nature=form.cleaned_data["nature"],
                meeting=meeting,
            )
            messages.success(request, "The interest has been declared.")
            return redirect("boards:meeting-detail", code, key)
    context = _context(meeting, line.item, form) | {"about": line.about}
    return render(request, "boards/item_interest.html", context)


def _people(user: User, meeting: Meeting) -> dict[int, User]:
    """Oneself; and whoever runs the board also its other members."""
    people = {user.pk: user}
    if permissions.can_run(user, meeting.group):
        people |= {seat.user_id: seat.user for seat in boards.members(meeting.group)}
    return people


def _context(meeting: Meeting, item: AgendaItem, form: Any) -> dict[str, Any]:
    return {"group": meeting.group, "meeting": meeting, "item": item, "form": form}
