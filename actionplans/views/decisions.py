"""What a board decides: on a report, on a plan version; and everything that it decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, workflow
from actionplans.filters import DecisionList
from actionplans.forms.boards import VersionAnswerForm
from actionplans.selectors import boards, comparison, frozen
from actionplans.views import board_tables
from actionplans.views.boards import group_or_404
from actionplans.views.plans import version_or_404
from carp.governance import permissions as governance
from carp.governance.models import Decision
from carp.web.requests import Request, posted
from triggers import permissions as trigger_permissions
from triggers import selectors as reports
from triggers import workflow as triggers
from triggers.forms.boards import ConsiderForm
from triggers.views.steps import with_reason


@require_http_methods(["GET", "POST"])
def referral_decide(request: Request, code: str, key: int) -> HttpResponseBase:
    """Read a referred report, and record what the board decided on it (policy 8.4)."""
    referral: Any = get_object_or_404(boards.readable_referrals(code, request.user), pk=key)
    group = referral.group
    with_reason(request, referral.report, restricted=referral.is_restricted)
    reports.read_whole([referral])
    rated = reports.rated(referral.assessment)
    if request.GET.get("format") == "csv":
        return board_tables.risk_table(rated).csv(f"{referral.report.reference}-risks")
    may_decide = trigger_permissions.can_consider(request.user, referral)
    if request.method == "POST":
        # What else may be refused, because it was overtaken, leaves the form as it was typed.
        governance.can_run(request.user, group).require()
    form = ConsiderForm(posted(request), group=group, referral=referral)
    if form.is_valid():
        with form.showing_refusals():
            decision = triggers.draft_consideration(referral, by=request.user, **form.choice())
            return to_draft(request, decision)
    context = {
        "group": group,
        "referral": referral,
        "facts": board_tables.report_facts(referral),
        "assessment": board_tables.assessment_facts(rated),
        "risks": board_tables.risk_table(rated),
        "form": form,
        "may_decide": may_decide,
        "draft": boards.draft_about(referral, group),
        "may_draft": governance.can_run(request.user, group),
    }
    return render(request, "boards/referral_decide.html", context)


@require_http_methods(["GET", "POST"])
def version_decide(request: Request, code: str, reference: str, number: int) -> HttpResponseBase:
    """A board's own page for one plan version: what it says, its hash, and the answer."""
    group = group_or_404(request, code)
    asked = {"agreed": comparison.agreed_before(code), "content_before": frozen.content_before()}
    version = version_or_404(request, reference, number, **asked)
    may_answer = permissions.can_answer(request.user, version, group)
    if request.method == "POST":
        # What else may be refused, because it was overtaken, leaves the form as it was typed.
        permissions.can_answer_for(request.user, version, group).require()
    form = VersionAnswerForm(posted(request), group=group, version=version)
    if form.is_valid():
        with form.showing_refusals():
            decision = workflow.draft_answer(
                version,
                by=request.user,
                group=group,
                outcome=form.cleaned_data["outcome"],
                deliberation=form.deliberation(),
            )
            return to_draft(request, decision)
    context = {
        "group": group,
        "plan": version.plan,
        "version": version,
        "reading": frozen.Reading(version),
        "form": form,
        "may_answer": may_answer,
        "draft": boards.draft_about(version, group),
        "may_draft": governance.can_record(request.user, group, version),
        "changes": frozen.changes_before(version),
        "agreed": version.agreed,
    }
    return render(request, "boards/version_decide.html", context)


def to_draft(request: Request, decision: Decision) -> HttpResponseBase:
    """What a page on which a board decides leads on to."""
    said = "The draft has been saved. It counts when another member has confirmed it."
    messages.success(request, said)
    return redirect("boards:decision-detail", decision.group.code, decision.pk)


@require_safe
def decision_list(request: Request, code: str) -> HttpResponseBase:
    """Everything that a board decided."""
    group = group_or_404(request, code)
    page = DecisionList(request, boards.decisions_known_to(request.user, group.decisions.all()))
    page.group_code = group.code
    return page.response("boards/decision_list.html", {"group": group})
