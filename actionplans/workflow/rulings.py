"""What boards decide about a version in force: suspended, resumed, rescinded (policy 8.4, 11.2).

Any group that had to approve a version may stop it, alone; what two groups suspended is in force
again when both have resumed it. Money follows only what is in force (`domain.md` I5).
"""

from django.db import transaction

from actionplans import notices, permissions
from actionplans.models import PlanVersion, Ruling
from actionplans.workflow.moves import VERSION_MOVES, destination
from actionplans.workflow.versions import locked_version, require_unbarred
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from carp.governance.models import Group


@transaction.atomic
def rule_on(
    version: PlanVersion,
    *,
    by: User,
    group: Group,
    kind: str,
    deliberation: governance.Deliberation,
) -> Ruling:
    """Record that a group suspends, resumes or rescinds a version.

    Whoever could not answer on the version cannot decide this either (quality S1, S2). The plan's
    row is locked first, as the fund does before money moves: a payment is before or after.
    """
    version = locked_version(version)
    permissions.can_rule(by, version, group, kind).require()
    require_unbarred(version, group, deliberation)
    decision = governance.decide(version, by=by, group=group, kind=kind, deliberation=deliberation)
    if version.effective_at and decision.decided_on < clock.local_date(version.effective_at):
        raise Refused(f"Version {version.number} was not in force on that day.")
    ruling = Ruling.objects.create(
        version=version, group=group, kind=kind, decision=decision, recorded_by=by
    )
    before = version.status
    _follow(version, kind)
    notices.tell_of_ruling(ruling)
    trail.record(
        f"actionplans.{kind}_version",
        version,
        by=by,
        capability=Capability.BOARD_DECIDE,
        before={"status": before},
        after={"status": version.status, "group": group.code},
        reason=deliberation.reasons,
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
