"""How a report is getting on, for whoever holds its receipt (quality T1)."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from carp.web.address import client_network
from triggers import receipts
from triggers.forms.report import ReceiptForm
from triggers.workflow import LimitReached, limits


@login_not_required
@sensitive_post_parameters("receipt")
@require_http_methods(["GET", "POST"])
def report_status(request: HttpRequest) -> HttpResponse:
    """Look up a receipt; the answer has the same size and shape whether it is right or wrong."""
    if request.method == "GET":
        return status_page(request, ReceiptForm())
    form = ReceiptForm(request.POST)
    if not is_counted(request, form):
        return status_page(request, form)
    return status_page(request, form, told=receipts.look_up(form.cleaned_data["receipt"]))


def is_counted(request: HttpRequest, form: ReceiptForm) -> bool:
    """Whether a receipt was given, and its network may look up another; else the form says why."""
    if not form.is_valid():
        return False
    try:
        network = client_network(request)
        limits.take("status", network=network, most=settings.LOOKUPS_AN_HOUR)
    except LimitReached:
        form.add_error(None, "Too many receipts were looked up from your network. Try later.")
        return False
    return True


def status_page(
    request: HttpRequest, form: ReceiptForm, *, told: receipts.Told | None = None
) -> HttpResponse:
    """The page of the look-up, with a message and files that could not be taken, to be kept."""
    limited = form.is_bound and form.non_field_errors()
    code = HTTPStatus.TOO_MANY_REQUESTS if limited else HTTPStatus.OK
    typed, chosen = request.POST.get("body", ""), bool(request.FILES)
    context = {"form": form, "told": told, "typed": typed, "chosen": chosen}
    return render(request, "triggers/report_status.html", context, status=code)
