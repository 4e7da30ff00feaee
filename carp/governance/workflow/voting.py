"""Deciding between meetings: what is urgent is put to the members, and each votes for themselves.

Votes may change until the decision is confirmed. It is noted at the next meeting.
"""

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import Refused
from carp.governance import effects, permissions
from carp.governance.models import Attendance, Decision, Membership
from carp.governance.workflow.steps import locked, record_step
from carp.outbox import mail


@transaction.atomic
def put_to_members(decision: Decision, *, by: User) -> Decision:
    """Ask every member in term to vote on an urgent draft, and tell them."""
    decision = locked(decision)
    permissions.can_revise(by, decision).require()
    if not decision.is_between_meetings:
        raise Refused("The votes of a meeting are recorded with the draft.")
    if decision.opened_at is not None:
        raise Refused("This decision has been put to the members already.")
    effects.of(decision).require(decision, by=by)
    decision.opened_at = clock.now()
    decision.save(update_fields=("opened_at",))
    _tell_members(decision)
    after = {"opened_at": decision.opened_at, "edition": decision.edition}
    record_step("put_to_members", decision, by=by, after=after)
    return decision


def _tell_members(decision: Decision) -> None:
    """A mail says that something waits, never what (quality T25)."""
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group=decision.group)
        .exclude(seat=Membership.Seat.SECRETARY)
        .select_related("user")
    )
    mail.send_all_later(
        mail.Letter(
            to=person.email,
            subject="An urgent decision waits for your vote",
            body=(
                f"The {decision.group} is asked to decide between meetings.\n\n"
                "Sign in to the Communities at Risk Portal to read it and to vote."
            ),
            key=f"decision-opened:{decision.pk}:{decision.edition}:{person.pk}",
        )
        for person in {seat.user_id: seat.user for seat in seats}.values()
    )


@transaction.atomic
def vote(decision: Decision, *, by: User, part: str, edition: int | None = None) -> Attendance:
    """One member's own vote, or that they leave the room; the last one counts."""
    decision = locked(decision)
    permissions.can_vote(by, decision).require()
    if edition is not None and edition != decision.edition:
        raise Refused("The words were changed since you read them. Read them again.")
    if part not in Attendance.VOTES:
        raise Refused("Choose how you vote.")
    effects.of(decision).require(decision, by=by)
    before = decision.attendances.filter(user=by).first()
    decision.attendances.filter(user=by).delete()
    made = Attendance.objects.create(decision=decision, user=by, part=part)
    earlier = {"part": before.part} if before else None
    after = {"part": part, "edition": decision.edition}
    record_step("vote", decision, by=by, before=earlier, after=after)
    return made
