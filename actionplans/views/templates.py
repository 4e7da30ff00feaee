"""What a newer template would change in a plan, and the step to it."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from actionplans import permissions, workflow
from actionplans.selectors.templates import newer_template
from actionplans.views.plans import plan_or_404
from carp.accounts.verdicts import Refused
from carp.web.requests import Request


@require_http_methods(["GET", "POST"])
def template_move(request: Request, reference: str) -> HttpResponseBase:
    """New, gone and renamed questions, with a button to take them over."""
    plan = plan_or_404(request, reference)
    permissions.can_move_template(request.user, plan).require()
    if request.method == "POST":
        try:
            workflow.move_template(plan, by=request.user, to=request.POST.get("to", ""))
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("actionplans:template-move", plan.reference)
        messages.success(request, "The plan has the newest template. Every answer is still there.")
        return redirect("actionplans:plan-detail", plan.reference)
    newer = newer_template(plan)
    to = {} if newer is None else {"to": newer.version.content_hash}
    context = {"plan": plan, "newer": newer, "to": to}
    return render(request, "actionplans/template_move.html", context)
