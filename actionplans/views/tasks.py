"""What boards delegated to a person."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actionplans.selectors import PREPARE, boards
from actionplans.views.board_tables import plan_url, task_tag
from carp.accounts.verdicts import Refused
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import DelegatedTask
from carp.web.requests import Request


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
        }
        for task in boards.tasks_of(request.user)
    ]
    return render(request, "boards/task_list.html", {"tasks": tasks})


@require_POST
def task_complete(request: Request, key: int) -> HttpResponseBase:
    """Mark a task as done; one that asks for a plan is done when the plan is in force."""
    permissions.can_read(request.user).require()
    tasks = DelegatedTask.objects.visible_to(request.user).exclude(kind=PREPARE)
    task = get_object_or_404(tasks, pk=key)
    permissions.can_complete(request.user, task).require()
    try:
        governance.complete_task(task, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{task.title}” is done.")
    return redirect("boards:task-list")
