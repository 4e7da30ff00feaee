"""Meetings: planned, with their agendas, cancelled, and who came."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.filters import MeetingList
from actionplans.forms.boards import MeetingForm
from actionplans.forms.meetings import AttendanceForm, CancelForm
from actionplans.selectors import boards, cadence
from actionplans.views import agenda_tables
from actionplans.views.boards import group_or_404
from carp import clock
from carp.governance import agenda, permissions
from carp.governance import workflow as governance
from carp.governance.models import Meeting
from carp.web.requests import Request, posted


def meeting_or_404(request: Request, code: str, key: int) -> Meeting:
    """A meeting by its address, for whoever reads boards' business."""
    permissions.can_read(request.user).require()
    meetings = Meeting.objects.select_related("group")
    return get_object_or_404(meetings, group__code=code, pk=key)


@require_safe
def meeting_list(request: Request, code: str) -> HttpResponseBase:
    """Every meeting of a board, the newest first."""
    group = group_or_404(request, code)
    page = MeetingList(request, group.meetings.all())
    page.group_code = group.code
    return page.response("boards/meeting_list.html", {"group": group})


@require_http_methods(["GET", "POST"])
def meeting_new(request: Request, code: str) -> HttpResponseBase:
    """Put a meeting in the board's calendar."""
    group = group_or_404(request, code)
    permissions.can_run(request.user, group).require()
    form = MeetingForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            meeting = governance.schedule_meeting(group, by=request.user, **form.cleaned_data)
            messages.success(request, "The meeting has been planned.")
            return redirect("boards:meeting-detail", group.code, meeting.pk)
    context = {"group": group, "form": form, "due": cadence.dues([group])[group.pk]}
    return render(request, "boards/meeting_new.html", context)


@require_safe
def meeting_detail(request: Request, code: str, key: int) -> HttpResponseBase:
    """The agenda as this person may see it, what waits beside it, and what was decided."""
    meeting, user = meeting_or_404(request, code, key), request.user
    if request.GET.get("format") == "csv":
        lines = agenda.read(meeting, user)
        return agenda_tables.agenda_table(lines).csv(f"{code}-{meeting.on}-agenda")
    may_run = permissions.can_run(user, meeting.group)
    decided = boards.decisions_before(meeting, user)
    most = boards.SHOWN if may_run else 0
    lines, waiting = agenda.read_with_waiting(meeting, user, decided=decided, most=most)
    may_declare = permissions.can_declare(user).allowed
    context = {
        "group": meeting.group,
        "meeting": meeting,
        "entries": agenda_tables.entries(lines, may_declare=may_declare),
        "waiting": waiting,
        "decisions": [each for each in decided if each.is_known and each.meeting_id == key],
        "to_note": [each for each in decided if each.is_known and each.is_to_note],
        "attendances": boards.attendances(meeting),
        "may_run": may_run,
        "may_change": may_run and meeting.state == Meeting.State.PLANNED,
    }
    return render(request, "boards/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: Request, code: str, key: int) -> HttpResponseBase:
    """Call a planned meeting off."""
    meeting = meeting_or_404(request, code, key)
    permissions.can_run(request.user, meeting.group).require()
    form = CancelForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.cancel_meeting(meeting, by=request.user, **form.cleaned_data)
            messages.success(request, "The meeting has been cancelled.")
            return redirect("boards:meeting-detail", code, key)
    later = governance.next_after(meeting)
    context = {"group": meeting.group, "meeting": meeting, "form": form, "later": later}
    return render(request, "boards/meeting_cancel.html", context)


@require_http_methods(["GET", "POST"])
def attendance(request: Request, code: str, key: int) -> HttpResponseBase:
    """Who came and who sent apologies; before the day, only apologies."""
    meeting = meeting_or_404(request, code, key)
    permissions.can_record_attendance(request.user, meeting).require()
    form = AttendanceForm(
        posted(request),
        seats=boards.members(meeting.group, on=meeting.on),
        parts=dict(meeting.attendances.values_list("user_id", "part")),
        to_come=meeting.on > clock.today(),
    )
    if form.is_valid():
        with form.showing_refusals():
            governance.record_attendance(meeting, by=request.user, parts=form.parts())
            saved = "The apologies have been saved." if form.to_come else "Who came has been saved."
            messages.success(request, saved)
            return redirect("boards:meeting-detail", code, key)
    context = {"group": meeting.group, "meeting": meeting, "form": form}
    return render(request, "boards/attendance.html", context)
