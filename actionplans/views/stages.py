"""One stage: its questions, its completion, its reopening, and its earlier iterations."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans import permissions, selectors, workflow
from actionplans.forms.plans import MOVED, ReasonForm, StageForm
from actionplans.models import Plan, Stage
from actionplans.selectors.templates import former_answers, former_questions
from actionplans.views.plans import plan_or_404
from carp import clock
from carp.accounts.verdicts import Refused
from carp.council.shapes import Stage as StageShape
from carp.web.requests import Request, posted


class Compared(NamedTuple):
    """A question with its answer in an earlier iteration and now."""

    label: str
    before: str
    now: str

    @property
    def differs(self) -> bool:
        return self.before != self.now


def _stage_or_404(plan: Plan, number: int) -> tuple[StageShape, Stage]:
    stage = get_object_or_404(plan.stages.select_related("updated_by"), number=number)
    return selectors.pack_of(plan).stages[number - 1], stage


@require_http_methods(["GET", "POST"])
def stage_detail(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Answer a stage's questions, in any order and as often as wanted (policy 7.2, 7.4)."""
    plan = plan_or_404(request, reference)
    shape, stage = _stage_or_404(plan, number)
    may_edit = permissions.can_edit(request.user, plan)
    if request.method == "POST":
        may_edit.require()
    former = former_questions(plan, shape, number)
    form = StageForm(
        posted(request),
        shape=shape,
        former=former,
        initial={**stage.answers, "opened_edition": stage.edition},
    )
    if form.is_valid():
        try:
            _save(request, plan, number, form)
        except workflow.StageConflict as conflict:
            return _conflict(request, form, conflict.stage)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if form.pressed("stay"):
                return redirect("actionplans:stage-detail", plan.reference, number)
            return redirect("actionplans:plan-detail", plan.reference)
    context = {
        "plan": plan,
        "shape": shape,
        "stage": stage,
        "form": form,
        "may_edit": may_edit,
        "answers": [(item, stage.answers.get(item.code, "")) for item in shape.questions],
        "former": former_answers(stage, former),
        "revisions": stage.revisions.select_related("completed_by"),
        "stages": selectors.stages_of(plan),
    }
    return render(request, "actionplans/stage_detail.html", context)


def _save(request: Request, plan: Plan, number: int, form: StageForm) -> None:
    given = {"answers": form.answers, "edition": form.cleaned_data["opened_edition"]}
    if form.pressed("complete"):
        workflow.complete_stage(plan, number, by=request.user, **given)
        messages.success(request, f"Stage {number} is complete. You can reopen it at any time.")
    else:
        workflow.save_stage(plan, number, by=request.user, **given)
        messages.success(request, f"Stage {number} has been saved.")


@require_POST
def stage_autosave(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Save a stage while somebody writes; ``again`` false ends it until a button is pressed."""
    plan = plan_or_404(request, reference)
    shape, _stage = _stage_or_404(plan, number)
    permissions.can_edit(request.user, plan).require()
    form = StageForm(request.POST, shape=shape, former=former_questions(plan, shape, number))
    if form.strays:
        return JsonResponse({"text": f"Not saved: {MOVED}", "again": False}, status=409)
    if not form.is_valid():
        text = "Not saved: an answer is too long or holds what cannot be kept."
        return JsonResponse({"text": text}, status=422)
    edition = form.cleaned_data["opened_edition"]
    try:
        stage = workflow.save_stage(
            plan, number, by=request.user, answers=form.answers, edition=edition
        )
    except Refused as refusal:
        text = f"Not saved: {refusal} Press “Save and go on”: nothing that you typed is lost."
        return JsonResponse({"text": text, "again": False}, status=409)
    saved = f"Saved at {clock.local(clock.now()):%H:%M}."
    return JsonResponse({"edition": stage.edition, "text": saved})


def _conflict(request: Request, form: StageForm, stage: Stage) -> HttpResponseBase:
    """Both texts side by side: nothing that anybody wrote is lost (quality F12)."""
    data = form.data.copy()
    data["opened_edition"] = str(stage.edition)
    again = StageForm(data, shape=form.shape, former={})
    again.is_valid()
    theirs = [
        (again[question.code], stage.answers.get(question.code, ""), question)
        for question in form.shape.questions
    ]
    context = {
        "plan": stage.plan,
        "stage": stage,
        "shape": form.shape,
        "form": again,
        "questions": [
            {
                "field": field,
                "theirs": text,
                "differs": text != form.answers.get(question.code, text),
            }
            for field, text, question in theirs
        ],
    }
    return render(request, "actionplans/stage_conflict.html", context, status=409)


@require_http_methods(["GET", "POST"])
def stage_reopen(request: Request, reference: str, number: int) -> HttpResponseBase:
    """Visit a complete stage again; what it said stays readable."""
    plan = plan_or_404(request, reference)
    shape, stage = _stage_or_404(plan, number)
    permissions.can_edit(request.user, plan).require()
    form = ReasonForm(
        posted(request),
        label="Why is the stage reopened?",
        button="Reopen the stage",
    )
    if form.is_valid():
        with form.showing_refusals():
            reason = form.cleaned_data["reason"]
            workflow.reopen_stage(plan, number, by=request.user, reason=reason)
            messages.success(request, f"Stage {number} is open again.")
            return redirect("actionplans:stage-detail", plan.reference, number)
    context = {"plan": plan, "shape": shape, "stage": stage, "form": form}
    return render(request, "actionplans/stage_reopen.html", context)


@require_safe
def revision_detail(
    request: Request, reference: str, number: int, iteration: int
) -> HttpResponseBase:
    """An earlier iteration of a stage, as it was when it was completed, beside the present one."""
    plan = plan_or_404(request, reference)
    shape, stage = _stage_or_404(plan, number)
    revision = get_object_or_404(
        stage.revisions.select_related("completed_by"), iteration=iteration
    )
    asked = {item.code: item.label for item in shape.questions}
    former = former_questions(plan, shape, number)
    told = {code: label for code, label in former.items() if revision.answers.get(code)}
    compared = [
        Compared(label, revision.answers.get(code, ""), stage.answers.get(code, ""))
        for code, label in (asked | told).items()
    ]
    context = {
        "plan": plan,
        "shape": shape,
        "stage": stage,
        "revision": revision,
        "compared": compared,
        "changed": sum(each.differs for each in compared),
    }
    return render(request, "actionplans/revision_detail.html", context)
