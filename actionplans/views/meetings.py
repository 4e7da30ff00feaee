"""Meetings: planned, with their agendas."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.forms.boards import MeetingForm
from actionplans.selectors import boards
from actionplans.views import board_tables
from actionplans.views.boards import group_or_404
from carp.accounts.verdicts import Refused
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.web.requests import Request
from triggers import workflow as triggers
from triggers.models import Referral


@require_http_methods(["GET", "POST"])
def meeting_new(request: Request, code: str) -> HttpResponseBase:
    """Put a meeting in the board's calendar."""
    group = group_or_404(request, code)
    permissions.can_run(request.user, group).require()
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            meeting = governance.schedule_meeting(group, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, "The meeting has been planned.")
            return redirect("boards:meeting-detail", group.code, meeting.pk)
    return render(request, "boards/meeting_new.html", {"group": group, "form": form})


@require_safe
def meeting_detail(request: Request, code: str, key: int) -> HttpResponseBase:
    """The agenda: reports put on it, plans that wait, and what was decided."""
    group = group_or_404(request, code)
    meeting = get_object_or_404(group.meetings, pk=key)
    agenda = board_tables.agenda_table(group, boards.agenda(meeting, request.user))
    if request.GET.get("format") == "csv":
        return agenda.csv(f"{code}-{meeting.on}-agenda")
    waiting = boards.referrals_waiting(group, request.user)
    context = {
        "group": group,
        "meeting": meeting,
        "agenda": agenda,
        "versions": board_tables.version_table(group, request.user),
        "decisions": boards.decisions_at(meeting, request.user),
        "to_note": boards.to_note(group, request.user),
        "off_agenda": [one for one in waiting if one.meeting_id != meeting.pk],
        "may_run": permissions.can_run(request.user, group),
        "is_to_come": boards.is_to_come(meeting),
    }
    return render(request, "boards/meeting_detail.html", context)


@require_POST
def referral_agenda(request: Request, code: str, key: int, referral: int) -> HttpResponseBase:
    """Put a waiting report on a meeting's agenda."""
    group = group_or_404(request, code)
    meeting = get_object_or_404(group.meetings, pk=key)
    permissions.can_run(request.user, group).require()
    known = Referral.objects.known_to(request.user)
    chosen = get_object_or_404(known.waiting().filter(group=group), pk=referral)
    try:
        triggers.place_on_agenda(chosen, by=request.user, meeting=meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{chosen.report.reference} is on the agenda.")
    return redirect("boards:meeting-detail", group.code, meeting.pk)
