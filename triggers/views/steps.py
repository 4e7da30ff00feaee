"""What the pages of triage share: finding a report, and carrying out a step or saying why not."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from carp.web.forms import Form
from carp.web.requests import AskFirst, Request
from triggers import permissions, workflow
from triggers.forms.step import StepForm
from triggers.models import Referral, Restriction, TriggerReport

REASONS, ONWARD = "access_reasons", "next"


def found(request: Request, reference: str) -> TriggerReport:
    """A report for somebody who works on reports; what they may not see is not found."""
    permissions.can_triage(request.user).require()
    openable = TriggerReport.objects.openable_by(request.user)
    report = get_object_or_404(
        openable.select_related("area", "community", "assigned_to"), reference=reference
    )
    return with_reason(request, report)


def within_reach(request: Request, reference: str) -> TriggerReport:
    """A report that somebody may read, before a reason is asked for."""
    openable = TriggerReport.objects.openable_by(request.user)
    related = ("area", "community", "assigned_to", "submitted_by", "closed_by", "taken_by")
    report = get_object_or_404(openable.select_related("figure", *related), reference=reference)
    permissions.can_read(request.user, report).require()
    return report


def with_reason(
    request: Request, report: TriggerReport, *, restricted: bool | None = None
) -> TriggerReport:
    """A restricted report is shown only with a reason; each showing is on record (quality T9).

    ``restricted`` is whether it is, where that is known already.
    """
    if Restriction.objects.hold(report) if restricted is None else restricted:
        reason = request.session.get(REASONS, {}).get(report.reference)
        if reason is None:
            onward = request.path if request.method == "GET" else ""
            address = reverse("triggers:triage-access", args=[report.reference])
            raise AskFirst(f"{address}?{urlencode({ONWARD: onward})}")
        workflow.open_restricted(report, by=request.user, reason=reason)
    return report


def remember_reason(request: Request, report: TriggerReport, reason: str) -> None:
    """For the rest of the session: asked once, recorded at each showing."""
    given = request.session.get(REASONS, {})
    request.session[REASONS] = given | {report.reference: reason}


def readable(request: Request, reference: str) -> TriggerReport:
    """A report for whoever may read it; what they may not see is not found."""
    return with_reason(request, within_reach(request, reference))


def found_referral(request: Request, reference: str, key: int) -> Referral:
    """A referral for a nominated officer, or for the service managers whom it names."""
    visible = Referral.objects.visible_to(request.user).filter(report__reference=reference)
    if not permissions.can_triage(request.user):
        visible = visible.filter(service_managers=request.user)
    referral = get_object_or_404(visible.select_related("report", "group"), pk=key)
    with_reason(request, referral.report)
    return referral


def carried_out(request: Request, form: Form, step: Callable[[], object], *, done: str) -> bool:
    """Take a step with a sound form; what is refused stands beside its field, as typed."""
    if form.is_valid():
        with form.showing_refusals():
            step()
            messages.success(request, done)
            return True
    return False


def tell_each(request: Request, outcome: dict[str, str], *, done: str, refused: str) -> None:
    """Which of several reports a step was taken with, and which ones were refused and why."""
    taken = [reference for reference, refusal in outcome.items() if not refusal]
    if taken:
        messages.success(request, f"{done}: {', '.join(taken)}.")
    for sentence in dict.fromkeys(filter(None, outcome.values())):
        kept_out = [reference for reference, says in outcome.items() if says == sentence]
        messages.error(request, f"{refused}: {', '.join(kept_out)}. {sentence}")


def for_step(request: Request, reference: str, step: str) -> TriggerReport:
    """A report with which a nominated officer may take this step now."""
    report = found(request, reference)
    permissions.can_take_step(request.user, report, step).require()
    return report


def answered(
    request: Request, report: TriggerReport, form: StepForm, step: Callable[[], object], **more: Any
) -> HttpResponse:
    """A step that asks one or two questions: taken, and back to the report, or asked again.

    The form says what its page is called (``heading``) and what is told when it is done (``told``).
    """
    if form.is_bound and carried_out(request, form, step, done=form.told):
        return redirect("triggers:triage-detail", report.reference)
    return step_page(request, report, form, **{"title": form.heading} | more)


def step_page(
    request: Request, report: TriggerReport, form: Form, *, title: str, **more: Any
) -> HttpResponse:
    """The page of a step that asks one or two questions."""
    context = {"report": report, "form": form, "title": title, **more}
    return render(request, "triggers/triage_step.html", context)
