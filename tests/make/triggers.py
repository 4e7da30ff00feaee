"""Trigger reports and what hangs on them, as they stand in the middle of their way."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council import packs
from carp.files import intake, kinds, store
from carp.governance.models import Group
from register.models import Community
from tests.make.accounts import user
from triggers import receipts
from triggers.models import (
    Assessment,
    EvidenceFile,
    GatheringLook,
    InformationRequest,
    Referral,
    ReportedFigure,
    ReporterContact,
    ReportMessage,
    ReportTask,
    RiskLine,
    SavedDraft,
    SavedFilter,
    SuggestedLink,
    TriggerReport,
)
from triggers.workflow import ContactEntry, ReportEntry
from triggers.workflow.evidence import draft_key_of

Status = TriggerReport.Status
ASSESSED = (Status.ASSESSED, Status.OUTCOME_AGREED)
ENDED: dict[str, str] = {Status.CLOSED: "resolved", Status.REDIRECTED: "housing-repair"}


def trigger_report(status: str = Status.RECEIVED, **fields: Any) -> TriggerReport:
    """A report valid in its status: with its question, its assessment, its referral or its end."""
    received_at = fields.pop("received_at", None) or clock.now()
    number = TriggerReport.objects.count() + 1
    officer = fields.pop("officer", None)
    if status == Status.HELD:
        fields.setdefault("held_at", received_at)
    elif status != Status.RECEIVED:
        officer = officer or user(Role.NOMINATED_OFFICER)
        fields.setdefault("assigned_to", officer)
    if status in ASSESSED:
        fields.setdefault("assessed_at", received_at)
    if status in ENDED:
        fields = {
            "closed_at": received_at,
            "closed_by": officer,
            "close_reason": ENDED[status],
        } | fields
    if fields.setdefault("submitted_by", None) is not None:
        fields.setdefault("channel", TriggerReport.Channel.INSIDE)
    report = TriggerReport.objects.create(
        **{
            "reference": f"TRG-{received_at.year}-{number:05d}",
            "idempotency_key": f"made-{number}",
            "channel": TriggerReport.Channel.OUTSIDE,
            "reporter_kind": "partner",
            "received_at": received_at,
            "status": status,
            "council_pack": packs.current_version(),
            "community_kind": "place",
            "where": "Alleys behind Trinity Street",
            "what": "Rubbish and drug use in the alleys; people are afraid to go out.",
            "trend": "worsening",
            "urgency": "urgent",
            "assess_due_on": clock.local_date(received_at) + timedelta(days=2),
            "search_text": "rubbish and drug use in the alleys",
        }
        | fields
    )
    report.sources.create(code="more-complaints")
    report.categories.create(code="asb-and-domestic-violence")
    _what_the_status_needs(report, officer)
    return report


def _what_the_status_needs(report: TriggerReport, officer: User | None) -> None:
    if report.status == Status.AWAITING_INFORMATION:
        information_request(report, asked_by=officer)
    if report.status in ASSESSED:
        made = assessment(report, assessor=officer, completed_at=report.assessed_at)
        if report.status == Status.OUTCOME_AGREED:
            referral(report, assessment=made, raised_by=officer)


def reporter_contact(report: TriggerReport, **fields: Any) -> ReporterContact:
    """By telephone only, as the food bank of scenario O2."""
    return ReporterContact.objects.create(
        report=report,
        **{
            "name": "Pat Example",
            "organisation": "Trinity Food Bank",
            "method": ReporterContact.Method.TELEPHONE,
            "telephone": "01632 960200",
        }
        | fields,
    )


def assessment(report: TriggerReport, **fields: Any) -> Assessment:
    """A completed one with the two lines of scenario O1: headline 12, High."""
    pack = packs.current()
    matrix = pack.matrix()
    headline = matrix.headline([(4, 3, 3), (3, 2, 3)])
    fields.setdefault("assessor", None)
    rated = {
        "state": Assessment.State.COMPLETED,
        "completed_at": clock.now(),
        "confidence": "medium",
        "score": headline.score,
        "band": headline.band.code,
        "no_action_score": matrix.size**2,
        "no_action_band": matrix.band_for(matrix.size**2).code,
        "suggested_routes": list(headline.band.routes),
    }
    # The database completes no assessment without lines, and locks them with it.
    made = Assessment.objects.create(
        report=report,
        council_pack=packs.current_version(),
        matrix=matrix.code,
        assessor=fields.pop("assessor") or user(Role.NOMINATED_OFFICER),
    )
    risk_line(made)
    risk_line(made, description="Fear of crime", likelihood=3, impact_people=2, impact_community=3)
    draft = fields.get("state") == Assessment.State.DRAFT
    for name, value in (fields if draft else rated | fields).items():
        setattr(made, name, value)
    made.save()
    return made


def risk_line(made: Assessment, **fields: Any) -> RiskLine:
    return RiskLine.objects.create(
        assessment=made,
        **{
            "description": "Drug use spreads",
            "likelihood": 4,
            "impact_people": 3,
            "impact_community": 3,
            "no_action_likelihood": 4,
            "no_action_impact_people": 4,
            "no_action_impact_community": 4,
        }
        | fields,
    )


def referral(report: TriggerReport, route: str = "housing_board", **fields: Any) -> Referral:
    """Raised with the Housing Board on the report's assessment."""
    made = fields.pop("assessment", None) or report.assessments.first() or assessment(report)
    officer = fields.pop("raised_by", None) or made.assessor
    fields.setdefault("group", Group.objects.get(code="housing-board"))
    return Referral.objects.create(
        report=report, assessment=made, route=route, raised_by=officer, **fields
    )


