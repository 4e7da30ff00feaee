"""Reporting while signed in: the same questions on one page (policy 8.1, 8.5)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from carp.web.links import address
from carp.web.requests import Request
from triggers import permissions, workflow
from triggers.forms.report import InsideForm, entry_of
from triggers.models import ReporterContact, TriggerReport
from triggers.views import files, places
from triggers.views.keys import new_key
from triggers.views.mine import JUST_SENT
from triggers.views.outside import doors_of_danger

SENT_BEFORE = (
    "This form was sent already, with other answers: {}. What you see here differs from it. Send "
    "it as another report, or leave the page."
)


@require_http_methods(["GET", "POST"])
def report_inside(request: Request) -> HttpResponse:
    """Report a concern; where somebody is in danger, whom to call is shown before it is sent."""
    permissions.can_report(request.user).require()
    form, warn = _form(request), False
    key, found = form["key"].value(), places.asked(places.STEP, request.POST, request.user)
    if form.is_bound:
        files.take(request, form, key=key, owner=request.user)
    if found and files.CHOSEN not in form.errors:
        form = places.as_typed(InsideForm, form.data)
    elif form.is_bound and not found and form.is_valid():
        answers = form.cleaned_data
        warn = is_unwarned(answers)
        if not warn:
            entry = entry_of(answers, same_as=same_as(request))
            submission = workflow.submit(entry, by=request.user, idempotency_key=key)
            if not submission.differs:
                own = address("triggers:report-own", submission.report.reference)
                return redirect(f"{own}?{JUST_SENT}")
            form = sent_before(request, form, submission.report)
            key = form["key"].value()
        else:
            form = warned(form)
    context = {
        "form": form,
        "warn": warn,
        "doors": doors_of_danger(),
        "kept": files.listed(workflow.draft_files(key, request.user)) if request.POST else [],
        "places": found or places.again(request.POST, request.user),
    }
    return render(request, "triggers/report_inside.html", context)


def same_as(request: Request) -> int | None:
    """The community that was found by its name and chosen."""
    place = places.place_of(request.POST)
    return place.community if place else None


def is_unwarned(answers: Mapping[str, Any]) -> bool:
    """Whether somebody is in danger and the page has not yet said whom to call."""
    return answers["immediate_danger"] == "yes" and not answers["danger_seen"]


def warned(form: InsideForm) -> InsideForm:
    """The form as it was sent, noting that help has been named: sent again, it is taken."""
    typed = form.data.copy()
    typed["danger_seen"] = "1"
    return type(form)(typed)


def sent_before(request: Request, form: InsideForm, report: TriggerReport) -> InsideForm:
    """The form as it was sent, with a new key: sent again it is another report."""
    typed = form.data.copy()
    typed["key"] = new_key()
    workflow.carry_files(form.data["key"], to=typed["key"], owner=request.user)
    again = type(form)(typed)
    again.add_error(None, SENT_BEFORE.format(report.reference))
    return again


def _form(request: Request) -> InsideForm:
    """The form as it was sent, or a new one; with a key of its own and the account's contact."""
    if request.method == "POST":
        typed = places.with_ward(request.POST, places.place_of(request.POST))
        if not typed.get("key"):
            typed = typed.copy()
            typed["key"] = new_key()
        return InsideForm(typed)
    return InsideForm(
        initial={
            "key": new_key(),
            "method": ReporterContact.Method.EMAIL,
            "name": request.user.name,
            "email": request.user.email,
        }
    )
