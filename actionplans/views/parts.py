"""Actions, delivery team and need lines: each added and changed on a page of its own."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from actionplans import permissions, selectors, workflow
from actionplans.forms.parts import ActionForm, MemberForm, NeedForm
from actionplans.forms.plans import ReasonForm
from actionplans.forms.progress import ProgressForm
from actionplans.models import Action, TeamMember
from actionplans.views import tables
from actionplans.views.editing import back, editable
from actionplans.views.plans import plan_or_404
from carp.web.requests import Request, posted


@require_http_methods(["GET", "POST"])
def action_new(request: Request, reference: str) -> HttpResponseBase:
    plan = editable(request, reference)
    form = ActionForm(posted(request), pack=selectors.pack_of(plan))
    if form.is_valid():
        with form.showing_refusals():
            workflow.add_action(plan, by=request.user, details=form.details)
            return back(request, plan, "The action has been added.")
    return render(request, "actionplans/action_new.html", {"plan": plan, "form": form})


def _action_or_404(request: Request, reference: str, key: int) -> Action:
    plan = plan_or_404(request, reference)
    rows = plan.actions.with_last_note().select_related("owner")
    return get_object_or_404(rows, pk=key)


@require_http_methods(["GET", "POST"])
def action_change(request: Request, reference: str, key: int) -> HttpResponseBase:
    action = _action_or_404(request, reference, key)
    permissions.can_edit(request.user, action.plan).require()
    form = ActionForm(
        posted(request),
        pack=selectors.pack_of(action.plan),
        values=workflow.action_values(action),
    )
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.change_action(action, by=request.user, details=form.details, opened=opened)
            return back(request, action.plan, "The action has been changed.")
    context = {"plan": action.plan, "action": action, "form": form}
    return render(request, "actionplans/action_change.html", context)


@require_http_methods(["GET", "POST"])
def action_status(request: Request, reference: str, key: int) -> HttpResponseBase:
    """One action, and what has happened to it; its owner may say so too."""
    action = _action_or_404(request, reference, key)
    may_move = permissions.can_move_action(request.user, action)
    if request.method == "POST":
        may_move.require()
    form = ProgressForm(posted(request), action=action)
    if form.is_valid():
        with form.showing_refusals():
            workflow.report_progress(form.said, by=request.user)
            messages.success(request, "The action's progress has been saved.")
            return redirect("actionplans:action-status", reference, key)
    context = {
        "plan": action.plan,
        "action": action,
        "facts": tables.action_facts(action),
        "notes": tables.progress_of(action),
        "form": form,
        "may_move": may_move,
        "may_edit": permissions.can_edit(request.user, action.plan),
    }
    return render(request, "actionplans/action_status.html", context)


@require_http_methods(["GET", "POST"])
def member_new(request: Request, reference: str) -> HttpResponseBase:
    plan = editable(request, reference)
    form = MemberForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            workflow.add_team_member(plan, by=request.user, details=form.details)
            return back(request, plan, "The delivery team has been changed.")
    return render(request, "actionplans/member_new.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def member_remove(request: Request, reference: str, key: int) -> HttpResponseBase:
    plan = editable(request, reference)
    member = get_object_or_404(TeamMember, plan=plan, pk=key)
    if request.method == "POST":
        workflow.remove_team_member(member, by=request.user)
        return back(request, plan, f"{member.name} is no longer in the delivery team.")
    return render(request, "actionplans/member_remove.html", {"plan": plan, "member": member})


@require_http_methods(["GET", "POST"])
def need_new(request: Request, reference: str) -> HttpResponseBase:
    plan = editable(request, reference)
    workflow.require_money(plan)
    form = NeedForm(posted(request), pack=selectors.pack_of(plan))
    if form.is_valid():
        with form.showing_refusals():
            line = workflow.add_need_line(plan, by=request.user, details=form.details)
            return back(request, plan, f"Need {line.number} has been added.")
    return render(request, "actionplans/need_new.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
def need_change(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Change a need line; versions before the boards keep what they froze."""
    plan = editable(request, reference)
    line = get_object_or_404(plan.need_lines, number=number, withdrawn_at__isnull=True)
    form = NeedForm(
        posted(request), pack=selectors.pack_of(plan), values=workflow.need_values(line)
    )
    if form.is_valid():
        with form.showing_refusals():
            opened = form.cleaned_data["opened"]
            workflow.change_need_line(line, by=request.user, details=form.details, opened=opened)
            return back(request, plan, f"Need {line.number} has been changed.")
    context = {"plan": plan, "line": line, "form": form}
    return render(request, "actionplans/need_change.html", context)


@require_http_methods(["GET", "POST"])
def need_withdraw(request: Request, reference: str, number: int) -> HttpResponseBase:
    plan = editable(request, reference)
    line = get_object_or_404(plan.need_lines, number=number, withdrawn_at__isnull=True)
    form = ReasonForm(
        posted(request), label="Why is the need withdrawn?", button="Withdraw the need"
    )
    if form.is_valid():
        with form.showing_refusals():
            reason = form.cleaned_data["reason"]
            workflow.withdraw_need_line(line, by=request.user, reason=reason)
            return back(request, plan, f"Need {line.number} has been withdrawn.")
    context = {"plan": plan, "line": line, "form": form}
    return render(request, "actionplans/need_withdraw.html", context)
