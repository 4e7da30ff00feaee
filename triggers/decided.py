"""What decisions about referred reports do, for ``carp.governance``, which knows no reports."""

from carp.accounts.models import User
from carp.governance import effects
from carp.governance.models import Decision
from triggers import workflow
from triggers.models import Referral
from triggers.workflow.steps import locked_referral


def _referral(decision: Decision) -> Referral:
    return Referral.objects.get(pk=decision.subject_id)


def require(decision: Decision, *, by: User) -> None:
    """It still waits for its board; a correction comes when it has been considered."""
    if decision.supersedes_id is None:
        workflow.require_considerable(locked_referral(_referral(decision)), decision)


def follow(decision: Decision, *, by: User) -> None:
    """The report goes on as the board decided."""
    workflow.consider(_referral(decision), decision, by=by)


effects.add(Referral._meta.label_lower, effects.Effect(require=require, follow=follow))
