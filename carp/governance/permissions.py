"""Who may run a board, and who may decide on it."""

from collections.abc import Collection
from datetime import date

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.governance.models import DelegatedTask, Group, Membership


def can_run(user: User, group: Group) -> Verdict:
    """Plan meetings and record what a board decided: its own secretary, or a member."""
    seats = Membership.objects.in_term(on=clock.today()).filter(group=group, user=user)
    if user.may(Capability.BOARD_RUN) and seats.exists():
        return ALLOWED
    if can_decide(user, group):
        return ALLOWED
    return refused(f"Only the secretary or a member of the {group} can record its business.")


def can_decide(user: User, group: Group) -> Verdict:
    """Take part in a decision: a member in term with a board member's role."""
    if not user.may(Capability.BOARD_DECIDE):
        return refused("Only a board member can decide for a board.")
    sits = Membership.objects.in_term(on=clock.today()).filter(group=group, user=user)
    if not sits.exclude(seat=Membership.Seat.SECRETARY).exists():
        return refused(f"You are not a member of the {group} today.")
    return ALLOWED


def is_quorate(
    group: Group, present: Collection[User], recused: Collection[User], *, on: date
) -> Verdict:
    """Members in term that day and not conflicted make the quorum (Localism Act 2011, s. 31)."""
    counted = {user.pk for user in present} - {user.pk for user in recused}
    sitting = (
        Membership.objects.in_term(on=on)
        .filter(group=group, user_id__in=counted)
        .exclude(seat=Membership.Seat.SECRETARY)
        .values("user_id")
        .distinct()
        .count()
    )
    if sitting < group.quorum:
        return refused(
            f"The {group} needs {group.quorum} members without an interest to decide; "
            f"{sitting} {'was' if sitting == 1 else 'were'} present."
        )
    return ALLOWED


def can_complete(user: User, task: DelegatedTask) -> Verdict:
    """Say that a task is done: whose it is, or who records the business of its board."""
    if task.owner_id == user.pk or can_run(user, task.decision.group):
        return ALLOWED
    return refused("Only the task's owner or a board's secretary can mark it as done.")


def can_read(user: User) -> Verdict:
    """Boards' business is read by officers and auditors."""
    if user.may(Capability.BOARD_READ):
        return ALLOWED
    return refused("Only officers of the council can read what boards decide.")
