"""The pages on which an outcome is chosen and followed up (policy 8.3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from carp.accounts.verdicts import Refused
from carp.council import packs
from carp.web.requests import Request, posted
from triggers import permissions, selectors, workflow
from triggers.forms.outcome import OutcomePage
from triggers.forms.triage import ActionForm, WatchForm, WithdrawForm
from triggers.models import Assessment, TriggerReport
from triggers.views.steps import answered, for_step, found, found_referral
from triggers.whole import read_assessed


@require_http_methods(["GET", "POST"])
def outcome_agree(request: Request, reference: str) -> HttpResponse:
    """Choose routes and the community in one step; nothing before the assessment is complete."""
    report = found(request, reference)
    read_assessed(report)
    data = posted(request)
    words = (data or request.GET).get("search", "")
    communities = selectors.communities_like(report, request.user, words=words)
    made = report.assessments.all()
    completed = next((each for each in made if each.state == Assessment.State.COMPLETED), None)
    page = OutcomePage(report, completed, communities=communities, data=data)
    if page.form.is_bound and page.is_sound() and _agreed(request, report, page):
        return redirect("triggers:triage-detail", report.reference)
    context = {
        "report": report,
        "page": page,
        "form": page.form,
        "new": page.new,
        "rated": selectors.rated(completed) if completed else None,
        "verdict": permissions.can_agree_outcome(request.user, report),
        "searched": words,
    }
    return render(request, "triggers/outcome_agree.html", context)


def _agreed(request: Request, report: TriggerReport, page: OutcomePage) -> bool:
    try:
        workflow.agree_outcome(report, by=request.user, choice=page.choice())
    except workflow.NotReady as refusal:
        page.add_errors(refusal.faults)
    except Refused as refusal:
        page.form.add_error(None, str(refusal))
    else:
        messages.success(request, "The outcome is agreed.")
        return True
    return False


@require_http_methods(["GET", "POST"])
def triage_watch(request: Request, reference: str) -> HttpResponse:
    """Look again at a watched report: watch on, end the watch, or take it up again."""
    report = for_step(request, reference, "look_again")
    form = WatchForm(posted(request))
    return answered(
        request,
        report,
        form,
        lambda: workflow.look_again(report, by=request.user, **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def outcome_action(request: Request, reference: str, key: int) -> HttpResponse:
    """A service manager or a nominated officer says what was done at once."""
    referral = found_referral(request, reference, key)
    permissions.can_record_action(request.user, referral).require()
    form = ActionForm(posted(request))
    return answered(
        request,
        referral.report,
        form,
        lambda: workflow.record_action(referral, by=request.user, done=form.cleaned_data["done"]),
    )


@require_http_methods(["GET", "POST"])
def outcome_withdraw(request: Request, reference: str, key: int) -> HttpResponse:
    """Take a referral back before anybody has considered it."""
    permissions.can_triage(request.user).require()
    referral = found_referral(request, reference, key)
    permissions.can_withdraw(request.user, referral).require()
    form = WithdrawForm(posted(request))
    title = f"Withdraw “{packs.current().label('routes', referral.route)}”"
    return answered(
        request,
        referral.report,
        form,
        lambda: workflow.withdraw(referral, by=request.user, **form.cleaned_data),
        title=title,
    )
