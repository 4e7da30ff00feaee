"""What decisions about plan versions do, for ``carp.governance``, which knows no plans."""

from actionplans import permissions, workflow
from actionplans.models import PlanVersion, Ruling
from carp.accounts.models import User
from carp.governance import effects
from carp.governance.models import Decision


def _version(decision: Decision) -> PlanVersion:
    versions = PlanVersion.objects.select_related("plan")
    return versions.get(pk=decision.subject_id)


def _is_ruling(decision: Decision) -> bool:
    """About a version in force; every other kind answers one that waits."""
    return decision.kind in Ruling.Kind.values


def require(decision: Decision, *, by: User) -> None:
    """It is this group's to decide, and whoever takes the step has no other part in it (S1, S2).

    Governance has asked before whether they may act for the group and have no interest in it.
    """
    version = workflow.locked_version(_version(decision))
    barred = permissions.barred_from(version, decision.group)
    permissions.is_for(version, decision.group).require()
    permissions.is_unbarred(by, barred).require()
    if decision.supersedes_id is None:
        _require_open(version, decision)
    if _is_ruling(decision):
        workflow.require_rulable(version, decision, barred=barred)
    else:
        workflow.require_answerable(version, decision, barred=barred)


def _require_open(version: PlanVersion, decision: Decision) -> None:
    if _is_ruling(decision):
        permissions.is_open_to(version, decision.group, decision.kind).require()
    else:
        permissions.can_be_answered(version, decision.group).require()


def follow(decision: Decision, *, by: User) -> None:
    """The board has answered on this very content, or ruled on what is in force.

    What ``require`` found holds still: it locked the plan and its version in this transaction.
    """
    step = workflow.rule_on if _is_ruling(decision) else workflow.answer
    step(_version(decision), decision, by=by)


effects.add(PlanVersion._meta.label_lower, effects.Effect(require=require, follow=follow))
