"""Parts of a plan for a partner: given, seen and ended here, and the page that they read."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, workflow
from actionplans.forms.shares import ShareForm
from actionplans.models import PlanShare
from actionplans.selectors import shares
from actionplans.views.plans import plan_or_404
from actionplans.views.share_tables import SHARE_COLOURS, openings_of, part_csv
from carp.accounts.verdicts import Refused
from carp.web.address import client_network
from carp.web.formats import day
from carp.web.requests import Request, posted
from carp.web.tables import Tag
from triggers.workflow import limits

# Whose names are taken out of what a partner reads, and what else is.
SHOWN_WITH = ("community", "lead", "created_by")


def _share(request: Request, reference: str, key: int) -> PlanShare:
    plan = plan_or_404(request, reference, *SHOWN_WITH)
    return get_object_or_404(plan.shares.select_related("shared_by", "ended_by"), pk=key)


@require_http_methods(["GET", "POST"])
def share_new(request: Request, reference: str) -> HttpResponseBase:
    """Choose what a partner may read, and get the address for them."""
    plan = plan_or_404(request, reference)
    permissions.can_share(request.user, plan).require()
    form = ShareForm(posted(request), plan=plan)
    if form.is_valid():
        with form.showing_refusals():
            share = workflow.share_plan(plan, by=request.user, details=form.details)
            messages.success(request, "The address is ready to be sent.")
            return redirect("actionplans:share-detail", plan.reference, share.pk)
    return render(request, "actionplans/share_new.html", {"plan": plan, "form": form})


@require_safe
def share_detail(request: Request, reference: str, key: int) -> HttpResponseBase:
    """One share: its address for those who may give it, how often it was opened, what it shows."""
    share = _share(request, reference, key)
    parts = shares.reading_of(share)
    if (file := part_csv(parts, request.GET.get("part", ""))) is not None:
        return file
    may_end = permissions.can_end_share(request.user, share)
    context = {
        "plan": share.plan,
        "share": share,
        "tag": Tag(share.get_state(), SHARE_COLOURS[share.state]),
        "facts": _facts(share),
        "address": shares.ADDRESSES.of(share) if may_end else "",
        "path": shares.ADDRESSES.path_of(share),
        "may_end": may_end,
        "openings": openings_of(share),
        "parts": parts,
    }
    return render(request, "actionplans/share_detail.html", context)


def _facts(share: PlanShare) -> list[tuple[str, str]]:
    facts = [
        ("For", share.shared_with),
        ("Allowed by", share.basis),
        ("Parts", "\n".join(shares.labels_of(share))),
        ("Shared", f"{share.shared_by.name}, {day(share.shared_at)}"),
        ("Last day", day(share.last_day)),
    ]
    if share.ended_by is not None:
        facts.append(("Ended", f"{share.ended_by.name}, {day(share.ended_at)}"))
    return facts


@require_http_methods(["GET", "POST"])
def share_end(request: Request, reference: str, key: int) -> HttpResponseBase:
    """Confirm that a partner reads no more."""
    share = _share(request, reference, key)
    verdict = permissions.can_end_share(request.user, share)
    if share.state != PlanShare.State.OPEN:
        messages.info(request, verdict.reason)
        return redirect("actionplans:share-detail", share.plan.reference, share.pk)
    verdict.require()
    if request.method == "POST":
        workflow.end_share(share, by=request.user)
        messages.success(request, "The address has ended. Nobody can read there any more.")
        return redirect("actionplans:share-detail", share.plan.reference, share.pk)
    return render(request, "actionplans/share_end.html", {"plan": share.plan, "share": share})


# --- What a partner sees --------------------------------------------------------------------------
DOOR = "actionplans/shared_door.html"
OPEN = "actionplans/shared_open.html"
GONE = "actionplans/shared_gone.html"
BUSY = "actionplans/shared_busy.html"


@login_not_required
@require_http_methods(["GET", "POST"])
def shared_plan(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A button first, so that programs that follow links in mails open nothing; then the parts.

    A table is taken as a file by a button too, and each of these is an opening like the first.
    """
    share = shares.share_at(secret)
    if share is None:
        raise Http404
    if share.state != PlanShare.State.OPEN or not permissions.is_shareable(share.plan):
        return _answer(request, GONE, status=HTTPStatus.GONE)
    if request.method != "POST":
        return _answer(request, DOOR)
    try:
        most = settings.LOOKUPS_AN_HOUR
        limits.take("plan-share", network=client_network(request), most=most)
        workflow.open_share(share)
    except limits.LimitReached:
        return _answer(request, BUSY, status=HTTPStatus.TOO_MANY_REQUESTS)
    except Refused:
        return _answer(request, GONE, status=HTTPStatus.GONE)
    parts = shares.reading_of(share)
    if (file := part_csv(parts, request.POST.get("part", ""))) is not None:
        return _private(file)
    title, community = shares.names_of(share)
    return _answer(
        request,
        OPEN,
        share=share,
        parts=parts,
        is_partner=True,
        shown_title=title,
        shown_community=community,
    )


def _answer(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponseBase:
    return _private(render(request, template, context, status=status))


def _private(answer: HttpResponseBase) -> HttpResponseBase:
    """No search engine lists it, no cache keeps it, and no other site is told where it is.

    Its own site is told: a browser that tells nobody sends the form without its origin, and then
    the form is not accepted.
    """
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer
