"""What the portal's pages are compared with."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test.utils import override_settings

from carp.web.bodies import WholeBodies
from triggers.models import TriggerReport


@login_not_required
def plain(request: HttpRequest) -> HttpResponse:
    """The least that Django can answer."""
    return HttpResponse("ok")


def minimal(request: HttpRequest) -> HttpResponse:
    """Every middleware and the signed-in person, and no more."""
    return HttpResponse(str(request.user))


def empty(request: HttpRequest) -> HttpResponse:
    """The page round every page, with nothing in it."""
    template = engines["django"].from_string('{% extends "base.html" %}')
    return HttpResponse(template.render({}, request))


def select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def plain_application() -> WholeBodies:
    """The same application as the portal's, without any middleware."""
    with override_settings(MIDDLEWARE=[]):
        return WholeBodies(get_wsgi_application(), turns=8, most_bytes=1024)


class OpenSite(AdminSite):
    """Django's admin for anybody who is signed in: rights cost nothing here."""

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated)


admin = OpenSite(name="bench-admin")


class AsWritten(ModelAdmin):
    """The list of reports as one writes it in the admin without thinking of a million rows."""

    list_display = ("reference", "received_at", "status", "urgency", "area", "community")
    list_filter = ("status", "urgency", "trend", "area")
    search_fields = ("reference", "where", "what")
    date_hierarchy = "received_at"
    list_per_page = 25

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission


admin.register(TriggerReport, AsWritten)
ADMIN_LIST = "/bench/admin/triggers/triggerreport/"
