"""Reporting while signed in: the same questions on one page (policy 8.1, 8.5)."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from triggers import permissions, workflow
from triggers.forms.report import InsideForm, entry_of
from triggers.models import ReporterContact
from triggers.views.outside import doors_of_danger


@require_http_methods(["GET", "POST"])
def report_inside(request: HttpRequest) -> HttpResponse:
    """Report a concern; where somebody is in danger, whom to call is shown before it is sent."""
    permissions.can_report(request.user).require()
    form, danger = _form(request), False
    if form.is_bound and form.is_valid():
        danger = form.cleaned_data["immediate_danger"] == "yes" and not form["danger_seen"].data
        if not danger:
            submission = workflow.submit(
                entry_of(form.cleaned_data),
                by=request.user,
                idempotency_key=form.cleaned_data["key"] or secrets.token_urlsafe(32),
            )
            reference = submission.report.reference
            messages.success(request, f"Your report {reference} has been received.")
            return redirect("triggers:report-own", reference)
    context = {"form": form, "danger": danger, "doors": doors_of_danger()}
    return render(request, "triggers/report_inside.html", context)


def _form(request: HttpRequest) -> InsideForm:
    """The form as it was sent, or a new one with a key of its own and the account's contact."""
    if request.method == "POST":
        return InsideForm(request.POST)
    return InsideForm(
        initial={
            "key": secrets.token_urlsafe(32),
            "method": ReporterContact.Method.EMAIL,
            "name": request.user.name,
            "email": request.user.email,
        }
    )
