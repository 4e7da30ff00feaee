"""How a plan does: its measures, returns, reviews and evaluation."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans import permissions, selectors, workflow
from actionplans.filters.monitoring import AllReturns, ReturnList, return_tag
from actionplans.forms.monitoring import EvaluationForm, ReturnAnswerForm, ReturnForm, ReviewForm
from actionplans.models import Evaluation, MonitoringReturn, Plan
from actionplans.selectors import monitoring, spending
from actionplans.stages.rating import plain
from actionplans.views import monitoring_tables as tables
from actionplans.views.plans import plan_or_404
from carp import clock
from carp.accounts.verdicts import Refused
from carp.web.editing import fingerprint
from carp.web.formats import day, when
from carp.web.requests import Request


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _back(request: Request, plan: Plan, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("actionplans:monitoring-detail", plan.reference)


@require_safe
def monitoring_detail(request: Request, reference: str) -> HttpResponseBase:
    """Everything about how a plan does, on one page (policy 7.6.7, 10.2)."""
    plan = plan_or_404(request, reference)
    returns = plan.returns.visible_to(request.user)
    context = {
        "plan": plan,
        "measures": tables.measure_table(plan),
        "reviews": tables.review_table(plan),
        "evaluation": plan.evaluations.order_by("-number").first(),
        "funded": permissions.may_be_funded(plan),
        "may_edit": permissions.can_edit(request.user, plan),
        "may_oversee": permissions.can_oversee(request.user, plan),
    }
    return ReturnList(request, returns).response("actionplans/monitoring_detail.html", context)


@require_safe
def monitoring_csv(request: Request, reference: str, part: str) -> HttpResponseBase:
    """One table of how a plan does as CSV."""
    plan = plan_or_404(request, reference)
    if part not in tables.TABLES:
        raise Http404(part)
    return tables.TABLES[part](plan).csv(f"{plan.reference}-{part}")


# --- Returns --------------------------------------------------------------------------------------
@require_safe
def return_list(request: Request) -> HttpResponseBase:
    """The returns of every plan."""
    permissions.can_read(request.user).require()
    rows = MonitoringReturn.objects.visible_to(request.user)
    return AllReturns(request, rows).response("actionplans/return_list.html")


def _return(request: Request, reference: str, number: int) -> MonitoringReturn:
    plan = plan_or_404(request, reference)
    rows = plan.returns.visible_to(request.user).select_related("submitted_by", "answered_by")
    made = get_object_or_404(rows, number=number)
    made.plan = plan
    return made


@require_http_methods(["GET", "POST"])
def return_detail(request: Request, reference: str, number: int) -> HttpResponseBase:
    """One return, and the answer to it by somebody who did not send it."""
    made = _return(request, reference, number)
    may_answer = permissions.can_answer_return(request.user, made)
    if request.method == "POST":
        may_answer.require()
    form = ReturnAnswerForm(_sent(request))
    if form.is_valid():
        try:
            _answer(made, request, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(request, made.plan, f"Return {made.number} has been answered.")
    context = {
        "plan": made.plan,
        "return": made,
        "tag": return_tag(made.status, made.period_end, made.due_on),
        "facts": _return_facts(made),
        "figures": [
            (measure.name, plain(value, measure.unit) or "Not known")
            for measure, value in monitoring.figures_of(made)
        ],
        "form": form,
        "waits": made.status == MonitoringReturn.Status.SUBMITTED,
        "owed": made.status in MonitoringReturn.OUTSTANDING,
        "opens_on": _opens_on(made),
        "may_answer": may_answer,
        "may_edit": permissions.can_edit(request.user, made.plan),
    }
    return render(request, "actionplans/return_detail.html", context)


def _opens_on(made: MonitoringReturn) -> date | None:
    """From when it can be sent, while its period is not over."""
    return made.period_end + timedelta(days=1) if made.period_end >= clock.today() else None


def _answer(made: MonitoringReturn, request: Request, *, step: str, answer: str) -> None:
    act = workflow.query_return if step == "query" else workflow.accept_return
    act(made, by=request.user, answer=answer)


def _return_facts(made: MonitoringReturn) -> list[tuple[str, str]]:
    facts = [("Period", f"{day(made.period_start)} to {day(made.period_end)}")]
    facts.append(("Due", day(made.due_on)))
    if made.submitted_by:
        facts += [
            ("Sent", f"{made.submitted_by}, {when(made.submitted_at)}"),
            ("What has been done", made.progress),
            ("What was difficult", made.difficulties or "Nothing said"),
            ("What happens next", made.next_steps or "Nothing said"),
        ]
    if made.answered_by:
        facts.append(("Answered", f"{made.answered_by}, {when(made.answered_at)}\n{made.answer}"))
    return facts


@require_http_methods(["GET", "POST"])
def return_write(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Write a return, or answer what was asked about it, with the figures of its last day."""
    made = _return(request, reference, number)
    permissions.can_edit(request.user, made.plan).require()
    initial = {name: getattr(made, name) for name in ("progress", "difficulties", "next_steps")}
    form = ReturnForm(_sent(request), figures=monitoring.figures_of(made), initial=initial)
    if form.is_valid():
        try:
            workflow.submit_return(made, by=request.user, details=form.details)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(request, made.plan, f"Return {made.number} has been sent.")
    context = {"plan": made.plan, "return": made, "form": form, "opens_on": _opens_on(made)}
    return render(request, "actionplans/return_write.html", context)


