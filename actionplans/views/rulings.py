"""A board's own page for a version in force: suspend, resume or rescind it."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from actionplans import permissions, workflow
from actionplans.forms.rulings import RulingForm
from actionplans.selectors import boards
from actionplans.views.boards import group_or_404
from actionplans.views.decisions import to_draft
from actionplans.views.plans import version_or_404
from carp.web.requests import Request, posted


@require_http_methods(["GET", "POST"])
def version_rule(request: Request, code: str, reference: str, number: int) -> HttpResponseBase:
    """What may be decided about a version in force, and the draft of it."""
    group = group_or_404(request, code)
    version = version_or_404(request, reference, number)
    permissions.can_answer_for(request.user, version, group).require()
    kinds = permissions.rulings_open_to(version, group)
    form = RulingForm(posted(request), group=group, version=version, kinds=kinds)
    if form.is_valid():
        with form.showing_refusals():
            decision = workflow.draft_ruling(
                version,
                by=request.user,
                group=group,
                kind=form.cleaned_data["kind"],
                deliberation=form.deliberation(),
            )
            return to_draft(request, decision)
    context = {
        "group": group,
        "plan": version.plan,
        "version": version,
        "form": form,
        "kinds": kinds,
        "draft": boards.draft_about(version, group),
    }
    return render(request, "boards/version_rule.html", context)
