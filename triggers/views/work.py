"""What is asked of others and what is to be done while a report is worked on (policy 8.2)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from carp.web.requests import Request, posted
from triggers import workflow
from triggers.forms.triage import AnswerForm, AskForm, EndTaskForm, TaskForm
from triggers.models import InformationRequest, ReportTask
from triggers.views.steps import answered, for_step


@require_http_methods(["GET", "POST"])
def triage_ask(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "ask_information")
    form = AskForm(posted(request))
    return answered(
        request,
        report,
        form,
        lambda: workflow.ask_information(report, by=request.user, **form.asked()),
    )


@require_http_methods(["GET", "POST"])
def triage_answer(request: Request, reference: str, key: int) -> HttpResponse:
    report = for_step(request, reference, "answer_information")
    unanswered = InformationRequest.objects.filter(report=report, answered_at__isnull=True)
    asked = get_object_or_404(unanswered, pk=key)
    form = AnswerForm(posted(request))
    return answered(
        request,
        report,
        form,
        lambda: workflow.answer_information(asked, by=request.user, **form.cleaned_data),
        asked=asked,
    )


@require_http_methods(["GET", "POST"])
def triage_task(request: Request, reference: str) -> HttpResponse:
    report = for_step(request, reference, "add_task")
    form = TaskForm(posted(request))
    return answered(
        request, report, form, lambda: workflow.add_task(report, by=request.user, **form.task())
    )


@require_http_methods(["GET", "POST"])
def triage_task_end(request: Request, reference: str, key: int) -> HttpResponse:
    report = for_step(request, reference, "end_task")
    task = get_object_or_404(ReportTask.objects.open().filter(report=report), pk=key)
    form = EndTaskForm(posted(request))
    return answered(
        request,
        report,
        form,
        lambda: workflow.end_task(task, by=request.user, **form.cleaned_data),
        task=task,
    )
