"""How a report is getting on, for whoever holds its receipt (quality T1)."""

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
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    told, code = None, 200
    if form.is_bound and form.is_valid():
        try:
            network = client_network(request)
            limits.take("status", network=network, most=settings.LOOKUPS_AN_HOUR)
            told = receipts.look_up(form.cleaned_data["receipt"])
        except LimitReached:
            form.add_error(None, "Too many receipts were looked up from your network. Try later.")
            code = 429
    return render(request, "triggers/report_status.html", {"form": form, "told": told}, status=code)
