"""What decisions about plan versions do, for ``carp.governance``, which knows no plans."""

from actionplans import permissions, workflow
from actionplans.models import PlanVersion
from carp.accounts.models import User
from carp.governance import effects
from carp.governance.models import Decision


def _version(decision: Decision) -> PlanVersion:
    versions = PlanVersion.objects.select_related("plan")
    return versions.get(pk=decision.subject_id)


def require(decision: Decision, *, by: User) -> None:
    """It waits for this group, and whoever takes the step has no other part in it (S1, S2)."""
    version = workflow.locked_version(_version(decision))
    permissions.can_answer_for(by, version, decision.group).require()
    if decision.supersedes_id is None:
        permissions.can_be_answered(version, decision.group).require()
    workflow.require_answerable(version, decision)


def follow(decision: Decision, *, by: User) -> None:
    """The board has answered on this very content."""
    workflow.answer(_version(decision), decision, by=by)


effects.add(PlanVersion._meta.label_lower, effects.Effect(require=require, follow=follow))
