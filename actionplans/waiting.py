"""What waits for a person at their boards, as lines of the digest of the day."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council.calendar import add_working_days
from carp.digest import lines
from carp.digest.lines import Line
from carp.governance.models import Attendance, Decision, DelegatedTask, Group

REMINDED_WORKING_DAYS = 5


def what_waits(user: User) -> Iterator[Line]:
    """Tasks soon due or overdue, urgent votes, and drafts that another member confirms."""
    if user.may(Capability.BOARD_READ):
        yield from _tasks(user)
    if user.may(Capability.BOARD_DECIDE):
        yield from _decisions(user)


def _tasks(user: User) -> Iterator[Line]:
    today, page = clock.today(), reverse("boards:task-list")
    mine = DelegatedTask.objects.open().filter(owner=user)
    coming = mine.filter(due_on__range=(today, add_working_days(today, REMINDED_WORKING_DAYS)))
    yield Line(coming.count(), "task of a board is due soon", "tasks of boards are due soon", page)
    late = mine.overdue(on=today)
    yield Line(late.count(), "task of a board is overdue", "tasks of boards are overdue", page)


def _decisions(user: User) -> Iterator[Line]:
    page = reverse("boards:board-list")
    seats = Group.objects.of_member(user, on=clock.today())
    drafts = Decision.objects.drafts().filter(group__in=seats.values("pk"))
    own = Attendance.objects.filter(decision=OuterRef("pk"), user=user)
    votes = drafts.filter(~Exists(own), opened_at__isnull=False)
    yield Line(
        votes.count(),
        "urgent decision waits for your vote",
        "urgent decisions wait for your vote",
        page,
    )
    counted = own.exclude(part=Attendance.Part.RECUSED)
    confirm = drafts.filter(Exists(counted)).exclude(drafted_by=user)
    yield Line(
        confirm.count(),
        "drafted decision waits to be confirmed",
        "drafted decisions wait to be confirmed",
        page,
    )


lines.add("actionplans", what_waits)
