"""Submitting a plan, and reading a version as it was frozen."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, selectors, workflow
from actionplans.filters import VersionList, with_revisions
from actionplans.selectors import comparison, frozen, overview
from actionplans.selectors.answers import Answers
from actionplans.views import tables
from actionplans.views.plans import WHOLE, plan_or_404, version_or_404
from carp.accounts.verdicts import Refused
from carp.web.requests import Request


@require_http_methods(["GET", "POST"])
def plan_submit(request: Request, reference: str) -> HttpResponseBase:
    """What is missing, or what will be frozen and who must approve it."""
    plan = plan_or_404(request, reference, *WHOLE)
    permissions.can_submit(request.user, plan).require()
    copy, refusal = selectors.WorkingCopy(plan), ""
    if request.method == "POST":
        try:
            version = workflow.submit(plan, by=request.user)
        except workflow.Incomplete:
            refusal = ""
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"Version {version.number} is now before the boards.")
            return redirect("actionplans:version-detail", plan.reference, version.number)
    versions = overview.versions_of(plan)
    context = {
        "plan": plan,
        "type": selectors.type_of(plan),
        "boards": frozen.approving_names(plan),
        "missing": selectors.missing(copy),
        "refusal": refusal,
        "news": overview.has_news(copy, versions),
        "newest": versions[0] if versions else None,
        "changes": frozen.changes_since_newest(copy),
        "since": comparison.since_in_force(copy),
        "totals": overview.totals(copy.live_needs),
        "copy": copy,
    }
    return render(request, "actionplans/plan_submit.html", context)


@require_safe
def version_csv(request: Request, reference: str, number: int, part: str) -> HttpResponseBase:
    """One table of a frozen version as CSV."""
    version = version_or_404(request, reference, number)
    table = tables.frozen_table(frozen.Reading(version), part)
    return table.csv(f"{reference}-version-{number}-{part}")


@require_safe
def version_list(request: Request, reference: str) -> HttpResponseBase:
    """Every version of a plan."""
    plan = plan_or_404(request, reference)
    page = VersionList(request, with_revisions(plan.versions.all()))
    page.plan = plan
    return page.response("actionplans/version_list.html", {"plan": plan})


@require_safe
def version_detail(request: Request, reference: str, number: int) -> HttpResponseBase:
    """A version as the boards read it, with its hash and what each board answered."""
    before = frozen.content_before()
    version = version_or_404(request, reference, number, *WHOLE, content_before=before)
    plan, answers = version.plan, Answers(version)
    context = {
        "plan": plan,
        "version": version,
        "reading": frozen.Reading(version),
        "answers": answers,
        "waiting": [
            (group, permissions.can_answer(request.user, version, group))
            for group in answers.waited_for
        ],
        "may_rule": [
            group
            for group in answers.may_rule(request.user)
            if permissions.can_answer_for(request.user, version, group)
        ],
        "changes": frozen.changes_before(version),
        "changed_since": overview.differs_from(selectors.WorkingCopy(plan), version),
    }
    return render(request, "actionplans/version_detail.html", context)
