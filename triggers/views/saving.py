"""Save and come back later: a link by e-mail or a code, and how either is opened again."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from carp.documents import pdf
from carp.web.address import client_network
from carp.web.formats import day
from carp.web.requests import posted
from triggers import documents, receipts, workflow
from triggers.forms.saving import BY_MAIL, CodeForm, LinkForm, SaveForm
from triggers.views import draft as drafts
from triggers.views.draft import Draft
from triggers.views.outside import START, next_page
from triggers.views.printing import printed
from triggers.workflow import LimitReached, limits

TOO_MANY_MAILS = (
    "Too many links were asked for from your network within an hour. Choose the code instead."
)
TOO_MANY_CODES = (
    "Answers were saved too often from your network within an hour. Yours are still in this "
    "browser: go on, or try again later."
)
TOO_MANY_LOOKUPS = "Too many codes were tried from your network. Try later."


@login_not_required
@sensitive_post_parameters("email")
@require_http_methods(["GET", "POST"])
def report_save(request: HttpRequest) -> HttpResponse:
    """Save the answers so far; they stay in this browser too until they are sent or deleted."""
    draft = Draft(request.session)
    if not draft.exists:
        return redirect(START)
    form, code = SaveForm(posted(request)), 200
    if form.is_bound and form.is_valid():
        try:
            _save(request, draft, form)
        except LimitReached as reached:
            form.add_error("way", str(reached))
            code = 429
        else:
            return redirect("triggers:report-saved")
    context = {"form": form, "back": next_page(draft), "last_day": workflow.last_day()}
    return render(request, "triggers/report_save.html", context, status=code)


@sensitive_variables()
def _save(request: HttpRequest, draft: Draft, form: SaveForm) -> None:
    by_mail, secret = form.cleaned_data["way"] == BY_MAIL, secrets.token_urlsafe(32)
    letter = None
    if by_mail:
        path = reverse("triggers:report-resume-link", args=[receipts.of_saved_draft(secret)])
        letter = workflow.Letter(
            to=form.cleaned_data["email"], link=request.build_absolute_uri(path)
        )
    _count(client_network(request), by_mail=by_mail)
    saved = workflow.save_draft(draft.held, key=draft.key, secret=secret, letter=letter)
    told = {"until": day(saved.expires_on), "by_mail": by_mail}
    drafts.remember_saved(request.session, key="" if by_mail else secret, **told)


def _count(network: str, *, by_mail: bool) -> None:
    """A mail goes to whom the portal does not know, so there are fewer of them than of codes."""
    try:
        limits.take("save", network=network, most=settings.REPORTS_AN_HOUR_AT_MOST)
    except LimitReached:
        raise LimitReached(TOO_MANY_CODES) from None
    if by_mail:
        try:
            limits.take("save-mail", network=network, most=settings.REPORTS_AN_HOUR)
        except LimitReached:
            raise LimitReached(TOO_MANY_MAILS) from None


@login_not_required
@require_safe
def report_saved(request: HttpRequest) -> HttpResponse:
    """Until when the answers are kept; and for some minutes the code, which is not shown again."""
    saved = drafts.saved(request.session)
    if not saved:
        return redirect(START)
    code = receipts.of_saved_draft(saved["key"]) if saved["key"] else ""
    context = {"saved": saved, "code": code, "onward": next_page(Draft(request.session))}
    return render(
        request, "triggers/report_saved.html", context | {"printable": pdf.has_libraries()}
    )


@login_not_required
@require_safe
def report_saved_pdf(request: HttpRequest) -> HttpResponse:
    """The code on one page to print, for as long as it may be shown."""
    saved = drafts.saved(request.session)
    if not saved.get("key"):
        return redirect("triggers:report-saved" if saved else START)
    code = receipts.of_saved_draft(saved["key"])
    address = request.build_absolute_uri(reverse("triggers:report-resume"))
    sheet = documents.code_sheet(code, until=saved["until"], address=address)
    return printed(request, sheet, back="triggers:report-saved")


@login_not_required
@require_safe
def report_resume_link(request: HttpRequest, code: str) -> HttpResponse:
    """What the link of a mail opens: a button. Looking at it changes and asks nothing."""
    form = LinkForm(initial={"code": code})
    return render(request, "triggers/report_resume.html", {"form": form, "by_link": True})


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def report_resume(request: HttpRequest) -> HttpResponse:
    """Open saved answers by their code; counted with the look-ups of receipts (quality T1)."""
    form = CodeForm(posted(request))
    context: dict[str, Any] = {"form": form}
    code = 200
    if form.is_bound and form.is_valid():
        try:
            network = client_network(request)
            limits.take("status", network=network, most=settings.LOOKUPS_AN_HOUR)
        except LimitReached:
            form.add_error(None, TOO_MANY_LOOKUPS)
            code = 429
        else:
            held, told = receipts.find_draft(form.cleaned_data["code"])
            draft = Draft(request.session)
            if held is None:
                context |= {"told": told}
            elif draft.differs_from(held) and not form.pressed("replace"):
                context |= {"other": True, "same": draft.key == held["key"]}
            else:
                draft.bring_back(held)
                return redirect(next_page(draft))
    return render(request, "triggers/report_resume.html", context, status=code)
