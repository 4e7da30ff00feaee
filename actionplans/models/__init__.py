"""Action plans: seven living stages, needs, and the versions that boards approved (policy 7).

The rows of a plan (stages, actions, team, need lines) are its working copy and may change at any
time. Submitting freezes them into a PlanVersion: canonical JSON named by its hash. Boards approve
that hash, and money follows only a version in force.
"""

from actionplans.models.actions import Action, ProgressNote
from actionplans.models.content import EqualityRecord, FrameworkLink, Outcome, ResourceLine
from actionplans.models.feeds import CalendarFeed
from actionplans.models.measures import Measure, MeasureValue
from actionplans.models.needs import MoneyType, NeedLine
from actionplans.models.plans import Plan, TeamMember
from actionplans.models.returns import MonitoringReturn, ReturnDraft
from actionplans.models.reviews import AllocationOutcome, Evaluation, Review
from actionplans.models.revisions import MinorRevision
from actionplans.models.rulings import Ruling
from actionplans.models.shares import PlanShare, ShareOpening
from actionplans.models.stages import Stage, StageRevision
from actionplans.models.templates import TemplateMove
from actionplans.models.versions import Approval, PlanVersion, VersionNeed

__all__ = [
    "Action",
    "AllocationOutcome",
    "Approval",
    "CalendarFeed",
    "EqualityRecord",
    "Evaluation",
    "FrameworkLink",
    "Measure",
    "MeasureValue",
    "MinorRevision",
    "MoneyType",
    "MonitoringReturn",
    "NeedLine",
    "Outcome",
    "Plan",
    "PlanShare",
    "PlanVersion",
    "ProgressNote",
    "ResourceLine",
    "ReturnDraft",
    "Review",
    "Ruling",
    "ShareOpening",
    "Stage",
    "StageRevision",
    "TeamMember",
    "TemplateMove",
    "VersionNeed",
]
