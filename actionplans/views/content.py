"""Outcomes, resources, equality record and framework links of a plan."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from actionplans import selectors, workflow
from actionplans.forms.content import EqualityForm, FrameworkForm, OutcomeForm, ResourceForm
from actionplans.selectors.content import frameworks_offered
from actionplans.views.editing import back, editable
from carp.web.requests import Request, posted


@require_http_methods(["GET", "POST"])
def outcome_new(request: Request, reference: str) -> HttpResponseBase:
    plan = editable(request, reference)
    form = OutcomeForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            workflow.add_outcome(plan, by=request.user, details=form.details)
            return back(request, plan, "The outcome has been added.")
    return render(request, "actionplans/outcome_new.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def outcome_change(request: Request, reference: str, key: int) -> HttpResponseBase:
    plan = editable(request, reference)
    outcome = get_object_or_404(plan.outcomes, pk=key)
    form = OutcomeForm(posted(request), values=workflow.outcome_values(outcome))
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.change_outcome(outcome, by=request.user, details=form.details, opened=opened)
            return back(request, plan, "The outcome has been changed.")
    context = {"plan": plan, "outcome": outcome, "form": form}
    return render(request, "actionplans/outcome_change.html", context)


@require_http_methods(["GET", "POST"])
def outcome_remove(request: Request, reference: str, key: int) -> HttpResponseBase:
    plan = editable(request, reference)
    outcome = get_object_or_404(plan.outcomes, pk=key)
    if request.method == "POST":
        workflow.remove_outcome(outcome, by=request.user)
        return back(request, plan, "The outcome has been taken out of the plan.")
    shown_by = outcome.measures.order_by("number")
    context = {"plan": plan, "outcome": outcome, "shown_by": shown_by}
    return render(request, "actionplans/outcome_remove.html", context)


@require_http_methods(["GET", "POST"])
def resource_new(request: Request, reference: str) -> HttpResponseBase:
    plan = editable(request, reference)
    form = ResourceForm(posted(request), pack=selectors.pack_of(plan))
    if form.is_valid():
        with form.showing_refusals():
            workflow.add_resource(plan, by=request.user, details=form.details)
            return back(request, plan, "The resource has been added.")
    return render(request, "actionplans/resource_new.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def resource_change(request: Request, reference: str, key: int) -> HttpResponseBase:
    plan = editable(request, reference)
    resource = get_object_or_404(plan.resources, pk=key)
    values = workflow.resource_values(resource)
    form = ResourceForm(posted(request), pack=selectors.pack_of(plan), values=values)
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.change_resource(resource, by=request.user, details=form.details, opened=opened)
            return back(request, plan, "The resource has been changed.")
    context = {"plan": plan, "resource": resource, "form": form}
    return render(request, "actionplans/resource_change.html", context)


@require_http_methods(["GET", "POST"])
def resource_remove(request: Request, reference: str, key: int) -> HttpResponseBase:
    plan = editable(request, reference)
    resource = get_object_or_404(plan.resources, pk=key)
    if request.method == "POST":
        workflow.remove_resource(resource, by=request.user)
        return back(request, plan, "The resource has been taken out of the plan.")
    context = {"plan": plan, "resource": resource}
    return render(request, "actionplans/resource_remove.html", context)


@require_http_methods(["GET", "POST"])
def equality_change(request: Request, reference: str) -> HttpResponseBase:
    """The whole equality record on one sheet; blanks may be saved, and block submission."""
    plan = editable(request, reference)
    values = workflow.flat(workflow.equality_values(plan))
    form = EqualityForm(posted(request), pack=selectors.pack_of(plan), values=values)
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.record_equality(plan, by=request.user, answers=form.answers, opened=opened)
            return back(request, plan, "The equality record has been saved.")
    return render(request, "actionplans/equality_change.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def framework_change(request: Request, reference: str) -> HttpResponseBase:
    """Which aims of the council's frameworks the plan serves."""
    plan = editable(request, reference)
    frameworks = frameworks_offered()
    form = FrameworkForm(
        posted(request),
        frameworks=frameworks,
        links=list(plan.framework_links.all()),
        values={"links": workflow.link_values(plan)},
    )
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.link_framework(plan, by=request.user, points=form.points, opened=opened)
            return back(request, plan, "The aims that the plan serves have been changed.")
    context = {"plan": plan, "form": form, "frameworks": frameworks}
    return render(request, "actionplans/framework_change.html", context)
