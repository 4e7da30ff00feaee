"""The demonstration's own pages: sign in as anybody in it, and read the mail it would send.

They do not exist where there is no demonstration.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from carp.demo import people
from carp.demo.lists import MailList
from carp.outbox import queue
from carp.outbox.models import DeliveredMail

View = Callable[..., HttpResponseBase]
BACKEND = "carp.web.accounts.Backend"
START_PAGES = {"nominated-officer": "triggers:triage-list", "fund-manager": "funds:pot-list"}


def only_in_demonstration(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.DEMONSTRATION:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@only_in_demonstration
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody one can be, with one button each."""
    return render(request, "demo/person_list.html")


@login_not_required
@only_in_demonstration
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the demonstration's people."""
    key = request.POST.get("person", "")
    user = people.of_key(key)
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect(START_PAGES.get(key, "web:landing"))


@login_not_required
@only_in_demonstration
@require_safe
def mail_list(request: HttpRequest) -> HttpResponseBase:
    """Every mail that the portal would have sent."""
    mails = DeliveredMail.objects.all()
    owed = {"seconds": round(queue.oldest_due_seconds())}
    return MailList(request, mails).response("demo/mail_list.html", {"owed": owed})


@login_not_required
@only_in_demonstration
@require_safe
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as its reader would see it."""
    mail = get_object_or_404(DeliveredMail, pk=pk)
    return render(request, "demo/mail_detail.html", {"mail": mail})
