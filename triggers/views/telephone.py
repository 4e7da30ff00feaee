"""A report by telephone: an officer fills in the form and reads out the receipt (policy 8.1)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from carp.web.requests import Request
from triggers import permissions, receipts, workflow
from triggers.forms.conversation import TelephoneForm
from triggers.forms.known import SameForm
from triggers.forms.places import PlaceForm
from triggers.forms.report import InsideForm, entry_of
from triggers.models import TriggerReport
from triggers.views import known, places
from triggers.views.inside import is_unwarned, same_as, sent_before, warned
from triggers.views.keys import new_key
from triggers.views.outside import doors_of_danger


@never_cache
@require_http_methods(["GET", "POST"])
def report_telephone(request: Request) -> HttpResponse:
    """Take down what a caller says; sent twice it is one report, and the same receipt is shown."""
    permissions.can_take_call(request.user).require()
    if request.method == "GET":
        return _form_page(request, TelephoneForm(initial={"key": new_key()}))
    if found := places.asked(places.STEP, request.POST, request.user):
        return _form_page(request, places.as_typed(TelephoneForm, request.POST), found=found)
    form = TelephoneForm(places.with_ward(request.POST, places.place_of(request.POST)))
    if not form.is_valid():
        return _form_page(request, form)
    answers = form.cleaned_data
    if is_unwarned(answers):
        return _form_page(request, warned(form), warn=True)
    entry, key = entry_of(answers, same_as=same_as(request)), answers["key"] or new_key()
    submission = workflow.take_call(entry, by=request.user, idempotency_key=key)
    if submission.differs:
        return _form_page(request, sent_before(request, form, submission.report))
    report, receipt = submission.report, submission.receipt or ""
    return receipt_page(request, report, receipt, taken=True, same=known.asked_of(report))


@never_cache
@sensitive_post_parameters("receipt")
@require_POST
def telephone_same(request: Request) -> HttpResponse:
    """Say which known community a call was about; the receipt comes along to be shown again."""
    receipt = request.POST.get("receipt", "")
    report = receipts.find(receipt)
    may = permissions.can_take_call(request.user)
    if report is None or report.taken_by_id != request.user.pk or not may:
        raise Http404
    form = known.asked_of(report, request.POST)
    kept = form is None or known.keep(request, report, form, by=request.user)
    return receipt_page(request, report, receipt, taken=True, same=None if kept else form)


def _form_page(
    request: Request, form: InsideForm, *, warn: bool = False, found: PlaceForm | None = None
) -> HttpResponse:
    listed = found or places.again(request.POST, request.user)
    context = {"form": form, "warn": warn, "doors": doors_of_danger(), "places": listed}
    return render(request, "triggers/report_telephone.html", context)


def receipt_page(
    request: Request,
    report: TriggerReport,
    receipt: str,
    *,
    taken: bool = False,
    same: SameForm | None = None,
) -> HttpResponse:
    """A receipt to read out: in the answer to the act alone, so that no other page can show it."""
    context = {"report": report, "taken": taken, "groups": receipts.spelt(receipt)}
    context |= {"receipt": receipt, "same": same}
    return render(request, "triggers/report_receipt.html", context)
