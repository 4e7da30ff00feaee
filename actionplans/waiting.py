"""What waits for owners of actions, for those who lead plans and for people at their boards.

Lines of the day's digest, found by ``carp.digest`` when the portal starts, which knows nothing of
plans or boards.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from actionplans import permissions
from actionplans.models import Action
from actionplans.selectors import desk
from actionplans.selectors.owed import what_is_owed
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.council.calendar import add_working_days
from carp.digest import lines
from carp.digest.lines import Line, counted
from carp.governance.models import DelegatedTask

REMINDED_WORKING_DAYS = 5


def what_waits(user: User) -> Iterator[Line]:
    """Actions and tasks soon due or overdue, plans at boards, urgent votes, and drafts."""
    if permissions.can_own_actions(user):
        yield from _actions(user)
    if user.may(Capability.BOARD_READ):
        yield from _board_tasks(user)
    if user.may(Capability.BOARD_DECIDE):
        yield from _decisions(user)


def _actions(user: User) -> Iterator[Line]:
    """Due soon or overdue (policy 7.6.5, 7.6.6)."""
    own, today = Action.objects.to_do(user), clock.today()
    days = packs.current().service_levels.action_reminder_working_days
    page = reverse("actionplans:my-actions")
    coming = own.filter(due_on__range=(today, add_working_days(today, days)))
    yield counted(coming, "action of yours is due soon", "actions of yours are due soon", page)
    words = "action of yours is overdue", "actions of yours are overdue"
    yield counted(own.overdue(on=today), *words, page)
    late = Action.objects.overdue(on=today).filter(plan__lead=user, plan__closed_at__isnull=True)
    words = (
        "action of somebody else is overdue in plans that you lead",
        "actions of others are overdue in plans that you lead",
    )
    led = f"{reverse('actionplans:plan-list')}?{urlencode({'lead': user.pk})}"
    yield counted(late.exclude(owner=user), *words, led)


def _board_tasks(user: User) -> Iterator[Line]:
    today, page = clock.today(), reverse("boards:task-list")
    mine = DelegatedTask.objects.open().filter(owner=user)
    coming = mine.filter(due_on__range=(today, add_working_days(today, REMINDED_WORKING_DAYS)))
    yield counted(coming, "task of a board is due soon", "tasks of boards are due soon", page)
    words = "task of a board is overdue", "tasks of boards are overdue"
    yield counted(mine.overdue(on=today), *words, page)


def _decisions(user: User) -> Iterator[Line]:
    page = reverse("boards:my-boards")
    words = "plan waits for a board that you sit on", "plans wait for boards that you sit on"
    yield counted(desk.plans_waiting(user), *words, page)
    words = "urgent decision waits for your vote", "urgent decisions wait for your vote"
    yield counted(desk.drafts_to_vote_on(user), *words, page)
    words = "drafted decision waits to be confirmed", "drafted decisions wait to be confirmed"
    yield counted(desk.drafts_to_confirm(user), *words, page)


lines.add("actionplans", what_waits)
lines.add("actionplans.returns", what_is_owed)
