"""Pages that protect people: restricted reports, and handovers to safeguarding (scenario O3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carp.accounts.verdicts import Refused
from carp.files import download, store
from carp.web.requests import Request, posted
from triggers import permissions, workflow
from triggers.forms.protection import (
    AccessForm,
    ConfirmHandoverForm,
    HandoverForm,
    ListChangeForm,
    RestrictForm,
    involved,
    named_rows,
)
from triggers.forms.triage import drafted
from triggers.models import ListChange, QuarantinedText, Restriction, TriggerReport
from triggers.views.files import listed
from triggers.views.steps import (
    ONWARD,
    answered,
    carried_out,
    for_step,
    found,
    remember_reason,
    step_page,
    within_reach,
)

SHOWN = 100


@require_http_methods(["GET", "POST"])
def triage_access(request: Request, reference: str) -> HttpResponse:
    """Ask once a session why a restricted report is opened; then on to where somebody was going."""
    report = within_reach(request, reference)
    onward = request.GET.get(ONWARD, "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = ""
    form = AccessForm(posted(request))
    if form.is_valid():
        remember_reason(request, report, form.cleaned_data["reason"])
        return redirect(onward) if onward else redirect("triggers:triage-detail", reference)
    return render(request, "triggers/triage_access.html", {"report": report, "form": form})


@require_http_methods(["GET", "POST"])
def triage_restrict(request: Request, reference: str) -> HttpResponse:
    """Hide a report from all but named people."""
    report = found(request, reference)
    permissions.can_restrict(request.user, report).require()
    data = posted(request)
    form = RestrictForm(data, by=request.user, initial={"people": involved(report)})

    def step() -> None:
        reason = form.cleaned_data["reason"]
        workflow.restrict(report, by=request.user, reason=reason, people=form.people_named())

    if form.is_bound and carried_out(request, form, step, done="The report is restricted."):
        remember_reason(request, report, form.cleaned_data["reason"])
        return redirect("triggers:triage-restriction", report.reference)
    return step_page(request, report, form, title="Restrict to named people")


@require_http_methods(["GET", "POST"])
def triage_restriction(request: Request, reference: str) -> HttpResponse:
    """Who may find the report, and a change of that for a second officer to confirm."""
    report = found(request, reference)
    restriction = get_object_or_404(Restriction.objects.in_force(), report=report)
    form = ListChangeForm(posted(request))

    def step() -> None:
        workflow.propose_list_change(restriction, by=request.user, **form.change())

    done = "The change waits for a second nominated officer."
    if form.is_bound and carried_out(request, form, step, done=done):
        return redirect("triggers:triage-restriction", report.reference)
    waiting = restriction.changes.filter(state=ListChange.State.PROPOSED).first()
    context = {
        "report": report,
        "restriction": restriction,
        "named": named_rows(restriction),
        "waiting": waiting,
        "may_confirm": waiting
        and permissions.can_decide_change(request.user, waiting, confirm=True),
        "form": form,
    }
    return render(request, "triggers/triage_restriction.html", context)


@require_POST
def triage_list_change(request: Request, reference: str, key: int) -> HttpResponse:
    """Confirm a proposed change, or drop it."""
    report = found(request, reference)
    change = get_object_or_404(ListChange, pk=key, restriction__report=report)
    try:
        workflow.decide_list_change(change, by=request.user, confirm="confirm" in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("triggers:triage-restriction", reference)
    messages.success(request, "The list is changed." if "confirm" in request.POST else "Dropped.")
    still = TriggerReport.objects.openable_by(request.user).filter(pk=report.pk)
    if not still.exists():
        return redirect("triggers:triage-list")
    return redirect("triggers:triage-detail", reference)


@require_http_methods(["GET", "POST"])
def triage_handover(request: Request, reference: str) -> HttpResponse:
    """Take the person out of a report and hand the original over to safeguarding."""
    report = for_step(request, reference, "hand_over")
    if request.method == "GET":
        form = HandoverForm(initial=HandoverForm.initial_of(report))
    elif "draft" in request.POST:
        form = drafted(HandoverForm, request.POST, report, "redirect_reason")
    else:
        form = HandoverForm(request.POST)
    return answered(
        request,
        report,
        form,
        lambda: workflow.hand_over(report, by=request.user, handover=form.handover()),
    )


@require_safe
def handover_list(request: Request) -> HttpResponse:
    """What waits for a safeguarding lead, and what was confirmed of late."""
    permissions.can_receive_handovers(request.user).require()
    context = {
        "waiting": QuarantinedText.objects.waiting().listed()[:SHOWN],
        "done": QuarantinedText.objects.confirmed().listed()[:SHOWN],
    }
    return render(request, "triggers/handover_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def handover_detail(request: Request, key: int) -> HttpResponse:
    """The quarantined text, for a safeguarding lead alone; each reading is on record."""
    permissions.can_receive_handovers(request.user).require()
    related = ("report", "quarantined_by", "confirmed_by")
    handover = get_object_or_404(QuarantinedText.objects.select_related(*related), pk=key)
    form = ConfirmHandoverForm(request.POST if "confirm" in request.POST else None)

    def step() -> None:
        workflow.confirm_handover(handover, by=request.user)

    done = "The handover is confirmed, and the text is erased."
    if form.is_bound and carried_out(request, form, step, done=done):
        return redirect("triggers:handover-list")
    reads = "read" in request.POST
    if reads:
        workflow.read_handover(handover, by=request.user)
    context = {
        "handover": handover,
        "text": handover.text if reads else "",
        "files": listed(handover.report.files.select_related("added_by")) if reads else (),
        "report": handover.report,
        "form": form,
        "verdict": permissions.can_confirm_handover(request.user, handover),
    }
    return render(request, "triggers/handover_detail.html", context)


@require_POST
def handover_file(request: Request, key: int, file: int) -> HttpResponse:
    """A file that came with what was handed over, for a safeguarding lead until they confirm."""
    permissions.can_receive_handovers(request.user).require()
    handover = get_object_or_404(QuarantinedText.objects.waiting(), pk=key)
    kept = get_object_or_404(handover.report.files, pk=file)
    content = store.get(kept.stored_as, sha256=kept.sha256)
    workflow.read_handover(handover, by=request.user)
    return download.attachment(content, name=kept.name, kind=kept.its_kind)
