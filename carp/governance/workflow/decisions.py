"""Drafting what a group decided, with who was in the room and how they voted (policy 8.4, 10.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import Refused, refused
from carp.governance import effects, permissions
from carp.governance.models import Attendance, Decision, Group, Meeting
from carp.governance.workflow.steps import count, locked, record_step, require_valid_vote

Part, State = Attendance.Part, Decision.State


@dataclass(frozen=True)
class Deliberation:
    """How a group came to a decision: the words, and each person's vote.

    Without a meeting it is urgent: the members vote each for themselves, and ``urgency`` says why
    it cannot wait.
    """

    reasons: str
    alternatives: str
    conflicts: str
    votes: Mapping[User, str] = field(default_factory=dict)
    meeting: Meeting | None = None
    decided_on: date | None = None
    casting_vote: bool = False
    exempt_paragraph: int | None = None
    public_interest: str = ""
    urgency: str = ""
    correction: str = ""


@transaction.atomic
def draft(
    subject: models.Model,
    *,
    by: User,
    group: Group,
    kind: str,
    deliberation: Deliberation,
    follow_up: Mapping[str, Any] | None = None,
) -> Decision:
    """Write down what a group decided about a thing; nothing follows before it is confirmed.

    ``by`` is a member or the secretary. Raises Refused without a quorum of members who have no
    interest, without a majority, or when whoever writes has an interest.
    """
    # The group stands beside the name wherever it is read.
    name = (getattr(subject, "reference", "") or str(subject).removesuffix(f", {group}"))[:200]
    decision = Decision(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_name=name,
        group=group,
        kind=kind,
        follow_up=dict(follow_up or {}),
    )
    return _write_first(decision, by=by, deliberation=deliberation)


@transaction.atomic
def correct(decision: Decision, *, by: User, deliberation: Deliberation) -> Decision:
    """Draft what will take the place of a confirmed decision: its words, people or votes.

    What was decided stays, and what followed from it is not done again: another outcome is
    another decision.
    """
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    permissions.can_correct(by, decision).require()
    correction = Decision(
        subject_type=decision.subject_type,
        subject_id=decision.subject_id,
        subject_name=decision.subject_name,
        group=decision.group,
        kind=decision.kind,
        follow_up=decision.follow_up,
        supersedes=decision,
    )
    return _write_first(correction, by=by, deliberation=deliberation)


def _write_first(decision: Decision, *, by: User, deliberation: Deliberation) -> Decision:
    permissions.can_record(by, decision.group, decision.subject).require()
    # Held, so that of two who draft at once the second is told.
    group = Group.objects.select_for_update().get(pk=decision.group_id)
    drafts = Decision.objects.drafts().filter(group=group)
    if drafts.filter(subject_type=decision.subject_type, subject_id=decision.subject_id).exists():
        raise Refused(f"A draft of the {group} about this waits to be confirmed already.")
    _write(decision, by=by, deliberation=deliberation)
    record_step("draft", decision, by=by, after={"kind": decision.kind, "group": group.code})
    return decision


@transaction.atomic
def revise(
    decision: Decision,
    *,
    by: User,
    kind: str,
    deliberation: Deliberation,
    follow_up: Mapping[str, Any] | None = None,
    edition: int | None = None,
) -> Decision:
    """Write a draft anew. Votes that members gave for themselves fall, as the words are others.

    ``edition`` is the one that the writer had before them, if another could have come between.
    """
    decision = locked(decision)
    permissions.can_revise(by, decision).require()
    if edition is not None and edition != decision.edition:
        raise Refused("Somebody else changed this draft while you were writing. Read it again.")
    if decision.supersedes_id is None:
        decision.kind, decision.follow_up = kind, dict(follow_up or {})
    before = {"edition": decision.edition}
    decision.edition += 1
    decision.attendances.all().delete()
    _write(decision, by=by, deliberation=deliberation)
    after = {"kind": decision.kind, "edition": decision.edition}
    record_step("revise", decision, by=by, before=before, after=after)
    return decision


@transaction.atomic
def withdraw_draft(decision: Decision, *, by: User, reason: str) -> Decision:
    """Put a draft aside that will not be confirmed; it stays on the record."""
    decision = locked(decision)
    permissions.can_revise(by, decision).require()
    if not reason.strip():
        raise Refused("Say why the draft is withdrawn.")
    decision.state = State.WITHDRAWN
    decision.save(update_fields=("state",))
    record_step("withdraw_draft", decision, by=by, reason=reason)
    return decision


def _write(decision: Decision, *, by: User, deliberation: Deliberation) -> None:
    if deliberation.votes.get(by) == Part.RECUSED:
        refused("You declared an interest, so you cannot record this decision.").require()
    decision.meeting = deliberation.meeting
    decision.decided_on = _day_of(decision.group, deliberation)
    for name in ("reasons", "alternatives", "conflicts", "casting_vote", "exempt_paragraph"):
        setattr(decision, name, getattr(deliberation, name))
    decision.public_interest = deliberation.public_interest.strip()
    decision.urgency = deliberation.urgency.strip()
    decision.drafted_by, decision.drafted_at = by, clock.now()
    decision.opened_at, decision.quorum = None, decision.group.quorum
    _require_exemption_in_words(decision)
    if decision.supersedes_id is not None:
        decision.correction = deliberation.correction.strip()
        _require_why(decision)
    if decision.is_between_meetings:
        _require_urgent(deliberation)
        decision.save()
    else:
        decision.urgency = ""
        count(decision, deliberation.votes.values())
        decision.save()
        _keep_votes(decision, deliberation.votes)
        require_valid_vote(decision)
    effects.of(decision).require(decision, by=by)


def _require_exemption_in_words(decision: Decision) -> None:
    """Exempt under one of the seven paragraphs, and why that outweighs the public's interest."""
    if decision.exempt_paragraph is None:
        decision.public_interest = ""
    elif not 1 <= decision.exempt_paragraph <= 7:
        raise Refused("Schedule 12A has the paragraphs 1 to 7.")
    elif not decision.public_interest:
        raise Refused("Say why keeping it exempt outweighs the public's interest in it.")


def _require_why(correction: Decision) -> None:
    if not correction.correction:
        raise Refused("Say why the decision is corrected.")


def _require_urgent(deliberation: Deliberation) -> None:
    if not deliberation.urgency.strip():
        raise Refused("Say why the decision cannot wait for a meeting.")
    if deliberation.votes or deliberation.casting_vote:
        raise Refused("Between meetings each member votes for themselves.")


def _keep_votes(decision: Decision, votes: Mapping[User, str]) -> None:
    if unknown := set(votes.values()) - set(Attendance.VOTES):
        raise Refused(f"There is no such vote: {min(unknown)}.")
    everyone = sorted(votes.items(), key=lambda vote: vote[0].pk)
    Attendance.objects.bulk_create(
        Attendance(decision=decision, user=user, part=part) for user, part in everyone
    )


def _day_of(group: Group, deliberation: Deliberation) -> date:
    """The day of the decision: as given, else that of the meeting, else today."""
    meeting = deliberation.meeting
    if meeting is not None and meeting.group_id != group.pk:
        raise Refused(f"That is not a meeting of the {group}.")
    if meeting is not None and meeting.state == Meeting.State.CANCELLED:
        raise Refused("That meeting was cancelled.")
    day = deliberation.decided_on or (clock.today() if meeting is None else meeting.on)
    if day > clock.today():
        raise Refused("A decision cannot be recorded before the day it is made.")
    return day
