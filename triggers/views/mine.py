"""One's own reports, with what a reporter is told of them (policy 8.1)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carp.council import packs
from carp.web.formats import day
from carp.web.links import address
from carp.web.lists import Column, Link, ListPage, Tag
from carp.web.refusals import telling_refusals
from carp.web.requests import Request
from triggers import permissions, receipts, selectors, workflow
from triggers.forms.conversation import AddForm
from triggers.forms.known import SameForm
from triggers.models import REPORT_INDEX, TriggerReport
from triggers.views import conversation, known
from triggers.views.files import names_of

# Said by the address: to say it by the session would be a second write to the disk.
JUST_SENT = "sent"


class OwnReports(ListPage):
    caption = "Reports you have made"
    leads_to: ClassVar[str] = "triggers:report-own"
    columns = (
        Column("Reference"),
        Column("Received", sort="received_at"),
        Column("Where"),
        Column("Status"),
    )
    fields = (
        "reference",
        "received_at",
        "where",
        "area__name",
        "status",
        "assess_due_on",
        "close_reason",
    )
    order = "-received_at"
    search = REPORT_INDEX
    empty = "You have not reported a concern yet."
    empty_href = "/report/inside/"
    empty_link = "Report a concern"

    def row(self, *values: Any) -> Sequence[Any]:
        reference: str
        received_at: datetime
        due: date
        reference, received_at, where, ward, status, due, reason = values
        told = receipts.told(status, assess_due_on=due, close_reason=reason)
        return (
            Link(reference, address(self.leads_to, reference)),
            day(received_at),
            where or ward or "No one place",
            Tag(told.words, told.colour),
        )


@require_safe
def report_mine(request: Request) -> HttpResponseBase:
    permissions.can_report(request.user).require()
    rows = TriggerReport.objects.made_by(request.user)
    context = {"shares": permissions.can_read_organisation(request.user)}
    return OwnReports(request, rows).response("triggers/report_mine.html", context)


@require_safe
def report_own(request: Request, reference: str) -> HttpResponse:
    """A report as one made it, and how it is getting on; anybody else's is not found."""
    report, same = _own(request, reference), None
    if JUST_SENT in request.GET:
        messages.success(request, f"Your report {reference} has been received.")
        same = known.asked_of(report)
    return _own_page(request, report, conversation.empty(), same=same)


@require_POST
def report_own_same(request: Request, reference: str) -> HttpResponse:
    """Say which known community one's own report is about."""
    report = _own(request, reference)
    form = known.asked_of(report, request.POST)
    if form is None or known.keep(request, report, form, by=request.user):
        return redirect("triggers:report-own", reference)
    return _own_page(request, report, conversation.empty(), same=form)


@require_POST
def report_own_add(request: Request, reference: str) -> HttpResponse:
    """Answer the officer, or add words and files to one's own report."""
    report = _own(request, reference)
    form = conversation.added(request, report, by=request.user)
    if form.is_bound:
        return _own_page(request, report, form)
    return redirect("triggers:report-own", reference)


@require_http_methods(["GET", "POST"])
def report_own_withdraw(request: Request, reference: str) -> HttpResponse:
    """Ask whether they are sure, then withdraw one's own report."""
    report = _own(request, reference)
    verdict = permissions.can_take_part(request.user, report, "withdraw_report")
    if request.method == "GET":
        context = {"report": report, "verdict": verdict}
        return render(request, "triggers/report_withdraw.html", context)
    with telling_refusals(request):
        workflow.withdraw_report(report, by=request.user)
        messages.success(request, conversation.WITHDRAWN)
    return redirect("triggers:report-own", reference)


def _own(request: Request, reference: str) -> TriggerReport:
    mine = TriggerReport.objects.made_by(request.user)
    return get_object_or_404(mine.select_related("area", "contact"), reference=reference)


def _own_page(
    request: Request, report: TriggerReport, form: AddForm, *, same: SameForm | None = None
) -> HttpResponse:
    context = conversation.about(report, form, by=request.user)
    context |= {"rows": said(report), "same": same}
    return render(request, "triggers/report_own.html", context)


def said(report: TriggerReport) -> list[tuple[str, Any]]:
    """What the reporter said, in the words of the council pack of that day."""
    pack = packs.of(report.council_pack_id)
    categories = [pack.label("categories", row.code) for row in report.categories.all()]
    sources = [pack.label("sources", row.code) for row in report.sources.all()]
    return [
        ("What is happening", report.what),
        ("Kind of community", pack.label("community_kinds", report.community_kind)),
        ("Where", report.where),
        ("Ward", report.area.name if report.area else ""),
        ("Who is affected", "\n".join(categories)),
        ("How far it reaches", pack.label("extents", report.extent) if report.extent else ""),
        ("People affected", report.people_affected),
        ("Since when", report.since),
        ("Better or worse", pack.label("trends", report.trend)),
        ("How you know", "\n".join(sources)),
        ("A figure before and now", selectors.figure(report)),
        ("How urgent", pack.label("urgencies", report.urgency)),
        ("What is being done", report.being_done),
        ("What works well", report.what_works),
        ("Evidence", report.evidence_link),
        ("Files", names_of(report.files.sent_by_reporter())),
        ("Somebody in immediate danger", "Yes" if report.immediate_danger else "No"),
        ("How to reach you", report.contact.get_method_display()),
    ]
