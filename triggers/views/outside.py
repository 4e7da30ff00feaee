"""Reporting from outside: one question a page, no account, no scripts (policy 8.5)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carp.council import packs
from carp.council.shapes import Door
from carp.web.formats import day
from triggers import permissions, workflow
from triggers.forms.affected import CommunityForm
from triggers.forms.report import STEPS
from triggers.views import files, places
from triggers.views.draft import Draft
from triggers.views.known import offered

START, CHECK = "triggers:report-start", "triggers:report-check"
FILES = "evidence"  # the question that takes files
# The session ended between two questions: a browser was away for longer than a day.
GONE = (
    "What you have just written is kept. Your answers from before are not in this browser any "
    "more: please give them again. If you saved them, open them by your link or code."
)
STILL_SAVED = (
    "Your answers are deleted in this browser. Those that you saved stay until the end of {}: "
    "whoever has the link or the code can open them."
)


@login_not_required
@require_safe
def report_start(request: HttpRequest) -> HttpResponse:
    """Which door do you need? Then on to the questions, or to the one page for staff."""
    user = request.user if request.user.is_authenticated else None
    inside = user is not None and permissions.can_report(user).allowed
    doors = packs.current().doors
    return render(
        request,
        "triggers/report_start.html",
        {
            "emergencies": [door for door in doors if door.emergency],
            "doors": [door for door in doors if not door.emergency],
            "inside": inside,
            "shares": user is not None and permissions.can_read_organisation(user).allowed,
            "takes_calls": user is not None and permissions.can_take_call(user).allowed,
            "draft": Draft(request.session).exists,
        },
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def report_step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; asked for out of turn it leads to the first that is open."""
    if step not in STEPS:
        raise Http404
    draft, found = Draft(request.session), None
    if request.method == "POST":
        begun, found = draft.exists, places.asked(step, request.POST)
        sent = request.POST if found else places.settled(draft, step, request.POST)
        form = draft.take(step, sent)
        stay = step == FILES and files.take(request, form, key=draft.key, owner=None)
        if "save" in request.POST and draft.fits and files.CHOSEN not in form.errors:
            return redirect("triggers:report-save")
        if found:
            form = places.as_typed(CommunityForm, request.POST)
        elif form.is_valid():
            if not begun and draft.first_open(before=step):
                messages.info(request, GONE)
            return redirect(request.path) if stay else redirect(_after(draft, step))
    else:
        missing = draft.first_open(before=step)
        if missing:
            return ask_first(request, missing)
        form = draft.forms[step]
    context = {
        "form": form,
        "number": list(STEPS).index(step) + 1,
        "last": len(STEPS),
        "back": _back(draft, step),
        "draft": draft.exists,
        "kept": files.listed(workflow.draft_files(draft.key, None)) if step == FILES else [],
        "places": found,
    }
    return render(request, "triggers/report_step.html", context)


def _after(draft: Draft, step: str) -> str:
    """Where a good answer leads: danger is told of help first, the last question to the check."""
    if step == "danger" and draft.forms["danger"].cleaned_data["immediate_danger"] == "yes":
        return reverse("triggers:report-danger")
    if step == "what" and offered(draft):
        return reverse("triggers:report-known")
    return next_page(draft)


def next_page(draft: Draft) -> str:
    """The first question that is open, or the check once there is none."""
    missing = draft.first_open()
    return reverse("triggers:report-step", args=[missing]) if missing else reverse(CHECK)


def _back(draft: Draft, step: str) -> str:
    """The page before: the check once all is answered, else the question before."""
    if not draft.first_open():
        return reverse(CHECK)
    before = list(STEPS)[: list(STEPS).index(step)]
    return reverse("triggers:report-step", args=[before[-1]]) if before else reverse(START)


def ask_first(request: HttpRequest, missing: str) -> HttpResponse:
    """On to the first question that is open."""
    if Draft(request.session).exists:
        messages.info(request, "Please answer this question first.")
    return redirect("triggers:report-step", missing)


@login_not_required
@require_safe
def report_danger(request: HttpRequest) -> HttpResponse:
    """Whom to call before anything else; then the report may go on (scenario O3)."""
    context = {"doors": doors_of_danger(), "onward": next_page(Draft(request.session))}
    return render(request, "triggers/report_danger.html", context)


def doors_of_danger() -> list[Door]:
    """The emergency services and whoever protects a person at risk."""
    doors = packs.current().doors
    return [door for door in doors if door.emergency or door.code.startswith("safeguarding")]


@login_not_required
@require_POST
def report_leave(request: HttpRequest) -> HttpResponse:
    """Stop and delete what was typed; what was saved stays, and is told of."""
    draft = Draft(request.session)
    workflow.drop_draft(draft.key, None)
    until = workflow.kept_until(draft.key)
    draft.forget()
    messages.success(
        request, STILL_SAVED.format(day(until)) if until else "Your answers are deleted."
    )
    return redirect(START)
