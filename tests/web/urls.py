"""The portal's addresses and a few pages that exist for the tests of its parts."""

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import Http404
from django.shortcuts import render
from django.urls import include, path

from carp.accounts.verdicts import Refused
from carp.outbox.models import OutboxItem
from tests.web.samples import EveryKind, OutboxList, RiskLines


@login_not_required
def form_page(request):
    data = request.POST if request.method == "POST" else None
    form, lines = EveryKind(data, request.FILES or None), RiskLines(data, prefix="lines")
    return render(request, "web/test_form.html", {"form": form, "lines": lines})


def owed(request):
    return OutboxList(request, OutboxItem.objects.all()).response("web/test_list.html")


@login_not_required
def broken(request):
    raise ZeroDivisionError("secret words")


@login_not_required
def no_database(request):
    raise OperationalError("secret words")


@login_not_required
def refused(request):
    raise Refused("You cannot approve a plan that you wrote.")


@login_not_required
def missing(request):
    raise Http404


urlpatterns = [
    path("test/form/", form_page),
    path("test/owed/", owed),
    path("test/broken/", broken),
    path("test/no-database/", no_database),
    path("test/refused/", refused),
    path("test/missing/", missing),
    path("", include("carp.web.urls")),
]

handler400 = "carp.web.errors.bad_request"
handler403 = "carp.web.errors.forbidden"
handler404 = "carp.web.errors.not_found"
handler500 = "carp.web.errors.server_error"
