"""Who may run a board, and who may decide on it."""

from collections.abc import Collection
from datetime import date

from django.db import models

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.governance.models import (
    Decision,
    DelegatedTask,
    Group,
    Interest,
    Meeting,
    Membership,
)
from carp.governance.ties import Touched, interests_in
from carp.once import once_a_page


@once_a_page
def seats_of(user: User) -> dict[int, set[str]]:
    """A person's seats today, by the key of the group."""
    found: dict[int, set[str]] = {}
    sitting = Membership.objects.in_term(on=clock.today()).filter(user=user)
    for key, seat in sitting.order_by().values_list("group_id", "seat"):
        found.setdefault(key, set()).add(seat)
    return found


def can_run(user: User, group: Group, *, seats: Collection[str] | None = None) -> Verdict:
    """Plan meetings and draft what a board decided: its own secretary, or a member.

    ``seats`` are the person's own on this group, where they are known already.
    """
    if not {Capability.BOARD_RUN, Capability.BOARD_DECIDE}.isdisjoint(user.capabilities):
        seats = seats_of(user).get(group.pk, ()) if seats is None else seats
        if (seats and user.may(Capability.BOARD_RUN)) or can_decide(user, group, seats=seats):
            return ALLOWED
    return refused(f"Only the secretary or a member of the {group} can record its business.")


def can_decide(user: User, group: Group, *, seats: Collection[str] | None = None) -> Verdict:
    """Take part in a decision: a member in term with a board member's role."""
    if not user.may(Capability.BOARD_DECIDE):
        return refused("Only a board member can decide for a board.")
    seats = seats_of(user).get(group.pk, ()) if seats is None else seats
    if not set(seats) - {Membership.Seat.SECRETARY}:
        return refused(f"You are not a member of the {group} today.")
    return ALLOWED


def can_record(user: User, group: Group, subject: models.Model) -> Verdict:
    """Draft what a group decided on a thing: without an interest in it."""
    return can_run(user, group) and without_interest(user, subject)


def is_quorate(
    group: Group,
    present: Collection[User],
    recused: Collection[User],
    *,
    on: date,
    subject: models.Model | None = None,
) -> Verdict:
    """Members in term that day and not conflicted make the quorum (Localism Act 2011, s. 31).

    Whoever declared an interest in the subject is not counted, and cannot be called present: that
    they left the room must be recorded.
    """
    counted = {user.pk for user in present} - {user.pk for user in recused}
    if subject is not None:
        for pk, why in interested(subject, on=on).items():
            if pk in counted:
                person = next(user for user in present if user.pk == pk)
                return refused(f"{person} {why}. Record that they left the room.")
    sitting = len(counted & _members(group, on))
    if sitting < group.quorum:
        return refused(
            f"The {group} needs {group.quorum} members without an interest to decide; "
            f"{sitting} took part."
        )
    return ALLOWED


# --- Interests -----------------------------------------------------------------------------------
def interested(subject: models.Model, *, on: date | None = None) -> dict[int, str]:
    """Who has an interest in a thing on a day, today unless told; by key, with the words for it."""
    on = on or clock.today()
    return {
        each.user_id: f"declared an interest in {each.subject_name}"
        for each in _interests(subject)
        if each.is_in_force(on=on)
    }


@once_a_page
def _interests(subject: models.Model) -> list[Interest]:
    return list(interests_in(type(subject), [subject.pk]).order_by("pk"))


def conflicted(user: User, subject: models.Model, *, on: date | None = None) -> bool:
    """Whether a person declared an interest in a thing, or in what it is about."""
    return user.pk in interested(subject, on=on)


def without_interest(user: User, subject: models.Model) -> Verdict:
    """The papers of a thing are for whoever has no interest in it (Localism Act 2011, s. 31)."""
    if why := interested(subject).get(user.pk):
        return refused(
            f"You {why}. Its papers are not shown to you, and you take no part in the decision."
        )
    return ALLOWED


def conflicting(user: User, model: type[models.Model]) -> models.Q:
    """The things of a model in which a person has an interest today, for lists to leave out."""
    return models.Q(touches("pk", model, user))


def touches(key: str, model: type[models.Model], user: User) -> Touched:
    """The same of things that are named by their key."""
    return Touched(key, model=model, user=user, on=clock.today())


def can_declare(user: User) -> Verdict:
    """Declare one's own interests: whoever sits on a group, or records its business."""
    if seats_of(user):
        return ALLOWED
    return refused("Only people with a seat on a board declare interests here.")


