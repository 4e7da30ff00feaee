"""What waits for owners of actions and for those who lead plans: lines of the day's digest.

Found by ``carp.digest`` when the portal starts, which knows nothing of plans.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from actionplans import permissions
from actionplans.models import Action
from actionplans.selectors.owed import what_is_owed
from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.council.calendar import add_working_days
from carp.digest import lines
from carp.digest.lines import Line

COUNTED_TO = 1000


def what_waits(user: User) -> Iterator[Line]:
    """Actions that are due soon or overdue (policy 7.6.5, 7.6.6)."""
    if not permissions.can_own_actions(user):
        return
    own, today = Action.objects.to_do(user), clock.today()
    days = packs.current().service_levels.action_reminder_working_days
    page = reverse("actionplans:my-actions")
    coming = own.filter(due_on__range=(today, add_working_days(today, days)))
    yield _line(coming, "action of yours is due soon", "actions of yours are due soon", page)
    words = "action of yours is overdue", "actions of yours are overdue"
    yield _line(own.overdue(on=today), *words, page)
    late = Action.objects.overdue(on=today).filter(plan__lead=user, plan__closed_at__isnull=True)
    words = (
        "action of somebody else is overdue in plans that you lead",
        "actions of others are overdue in plans that you lead",
    )
    led = f"{reverse('actionplans:plan-list')}?{urlencode({'lead': user.pk})}"
    yield _line(late.exclude(owner=user), *words, led)


def _line(rows: Any, one: str, many: str, path: str) -> Line:
    number = rows.order_by().values("pk")[: COUNTED_TO + 1].count()
    return Line(min(number, COUNTED_TO), one, many, path, capped=number > COUNTED_TO)


lines.add("actionplans", what_waits)
lines.add("actionplans.returns", what_is_owed)
