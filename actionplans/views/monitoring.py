"""How a plan does: its measures, returns, reviews and evaluation."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans import permissions, selectors, workflow
from actionplans.filters.monitoring import ReturnList, ReviewList
from actionplans.forms.monitoring import EvaluationForm, ReviewForm
from actionplans.models import Evaluation
from actionplans.selectors import monitoring, spending
from actionplans.views import monitoring_tables as tables
from actionplans.views.editing import to_monitoring
from actionplans.views.plans import plan_or_404
from carp.web.editing import fingerprint
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted


@require_safe
def monitoring_detail(request: Request, reference: str) -> HttpResponseBase:
    """Everything about how a plan does, on one page (policy 7.6.7, 10.2)."""
    plan = plan_or_404(request, reference, team=True)
    returns, judged = plan.returns.visible_to(request.user), monitoring.Judged(plan)
    context = {
        "plan": plan,
        "measures": tables.measure_table(plan),
        "reviews": tables.review_table(judged.reviews),
        "evaluation": judged.evaluation,
        "funded": permissions.may_be_funded(plan, late=judged.late),
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


# --- Reviews and the evaluation -------------------------------------------------------------------
@require_safe
def review_list(request: Request, reference: str) -> HttpResponseBase:
    """Every review of a plan."""
    plan = plan_or_404(request, reference)
    page = ReviewList(request, plan.reviews.all())
    return page.response("actionplans/review_list.html", {"plan": plan})


@require_http_methods(["GET", "POST"])
def review_new(request: Request, reference: str) -> HttpResponseBase:
    """Record a review; what follows from it happens at once."""
    plan = plan_or_404(request, reference)
    permissions.can_oversee(request.user, plan).require()
    form = ReviewForm(posted(request), outcomes=workflow.review_outcomes(plan))
    if form.is_valid():
        with form.showing_refusals():
            workflow.review_plan(plan, by=request.user, details=form.details)
            return to_monitoring(request, plan, "The review has been recorded.")
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
    form = EvaluationForm(posted(request), spent=spending.of(plan), values=values)
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            draft = workflow.save_evaluation(
                plan, by=request.user, details=form.details, opened=opened
            )
            messages.success(request, "The draft of the evaluation has been saved.")
            return redirect("actionplans:evaluation-detail", plan.reference, draft.number)
    return render(request, "actionplans/evaluation_write.html", {"plan": plan, "form": form})


@require_POST
def evaluation_agree(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Agree to the draft as it was read."""
    plan = plan_or_404(request, reference)
    evaluation = get_object_or_404(plan.evaluations, number=number)
    permissions.can_agree_evaluation(request.user, evaluation).require()
    with telling_refusals(request):
        opened = request.POST.get("opened", "")
        workflow.agree_evaluation(evaluation, by=request.user, opened=opened)
        messages.success(request, "The evaluation is agreed.")
    return redirect("actionplans:evaluation-detail", plan.reference, number)
