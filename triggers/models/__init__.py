"""Community at Risk Trigger reports, their assessment and where they were sent (policy 8 and 9)."""

from triggers.models.assessments import Assessment, RiskLine
from triggers.models.buckets import SubmissionBucket
from triggers.models.contacts import ReporterContact
from triggers.models.desk import ReportTask, SavedFilter
from triggers.models.drafts import SavedDraft
from triggers.models.evidence import EvidenceFile, ReportedFigure
from triggers.models.gatherings import GatheringLook
from triggers.models.messages import ReportMessage
from triggers.models.protection import (
    ListChange,
    NamedPerson,
    QuarantinedText,
    Restriction,
)
from triggers.models.referrals import InformationRequest, Referral
from triggers.models.reports import (
    AWAITING_ASSESSMENT,
    OPEN_STATUSES,
    REPORT_INDEX,
    TriggerCategory,
    TriggerReport,
    TriggerSource,
)
from triggers.models.suggestions import SuggestedLink

__all__ = [
    "AWAITING_ASSESSMENT",
    "OPEN_STATUSES",
    "REPORT_INDEX",
    "Assessment",
    "EvidenceFile",
    "GatheringLook",
    "InformationRequest",
    "ListChange",
    "NamedPerson",
    "QuarantinedText",
    "Referral",
    "ReportMessage",
    "ReportTask",
    "ReportedFigure",
    "ReporterContact",
    "Restriction",
    "RiskLine",
    "SavedDraft",
    "SavedFilter",
    "SubmissionBucket",
    "SuggestedLink",
    "TriggerCategory",
    "TriggerReport",
    "TriggerSource",
]
