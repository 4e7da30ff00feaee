"""A plan as a whole: the list, a new one, its overview, its title and lead, its history."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, selectors, workflow
from actionplans.filters import HistoryList, PlanCommunityList, PlanList, with_standing
from actionplans.forms.plans import PlanChangeForm, PlanForm
from actionplans.models import Plan, PlanVersion, TeamMember
from actionplans.selectors import boards, comparison, overview
from actionplans.selectors.templates import newer_template
from actionplans.selectors.timeline import Shown
from actionplans.views import tables
from actionplans.views.share_tables import share_table
from actionplans.views.umbrella import Umbrella
from carp.council.shapes import Term
from carp.governance.models import DelegatedTask
from carp.web.requests import Request, posted
from register.models import Community

HISTORY_SHOWN = 8
# What freezing or comparing a plan reads beside its own row.
WHOLE = ("community", "lead", "council_pack", "umbrella")


def plan_or_404(request: Request, reference: str, *related: str, team: bool = False) -> Plan:
    """The plan of a page, with what the page shows beside it, for whoever reads plans.

    With ``team`` it says whether the visitor is in its team, for a page with several rules.
    """
    permissions.can_read(request.user).require()
    plans: QuerySet[Any] = Plan.objects.visible_to(request.user)
    if related:
        plans = plans.select_related(*related)
    if "council_pack" in related:
        plans = plans.defer("council_pack__content")
    if team:
        named = TeamMember.objects.filter(plan=OuterRef("pk"), user=request.user)
        plans = plans.annotate(names_visitor=Exists(named))
    plan: Plan = get_object_or_404(plans, reference=reference)
    if team:
        vars(plan)["team_has"] = {request.user.pk: vars(plan)["names_visitor"]}
    return plan


def version_or_404(
    request: Request, reference: str, number: int, *related: str, **beside: Any
) -> Any:
    """A version of a plan that the visitor reads, with the plan and what is asked ``beside`` it.

    ``related`` are parts of the plan.
    """
    permissions.can_read(request.user).require()
    plans = Plan.objects.visible_to(request.user).filter(reference=reference)
    versions = PlanVersion.objects.filter(plan__in=plans.order_by().values("pk"), number=number)
    parts = (f"plan__{each}" for each in related)
    versions = versions.select_related("plan", "submitted_by", *parts)
    if "council_pack" in related:
        versions = versions.defer("plan__council_pack__content")
    return get_object_or_404(versions.annotate(**beside))


@require_safe
def plan_list(request: Request) -> HttpResponseBase:
    """Every plan: a corporate resource (policy 6.2)."""
    permissions.can_read(request.user).require()
    rows = with_standing(Plan.objects.visible_to(request.user))
    may_create = permissions.can_create(request.user)
    context = {
        "may_create": may_create,
        "owns_actions": permissions.can_own_actions(request.user),
    }
    return PlanList(request, rows).response("actionplans/plan_list.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: Request) -> HttpResponseBase:
    """Start a plan: for a community, for a task that asks for one, or for an umbrella's theme."""
    task, umbrella = _task_asked_for(request), _umbrella_asked_for(request)
    permissions.can_create(request.user, task, umbrella=umbrella).require()
    theme = _theme_asked_for(request, umbrella)
    chosen = umbrella.community if umbrella else _chosen_community(request, task)
    if chosen is None:
        return redirect("actionplans:plan-community")
    form = PlanForm(posted(request), person=request.user, umbrella=umbrella)
    if form.is_valid():
        with form.showing_refusals():
            details = form.details(task, umbrella, theme.code if theme else "")
            plan = workflow.create_plan(chosen, by=request.user, details=details)
            messages.success(request, f"{plan.reference} has been started.")
            return redirect("actionplans:plan-detail", plan.reference)
    above = {"umbrella": umbrella, "theme": theme}
    context = {"form": form, "community": chosen, "task": task, **above}
    return render(request, "actionplans/plan_new.html", context)


@require_safe
def plan_community(request: Request) -> HttpResponseBase:
    """Find the community for which a plan is to be started."""
    permissions.can_create(request.user).require()
    rows = Community.objects.visible_to(request.user).on_register().with_places()
    return PlanCommunityList(request, rows).response("actionplans/plan_community.html")


