"""What boards decide about a version in force: suspended, resumed, rescinded (policy 8.4, 11.2).

Any group that had to approve a version may stop it, alone; what two groups suspended is in force
again when both have resumed it. Money follows only what is in force (`domain.md` I5).
"""

from collections.abc import Mapping

from django.db import transaction

from actionplans import notices
from actionplans.models import PlanVersion, Ruling
from actionplans.workflow.moves import VERSION_MOVES, destination
from actionplans.workflow.versions import locked_version, require_content, require_unbarred
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from carp.governance.models import Decision, Group


@transaction.atomic
def draft_ruling(
    version: PlanVersion,
    *,
    by: User,
    group: Group,
    kind: str,
    deliberation: governance.Deliberation,
) -> Decision:
    """Draft that a group suspends, resumes or rescinds a version; it counts when confirmed.

    Whoever could not answer on the version cannot decide this either (quality S1, S2).
    """
    if kind not in Ruling.Kind.values:
        raise Refused("Choose what the board decided.")
    return governance.draft(
        version,
        by=by,
        group=group,
        kind=kind,
        deliberation=deliberation,
        follow_up={"content_hash": version.content_hash},
    )


def require_rulable(version: PlanVersion, decision: Decision, *, barred: Mapping[int, str]) -> None:
    """Raise unless the group can decide this about this version, as both now stand."""
    require_content(version, decision)
    require_unbarred(decision, barred)
    if version.effective_at and decision.decided_on < clock.local_date(version.effective_at):
        raise Refused(f"Version {version.number} was not in force on that day.")


@transaction.atomic
def rule_on(version: PlanVersion, decision: Decision, *, by: User) -> Ruling:
    """A confirmed decision suspends, resumes or rescinds a version.

    The plan's row is locked first, as the fund does before money moves: a payment is before or
    after.
    """
    version = locked_version(version)
    ruling = Ruling.objects.create(
        version=version,
        group=decision.group,
        kind=decision.kind,
        decision=decision,
        recorded_by=by,
    )
    before = version.status
    _follow(version, ruling.kind)
    notices.tell_of_ruling(ruling)
    trail.record(
        f"actionplans.{ruling.kind}_version",
        version,
        by=by,
        capability=Capability.BOARD_DECIDE,
        before={"status": before},
        after={"status": version.status, "group": decision.group.code},
        reason=decision.reasons,
    )
    return ruling


def _follow(version: PlanVersion, kind: str) -> None:
    """What a ruling does to the version; a suspension by another group outlasts a resumption."""
    if kind == Ruling.Kind.RESUME and version.rulings.suspending().exists():
        return
    version.status = destination(VERSION_MOVES, kind, version)
    if kind == Ruling.Kind.RESCIND:
        version.ended_at = clock.now()
    version.save(update_fields=("status", "ended_at"))
