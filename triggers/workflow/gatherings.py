"""Looking at reports that add up (policy 6.2, 8.2)."""

from django.db import transaction

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.audit import trail
from triggers import permissions
from triggers.gatherings import Gathering, concern
from triggers.models import GatheringLook
from triggers.workflow.steps import require_text


@transaction.atomic
def look_at(gathering: Gathering, *, by: User, reason: str) -> GatheringLook:
    """Say why reports that add up need no more now; they come back only with a new one."""
    permissions.can_triage(by).require()
    require_text("reason", reason, "Say why nothing more is needed now.")
    found = concern(gathering, by)
    look = GatheringLook.objects.create(key=gathering.key, reason=reason, looked_by=by)
    trail.record(
        "triggers.look_at",
        look,
        by=by,
        capability=Capability.TRIGGER_TRIAGE,
        after={"key": gathering.key, "reports": found.reports},
        reason=reason,
    )
    return look