def _task_asked_for(request: Request) -> DelegatedTask | None:
    key = request.GET.get("task", "")
    if not key.isdecimal():
        return None
    tasks = DelegatedTask.objects.visible_to(request.user).open().filter(kind=selectors.PREPARE)
    known = boards.tasks_known_to(request.user, tasks)
    return get_object_or_404(known.select_related("decision__group"), pk=key)


def _umbrella_asked_for(request: Request) -> Plan | None:
    reference = request.GET.get("umbrella", "")
    return plan_or_404(request, reference, "community") if reference else None


def _theme_asked_for(request: Request, umbrella: Plan | None) -> Term | None:
    if umbrella is None:
        return None
    wanted = request.GET.get("theme", "")
    themes = {theme.code: theme for theme in selectors.type_of(umbrella).themes}
    if wanted not in themes:
        raise Http404(wanted)
    return themes[wanted]


def _chosen_community(request: Request, task: DelegatedTask | None) -> Community | None:
    of_task = selectors.community_of(task)
    if of_task is not None:
        return of_task
    reference = request.GET.get("community", "")
    if not reference:
        return None
    communities = Community.objects.visible_to(request.user)
    return get_object_or_404(communities, reference=reference)


@require_safe
def plan_detail(request: Request, reference: str) -> HttpResponseBase:
    """The whole of a plan on one page."""
    plan = plan_or_404(request, reference, *WHOLE, "task", team=True)
    may_edit = permissions.can_edit(request.user, plan)
    may_submit = permissions.can_submit(request.user, plan)
    copy, versions = selectors.WorkingCopy(plan), overview.versions_of(plan)
    shown = Shown(copy)
    context = {
        "plan": plan,
        "type": selectors.type_of(plan),
        "copy": copy,
        "nodes": overview.pathway(copy),
        "stages": tables.stage_table(copy),
        "complete": overview.complete_stages(copy),
        "shown": shown,
        "actions": tables.shown_actions(shown),
        "team": copy.team,
        "needs": tables.need_table(copy, linked=may_edit.allowed),
        "totals": overview.totals(copy.live_needs),
        **tables.parts_context(copy, linked=may_edit.allowed),
        "umbrella": Umbrella(plan, request.user, may_start=_may_start(request, plan)),
        "versions": versions,
        "agreed": comparison.agreed(versions),
        "in_force": overview.effective(versions),
        "suspended": overview.suspended(versions),
        "next_steps": overview.next_steps(copy, versions, may_submit=may_submit.allowed),
        "next_return": copy.next_return,
        "shares": share_table(copy),
        "may_share": permissions.can_share(request.user, plan),
        "newer": may_submit and newer_template(plan),
        "history": overview.timeline(plan, overview.history(plan, copy.keys)[:HISTORY_SHOWN]),
        "may_edit": may_edit,
        "may_submit": may_submit,
    }
    return render(request, "actionplans/plan_detail.html", context)


def _may_start(request: Request, plan: Plan) -> bool:
    may = permissions.can_create(request.user, umbrella=plan).allowed
    return may and plan.closed_at is None


@require_http_methods(["GET", "POST"])
def plan_change(request: Request, reference: str) -> HttpResponseBase:
    """Another title or lead."""
    plan = plan_or_404(request, reference, "lead")
    permissions.can_edit(request.user, plan).require()
    form = PlanChangeForm(
        posted(request),
        lead=plan.lead,
        values=workflow.plan_values(plan),
    )
    if form.is_valid():
        with form.showing_refusals():
            workflow.change_plan(plan, by=request.user, **form.cleaned_data)
            messages.success(request, "The plan has been changed.")
            return redirect("actionplans:plan-detail", plan.reference)
    return render(request, "actionplans/plan_change.html", {"plan": plan, "form": form})


@require_safe
def plan_history(request: Request, reference: str) -> HttpResponseBase:
    """Everything that happened to a plan and its parts."""
    plan = plan_or_404(request, reference)
    page = HistoryList(request, overview.history(plan, overview.keys_of(plan)))
    page.plan = plan
    return page.response("actionplans/plan_history.html", {"plan": plan})


@require_safe
def plan_csv(request: Request, reference: str, part: str) -> HttpResponseBase:
    """One table of a plan as CSV."""
    plan = plan_or_404(request, reference, "lead__organisation")
    if part == "themes":
        table = Umbrella(plan, request.user).table
    elif part in tables.TABLES:
        table = tables.TABLES[part](selectors.WorkingCopy(plan))
    else:
        raise Http404(part)
    return table.csv(f"{plan.reference}-{part}")
