"""The register's pages (policy 6.2, 6.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import Verdict
from carp.council import packs
from carp.documents import maps
from carp.web.editing import EditConflict
from carp.web.export import csv_response
from carp.web.formats import day
from carp.web.lists import Column, Link
from carp.web.requests import Request, posted
from register import documents, panels, permissions, selectors, workflow
from register.filters import (
    STATUS_TAGS,
    CommunityList,
    EvidenceList,
    Status,
    WardCommunityList,
    plan_due,
)
from register.forms import (
    CloseForm,
    CommunityChangeForm,
    EvidenceForm,
    IdentifyForm,
    NewCommunityForm,
    ReasonForm,
    StepDownForm,
)
from register.models import Area, Community


def _found(request: Request, reference: str) -> Community:
    """A community that the person may see; anything else does not exist for them."""
    visible = Community.objects.visible_to(request.user).select_related("lead", "created_by")
    return get_object_or_404(visible, reference=reference)


@require_safe
def community_list(request: Request) -> HttpResponseBase:
    """The whole register, to search, narrow and download."""
    permissions.can_read(request.user).require()
    rows = Community.objects.visible_to(request.user).with_places()
    may_edit = permissions.can_edit(request.user)
    return CommunityList(request, rows).response(
        "register/community_list.html", {"may_edit": may_edit}
    )


@require_http_methods(["GET", "POST"])
def community_new(request: Request) -> HttpResponseBase:
    """A new entry, after a look at those that may be the same."""
    permissions.can_edit(request.user).require()
    form = NewCommunityForm(posted(request))
    if form.is_valid() and _is_new(request, form):
        community = workflow.create_community(by=request.user, details=form.details())
        messages.success(request, f"{community.name} is on the register as {community.reference}.")
        return redirect("register:community-detail", community.reference)
    return render(request, "register/community_new.html", {"form": form})


def _is_new(request: Request, form: NewCommunityForm) -> bool:
    if form.cleaned_data["different"]:
        return True
    details = form.details()
    similar = selectors.similar_communities(request.user, name=details.name, areas=details.areas)
    if similar:
        form.ask_if_different(similar)
    return not similar


@require_safe
def community_detail(request: Request, reference: str) -> HttpResponseBase:
    """Everything about one community in one place (policy 6.3)."""
    community = _found(request, reference)
    entry, user = selectors.Entry(community), request.user
    context = {
        "community": community,
        "tag": STATUS_TAGS[Status(community.status)],
        "overdue": community.plan_is_overdue(on=clock.today()),
        "facts": _facts(community),
        "areas": entry.areas,
        "map": documents.kept_map(entry.areas),
        "attribution": documents.attribution(entry.areas),
        "history": entry.history,
        "panels": panels.filled(community, user),
        "may_edit": permissions.can_edit(user),
        "may_add_evidence": permissions.can_add_evidence(user, community),
        "moves": _moves(user, community),
    }
    return EvidenceList(request, community).response("register/community_detail.html", context)


def _facts(community: Community) -> list[tuple[str, Any]]:
    label = packs.current().label
    categories = [label("categories", held.code) for held in community.categories.all()]
    due = plan_due(community.status, community.plan_due_on)
    facts: list[tuple[str, Any]] = [
        ("Kind", community.get_kind_display()),
        ("What the people share", "\n".join(categories)),
        ("Size", label("scales", community.scale) if community.scale else ""),
        ("Streets (not published)", community.streets),
        ("Lead officer", community.lead or ""),
        ("Next review", day(community.next_review_on)),
        ("Added", f"{day(community.created_at)} by {community.created_by}"),
    ]
    if community.identified_on:
        facts.append(("Identified", day(community.identified_on)))
    return [*facts, ("Plan due", due)] if due else facts


def _moves(user: User, community: Community) -> list[tuple[str, str]]:
    """The acts that the person may do now, as (URL name, words)."""
    return [
        (f"register:community-{act.slug}", act.words) for act in ACTS if act.rule(user, community)
    ]


@require_http_methods(["GET", "POST"])
def community_edit(request: Request, reference: str) -> HttpResponseBase:
    """Change an entry."""
    permissions.can_edit(request.user).require()
    community = _found(request, reference)
    form = CommunityChangeForm(
        posted(request),
        values=selectors.as_entered(community),
    )
    if form.is_valid():
        details, opened = form.details(), form.cleaned_data["opened"]
        try:
            workflow.edit_community(community, by=request.user, details=details, opened=opened)
        except EditConflict as conflict:
            form.meet(conflict)
        else:
            messages.success(request, "The entry has been changed.")
            return redirect("register:community-detail", community.reference)
    return render(request, "register/community_edit.html", {"form": form, "community": community})


@require_http_methods(["GET", "POST"])
def evidence_new(request: Request, reference: str) -> HttpResponseBase:
    """Add evidence about a community."""
    permissions.can_edit(request.user).require()
    community = _found(request, reference)
    permissions.can_add_evidence(request.user, community).require()
    form = EvidenceForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            workflow.add_evidence(community, by=request.user, details=form.details())
            messages.success(request, "The evidence has been added.")
            return redirect("register:community-detail", community.reference)
    return render(request, "register/evidence_new.html", {"form": form, "community": community})


@dataclass(frozen=True)
class Act:
    """A move of a community: its page, its rule, its questions and its step."""

    slug: str
    words: str
    opened_by: Callable[[User], Verdict]
    rule: Callable[[User, Community], Verdict]
    form: type[ReasonForm]
    step: Callable[..., Community]


IDENTIFY = Act(
    "identify",
    "Identify as at risk",
    permissions.can_require_plan,
    permissions.can_identify,
    IdentifyForm,
    workflow.identify,
)
STEP_DOWN = Act(
    "step-down",
    "Step down",
    permissions.can_edit,
    permissions.can_step_down,
    StepDownForm,
    workflow.step_down,
)
CLOSE = Act(
    "close",
    "Close",
    permissions.can_edit,
    permissions.can_close,
    CloseForm,
    workflow.close_community,
)
ACTS = (IDENTIFY, STEP_DOWN, CLOSE)


@require_http_methods(["GET", "POST"])
def community_identify(request: Request, reference: str) -> HttpResponseBase:
    """Say that a community is at risk; its plan gets a due date."""
    return _move(request, reference, IDENTIFY)


@require_http_methods(["GET", "POST"])
def community_step_down(request: Request, reference: str) -> HttpResponseBase:
    """End the active response."""
    return _move(request, reference, STEP_DOWN)


@require_http_methods(["GET", "POST"])
def community_close(request: Request, reference: str) -> HttpResponseBase:
    """Close an entry, with what was evaluated and decided."""
    return _move(request, reference, CLOSE)


def _move(request: Request, reference: str, act: Act) -> HttpResponseBase:
    act.opened_by(request.user).require()
    community = _found(request, reference)
    act.rule(request.user, community).require()
    form = act.form(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            moved = act.step(community, by=request.user, **form.cleaned_data)
            now = moved.get_status_display().lower()
            messages.success(request, f"{moved.name}: {now}.")
            return redirect("register:community-detail", community.reference)
    context = {"form": form, "community": community, "act": act}
    return render(request, "register/community_move.html", context)


WARD_COLUMNS = (Column("Ward"), Column("Code"), Column("Communities", numeric=True))


@require_safe
def area_list(request: Request) -> HttpResponseBase:
    """The wards with the communities in each, as a map and as a table."""
    permissions.can_read(request.user).require()
    wards = list(Area.objects.wards().order_by("name"))
    counts = selectors.counts_by_ward(request.user)
    picture = documents.district_map(wards, counts)
    rows = [
        (Link(ward.name, f"{ward.code}/"), ward.code, counts.get(ward.code, 0)) for ward in wards
    ]
    if request.GET.get("format") == "csv":
        return csv_response("communities-by-ward", [column.label for column in WARD_COLUMNS], rows)
    context = {
        "head": WARD_COLUMNS,
        "rows": rows,
        "map": maps.draw(picture, key="wards") if picture else None,
        "attribution": documents.attribution(wards),
    }
    return render(request, "register/area_list.html", context)


@require_safe
def area_detail(request: Request, code: str) -> HttpResponseBase:
    """One area: where it is, what it is part of, and its communities."""
    permissions.can_read(request.user).require()
    in_force = Area.objects.filter(valid_to__isnull=True).select_related("parent")
    area = get_object_or_404(in_force.defer("parent__geometry"), code=code)
    rows = Community.objects.visible_to(request.user).in_area(code).with_places()
    wards = list(Area.objects.wards())
    context = {
        "area": area,
        "inside": area.children.filter(valid_to__isnull=True).defer("geometry").order_by("name"),
        "map": documents.place_map(wards, [area], word=documents.THIS),
        "attribution": documents.attribution([area]),
    }
    return WardCommunityList(request, rows).response("register/area_detail.html", context)