def information_request(report: TriggerReport, **fields: Any) -> InformationRequest:
    asked_by = fields.pop("asked_by", None) or user(Role.NOMINATED_OFFICER)
    return InformationRequest.objects.create(
        report=report,
        asked_by=asked_by,
        **{
            "asked_of": "Lincolnshire Police",
            "question": "Has the number of incidents changed since March?",
            "due_on": clock.today() + timedelta(days=5),
        }
        | fields,
    )


def saved_draft(**fields: Any) -> SavedDraft:
    """Answers that can be opened today; `secret` is what their code is worked out from."""
    secret = fields.pop("secret", "the secret of a code")
    return SavedDraft.objects.create(
        **{
            "code_hash": receipts.digest_of_draft(receipts.of_saved_draft(secret)),
            "draft_hash": f"made-{SavedDraft.objects.count() + 1}",
            "answers": '{"key": "k", "started": 0, "answers": {}}',
            "expires_on": clock.today() + timedelta(days=7),
        }
        | fields
    )


def gathering_look(key: str, **fields: Any) -> GatheringLook:
    looked_by = fields.pop("looked_by", None) or user(Role.NOMINATED_OFFICER)
    given = {"reason": "The landlord has begun the repairs."} | fields
    return GatheringLook.objects.create(key=key, looked_by=looked_by, **given)


def report_message(report: TriggerReport | None = None, **fields: Any) -> ReportMessage:
    """What an officer wrote for the reporter to read."""
    from_reporter = fields.get("from_reporter", False)
    if "written_by" not in fields and not from_reporter:
        fields["written_by"] = user(Role.NOMINATED_OFFICER)
    return ReportMessage.objects.create(
        report=report or trigger_report(),
        **{
            "visibility": ReportMessage.Visibility.REPORTER,
            "body": "Since when have the lamps been out?",
            "idempotency_key": f"made-{ReportMessage.objects.count() + 1}",
        }
        | fields,
    )


def evidence_file(report: TriggerReport | None, **fields: Any) -> EvidenceFile:
    """A small text that came with a report, with its bytes."""
    stored = store.put(intake.Received("notes.txt", kinds.TEXT, b"Twelve cars in one night."))
    return EvidenceFile.objects.create(
        report=report,
        **{
            "name": "notes.txt",
            "kind": kinds.TEXT.code,
            "size": stored.size,
            "sha256": stored.sha256,
            "stored_as": stored.place,
        }
        | fields,
    )


def draft_file(key: str = "a draft", owner: User | None = None, **fields: Any) -> EvidenceFile:
    """A file of a report that is being written."""
    return evidence_file(None, draft_key=draft_key_of(key, owner), **fields)


def report_task(report: TriggerReport, **fields: Any) -> ReportTask:
    """To do by one of the officers within three days."""
    owner = fields.pop("owner", None) or user(Role.NOMINATED_OFFICER)
    fields.setdefault("created_by", owner)
    return ReportTask.objects.create(
        report=report,
        owner=owner,
        **{"title": "Ring the caretaker", "due_on": clock.today() + timedelta(days=3)} | fields,
    )


def saved_filter(owner: User, **fields: Any) -> SavedFilter:
    """The urgent ones of all that are open."""
    return SavedFilter.objects.create(
        owner=owner, **{"name": "Urgent", "heap": "open", "query": "urgency=urgent"} | fields
    )


def suggested_link(report: TriggerReport, community: Community) -> SuggestedLink:
    return SuggestedLink.objects.create(report=report, community=community)


def reported_figure(report: TriggerReport | None = None, **fields: Any) -> ReportedFigure:
    """Of the food bank of scenario O2."""
    return ReportedFigure.objects.create(
        report=report or trigger_report(),
        **{"counted": "people a week", "before": Decimal(140), "now": Decimal(200)} | fields,
    )


def report_entry(**changes: Any) -> ReportEntry:
    """What the food bank of scenario O2 reports, by telephone only."""
    given: dict[str, Any] = {
        "reporter_kind": TriggerReport.Reporter.PARTNER,
        "community_kind": "both",
        "where": "Gainsborough",
        "categories": ("food-and-heating", "older-people"),
        "what": "About 200 people a week come for food; a year ago it was 140.",
        "since": "December 2023",
        "trend": "worsening",
        "extent": "neighbourhood",
        "people_affected": 200,
        "sources": ("impact-on-partners",),
        "urgency": "soon",
        "contact": ContactEntry(
            method=ReporterContact.Method.TELEPHONE,
            organisation="Trinity Food Bank",
            telephone="01632 960200",
        ),
    }
    return ReportEntry(**given | changes)
