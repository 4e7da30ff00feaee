"""Measures of a plan, each on a page with its figures over time."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, workflow
from actionplans.documents.measures import measure_chart
from actionplans.filters.monitoring import FigureList
from actionplans.forms.monitoring import FigureForm, MeasureForm
from actionplans.forms.plans import ReasonForm
from actionplans.models import Measure
from actionplans.selectors import monitoring
from actionplans.stages.rating import plain
from actionplans.views import monitoring_tables
from actionplans.views.plans import plan_or_404
from carp.web.formats import day
from carp.web.requests import Request, posted


def _measure(request: Request, reference: str, number: int, *, live: bool = False) -> Measure:
    """A measure; ``live`` asks for one that may be changed, by somebody who may."""
    plan = plan_or_404(request, reference)
    measures = plan.measures.select_related("outcome")
    measures = measures.live() if live else measures
    if live:
        permissions.can_edit(request.user, plan).require()
    return get_object_or_404(measures, number=number)


def _back(request: Request, measure: Measure, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("actionplans:measure-detail", measure.plan.reference, measure.number)


@require_safe
def measure_detail(request: Request, reference: str, number: int) -> HttpResponseBase:
    """One measure: what it is, where it stands, and its figures as picture and table."""
    measure = _measure(request, reference, number)
    standing = monitoring.standing_of_measure(measure)
    page = FigureList(request, measure.values.all())
    page.polarity = measure.polarity
    may_edit = permissions.can_edit(request.user, measure.plan)
    context = {
        "plan": measure.plan,
        "measure": measure,
        "standing": standing,
        "tag": monitoring_tables.rating_tag(standing.rating),
        "facts": _facts(measure),
        "chart": measure_chart(standing),
        "may_change": may_edit.allowed and measure.withdrawn_at is None,
    }
    return page.response("actionplans/measure_detail.html", context)


def _facts(measure: Measure) -> list[tuple[str, str]]:
    start = f"{plain(measure.baseline, measure.unit)} on {day(measure.baseline_on)}"
    return [
        ("Outcome that it shows", str(measure.outcome or "Not said")),
        ("Where the figure comes from", measure.source or "Not said"),
        ("Which way is better", measure.get_polarity_display()),
        ("Start", start if measure.baseline is not None else "Not known"),
        ("Target", plain(measure.target, measure.unit) or "None yet"),
        ("Tolerance", plain(measure.tolerance, measure.unit)),
    ]


@require_http_methods(["GET", "POST"])
def measure_new(request: Request, reference: str) -> HttpResponseBase:
    plan = plan_or_404(request, reference)
    permissions.can_edit(request.user, plan).require()
    form = MeasureForm(posted(request), plan=plan)
    if form.is_valid():
        with form.showing_refusals():
            measure = workflow.add_measure(plan, by=request.user, details=form.details)
            return _back(request, measure, "The measure has been added.")
    return render(request, "actionplans/measure_new.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def measure_change(request: Request, reference: str, number: int) -> HttpResponseBase:
    measure = _measure(request, reference, number, live=True)
    values = workflow.measure_values(measure)
    form = MeasureForm(posted(request), plan=measure.plan, values=values)
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.change_measure(measure, by=request.user, details=form.details, opened=opened)
            return _back(request, measure, "The measure has been changed.")
    context = {"plan": measure.plan, "measure": measure, "form": form}
    return render(request, "actionplans/measure_change.html", context)


@require_http_methods(["GET", "POST"])
def measure_withdraw(request: Request, reference: str, number: int) -> HttpResponseBase:
    measure = _measure(request, reference, number, live=True)
    form = ReasonForm(posted(request), label="Why is it withdrawn?", button="Withdraw the measure")
    if form.is_valid():
        with form.showing_refusals():
            reason = form.cleaned_data["reason"]
            workflow.withdraw_measure(measure, by=request.user, reason=reason)
            return _back(request, measure, "The measure has been withdrawn.")
    context = {"plan": measure.plan, "measure": measure, "form": form}
    return render(request, "actionplans/measure_withdraw.html", context)


@require_http_methods(["GET", "POST"])
def figure_new(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Record what was counted on a day, or correct it."""
    measure = _measure(request, reference, number, live=True)
    form = FigureForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            workflow.record_figure(measure, by=request.user, figure=form.figure)
            return _back(request, measure, "The figure has been recorded.")
    context = {"plan": measure.plan, "measure": measure, "form": form}
    return render(request, "actionplans/figure_new.html", context)
