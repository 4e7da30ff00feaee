"""The error pages: what happened, what to do, whom to ring; they work when little else does."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string

from carp.accounts.verdicts import Refused
from carp.web.context import fixed
from carp.web.requests import AskFirst

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = "30"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the field's name
# What a database says that cannot be reached, is full, or takes reads only.
CANNOT_STORE = (OperationalError, InterfaceError, InternalError)
FULL = ("disk is full", "no space left on device")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: an address or a form that no page of ours would send.

    Or a session that could not be written: it ended meanwhile, or the disk is full, which Django
    takes for the same. Then what was typed comes back.
    """
    if isinstance(exception, SessionInterrupted):
        fault = _database_fault(exception)
        if fault is not None:
            return unavailable(request, fault)
        page = render_to_string("503.html", fixed() | _back(request))
        response = HttpResponse(page, status=400)
        response.delete_cookie(settings.SESSION_COOKIE_NAME)
        return response
    return HttpResponse(render_to_string("400.html", {}, request), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the rule that refused; or on to the question that comes first.

    A colleague may have moved on what somebody was writing about: their words come back, to copy.
    """
    texts = written(request)
    context: dict[str, Any] = {"written": texts}
    if isinstance(exception, AskFirst):
        if not texts:
            return redirect(exception.href)
        context["ask_first"] = exception.href
    elif isinstance(exception, Refused):
        context["reason"] = str(exception)
    return HttpResponse(render_to_string("403.html", context, request), status=403)


def written(request: HttpRequest) -> list[str]:
    """The texts of more than a word that somebody sent, to be copied where they were not saved."""
    try:
        lists = list(request.POST.lists())
    except (RawPostDataException, UnreadablePostError, MultiPartParserError):
        return []
    return [
        text.strip()
        for name, values in lists
        for text in values
        if name != TOKEN
        and "password" not in name
        and any(letter.isspace() for letter in text.strip())
    ]


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
    """500; or 503 when the database did not answer, and 507 when its disk is full.

    Whatever it was, what was typed comes back with the page.
    """
    error = sys.exception()
    if isinstance(error, CANNOT_STORE):
        return unavailable(request, error)
    page = render_to_string("500.html", fixed() | _back(request))
    return HttpResponse(page, status=500)


def _database_fault(error: BaseException | None) -> BaseException | None:
    """What the database said before an error was made of it."""
    while error is not None and not isinstance(error, CANNOT_STORE):
        error = error.__context__
    return error


def unavailable(request: HttpRequest, fault: BaseException) -> HttpResponse:
    """503 or 507, drawn without the database."""
    full = any(word in str(fault).lower() for word in FULL)
    context = fixed() | _back(request) | {"full": full}
    response = HttpResponse(render_to_string("503.html", context), status=507 if full else 503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _back(request: HttpRequest) -> dict[str, Any]:
    """What was sent, as a form to send again; to copy only where its token was not looked at yet.

    Another site could else put words into the mouth of somebody who is signed in.
    """
    if request.method != "POST":
        return {}
    try:
        lists = [(name, values) for name, values in request.POST.lists() if name != TOKEN]
    except (RawPostDataException, UnreadablePostError, MultiPartParserError):
        return {}
    sent = [
        (name, value, any(mark.isspace() for mark in value.strip()))
        for name, values in lists
        if "password" not in name
        for value in values
    ]
    return {
        "sent": sent,
        "again": request.get_full_path(),
        "may_send": getattr(request, "csrf_processing_done", False),
        "csrf_token": get_token(request),
    }
