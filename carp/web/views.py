"""The pages that belong to no subject: the start, the statements, the brand, one's own account."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from carp.accounts.roles import Capability
from carp.web.context import fixed
from carp.web.navigation import links_for


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is and the ways in; for a signed-in person, their ways on."""
    if request.user.is_authenticated:
        reports = request.user.may(Capability.TRIGGER_REPORT)
        context = {"links": links_for(request.user), "reports": reports}
        return render(request, "web/start.html", context)
    return render(request, "web/landing.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def brand(request: HttpRequest) -> HttpResponse:
    """The council's colours as a stylesheet: the policy allows no style in a page."""
    council = fixed()["council"]
    words = render_to_string("web/brand.css", {"brand": council.brand}) if council else ""
    return HttpResponse(words, content_type="text/css; charset=utf-8")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who the portal takes a person for, and what their roles open."""
    return render(request, "web/account.html")


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; what the browser kept of our pages is thrown away."""
    response: HttpResponse = allauth.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
