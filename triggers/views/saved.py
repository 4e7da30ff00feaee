"""Filters of the queue that somebody keeps under a name."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from carp.accounts.roles import Capability
from carp.web.requests import Request, posted
from triggers import heaps, permissions, waiting, workflow
from triggers.filters import TriageList
from triggers.forms.queue import FilterForm
from triggers.heaps import WHOLE
from triggers.models import SavedFilter, TriggerReport
from triggers.views.steps import carried_out


@require_safe
def saved_list(request: Request) -> HttpResponse:
    permissions.can_read_queue(request.user).require()
    mine = SavedFilter.objects.filter(owner=request.user)
    listed = [{"saved": each, "href": waiting.shown(each)} for each in mine]
    return render(request, "triggers/saved_list.html", {"filters": listed})


@require_http_methods(["GET", "POST"])
def saved_new(request: Request) -> HttpResponse:
    """Keep what the address says of the queue: its heap, its search, its filters and its order."""
    permissions.can_read_queue(request.user).require()
    heap = request.GET.get("heap", WHOLE)
    tab = heaps.tabs(request.user).get(heap)
    if tab is None or (heap != WHOLE and not request.user.may(Capability.TRIGGER_READ)):
        raise Http404
    page = TriageList(request, TriggerReport.objects.none(), tab)
    form = FilterForm(posted(request))

    def step() -> None:
        name, query = form.cleaned_data["name"], page.saved_query
        workflow.save_filter(by=request.user, name=name, heap=tab.code, query=query)

    if form.is_bound and carried_out(request, form, step, done="The filter is saved."):
        return redirect("triggers:saved-list")
    return _page(request, form, title="Save this filter", heap=tab.label)


@require_http_methods(["GET", "POST"])
def saved_rename(request: Request, key: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, owner=request.user, pk=key)
    given = posted(request)
    form = FilterForm(given, initial={"name": saved.name})

    def step() -> None:
        workflow.rename_filter(saved, by=request.user, name=form.cleaned_data["name"])

    if form.is_bound and carried_out(request, form, step, done="The filter has a new name."):
        return redirect("triggers:saved-list")
    return _page(request, form, title="Rename this filter")


@require_http_methods(["GET", "POST"])
def saved_delete(request: Request, key: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, owner=request.user, pk=key)
    if request.method == "POST":
        workflow.delete_filter(saved, by=request.user)
        messages.success(request, f"The filter “{saved.name}” is deleted.")
        return redirect("triggers:saved-list")
    return render(request, "triggers/saved_delete.html", {"saved": saved})


def _page(request: Request, form: FilterForm, *, title: str, **more: Any) -> HttpResponse:
    return render(request, "triggers/saved_step.html", {"form": form, "title": title, **more})
