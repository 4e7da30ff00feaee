"""Who may run a board, and who may decide on it."""

from collections.abc import Collection
from datetime import date

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.governance.models import Attendance, Decision, DelegatedTask, Group, Membership


def can_run(user: User, group: Group) -> Verdict:
    """Plan meetings and draft what a board decided: its own secretary, or a member."""
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


def are_members(group: Group, counted: Collection[User], *, on: date) -> Verdict:
    """Whoever votes sits on the group that day; a secretary does not."""
    seats = Membership.objects.in_term(on=on).filter(group=group)
    sitting = seats.exclude(seat=Membership.Seat.SECRETARY).values_list("user_id", flat=True)
    members = set(sitting)
    outside = sorted(user.name for user in counted if user.pk not in members)
    if outside:
        return refused(f"Not a member of the {group} on that day: {', '.join(outside)}.")
    return ALLOWED


def is_carried(decision: Decision) -> Verdict:
    """A majority of the votes cast; at a tie, whoever presided has the casting vote."""
    votes_for, votes_against = decision.votes_for, decision.votes_against
    if votes_for == votes_against and not decision.casting_vote:
        return refused(
            f"The votes are equal, {votes_for} for and {votes_against} against, "
            "and no casting vote is recorded."
        )
    if votes_for != votes_against and decision.casting_vote:
        return refused("There is no casting vote, because the votes are not equal.")
    if votes_for < votes_against:
        return refused(
            f"The votes do not carry this: {votes_for} for and {votes_against} against. "
            "Draft what the board did decide."
        )
    return ALLOWED


def is_open(decision: Decision) -> Verdict:
    """Only a draft changes; what is confirmed is corrected by another decision."""
    if decision.is_draft:
        return ALLOWED
    return refused(f"This decision is not a draft any more: {decision.get_state_display()}.")


def can_revise(user: User, decision: Decision) -> Verdict:
    """Change or withdraw a draft: whoever may draft for the group."""
    return can_run(user, decision.group) and is_open(decision)


def can_confirm(user: User, decision: Decision) -> Verdict:
    """The chair; or, where the chair took no part or drafted it, another who was counted.

    Never who wrote the draft: two people stand behind every decision (quality section 4).
    """
    if not (verdict := can_decide(user, decision.group) and is_open(decision)):
        return verdict
    if user.pk == decision.drafted_by_id:
        return refused("You wrote this draft, so another member must confirm it.")
    counted = set(decision.attendances.counted().values_list("user_id", flat=True))
    if user.pk not in counted:
        return refused("Only somebody who took part in this decision can confirm it.")
    chairs = _chairs(decision.group) - {decision.drafted_by_id}
    if user.pk not in chairs and chairs & counted:
        return refused("The chair took part in this decision, so the chair confirms it.")
    return ALLOWED


def _chairs(group: Group) -> set[int]:
    seats = Membership.objects.in_term(on=clock.today()).filter(group=group)
    return set(seats.filter(seat=Membership.Seat.CHAIR).values_list("user_id", flat=True))


def can_vote(user: User, decision: Decision) -> Verdict:
    """Answer a decision that was put to the members between meetings."""
    if not (verdict := can_decide(user, decision.group) and is_open(decision)):
        return verdict
    if decision.opened_at is None:
        return refused("This decision has not been put to the members.")
    return ALLOWED


def can_correct(user: User, decision: Decision) -> Verdict:
    """Draft what takes the place of a confirmed decision."""
    if not (verdict := can_run(user, decision.group)):
        return verdict
    if decision.state != Decision.State.CONFIRMED:
        return refused("Only a confirmed decision is corrected by another.")
    return ALLOWED


def has_voted(user: User, decision: Decision) -> bool:
    return Attendance.objects.filter(decision=decision, user=user).exists()


def can_complete(user: User, task: DelegatedTask) -> Verdict:
    """Say that a task is done: whose it is, or who records the business of its board."""
    if task.owner_id == user.pk or can_run(user, task.decision.group):
        return ALLOWED
    return refused("Only the task's owner or a board's secretary can mark it as done.")


def can_explain(user: User, task: DelegatedTask) -> Verdict:
    """Say why a task is late: whoever may say that it is done."""
    if not (verdict := can_complete(user, task)):
        return verdict
    if task.completed_at is not None or not task.is_overdue(on=clock.today()):
        return refused("This task is not late.")
    return ALLOWED


def can_revise_date(user: User, task: DelegatedTask) -> Verdict:
    """Give a task another day: the board that gave it, never its owner alone."""
    if task.completed_at is not None:
        return refused("This task is done.")
    if not (verdict := can_run(user, task.decision.group)):
        return verdict
    if task.owner_id == user.pk:
        return refused("Somebody else on the board gives your own task another day.")
    return ALLOWED


def can_read(user: User) -> Verdict:
    """Boards' business is read by officers and auditors."""
    if user.may(Capability.BOARD_READ):
        return ALLOWED
    return refused("Only officers of the council can read what boards decide.")
