"""Officers write to the reporter, keep private notes, and replace a lost receipt (policy 8.2)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from carp.accounts.models import User
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted
from triggers import permissions, selectors, workflow
from triggers.forms.conversation import (
    NoteForm,
    ReissueForm,
    SeenForm,
    WithdrawMessageForm,
    WriteForm,
)
from triggers.models import ReportMessage, TriggerReport
from triggers.views.keys import new_key
from triggers.views.steps import answered, found, step_page
from triggers.views.telephone import receipt_page


def conversation(
    user: User, report: TriggerReport, written: Sequence[ReportMessage]
) -> dict[str, Any]:
    """What a report's page shows of the messages, and what the person may do about them."""
    may = permissions.can_converse(user, report)
    return {
        "messages": written,
        "seen": written[-1].pk if written else 0,
        "unread": report.unread_since,
        "may": may,
        "may_reissue": permissions.can_reissue_receipt(user, report),
    }


@require_http_methods(["GET", "POST"])
def triage_message(request: Request, reference: str) -> HttpResponse:
    """Write to the reporter: a page of its own, so that it is not taken for a private note."""
    report = found(request, reference)
    permissions.can_converse(request.user, report).require()
    written = selectors.messages(report, request.user)
    initial = {"key": new_key(), "seen": written[-1].pk if written else 0}
    form = WriteForm(request.POST) if request.method == "POST" else WriteForm(initial=initial)

    def step() -> None:
        given = form.cleaned_data
        key, seen = given["key"] or new_key(), given["seen"] or 0
        workflow.write_to_reporter(report, by=request.user, body=given["body"], key=key, seen=seen)

    said = [each for each in written if each.visibility == ReportMessage.Visibility.REPORTER]
    return answered(request, report, form, step, said=said)


@require_http_methods(["GET", "POST"])
def triage_note(request: Request, reference: str) -> HttpResponse:
    """Keep a private note."""
    report = found(request, reference)
    permissions.can_converse(request.user, report).require()
    form = NoteForm(posted(request), initial={"key": new_key()})

    def step() -> None:
        given = form.cleaned_data
        workflow.write_note(
            report, by=request.user, body=given["body"], key=given["key"] or new_key()
        )

    return answered(request, report, form, step)


@require_POST
def triage_read(request: Request, reference: str) -> HttpResponse:
    """Mark the reporter's messages as read, up to the last one that the page showed."""
    report, form = found(request, reference), SeenForm(request.POST)
    seen = form.cleaned_data["seen"] or 0 if form.is_valid() else 0
    with telling_refusals(request):
        workflow.read_messages(report, by=request.user, seen=seen)
        messages.success(request, "The messages are marked as read.")
    return redirect("triggers:triage-detail", report.reference)


@require_http_methods(["GET", "POST"])
def message_withdraw(request: Request, reference: str, key: int) -> HttpResponse:
    """Take back a message or a note that was written by mistake."""
    report = found(request, reference)
    visible = ReportMessage.objects.visible_to(request.user).filter(report=report)
    message = get_object_or_404(visible.select_related("report"), pk=key)
    permissions.can_withdraw_message(request.user, message).require()
    form = WithdrawMessageForm(posted(request))
    return answered(
        request,
        report,
        form,
        lambda: workflow.withdraw_message(message, by=request.user, **form.cleaned_data),
        said=[message],
    )


@never_cache
@require_http_methods(["GET", "POST"])
def triage_receipt(request: Request, reference: str) -> HttpResponse:
    """Make a new receipt for somebody who lost theirs, and show it once, to be read out."""
    report = found(request, reference)
    permissions.can_reissue_receipt(request.user, report).require()
    initial = {"edition": workflow.receipt_edition(report)}
    form = ReissueForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        with form.showing_refusals():
            receipt = workflow.reissue_receipt(report, by=request.user, **form.cleaned_data)
            return receipt_page(request, report, receipt)
    return step_page(request, report, form, title="Replace a lost receipt")
