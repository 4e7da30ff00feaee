"""The error pages: what happened, what to do, whom to ring; they work when little else does."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from carp.accounts.verdicts import Refused
from carp.web.context import fixed

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = "30"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the field's name


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: an address or a form that no page of ours would send."""
    return HttpResponse(render_to_string("400.html", {}, request), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the rule that refused."""
    reason = str(exception) if isinstance(exception, Refused) else ""
    page = render_to_string("403.html", {"reason": reason}, request)
    return HttpResponse(page, status=403)


def forgery_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's token is missing or old: mostly a form that was left open too long."""
    logger.warning("Request forgery check failed: %s", reason)
    page = render_to_string("403.html", {"forgery": True, "typed": _typed(request)}, request)
    return HttpResponse(page, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a visitor typed into the public report, to be sent again by their own press.

    Never for somebody who is signed in: another site must not put words into their mouth.
    """
    if request.user.is_authenticated or not request.path.startswith("/report/"):
        return []
    lists = ((name, values) for name, values in request.POST.lists() if name != TOKEN)
    return [(name, value) for name, values in lists for value in values]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same words whether a thing is missing or hidden from this person."""
    return HttpResponse(render_to_string("404.html", {}, request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it was the database that did not answer."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable()
    return HttpResponse(render_to_string("500.html", fixed()), status=500)


def unavailable() -> HttpResponse:
    """503, drawn without the database."""
    response = HttpResponse(render_to_string("503.html", fixed()), status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
