"""Several held reports at once: released as genuine, or set aside after a second look."""

from functools import lru_cache

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from carp.web.govuk import govuk, trusted
from carp.web.requests import Request
from triggers import permissions, workflow
from triggers.forms.queue import HeldEachForm, SetAsideEachForm
from triggers.models import TriggerReport
from triggers.views.steps import tell_each

MOST_AT_ONCE = 100


@lru_cache(maxsize=1)
def bulk_html() -> SafeString:
    """What stands below the heap of held reports: two buttons that send its ticks elsewhere."""
    return trusted(
        _button("Release", "triggers:held-release")
        + _button("Set aside as not genuine", "triggers:held-set-aside")
    )


def _button(text: str, name: str) -> str:
    return govuk(
        "button",
        text=text,
        classes="govuk-button--secondary",
        attributes={"formaction": reverse(name)},
        prevent_double_click=True,
    )


@require_POST
def held_release(request: Request) -> HttpResponse:
    """Release each ticked report by itself, and say which ones were refused and why."""
    permissions.can_triage(request.user).require()
    form = HeldEachForm(request.POST)
    if not form.is_valid():
        return _nothing_chosen(request)
    outcome = workflow.release_each(_chosen(request, form), by=request.user)
    tell_each(request, outcome, done="Released", refused="Not released")
    return _back()


@require_POST
def held_set_aside(request: Request) -> HttpResponse:
    """Show what is about to be set aside and ask why; then each by itself."""
    permissions.can_triage(request.user).require()
    ticked = HeldEachForm(request.POST)
    if not ticked.is_valid():
        return _nothing_chosen(request)
    reports = _chosen(request, ticked)
    answered = "set_aside_reason" in request.POST
    initial = {"reports": ticked.cleaned_data["reports"]}
    form = SetAsideEachForm(request.POST) if answered else SetAsideEachForm(initial=initial)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["set_aside_reason"]
        outcome = workflow.set_aside_each(reports, by=request.user, reason=reason)
        tell_each(request, outcome, done="Set aside", refused="Not set aside")
        return _back()
    context = {"form": form, "reports": reports.select_related("area")}
    return render(request, "triggers/held_set_aside.html", context)


def _chosen(request: Request, form: HeldEachForm) -> QuerySet[TriggerReport]:
    """Of the ticked reports those that the person may see."""
    references = form.cleaned_data["reports"][:MOST_AT_ONCE]
    visible = TriggerReport.objects.visible_to(request.user).filter(reference__in=references)
    return visible.order_by("reference")


def _nothing_chosen(request: Request) -> HttpResponse:
    messages.error(request, "Choose at least one report.")
    return _back()


def _back() -> HttpResponse:
    return redirect("triggers:triage-tab", "held")
