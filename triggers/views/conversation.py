"""What the holder of a receipt may do: read, answer, add and withdraw (policy 8.2, quality T1).

The receipt comes with each form again and is counted as a look-up each time. Nothing that opens
the report stays in the browser or in a session; why, is told in docs/adr/0013.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from carp.accounts.models import User
from carp.web.refusals import telling_refusals
from triggers import permissions, receipts, selectors, workflow
from triggers.forms.conversation import AddForm
from triggers.forms.report import ReceiptForm
from triggers.models import EvidenceFile, TriggerReport
from triggers.views import files
from triggers.views.keys import new_key
from triggers.views.status import is_counted, status_page

SENT = "What you wrote has been sent to the officer."
WITHDRAWN = "You have withdrawn your report."


@never_cache
@login_not_required
@sensitive_post_parameters("receipt")
@require_POST
def report_conversation(request: HttpRequest) -> HttpResponse:
    """What officers wrote, and a form to answer; a wrong receipt is answered by the look-up."""
    report = _holders(request)
    return report if isinstance(report, HttpResponse) else _page(request, report, empty())


@never_cache
@login_not_required
@sensitive_post_parameters("receipt", "body")
@require_POST
def report_add(request: HttpRequest) -> HttpResponse:
    """Send an answer, more information or files; sent again by a reload, they are kept once."""
    report = _holders(request)
    if isinstance(report, HttpResponse):
        return report
    return _page(request, report, added(request, report, by=None))


@never_cache
@login_not_required
@sensitive_post_parameters("receipt")
@require_POST
def report_withdraw(request: HttpRequest) -> HttpResponse:
    """Ask whether they are sure, then withdraw the report."""
    report = _holders(request)
    if isinstance(report, HttpResponse):
        return report
    if "sure" not in request.POST:
        verdict = permissions.can_take_part(None, report, "withdraw_report")
        context = {"report": report, "verdict": verdict, "receipt": request.POST["receipt"]}
        return render(request, "triggers/report_withdraw.html", context)
    with telling_refusals(request):
        report = workflow.withdraw_report(report, by=None)
        messages.success(request, WITHDRAWN)
    return _page(request, report, empty())


def _holders(request: HttpRequest) -> TriggerReport | HttpResponse:
    """The report of the receipt that came with the form; else the look-up, with what was typed."""
    form = ReceiptForm(request.POST)
    if not is_counted(request, form):
        return status_page(request, form)
    receipt = form.cleaned_data["receipt"]
    report = receipts.find(receipt)
    return report or status_page(request, form, told=receipts.missing(receipt))


def empty() -> AddForm:
    return AddForm(initial={"key": new_key()})


def added(request: HttpRequest, report: TriggerReport, *, by: User | None) -> AddForm:
    """Keep what a sound form says, and answer an empty one; a wrong one is answered as it came.

    Its files are kept under its key whatever else is wrong, and go out with what is written.
    """
    form = _sent(request)
    key = form["key"].value()
    if permissions.can_take_part(by, report, "add_information"):
        files.take(request, form, key=key, owner=by)
    if not form.is_valid():
        return form
    with form.showing_refusals():
        workflow.add_information(report, by=by, body=form.cleaned_data["body"], key=key)
        messages.success(request, SENT)
        return empty()
    return form


def _sent(request: HttpRequest) -> AddForm:
    """The form as it was sent, with a key of its own."""
    typed = request.POST.copy()
    typed["key"] = typed.get("key") or new_key()
    return AddForm(typed)


def _page(request: HttpRequest, report: TriggerReport, form: AddForm) -> HttpResponse:
    context = about(report, form, by=None) | {"receipt": request.POST["receipt"]}
    return render(request, "triggers/report_conversation.html", context)


def about(report: TriggerReport, form: AddForm, *, by: User | None) -> dict[str, Any]:
    """How a report is getting on and what was written about it, for whoever made it."""
    key = form["key"].value()
    return {
        "form": form,
        "kept": files.listed(workflow.draft_files(key, by)) if form.is_bound else [],
        "sent": files.listed(EvidenceFile.objects.readable_of(report).sent_by_reporter()),
        "report": report,
        "told": receipts.told(
            report.status, assess_due_on=report.assess_due_on, close_reason=report.close_reason
        ),
        "conversation": selectors.conversation(report),
        "may_add": permissions.can_take_part(by, report, "add_information"),
        "may_withdraw": permissions.can_take_part(by, report, "withdraw_report"),
    }
