"""The nominated officers' dashboard: the queue by heaps, acts on several reports (policy 8.2)."""

from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from carp.accounts import workflow as accounts
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.web.links import address
from carp.web.requests import Request
from triggers import heaps, permissions, selectors, waiting, workflow
from triggers.filters import EVERY, TriageList
from triggers.forms.queue import BulkAssignForm, bulk_html
from triggers.models import TriggerReport
from triggers.views import held
from triggers.views.steps import tell_each

HELD = "held"


@require_http_methods(["GET", "HEAD", "POST"])
def triage_list(request: Request, tab: str = "") -> HttpResponseBase:
    """The queue by heaps; board members and service managers see what was sent to them.

    A POST assigns the reports that are ticked, and leads back to the same page of the list.
    """
    permissions.can_read_queue(request.user).require()
    tabs = heaps.tabs(request.user)
    triage = request.user.may(Capability.TRIGGER_READ)
    tab = tab or (heaps.FIRST if triage else heaps.WHOLE)
    if tab not in tabs or (tab != heaps.WHOLE and not triage):
        raise Http404
    may_assign = permissions.can_triage(request.user)
    form = _sent(request)
    if form is not None and form.is_valid():
        _assign(request, form)
        return redirect(_without_ticks(request))
    desk = waiting.desk(request.user)
    context = {
        "tab": tabs[tab],
        "heaps": _heaps(tab, tuple(desk.counts.items())) if triage else "",
        "triage": triage,
        "desk": desk,
        "form": form,
        "fault": " ".join(map(str, form["reports"].errors)) if form else "",
        "bulk": (held.bulk_html() if tab == HELD else bulk_html(form)) if may_assign else "",
        "recurrence": packs.current().recurrence,
    }
    chosen = _chosen(request) if may_assign else None
    page = TriageList(
        request, selectors.readable(request.user), tabs[tab], chosen, known=desk.counts.get(tab, "")
    )
    return page.response("triggers/triage_list.html", context)


@lru_cache(maxsize=256)
def _heaps(current: str, counts: tuple[tuple[str, str], ...]) -> SafeString:
    """The heaps with how much is in each, drawn once for as long as that is so."""
    numbers = dict(counts)
    drawn = [
        {
            "label": label,
            "count": numbers.get(code),
            "href": reverse("triggers:triage-list")
            if code == heaps.FIRST
            else address("triggers:triage-tab", code),
            "current": code == current,
        }
        for code, label in heaps.LABELS.items()
    ]
    return render_to_string("triggers/_triage_heaps.html", {"heaps": drawn})


def _sent(request: Request) -> BulkAssignForm | None:
    """The reports that are to be assigned at once, where some are."""
    if request.method != "POST":
        return None
    permissions.can_triage(request.user).require()
    return BulkAssignForm(request.POST)


def _chosen(request: Request) -> set[str]:
    """The reports that are ticked."""
    if request.method == "POST":
        return set(request.POST.getlist("reports"))
    return {EVERY} if request.GET.get("choose") == EVERY else set()


def _without_ticks(request: Request) -> str:
    """This page of the list as it was found, with nothing chosen in it."""
    kept = request.GET.copy()
    kept.pop("choose", None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def _assign(request: Request, form: BulkAssignForm) -> None:
    """Assign each report by itself, and say which ones were refused and why."""
    references, to = form.cleaned_data["reports"][: held.MOST_AT_ONCE], form.officer()
    visible = TriggerReport.objects.visible_to(request.user).filter(reference__in=references)
    outcome = workflow.assign_each(visible.order_by("reference"), by=request.user, to=to)
    tell_each(request, outcome, done=f"Assigned to {to}", refused="Not assigned")


@require_POST
def shortcuts(request: Request) -> HttpResponse:
    """Switch the keyboard shortcuts of the queue on or off for oneself (WCAG 2.1.4)."""
    permissions.can_read_queue(request.user).require()
    wanted = request.POST.get("on") == "1"
    user: User = request.user
    accounts.prefer(user, by=user, keyboard_shortcuts=wanted)
    messages.success(request, f"Keyboard shortcuts are {'on' if wanted else 'off'}.")
    return redirect("triggers:triage-list")
