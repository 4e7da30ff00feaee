"""Actions as lists: one person's, updated several at once, and all those of a plan."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import permissions, workflow
from actionplans.filters import ActionList, OwnActionList
from actionplans.forms.progress import ProgressForm
from actionplans.models import Action, Plan
from actionplans.views.plans import plan_or_404
from carp import clock
from carp.web.requests import Request, posted

AT_ONCE = 10
LONGEST_KEY = 18


@require_http_methods(["GET", "POST"])
def my_actions(request: Request) -> HttpResponseBase:
    """What somebody has to do next, with a word on each and one button for all."""
    permissions.can_own_actions(request.user).require()
    data = posted(request)
    forms = [
        ProgressForm(data, action=action, prefix=f"action-{action.pk}")
        for action in _shown(request)
    ]
    if data is not None and all(form.is_valid() for form in forms):
        said = [form for form in forms if form.says_something]
        try:
            workflow.report_all([form.said for form in said], by=request.user)
        except workflow.ProgressRefused as refusal:
            wrong = next(form for form in said if form.action.pk == refusal.action.pk)
            wrong.refuse(refusal.cause)
        else:
            messages.success(request, _saved(len(said)))
            return redirect("actionplans:my-actions")
    waiting = Action.objects.to_do(request.user).count()
    context = {
        "forms": forms,
        "today": clock.today(),
        "more": max(0, waiting - len(forms)),
        "kept_nothing": data is not None,
    }
    return render(request, "actionplans/my_actions.html", context)


def _shown(request: Request) -> list[Action]:
    """The next due; of a form that was sent those that it showed, whoever owns them by now."""
    actions = Action.objects.with_last_note().select_related("plan")
    if request.method != "POST":
        return list(actions.to_do(request.user)[:AT_ONCE])
    keys = [key for key in request.POST.getlist("action") if _is_key(key)][:AT_ONCE]
    readable = Plan.objects.visible_to(request.user)
    return list(actions.filter(pk__in=keys, plan__in=readable).order_by("due_on", "pk"))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


def _saved(number: int) -> str:
    if not number:
        return "Nothing has changed."
    return "One action has been updated." if number == 1 else f"{number} actions have been updated."


@require_safe
def my_action_list(request: Request) -> HttpResponseBase:
    """Everything that a person owns or owned, finished or not."""
    permissions.can_own_actions(request.user).require()
    rows = Action.objects.filter(owner=request.user)
    return OwnActionList(request, rows).response("actionplans/my_action_list.html")


@require_safe
def action_list(request: Request, reference: str) -> HttpResponseBase:
    """Every action of a plan, however many, with the last that was said of each."""
    plan = plan_or_404(request, reference)
    page = ActionList(request, plan.actions.with_last_note())
    page.plan = plan
    return page.response("actionplans/action_list.html", {"plan": plan})