def can_declare_for(user: User, member: User, group: Group) -> Verdict:
    """Declare for somebody: for oneself, or what a member of one's group said at the meeting."""
    if user.pk == member.pk:
        return can_declare(user)
    seats = Membership.objects.in_term(on=clock.today()).filter(group=group, user=member)
    if not seats.exists():
        return refused(f"{member} has no seat on the {group} today.")
    return can_run(user, group)


def can_end(user: User, interest: Interest) -> Verdict:
    """An interest ends by the word of whose it is."""
    if interest.user_id != user.pk:
        return refused("Only the person who declared an interest can say that it has ended.")
    if interest.ended_on is not None:
        return refused("This interest has ended already.")
    return ALLOWED


# --- Meetings and seats --------------------------------------------------------------------------
def can_change_agenda(user: User, meeting: Meeting) -> Verdict:
    """The secretary or a member, until the meeting has been held."""
    if meeting.state != Meeting.State.PLANNED:
        state = meeting.get_state_display().lower()
        return refused(f"The agenda of a meeting that was {state} stays as it is.")
    return can_run(user, meeting.group)


def can_record_attendance(user: User, meeting: Meeting) -> Verdict:
    """From the day of the meeting on; apologies come before."""
    if meeting.state == Meeting.State.CANCELLED:
        return refused("This meeting was cancelled.")
    return can_run(user, meeting.group)


def can_seat(user: User) -> Verdict:
    """Who sits on a board is kept by administrators, who decide nothing there."""
    if user.may(Capability.ACCOUNTS_MANAGE):
        return ALLOWED
    return refused("Only an administrator can change who sits on a board.")


def can_see_seats(user: User) -> Verdict:
    """Whoever reads boards' business, and the administrators who keep the seats."""
    return ALLOWED if can_seat(user) else can_read(user)


# --- Decisions -----------------------------------------------------------------------------------
def are_members(group: Group, counted: Collection[User], *, on: date) -> Verdict:
    """Whoever votes sits on the group that day; a secretary does not."""
    members = _members(group, on)
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
    return can_record(user, decision.group, decision.subject) and is_open(decision)


def can_confirm(user: User, decision: Decision) -> Verdict:
    """The chair; or, where the chair took no part or drafted it, another who was counted.

    Never who wrote the draft: two people stand behind every decision (quality section 4).
    """
    if not (verdict := _can_take_part(user, decision)):
        return verdict
    if user.pk == decision.drafted_by_id:
        return refused("You wrote this draft, so another member must confirm it.")
    counted = {each.user_id for each in decision.attendances.all() if each.is_counted}
    if user.pk not in counted:
        return refused("Only somebody who took part in this decision can confirm it.")
    barred = {decision.drafted_by_id, *interested(decision.subject)}
    chairs = _chairs(decision.group) - barred
    if user.pk not in chairs and chairs & counted:
        return refused("The chair took part in this decision, so the chair confirms it.")
    return ALLOWED


def _can_take_part(user: User, decision: Decision) -> Verdict:
    """A member without an interest, while it is a draft."""
    member = can_decide(user, decision.group) and is_open(decision)
    return member and without_interest(user, decision.subject)


def _chairs(group: Group) -> set[int]:
    sitting = _sitting(group, clock.today())
    return {user for user, seat in sitting if seat == Membership.Seat.CHAIR}


def _members(group: Group, on: date) -> set[int]:
    return {user for user, seat in _sitting(group, on) if seat != Membership.Seat.SECRETARY}


@once_a_page
def _sitting(group: Group, on: date) -> list[tuple[int, str]]:
    """Everybody with a seat on a day, by key, with the seat."""
    seats = Membership.objects.in_term(on=on).filter(group=group).order_by("pk")
    return list(seats.values_list("user_id", "seat"))


def can_vote(user: User, decision: Decision) -> Verdict:
    """Answer a decision that was put to the members between meetings."""
    if not (verdict := _can_take_part(user, decision)):
        return verdict
    if decision.opened_at is None:
        return refused("This decision has not been put to the members.")
    return ALLOWED


def can_correct(user: User, decision: Decision) -> Verdict:
    """Draft what takes the place of a confirmed decision."""
    if not (verdict := can_record(user, decision.group, decision.subject)):
        return verdict
    if decision.state != Decision.State.CONFIRMED:
        return refused("Only a confirmed decision is corrected by another.")
    return ALLOWED


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
