"""What boards delegated, as far as plans answer it."""

from carp.governance.models import DelegatedTask
from register.models import Community
from triggers.models import Referral
from triggers.workflow.boards import PREPARE_PLAN as PREPARE

__all__ = ["PREPARE", "community_of"]


def community_of(task: DelegatedTask | None) -> Community | None:
    """The community of the report on which a board decided when it gave the task."""
    if task is None:
        return None
    referral = (
        Referral.objects.filter(decision=task.decision_id)
        .select_related("report__community")
        .first()
    )
    return None if referral is None else referral.report.community
