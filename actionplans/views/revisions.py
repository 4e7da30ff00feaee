"""Publishing changes that need no new approval."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from actionplans import permissions, selectors, workflow
from actionplans.forms.plans import ReasonForm
from actionplans.selectors import comparison, overview
from actionplans.views.comparison import drawn
from actionplans.views.plans import WHOLE, plan_or_404
from carp.web.requests import Request, posted


@require_http_methods(["GET", "POST"])
def plan_revise(request: Request, reference: str) -> HttpResponseBase:
    """What changed since the boards approved the plan; where all of it is minor, publish it."""
    plan = plan_or_404(request, reference, *WHOLE)
    permissions.can_submit(request.user, plan).require()
    copy = selectors.WorkingCopy(plan)
    form = ReasonForm(
        posted(request),
        label="Why is the plan revised?",
        button="Publish the minor revision",
    )
    if form.is_valid():
        with form.showing_refusals():
            revision = workflow.publish_minor_revision(
                plan, by=request.user, reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"Version {revision.label} has been published.")
            return redirect("actionplans:plan-detail", plan.reference)
    told, version = comparison.since_in_force(copy), selectors.version_in_force(plan)
    context = {
        "plan": plan,
        "form": form,
        "told": told,
        "published": version is not None and not overview.differs_from(copy, version),
        "sections": [] if told is None else drawn(told),
        "missing": selectors.missing(copy),
    }
    return render(request, "actionplans/plan_revise.html", context)