# --- Reviews and the evaluation -------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def review_new(request: Request, reference: str) -> HttpResponseBase:
    """Record a review; what follows from it happens at once."""
    plan = plan_or_404(request, reference)
    permissions.can_oversee(request.user, plan).require()
    form = ReviewForm(_sent(request), outcomes=workflow.review_outcomes(plan))
    if form.is_valid():
        try:
            workflow.review_plan(plan, by=request.user, details=form.details)
        except Refused as refusal:
            form.add_error(getattr(refusal, "field", None), str(refusal))
        else:
            return _back(request, plan, "The review has been recorded.")
    context = {
        "plan": plan,
        "form": form,
        "evaluation": selectors.evaluation_to_close_with(plan),
    }
    return render(request, "actionplans/review_new.html", context)


@require_safe
def evaluation_detail(request: Request, reference: str, number: int) -> HttpResponseBase:
    """One evaluation with the outcome of each allocation."""
    plan = plan_or_404(request, reference)
    related = ("drafted_by", "agreed_by")
    evaluation = get_object_or_404(plan.evaluations.select_related(*related), number=number)
    evaluation.plan = plan
    context = {
        "plan": plan,
        "evaluation": evaluation,
        "outcomes": tables.outcome_table(evaluation, spending.of(plan)),
        "opened": fingerprint(workflow.evaluation_values(evaluation)),
        "is_draft": evaluation.status == Evaluation.Status.DRAFTED,
        "may_edit": permissions.can_edit(request.user, plan),
        "may_agree": permissions.can_agree_evaluation(request.user, evaluation),
    }
    return render(request, "actionplans/evaluation_detail.html", context)


@require_http_methods(["GET", "POST"])
def evaluation_write(request: Request, reference: str) -> HttpResponseBase:
    """Write the draft of the plan's evaluation, or go on with it."""
    plan = plan_or_404(request, reference)
    permissions.can_edit(request.user, plan).require()
    values = workflow.evaluation_values(selectors.drafted_evaluation(plan))
    form = EvaluationForm(_sent(request), spent=spending.of(plan), values=values)
    if form.is_valid():
        try:
            opened = form.cleaned_data["opened"]
            draft = workflow.save_evaluation(
                plan, by=request.user, details=form.details, opened=opened
            )
        except workflow.EditConflict as conflict:
            form.meet(conflict)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The draft of the evaluation has been saved.")
            return redirect("actionplans:evaluation-detail", plan.reference, draft.number)
    return render(request, "actionplans/evaluation_write.html", {"plan": plan, "form": form})


@require_POST
def evaluation_agree(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Agree to the draft as it was read."""
    plan = plan_or_404(request, reference)
    evaluation = get_object_or_404(plan.evaluations, number=number)
    evaluation.plan = plan
    permissions.can_agree_evaluation(request.user, evaluation).require()
    try:
        opened = request.POST.get("opened", "")
        workflow.agree_evaluation(evaluation, by=request.user, opened=opened)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The evaluation is agreed.")
    return redirect("actionplans:evaluation-detail", plan.reference, number)
