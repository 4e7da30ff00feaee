"""What is asked of others and what is to be done while a report is worked on (policy 8.2)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from carp.web.requests import Request
from triggers import permissions, workflow
from triggers.forms.triage import AnswerForm, AskForm, EndTaskForm, TaskForm
from triggers.models import InformationRequest, ReportTask
from triggers.views.steps import carried_out, found, step_page


@require_http_methods(["GET", "POST"])
def triage_ask(request: Request, reference: str) -> HttpResponse:
    report = found(request, reference)
    permissions.can_take_step(request.user, report, "ask_information").require()
    form = AskForm(request.POST if request.method == "POST" else None)

    def step() -> None:
        workflow.ask_information(report, by=request.user, **form.asked())

    if form.is_bound and carried_out(request, form, step, done="The question is recorded."):
        return redirect("triggers:triage-detail", report.reference)
    return step_page(request, report, form, title="Ask for information")


@require_http_methods(["GET", "POST"])
def triage_answer(request: Request, reference: str, key: int) -> HttpResponse:
    report = found(request, reference)
    permissions.can_take_step(request.user, report, "answer_information").require()
    unanswered = InformationRequest.objects.filter(report=report, answered_at__isnull=True)
    asked = get_object_or_404(unanswered, pk=key)
    form = AnswerForm(request.POST if request.method == "POST" else None)

    def step() -> None:
        workflow.answer_information(asked, by=request.user, answer=form.cleaned_data["answer"])

    if form.is_bound and carried_out(request, form, step, done="The answer is recorded."):
        return redirect("triggers:triage-detail", report.reference)
    return step_page(request, report, form, title="Record an answer", asked=asked)


@require_http_methods(["GET", "POST"])
def triage_task(request: Request, reference: str) -> HttpResponse:
    report = found(request, reference)
    permissions.can_take_step(request.user, report, "add_task").require()
    form = TaskForm(request.POST if request.method == "POST" else None)

    def step() -> None:
        workflow.add_task(report, by=request.user, **form.task())

    if form.is_bound and carried_out(request, form, step, done="The task is added."):
        return redirect("triggers:triage-detail", report.reference)
    return step_page(request, report, form, title="Add a task")


@require_http_methods(["GET", "POST"])
def triage_task_end(request: Request, reference: str, key: int) -> HttpResponse:
    report = found(request, reference)
    permissions.can_take_step(request.user, report, "end_task").require()
    task = get_object_or_404(ReportTask.objects.open().filter(report=report), pk=key)
    form = EndTaskForm(request.POST if request.method == "POST" else None)

    def step() -> None:
        workflow.end_task(task, by=request.user, **form.cleaned_data)

    if form.is_bound and carried_out(request, form, step, done="The task is ended."):
        return redirect("triggers:triage-detail", report.reference)
    return step_page(request, report, form, title="What came of the task?", task=task)
