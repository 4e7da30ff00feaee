"""Is it one of these? Between the questions, once place and concern are known (policy 6.2)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from register.selectors import ward
from triggers.forms.known import KnownForm
from triggers.known import Known, known
from triggers.views.draft import Draft

STEP, CHECK = "triggers:report-step", "triggers:report-check"


def offered(draft: Draft) -> list[Known]:
    """What is known of the place or the people that the answers so far name."""
    community, affected, what = (draft.forms[step] for step in ("community", "affected", "what"))
    if not (community.is_valid() and affected.is_valid() and what.is_valid()):
        return []
    area = community.cleaned_data["area"]
    return known(
        area=ward(int(area)) if area else None,
        categories=affected.cleaned_data["categories"],
        what=what.cleaned_data["what"],
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def report_known(request: HttpRequest) -> HttpResponse:
    """The reporter may say which it is, or go on; it is kept as a suggestion for the officer."""
    draft = Draft(request.session)
    given = {"same_as": draft.same_as} if draft.same_as else None
    typed = request.POST if request.method == "POST" else None
    form = KnownForm(typed, known=offered(draft), initial=given)
    if form.is_bound and form.is_valid():
        draft.say_same(form.community)
        missing = draft.first_open()
        return redirect(*(STEP, missing) if missing else (CHECK,))
    return render(request, "triggers/report_known.html", {"form": form})
