"""What the steps with a decision share."""

from collections.abc import Iterable, Mapping
from typing import Any

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import Attendance, Decision

Part = Attendance.Part


def locked(decision: Decision) -> Decision:
    """The decision as it stands now, held until the step is over."""
    Decision.objects.select_for_update().get(pk=decision.pk)
    return Decision.objects.select_related("group", "meeting").get(pk=decision.pk)


def count(decision: Decision, parts: Iterable[str]) -> None:
    """Put the sums of the votes on the decision."""
    parts = list(parts)
    decision.votes_for = parts.count(Part.FOR)
    decision.votes_against = parts.count(Part.AGAINST)
    decision.abstentions = parts.count(Part.ABSTAIN)


def require_valid_vote(decision: Decision, given: Iterable[Attendance] | None = None) -> None:
    """A quorum of members without an interest, on the day, and a majority of the votes cast.

    ``given`` are the parts of the people with their names, where they are read already.
    """
    everyone = list(decision.attendances.select_related("user") if given is None else given)
    recused = [each.user for each in everyone if not each.is_counted]
    counted = [each.user for each in everyone if each.is_counted]
    permissions.is_quorate(
        decision.group, counted, recused, on=decision.decided_on, subject=decision.subject
    ).require()
    permissions.are_members(decision.group, counted, on=decision.decided_on).require()
    permissions.is_carried(decision).require()


def record_step(
    step: str,
    decision: Decision,
    *,
    by: User,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """On the trail, by a member as deciding and by a secretary as running the board's business."""
    deciding = by.may(Capability.BOARD_DECIDE)
    trail.record(
        f"governance.{step}",
        decision,
        by=by,
        capability=Capability.BOARD_DECIDE if deciding else Capability.BOARD_RUN,
        before=before,
        after={"state": decision.state} | dict(after or {}),
        reason=reason,
    )
