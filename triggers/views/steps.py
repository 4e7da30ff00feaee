"""What the pages of triage share: finding a report, and carrying out a step or saying why not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from carp.accounts.verdicts import Refused
from carp.web.requests import Request
from triggers import permissions
from triggers.models import Referral, TriggerReport
from triggers.workflow import NotReady


def found(request: Request, reference: str) -> TriggerReport:
    """A report for somebody who works on reports; what they may not see is not found."""
    permissions.can_triage(request.user).require()
    visible = TriggerReport.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("area", "community", "assigned_to"), reference=reference
    )


def readable(request: Request, reference: str) -> TriggerReport:
    """A report for whoever may read it; what they may not see is not found."""
    visible = TriggerReport.objects.visible_to(request.user)
    related = ("area", "community", "assigned_to", "submitted_by", "closed_by", "taken_by")
    report = get_object_or_404(visible.select_related(*related), reference=reference)
    permissions.can_read(request.user, report).require()
    return report


def found_referral(request: Request, reference: str, key: int) -> Referral:
    """A referral for a nominated officer, or for the service managers whom it names."""
    visible = Referral.objects.visible_to(request.user).filter(report__reference=reference)
    if not permissions.can_triage(request.user):
        visible = visible.filter(service_managers=request.user)
    return get_object_or_404(visible.select_related("report", "group"), pk=key)


def carried_out(request: Request, form: BaseForm, step: Callable[[], object], *, done: str) -> bool:
    """Take a step with a sound form; what is refused stands beside its field, as typed."""
    if not form.is_valid():
        return False
    try:
        step()
    except NotReady as refusal:
        for field, sentence in refusal.faults.items():
            form.add_error(field if field in form.fields else None, sentence)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, done)
        return True
    return False


def step_page(
    request: Request, report: TriggerReport, form: BaseForm, *, title: str, **more: Any
) -> HttpResponse:
    """The page of a step that asks one or two questions."""
    context = {"report": report, "form": form, "title": title, **more}
    return render(request, "triggers/triage_step.html", context)
