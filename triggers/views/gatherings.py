"""Small reports that add up: what there is of them, and one with its reports (policy 6.2)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from carp.council import packs
from carp.web.formats import day
from carp.web.links import address
from carp.web.requests import Request, posted
from carp.web.tables import Column, Link
from triggers import documents, gatherings, permissions, workflow
from triggers.filters import STATUS_TAGS, urgency_tag
from triggers.forms.triage import LookForm
from triggers.models import GatheringLook, TriggerReport
from triggers.views.steps import carried_out

MOST = 50
COLUMNS = (Column("Place or group"), Column("Reports", numeric=True), Column("Newest"))
OF_REPORTS = (Column("Reference"), Column("Received"), Column("Urgency"), Column("Status"))


def rows(concerns: list[gatherings.Concern]) -> list[tuple[Any, ...]]:
    """A line for each, for a table."""
    return [
        (
            Link(each.gathering.title, address("triggers:gathering-detail", each.gathering.key)),
            each.reports,
            day(each.newest_at),
        )
        for each in concerns
    ]


@require_safe
def gathering_list(request: Request) -> HttpResponse:
    permissions.can_read_gatherings(request.user).require()
    context = {
        "recurrence": packs.current().recurrence,
        "head": COLUMNS,
        "rows": rows(gatherings.adding_up(request.user)),
    }
    return render(request, "triggers/gathering_list.html", context)


@require_http_methods(["GET", "POST"])
def gathering_detail(request: Request, key: str) -> HttpResponse:
    """Its counts by month and its reports; and the officer's word that it was looked at."""
    permissions.can_read_gatherings(request.user).require()
    gathering = gatherings.by_key(key)
    if gathering is None:
        raise Http404
    may_look = permissions.can_triage(request.user)
    if request.method == "POST":
        may_look.require()
    form = LookForm(posted(request))

    def step() -> None:
        workflow.look_at(gathering, by=request.user, reason=form.cleaned_data["reason"])
        gatherings.forget(request.user)

    if form.is_bound and carried_out(request, form, step, done="Your look is recorded."):
        return redirect("triggers:gathering-detail", key)
    found = gatherings.reports_in(gathering, request.user)
    context = {
        "concern": gatherings.concern(gathering, request.user),
        "recurrence": packs.current().recurrence,
        "picture": documents.months_chart(gatherings.by_month(gathering, request.user)),
        "head": OF_REPORTS,
        "rows": [_row(report) for report in found[:MOST]],
        "looks": GatheringLook.objects.filter(key=key).select_related("looked_by")[:MOST],
        "may_look": may_look,
        "form": form,
    }
    return render(request, "triggers/gathering_detail.html", context)


def _row(report: TriggerReport) -> tuple[Any, ...]:
    return (
        Link(report.reference, address("triggers:triage-detail", report.reference)),
        day(report.received_at),
        urgency_tag(report.urgency),
        STATUS_TAGS[TriggerReport.Status(report.status)],
    )
