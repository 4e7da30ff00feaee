"""A plan as a whole: the list, a new one, its overview, its title and lead, its history."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, selectors, workflow
from actionplans.filters import HistoryList, PlanList, with_standing
from actionplans.forms.plans import PlanChangeForm, PlanForm
from actionplans.models import Plan
from actionplans.selectors import overview
from actionplans.views import tables
from carp.accounts.verdicts import Refused
from carp.governance.models import DelegatedTask
from carp.web.requests import Request
from register.models import Community

HISTORY_SHOWN = 8


def plan_or_404(request: Request, reference: str) -> Plan:
    """The plan of a page, with what every page of it shows, for whoever reads plans."""
    permissions.can_read(request.user).require()
    plans = Plan.objects.visible_to(request.user)
    return get_object_or_404(
        plans.select_related("community", "lead", "council_pack", "task"), reference=reference
    )


@require_safe
def plan_list(request: Request) -> HttpResponseBase:
    """Every plan: a corporate resource (policy 6.2)."""
    permissions.can_read(request.user).require()
    rows = with_standing(Plan.objects.visible_to(request.user))
    may_create = permissions.can_create(request.user)
    page = PlanList(request, rows)
    return page.response("actionplans/plan_list.html", {"may_create": may_create})


@require_http_methods(["GET", "POST"])
def plan_new(request: Request) -> HttpResponseBase:
    """Start a plan: for a community, or for a task that asks for one."""
    task = _task_asked_for(request)
    permissions.can_create(request.user, task).require()
    chosen = selectors.community_of(task) or _community_asked_for(request)
    form = PlanForm(
        request.POST if request.method == "POST" else None, person=request.user, chosen=chosen
    )
    if form.is_valid():
        try:
            details = form.details(task)
            community = chosen or form.cleaned_data["community"]
            plan = workflow.create_plan(community, by=request.user, details=details)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{plan.reference} has been started.")
            return redirect("actionplans:plan-detail", plan.reference)
    context = {"form": form, "community": chosen, "task": task}
    return render(request, "actionplans/plan_new.html", context)


def _task_asked_for(request: Request) -> DelegatedTask | None:
    key = request.GET.get("task", "")
    if not key.isdecimal():
        return None
    tasks = DelegatedTask.objects.visible_to(request.user).open().filter(kind=selectors.PREPARE)
    return get_object_or_404(tasks.select_related("decision__group"), pk=key)


def _community_asked_for(request: Request) -> Community | None:
    reference = request.GET.get("community", "")
    if not reference:
        return None
    communities = Community.objects.visible_to(request.user)
    return get_object_or_404(communities, reference=reference)


@require_safe
def plan_detail(request: Request, reference: str) -> HttpResponseBase:
    """The whole of a plan on one page."""
    plan = plan_or_404(request, reference)
    may_edit = permissions.can_edit(request.user, plan)
    may_submit = permissions.can_submit(request.user, plan)
    copy, versions = selectors.WorkingCopy(plan), overview.versions_of(plan)
    context = {
        "plan": plan,
        "type": selectors.type_of(plan),
        "copy": copy,
        "nodes": overview.pathway(copy),
        "complete": overview.complete_stages(copy),
        "actions": tables.action_table(copy),
        "team": copy.team,
        "needs": tables.need_table(copy, linked=may_edit.allowed),
        "totals": overview.totals(copy.live_needs),
        "versions": versions,
        "in_force": overview.effective(versions),
        "next_steps": overview.next_steps(copy, versions, may_submit=may_submit.allowed),
        "next_return": selectors.next_return(plan),
        "history": overview.timeline(plan, overview.history(copy)[:HISTORY_SHOWN]),
        "may_edit": may_edit,
        "may_submit": may_submit,
    }
    return render(request, "actionplans/plan_detail.html", context)


@require_http_methods(["GET", "POST"])
def plan_change(request: Request, reference: str) -> HttpResponseBase:
    """Another title or lead."""
    plan = plan_or_404(request, reference)
    permissions.can_edit(request.user, plan).require()
    form = PlanChangeForm(
        request.POST if request.method == "POST" else None,
        lead=plan.lead,
        values=workflow.plan_values(plan),
    )
    if form.is_valid():
        try:
            workflow.change_plan(plan, by=request.user, **form.cleaned_data)
        except workflow.EditConflict as conflict:
            form.meet(conflict)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The plan has been changed.")
            return redirect("actionplans:plan-detail", plan.reference)
    return render(request, "actionplans/plan_change.html", {"plan": plan, "form": form})


@require_safe
def plan_history(request: Request, reference: str) -> HttpResponseBase:
    """Everything that happened to a plan and its parts."""
    plan = plan_or_404(request, reference)
    page = HistoryList(request, overview.history(selectors.WorkingCopy(plan)))
    page.plan = plan
    return page.response("actionplans/plan_history.html", {"plan": plan})


@require_safe
def plan_csv(request: Request, reference: str, part: str) -> HttpResponseBase:
    """One table of a plan as CSV."""
    plan = plan_or_404(request, reference)
    if part not in tables.TABLES:
        raise Http404(part)
    table = tables.TABLES[part](selectors.WorkingCopy(plan))
    return table.csv(f"{plan.reference}-{part}")
