"""The pages of the reports (policy 10)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carp.documents import html, json
from carp.web.formats import when
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted
from reporting import permissions, workflow
from reporting.filters import TAGS, RunList
from reporting.forms import AnnualForm, QuarterlyForm, ReportForm, defaults_of
from reporting.models import ReportFile, ReportRun
from reporting.selectors.changes import Change, changes
from reporting.tasks import files
from reporting.tasks.files import FileLost

State = ReportRun.State
MADE = (State.READY, State.SUPERSEDED)
MEDIA_TYPES = {
    ReportFile.Format.HTML: "text/html; charset=utf-8",
    ReportFile.Format.PDF: "application/pdf",
    ReportFile.Format.JSON: "application/json",
    ReportFile.Format.CSV: "text/csv; charset=utf-8",
}


def _found(request: Request, reference: str) -> ReportRun:
    """A run that the person may see; anything else does not exist for them."""
    visible = ReportRun.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("requested_by", "supersedes", "superseded_by"), reference=reference
    )


@require_safe
def run_list(request: Request) -> HttpResponseBase:
    """Every report, to open, narrow and download."""
    permissions.can_read(request.user).require()
    rows = ReportRun.objects.visible_to(request.user)
    may_request = permissions.can_request(request.user)
    return RunList(request, rows).response("reporting/run_list.html", {"may_request": may_request})


@require_http_methods(["GET", "POST"])
def run_new(request: Request) -> HttpResponseBase:
    """Ask for a quarter's report."""
    return _new(request, QuarterlyForm, "reporting/run_new.html")


@require_http_methods(["GET", "POST"])
def run_new_annual(request: Request) -> HttpResponseBase:
    """Ask for the annual report to committee."""
    return _new(request, AnnualForm, "reporting/run_new_annual.html")


def _new(request: Request, form_class: type[ReportForm], template: str) -> HttpResponseBase:
    permissions.can_request(request.user).require()
    form = form_class(posted(request), initial=defaults_of(request.user))
    if form.is_valid():
        with form.showing_refusals():
            run = workflow.request(
                form.kind,
                by=request.user,
                period=form.cleaned_data["period"],
                parameters=form.parameters(),
                change_note=form.cleaned_data["change_note"],
            )
            messages.success(request, f"{run.reference} has been asked for.")
            return redirect("reporting:run-detail", run.reference)
    return render(request, template, {"form": form})


@require_safe
def run_detail(request: Request, reference: str) -> HttpResponseBase:
    """A report with its files, or how far its making is."""
    run = _found(request, reference)
    context: dict[str, Any] = {
        "run": run,
        "tag": TAGS[State(run.state)],
        "facts": _facts(run),
        "may_retry": permissions.can_retry(request.user, run),
        "failed": run.state == State.FAILED,
        "unfinished": run.state in (State.REQUESTED, State.BUILDING),
    }
    if run.state in MADE:
        report = json.loads(run.snapshot)
        context |= {"part": html.part(report), "files": _files(run), "changes": _changes(run)}
    return render(request, "reporting/run_detail.html", context)


def _facts(run: ReportRun) -> list[tuple[str, str]]:
    facts = [
        ("Asked for", f"{when(run.requested_at)} by {run.requested_by or 'the schedule'}"),
    ]
    if run.snapshot_at:
        facts.append(("Figures taken", when(run.snapshot_at)))
    if run.change_note:
        facts.append(("Why this version", run.change_note))
    return facts


def _files(run: ReportRun) -> list[tuple[str, ReportFile]]:
    """The files, the web page and the PDF first."""
    order = list(ReportFile.Format)
    held = sorted(run.files.all(), key=lambda file: order.index(ReportFile.Format(file.format)))
    return [(_size(file.size), file) for file in held]


def _size(number: int) -> str:
    return f"{number / 1024:,.0f} KB" if number >= 1024 else f"{number} bytes"


def _changes(run: ReportRun) -> list[Change]:
    """What this version corrected."""
    if run.supersedes is None:
        return []
    return changes(json.loads(run.supersedes.snapshot), json.loads(run.snapshot))


@require_safe
def run_progress(request: Request, reference: str) -> JsonResponse:
    """How far the making is, for the page that waits for it."""
    run = _found(request, reference)
    waiting = run.state in (State.REQUESTED, State.BUILDING)
    text = run.step or run.get_state_display()
    return JsonResponse({"percent": run.percent, "text": text, "finished": not waiting})


@require_safe
def run_download(request: Request, reference: str, format: str) -> HttpResponseBase:  # noqa: A002
    """One file of a report, exactly as it was made."""
    run = _found(request, reference)
    if run.state not in MADE:
        raise Http404
    file = get_object_or_404(run.files, format=format)
    try:
        content = files.read(file)
    except FileLost as loss:
        messages.error(request, f"{file.get_format_display()}: {loss} Tell the system team.")
        return redirect("reporting:run-detail", run.reference)
    name = f"{run.reference}-v{run.version}.{file.format}"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[ReportFile.Format(file.format)],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def run_retry(request: Request, reference: str) -> HttpResponseBase:
    """Try a failed report again."""
    permissions.can_request(request.user).require()
    run = _found(request, reference)
    with telling_refusals(request):
        workflow.retry(run, by=request.user)
        messages.success(request, f"{run.reference} will be tried again.")
    return redirect("reporting:run-detail", run.reference)
