"""What the portal's pages are compared with."""

import time
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines

from triggers.models import TriggerReport


@login_not_required
def plain(request: HttpRequest) -> HttpResponse:
    """The least that Django can answer."""
    return HttpResponse("ok")


@login_not_required
def cpu(request: HttpRequest) -> HttpResponse:
    """CPU seconds of this process so far."""
    spent = str(time.process_time())
    return HttpResponse(spent, headers={"Content-Length": str(len(spent))})


def minimal(request: HttpRequest) -> HttpResponse:
    """Every middleware and the signed-in person, and no more."""
    return HttpResponse(str(request.user))


def empty(request: HttpRequest) -> HttpResponse:
    """The page round every page, with nothing in it."""
    template = engines["django"].from_string('{% extends "base.html" %}')
    return HttpResponse(template.render({}, request))


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
