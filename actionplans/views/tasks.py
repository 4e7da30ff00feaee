"""What boards delegated to a person."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.documents import matters as documents
from actionplans.forms.boards import AnotherDayForm, LateForm
from actionplans.selectors import PREPARE, boards
from actionplans.views.board_tables import plan_url, task_tag
from actionplans.views.boards import group_or_404
from carp import clock
from carp.documents import csv, pdf
from carp.documents.report import Report
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import DelegatedTask
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted


@require_safe
def task_list(request: Request) -> HttpResponseBase:
    """A person's own tasks, the next due first."""
    permissions.can_read(request.user).require()
    tasks = [
        {
            "task": task,
            "tag": task_tag(task),
            "plan_url": plan_url(task),
            "has_plan": getattr(task, "plan", None) is not None,
            "by_hand": task.kind != PREPARE,
            "is_late": task.is_overdue(on=clock.today()),
        }
        for task in boards.tasks_of(request.user)
    ]
    return render(request, "boards/task_list.html", {"tasks": tasks})


@require_http_methods(["GET", "POST"])
def task_late(request: Request, key: int) -> HttpResponseBase:
    """Say why a task is late."""
    task = _task_or_404(request, key)
    permissions.can_complete(request.user, task).require()
    initial = {"reason": task.late_reason}
    form = LateForm(posted(request), initial=initial)
    if form.is_valid():
        with form.showing_refusals():
            governance.explain_delay(task, by=request.user, **form.cleaned_data)
            messages.success(request, "The reason has been saved.")
            return redirect(*_back(request, task))
    return render(request, "boards/task_late.html", {"task": task, "form": form})


@require_http_methods(["GET", "POST"])
def task_revise(request: Request, key: int) -> HttpResponseBase:
    """Give a task another day, with the reason."""
    task = _task_or_404(request, key)
    permissions.can_run(request.user, task.decision.group).require()
    form = AnotherDayForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.revise_date(task, by=request.user, **form.cleaned_data)
            messages.success(request, "The task has another day.")
            return redirect("boards:matters-arising", task.decision.group.code)
    context = {"task": task, "form": form, "revisions": task.revisions.select_related("revised_by")}
    return render(request, "boards/task_revise.html", context)


def _task_or_404(request: Request, key: int) -> DelegatedTask:
    permissions.can_read(request.user).require()
    tasks = boards.tasks_known_to(request.user, DelegatedTask.objects.visible_to(request.user))
    return get_object_or_404(tasks.select_related("owner", "decision__group"), pk=key)


def _back(request: Request, task: DelegatedTask) -> tuple[str, ...]:
    if task.owner_id == request.user.pk:
        return ("boards:task-list",)
    return ("boards:matters-arising", task.decision.group.code)


@require_safe
def matters_arising(request: Request, code: str) -> HttpResponseBase:
    """The schedule of what a board delegated: as a page, a PDF or a CSV file."""
    group = group_or_404(request, code)
    schedule = documents.schedule(group, request.user)
    wanted = request.GET.get("format")
    if wanted in FILES:
        try:
            kind, content = FILES[wanted][0], FILES[wanted][1](schedule)
        except pdf.PdfUnavailable:
            messages.info(request, "A PDF cannot be made just now. Print this page instead.")
            return redirect("boards:matters-arising", code)
        name = f'attachment; filename="{schedule.reference}.{wanted}"'
        return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
    may_run = permissions.can_run(request.user, group)
    context = {
        "group": group,
        "position": [(fact.label, fact.text) for fact in documents.figures_of(schedule)],
        "explained": documents.EXPLAINED,
        "head": documents.HEAD,
        "table": documents.table_of(schedule),
        "tasks": boards.open_tasks(group, request.user) if may_run else (),
    }
    return render(request, "boards/matters_arising.html", context)


FILES: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "pdf": ("application/pdf", partial(pdf.render, colophon=documents.COLOPHON)),
    "csv": ("text/csv; charset=utf-8", csv.render),
}


@require_POST
def task_complete(request: Request, key: int) -> HttpResponseBase:
    """Mark a task as done; one that asks for a plan is done when the plan is in force."""
    task = _task_or_404(request, key)
    if task.kind == PREPARE:
        raise Http404(key)
    permissions.can_complete(request.user, task).require()
    with telling_refusals(request):
        governance.complete_task(task, by=request.user)
        messages.success(request, f"“{task.title}” is done.")
    return redirect("boards:task-list")
