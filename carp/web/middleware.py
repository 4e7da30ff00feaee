"""Middleware: headers on every answer, and the limits of a signed-in session."""

import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from carp.once import a_page
from carp.web.errors import written

Handler = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()",
}
STARTED, SEEN = "started_at", "seen_at"
WRITE_EVERY_SECONDS = 60


def security_headers(get_response: Handler) -> Handler:
    """The same headers on pages, files, redirects and errors; pages are never kept by a cache."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def asking_once(get_response: Handler) -> Handler:
    """A request that only reads asks each question of its rules once (``carp.once``)."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with a_page():
            return get_response(request)

    return answer


def session_limits(get_response: Handler) -> Handler:
    """Sign people out after 30 idle minutes and after 12 hours in any case (ASVS 5.0, 7.3)."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            # The wall clock, not carp.clock: a demonstration played in another year must not
            # lengthen or end anybody's session.
            seconds = int(time.time())
            if _is_over(request, seconds):
                return _signed_out(request)
            _note(request, seconds)
        return _keeping_typed(request, get_response(request))

    return answer


def _is_over(request: HttpRequest, seconds: int) -> bool:
    session = request.session
    idle = seconds - session.get(SEEN, seconds)
    whole = seconds - session.get(STARTED, seconds)
    return bool(idle > settings.SESSION_IDLE_SECONDS or whole > settings.SESSION_ABSOLUTE_SECONDS)


def _note(request: HttpRequest, seconds: int) -> None:
    """Remember the first and the latest visit; a write at most once a minute."""
    session = request.session
    if STARTED not in session:
        session[STARTED] = seconds
    if seconds - session.get(SEEN, 0) >= WRITE_EVERY_SECONDS:
        session[SEEN] = seconds


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Back to the sign-in page; after a GET it leads on to the page that was asked for."""
    logout(request)
    if request.method == "POST":
        return _typed_page(request)
    messages.info(
        request, "You were signed out because you had been away for a while. Sign in to go on."
    )
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _keeping_typed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A form that somebody sends after the session ended is shown back, instead of lost."""
    if request.method != "POST" or response.status_code != HTTPStatus.FOUND:
        return response
    sign_in = resolve_url(settings.LOGIN_URL)
    sent_away = response["Location"].startswith(f"{sign_in}?{REDIRECT_FIELD_NAME}=")
    if sent_away and not request.path.startswith(sign_in):
        return _typed_page(request)
    return response


def _typed_page(request: HttpRequest) -> HttpResponse:
    """What was typed, to be copied: never sent on by itself, as another person may sign in."""
    onward = urlencode({REDIRECT_FIELD_NAME: _page_of(request)})
    context = {"typed": written(request), "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{onward}"}
    return render(request, "web/signed_out.html", context, status=HTTPStatus.FORBIDDEN)


def _page_of(request: HttpRequest) -> str:
    """The page on which the form stood; a form's own address may answer to nothing but the form."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host():
        return came_from._replace(scheme="", netloc="").geturl()
    return resolve_url(settings.LOGIN_REDIRECT_URL)
