"""Is it one of these? (policy 6.2)

Outside it is asked between the questions, once place and concern are known; inside and on the
telephone after the report has come in, so that sending it waits for nothing.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from carp.accounts.models import User
from carp.web.refusals import telling_refusals
from carp.web.requests import posted
from register.selectors import ward
from triggers import workflow
from triggers.forms.known import KnownForm, SameForm
from triggers.known import SHOWN, Known, known, known_as, known_of
from triggers.models import TriggerReport
from triggers.views.draft import Draft

STEP, CHECK = "triggers:report-step", "triggers:report-check"


def offered(draft: Draft) -> list[Known]:
    """What is known of the place or the people that the answers so far name.

    The community that the reporter found by its name comes along, so that it can be taken back.
    """
    community, affected, what = (draft.forms[step] for step in ("community", "affected", "what"))
    if not (community.is_valid() and affected.is_valid() and what.is_valid()):
        return []
    area = community.cleaned_data["area"]
    listed = known(
        area=ward(int(area)) if area else None,
        categories=affected.cleaned_data["categories"],
        what=what.cleaned_data["what"],
    )
    said = known_as(draft.same_as) if draft.same_as else None
    return listed if said is None or said in listed else [said, *listed][:SHOWN]


@login_not_required
@require_http_methods(["GET", "POST"])
def report_known(request: HttpRequest) -> HttpResponse:
    """The reporter may say which it is, or go on; it is kept as a suggestion for the officer."""
    draft = Draft(request.session)
    given = {"same_as": draft.same_as} if draft.same_as else None
    typed = posted(request)
    form = KnownForm(typed, known=offered(draft), initial=given)
    if form.is_bound and form.is_valid():
        draft.say_same(form.community)
        missing = draft.first_open()
        return redirect(*(STEP, missing) if missing else (CHECK,))
    return render(request, "triggers/report_known.html", {"form": form})


def asked_of(report: TriggerReport, typed: Any = None) -> SameForm | None:
    """The question for whoever has just made a report; nothing where nothing is known.

    Who found the community by its name has answered it.
    """
    listed = [] if report.suggested_links.exists() else known_of(report)
    return SameForm(typed, known=listed) if listed else None


def keep(request: HttpRequest, report: TriggerReport, form: SameForm, *, by: User) -> bool:
    """Keep a sound answer as a suggestion for the officer; whether it was sound."""
    if not form.is_valid():
        return False
    if form.community is not None:
        with telling_refusals(request):
            workflow.suggest_community(report, by=by, community=form.community)
            messages.success(request, "Thank you. The officer reads which community it may be.")
    return True
