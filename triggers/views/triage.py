"""One page to work on a report, and its short steps (policy 8.2)."""

from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted
from triggers import documents, gatherings, permissions, selectors, similar, workflow
from triggers.filters import STATUS_TAGS, due, due_on, urgency_tag
from triggers.forms.triage import (
    AssignForm,
    CloseForm,
    EndForm,
    RedirectForm,
    ReopenForm,
    SetAsideForm,
    drafted,
)
from triggers.models import InformationRequest, Referral, ReportTask, TriggerReport
from triggers.views.files import listed
from triggers.views.guide import guide, standing
from triggers.views.messages import conversation
from triggers.views.steps import answered, for_step, found, readable
from triggers.whole import Whole

Status = TriggerReport.Status
SIDES = (
    ("now", "Risks now"),
    ("no_action", "Risks if nothing is done"),
    ("target", "Risks after what is planned"),
)


@require_safe
def triage_detail(request: Request, reference: str) -> HttpResponse:
    return _detail(request, readable(request, reference))


@never_cache
@require_POST
def triage_contact(request: Request, reference: str) -> HttpResponse:
    """Show the reporter's contact once, in the answer to the act that is logged."""
    permissions.can_triage(request.user).require()
    report = readable(request, reference)
    contact = workflow.reveal_contact(report, by=request.user)
    return _detail(request, report, revealed=True, contact=contact)


def _detail(request: Request, report: TriggerReport, **contact: Any) -> HttpResponse:
    """Everything about one report in one place, with what to do next at the top."""
    user, area = request.user, report.area
    whole = Whole(report, user)
    facts = selectors.facts(report)
    context = {
        "report": report,
        "status": STATUS_TAGS[Status(report.status)],
        "urgency": urgency_tag(report.urgency),
        "due": due(report.status, report.assess_due_on),
        "guide": guide(user, standing(whole)),
        "facts": [row for row in facts if row[1] not in ("", None)],
        "unsaid": [term.lower() for term, value in facts if value in ("", None)],
        "sources": selectors.sources(report),
        "figure": selectors.figure(report),
        "files": listed(whole.files),
        "may_add_file": permissions.can_add_file(user, report),
        "requests": [_asked(each) for each in whole.requests],
        "tasks": [_task(each) for each in whole.tasks],
        "may_end": permissions.can_take_step(user, report, "end_task"),
        "may_answer": permissions.can_take_step(user, report, "answer_information"),
        "assessments": [_shown(selectors.rated(each)) for each in whole.assessments],
        "referrals": [_referral(request, each) for each in whole.referrals],
        "similar": [_similar(each) for each in similar.similar_reports(report, user)],
        "adding_up": _adding_up(report, user),
        "recurrence": packs.current().recurrence,
        "suggested": whole.suggested,
        "timeline": selectors.timeline(report, named="revealed" in contact),
        "map": documents.ward_map(area),
        "attribution": documents.attribution(area) if area else "",
        "conversation": conversation(user, report, whole.messages),
        "restricted": report.is_restricted,
        "handover": whole.handover,
        "triage": permissions.can_triage(user),
        "may_reveal": permissions.can_reveal_contact(user, report),
        **contact,
    }
    return render(request, "triggers/triage_detail.html", context)


def _adding_up(report: TriggerReport, user: User) -> list[dict[str, Any]]:
    """What this report adds up to with others, to those who may read them all; with a picture."""
    if not permissions.can_read_gatherings(user):
        return []
    return [
        {
            "concern": each,
            "picture": documents.months_chart(
                gatherings.by_month(each.gathering, user), key=f"months-{number}"
            ),
        }
        for number, each in enumerate(gatherings.of_report(report, user)[:1], 1)
    ]


def _similar(found: similar.Similar) -> dict[str, Any]:
    """A report like this one, with where it stands."""
    return {"found": found, "status": STATUS_TAGS[Status(found.report.status)]}


def _shown(rated: selectors.RatedAssessment) -> dict[str, Any]:
    """An assessment with its matrix drawn: now, if nothing is done, after what is planned."""
    return {
        "rated": rated,
        "pictures": [
            (
                title,
                documents.matrix_picture(
                    rated.matrix,
                    [getattr(each.line, when) for each in rated.lines],
                    title=title,
                    key=f"matrix-{rated.assessment.pk}-{when.replace('_', '-')}",
                ),
            )
            for when, title in SIDES
            if when != "target" or rated.target_band
        ],
    }


def _referral(request: Request, referral: Referral) -> dict[str, Any]:
    """A route with what the person may do about it; boards' business is on the boards' pages."""
    pack, decision = packs.current(), referral.decision
    return {
        "referral": referral,
        "route": pack.label("routes", referral.route),
        "decided": pack.label("decision_kinds", decision.kind) if decision else "",
        "may_record": permissions.can_record_action(request.user, referral).allowed,
        "may_withdraw": permissions.can_withdraw(request.user, referral).allowed,
    }


def _asked(asked: InformationRequest) -> dict[str, Any]:
    return {"asked": asked, "overdue": asked.is_overdue(on=clock.today())}


def _task(task: ReportTask) -> dict[str, Any]:
    """A task with the working days that are left for it."""
    is_open = task.state == ReportTask.State.OPEN
    return {"task": task, "open": is_open, "due": due_on(task.due_on)}


@require_POST
def triage_take_up(request: Request, reference: str) -> HttpResponse:
    report = found(request, reference)
    with telling_refusals(request):
        workflow.take_up(report, by=request.user)
        messages.success(request, f"You have taken up {report.reference}.")
    return redirect("triggers:triage-detail", report.reference)


@require_POST
def triage_release(request: Request, reference: str) -> HttpResponse:
    report = found(request, reference)
    with telling_refusals(request):
        workflow.release(report, by=request.user)
        messages.success(request, f"{report.reference} is released and waits to be assessed.")
    return redirect("triggers:triage-detail", report.reference)


@require_http_methods(["GET", "POST"])
def triage_set_aside(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "set_aside")
    form = SetAsideForm(posted(request))
    return answered(
        request,
        report,
        form,
        lambda: workflow.set_aside(
            report, by=request.user, reason=form.cleaned_data["set_aside_reason"]
        ),
    )


@require_http_methods(["GET", "POST"])
def triage_assign(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "assign")
    form = AssignForm(posted(request))
    return answered(
        request, report, form, lambda: workflow.assign(report, by=request.user, to=form.officer())
    )


Ending = TypeVar("Ending", bound=EndForm)


def _ending(form: type[Ending], request: Request, report: TriggerReport) -> Ending:
    """The form as it was sent, or with the answer to the reporter drafted."""
    if "draft" in request.POST:
        return drafted(form, request.POST, report, form.reason_field)
    return form(posted(request))


@require_http_methods(["GET", "POST"])
def triage_redirect(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "redirect")
    form = _ending(RedirectForm, request, report)
    return answered(
        request, report, form, lambda: workflow.redirect(report, by=request.user, **form.ended())
    )


@require_http_methods(["GET", "POST"])
def triage_close(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "close")
    form = _ending(CloseForm, request, report)
    return answered(
        request, report, form, lambda: workflow.close(report, by=request.user, **form.ended())
    )


@require_http_methods(["GET", "POST"])
def triage_reopen(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "reopen")
    form = ReopenForm(posted(request))
    return answered(
        request, report, form, lambda: workflow.reopen(report, by=request.user, **form.cleaned_data)
    )
