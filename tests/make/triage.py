"""What a nominated officer types: assessments and outcomes, those of scenario O1 unless changed."""

from typing import Any

from carp.accounts.models import User
from carp.governance.models import Decision
from tests.make import governance
from tests.make.register import community_details
from triggers import workflow
from triggers.models import Referral


def risk_line_entry(**changes: Any) -> workflow.RiskLineEntry:
    """Likelihood 4, impact on people and community 3: 12, High; 16 if nothing is done."""
    given: dict[str, Any] = {
        "description": "Drug dealing and drinking spread in the alleys",
        "likelihood": 4,
        "impact_people": 3,
        "impact_community": 3,
        "no_action_likelihood": 4,
        "no_action_impact_people": 4,
        "no_action_impact_community": 4,
    }
    return workflow.RiskLineEntry(**given | changes)


def assessment_entry(**changes: Any) -> workflow.AssessmentEntry:
    """Two risks, 12 and 9: High, for the Housing Board."""
    fear = risk_line_entry(
        description="Fear of crime keeps people indoors",
        likelihood=3,
        impact_people=2,
        impact_community=3,
        no_action_likelihood=3,
    )
    given: dict[str, Any] = {
        "lines": (risk_line_entry(), fear),
        "what_works": "A residents' group cleans the alleys every month.",
        "gaps": "How many of the houses stand empty.",
        "confidence": "medium",
    }
    return workflow.AssessmentEntry(**given | changes)


def handover(**changes: Any) -> workflow.Handover:
    """An adult's case: the name is taken out."""
    given: dict[str, Any] = {
        "reason": "safeguarding-adult",
        "safeguarding_reference": "SG-004127",
        "texts": {"what": "A person in the street is not safe."},
        "feedback": "Thank you. The people who protect adults at risk have it now.",
    }
    return workflow.Handover(**given | changes)


def outcome_choice(*routes: str, **changes: Any) -> workflow.OutcomeChoice:
    """To the Housing Board with a new community, as the assessment suggests."""
    given: dict[str, Any] = {"routes": routes or ("housing_board",)}
    if not routes:
        given["create"] = community_details()
    return workflow.OutcomeChoice(**given | changes)


def considered(referral: Referral, *, by: User, kind: str = "note", **given: Any) -> Decision:
    """What a board decided on a referral, drafted and confirmed in one go."""
    given.setdefault("deliberation", governance.deliberation(referral.group.code))
    return governance.confirmed(workflow.draft_consideration(referral, by=by, kind=kind, **given))
