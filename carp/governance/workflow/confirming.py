"""Confirming what was drafted: from then on it stands, and what it asks for is set going."""

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import Refused
from carp.governance import effects, permissions
from carp.governance.models import Decision, Meeting
from carp.governance.workflow.steps import count, locked, record_step, require_valid_vote

State = Decision.State


@transaction.atomic
def confirm(decision: Decision, *, by: User, edition: int | None = None) -> Decision:
    """The chair, or who presided, says that this is what was decided (policy 8.4, 11.2).

    Everything that a draft must hold is looked at again, on the rules of the day; then what
    follows from the decision is done, in this same transaction. ``edition`` is the one that was
    read. A correction only takes the place of the earlier decision.
    """
    decision = locked(decision)
    if edition is not None and edition != decision.edition:
        raise Refused("The draft was changed since you opened it. Read it again.")
    permissions.can_confirm(by, decision).require()
    if decision.is_between_meetings:
        _close_the_vote(decision)
    decision.quorum = decision.group.quorum
    count(decision, votes_of(decision).values())
    require_valid_vote(decision)
    effect = effects.of(decision)
    effect.require(decision, by=by)
    _stand(decision, by=by)
    if decision.supersedes_id is None:
        effect.follow(decision, by=by)
    before = {"state": State.DRAFT}
    record_step(
        "confirm", decision, by=by, before=before, after=_sums(decision), reason=decision.correction
    )
    return decision


def _close_the_vote(decision: Decision) -> None:
    """Between meetings it is decided on the day on which the members' votes are confirmed."""
    if decision.opened_at is None:
        raise Refused("Put this decision to the members first: between meetings each one votes.")
    decision.decided_on = clock.today()


def _stand(decision: Decision, *, by: User) -> None:
    if decision.supersedes_id is not None:
        earlier = Decision.objects.select_for_update().get(pk=decision.supersedes_id)
        permissions.can_correct(by, earlier).require()
        earlier.state = State.SUPERSEDED
        earlier.save(update_fields=("state",))
    decision.state, decision.confirmed_by = State.CONFIRMED, by
    decision.confirmed_at = clock.now()
    decision.save()
    if decision.meeting is not None:
        Meeting.objects.filter(
            pk=decision.meeting.pk, state=Meeting.State.PLANNED, on__lte=clock.today()
        ).update(state=Meeting.State.HELD)


def _sums(decision: Decision) -> dict[str, object]:
    return {
        "kind": decision.kind,
        "for": decision.votes_for,
        "against": decision.votes_against,
        "abstained": decision.abstentions,
        "quorum": decision.quorum,
        "drafted_by": decision.drafted_by_id,
    }


@transaction.atomic
def note(decision: Decision, *, by: User, meeting: Meeting) -> Decision:
    """A meeting takes note of what was decided since the last one."""
    decision = locked(decision)
    permissions.can_run(by, decision.group).require()
    if not Decision.objects.to_note(decision.group).filter(pk=decision.pk).exists():
        raise Refused("Only what was decided between meetings is noted, and once.")
    if meeting.group_id != decision.group_id or meeting.state == Meeting.State.CANCELLED:
        raise Refused(f"Choose a meeting of the {decision.group}.")
    if not decision.decided_on <= meeting.on <= clock.today():
        raise Refused("It is noted at a meeting that has been held since it was decided.")
    decision.noted_in = meeting
    decision.save(update_fields=("noted_in",))
    record_step("note", decision, by=by, after={"noted_on": meeting.on})
    return decision


def would_be_confirmed(decision: Decision) -> str:
    """Why the votes so far do not make it a decision; "" when they do."""
    try:
        count(decision, votes_of(decision).values())
        require_valid_vote(decision, decision.attendances.all())
    except Refused as refusal:
        return str(refusal)
    return ""


def votes_of(decision: Decision) -> dict[int, str]:
    """Each person's part, by their key."""
    return {each.user_id: each.part for each in decision.attendances.all()}
