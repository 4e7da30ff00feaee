"""Due days in a person's own calendar: the page of its address, and the calendar itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, workflow
from actionplans.forms.progress import CalendarEndForm, CalendarForm
from actionplans.selectors import feeds
from carp.accounts.verdicts import Refused
from carp.web.requests import Request


@require_http_methods(["GET", "POST"])
def my_calendar(request: Request) -> HttpResponseBase:
    """The address, what it shows, and how to end it."""
    permissions.can_own_actions(request.user).require()
    feed = feeds.feed_of(request.user)
    posted = request.method == "POST"
    if posted and "end" in request.POST:
        return _end(request)
    form = CalendarForm(request.POST if posted else None, has_one=feed is not None)
    if form.is_valid():
        workflow.open_feed(by=request.user, shows=form.cleaned_data["shows"])
        messages.success(request, "Your calendar has a new address.")
        return redirect("actionplans:my-calendar")
    address = "" if feed is None else feeds.ADDRESSES.of(feed)
    context = {"form": form, "feed": feed, "address": address, "ending": CalendarEndForm()}
    return render(request, "actionplans/my_calendar.html", context)


def _end(request: Request) -> HttpResponseBase:
    try:
        workflow.end_feed(by=request.user)
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "The address has ended. Nobody can read from it any more.")
    return redirect("actionplans:my-calendar")


@login_not_required
@require_safe
def calendar_feed(_request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar at a secret address: a program that reads it cannot sign in."""
    feed = feeds.feed_at(secret)
    if feed is None or not permissions.can_own_actions(feed.user):
        raise Http404
    answer = HttpResponse(feeds.calendar_of(feed), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="actions.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
