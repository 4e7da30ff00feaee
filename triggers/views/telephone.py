"""A report by telephone: an officer fills in the form and reads out the receipt (policy 8.1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from carp.web.requests import Request
from triggers import permissions, receipts, workflow
from triggers.forms.conversation import TelephoneForm
from triggers.forms.report import InsideForm, entry_of
from triggers.models import TriggerReport
from triggers.views.inside import is_unwarned, sent_before, warned
from triggers.views.keys import new_key
from triggers.views.outside import doors_of_danger


@never_cache
@require_http_methods(["GET", "POST"])
def report_telephone(request: Request) -> HttpResponse:
    """Take down what a caller says; sent twice it is one report, and the same receipt is shown."""
    permissions.can_take_call(request.user).require()
    if request.method == "GET":
        return _form_page(request, TelephoneForm(initial={"key": new_key()}))
    form = TelephoneForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    answers = form.cleaned_data
    if is_unwarned(answers):
        return _form_page(request, warned(form), warn=True)
    entry, key = entry_of(answers), answers["key"] or new_key()
    submission = workflow.take_call(entry, by=request.user, idempotency_key=key)
    if submission.differs:
        return _form_page(request, sent_before(request, form, submission.report))
    return receipt_page(request, submission.report, submission.receipt or "", taken=True)


def _form_page(request: Request, form: InsideForm, *, warn: bool = False) -> HttpResponse:
    context = {"form": form, "warn": warn, "doors": doors_of_danger()}
    return render(request, "triggers/report_telephone.html", context)


def receipt_page(
    request: Request, report: TriggerReport, receipt: str, *, taken: bool = False
) -> HttpResponse:
    """A receipt to read out: in the answer to the act alone, so that no other page can show it."""
    context = {"report": report, "taken": taken, "groups": receipts.spelt(receipt)}
    return render(request, "triggers/report_receipt.html", context)
