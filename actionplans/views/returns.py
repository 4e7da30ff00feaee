"""Monitoring returns: the list, one of them with its answer, and writing it."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, workflow
from actionplans.filters.monitoring import AllReturns, return_tag
from actionplans.forms.monitoring import ReturnAnswerForm, ReturnForm
from actionplans.models import MonitoringReturn, ReturnDraft
from actionplans.selectors import monitoring
from actionplans.stages.rating import plain
from actionplans.views.editing import to_monitoring
from actionplans.views.plans import plan_or_404
from carp import clock
from carp.web.formats import day, when
from carp.web.requests import Request, posted


@require_safe
def return_list(request: Request) -> HttpResponseBase:
    """The returns of every plan."""
    permissions.can_read(request.user).require()
    rows = MonitoringReturn.objects.visible_to(request.user)
    return AllReturns(request, rows).response("actionplans/return_list.html")


def _return(request: Request, reference: str, number: int) -> MonitoringReturn:
    plan = plan_or_404(request, reference)
    rows = plan.returns.visible_to(request.user).select_related("submitted_by", "answered_by")
    return get_object_or_404(rows, number=number)


@require_http_methods(["GET", "POST"])
def return_detail(request: Request, reference: str, number: int) -> HttpResponseBase:
    """One return, and the answer to it by somebody who did not send it."""
    made = _return(request, reference, number)
    may_answer = permissions.can_answer_return(request.user, made)
    if request.method == "POST":
        may_answer.require()
    form = ReturnAnswerForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            _answer(made, request, **form.cleaned_data)
            return to_monitoring(request, made.plan, f"Return {made.number} has been answered.")
    may_edit = permissions.can_edit(request.user, made.plan)
    draft = _draft(made) if may_edit else None
    context = {
        "plan": made.plan,
        "return": made,
        "tag": return_tag(made.status, made.period_end, made.due_on),
        "facts": _return_facts(made),
        "figures": [
            (measure.name, plain(value, measure.unit) or "Not known")
            for measure, value in monitoring.figures_of(made)
        ],
        "form": form,
        "waits": made.status == MonitoringReturn.Status.SUBMITTED,
        "owed": made.status in MonitoringReturn.OUTSTANDING,
        "opens_on": _opens_on(made),
        "may_answer": may_answer,
        "may_edit": may_edit,
        "draft": draft,
        "draft_facts": [] if draft is None else _draft_facts(draft),
    }
    return render(request, "actionplans/return_detail.html", context)


def _opens_on(made: MonitoringReturn) -> date | None:
    """From when it can be sent, while its period is not over."""
    return made.period_end + timedelta(days=1) if made.period_end >= clock.today() else None


def _draft_facts(draft: ReturnDraft) -> list[tuple[str, str]]:
    """What has been written so far, with the figures as they were typed."""
    names = dict(draft.made.plan.measures.values_list("number", "name"))
    figures = [(names[int(key)], text) for key, text in draft.figures.items() if text]
    return [
        ("What has been done", draft.progress),
        ("What was difficult", draft.difficulties),
        ("What happens next", draft.next_steps),
        *figures,
    ]


def _draft(made: MonitoringReturn) -> ReturnDraft | None:
    draft = ReturnDraft.objects.filter(made=made).select_related("saved_by").first()
    if draft is not None:
        draft.made = made
    return draft


def _answer(made: MonitoringReturn, request: Request, *, step: str, answer: str) -> None:
    act = workflow.query_return if step == "query" else workflow.accept_return
    act(made, by=request.user, answer=answer)


def _return_facts(made: MonitoringReturn) -> list[tuple[str, str]]:
    facts = [("Period", f"{day(made.period_start)} to {day(made.period_end)}")]
    facts.append(("Due", day(made.due_on)))
    if made.submitted_by:
        facts += [
            ("Sent", f"{made.submitted_by}, {when(made.submitted_at)}"),
            ("What has been done", made.progress),
            ("What was difficult", made.difficulties or "Nothing said"),
            ("What happens next", made.next_steps or "Nothing said"),
        ]
    if made.answered_by:
        facts.append(("Answered", f"{made.answered_by}, {when(made.answered_at)}\n{made.answer}"))
    return facts


@require_http_methods(["GET", "POST"])
def return_write(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Write a return, or answer what was asked about it; at once, or as a draft first."""
    made = _return(request, reference, number)
    permissions.can_edit(request.user, made.plan).require()
    values = workflow.return_values(made)
    form = ReturnForm(posted(request), figures=monitoring.figures_of(made), values=values)
    if form.is_valid():
        with form.showing_refusals():
            _keep(made, request, form)
            if form.is_draft:
                messages.success(request, "The draft has been saved. Nothing has been sent.")
                return redirect("actionplans:return-detail", reference, number)
            return to_monitoring(request, made.plan, f"Return {made.number} has been sent.")
    context = {"plan": made.plan, "return": made, "form": form, "opens_on": _opens_on(made)}
    return render(request, "actionplans/return_write.html", context)


def _keep(made: MonitoringReturn, request: Request, form: ReturnForm) -> None:
    by, opened = request.user, form.cleaned_data["opened"] or None
    if form.is_draft:
        workflow.save_return_draft(made, by=by, details=form.draft, opened=opened)
    else:
        workflow.submit_return(made, by=by, details=form.details, opened=opened)
