"""Working on a report: taking it up, asking, assessing (policy 8.2, 9)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import NotReady, Refused
from carp.audit import trail
from carp.council import packs
from carp.council.matrix import RiskMatrix
from triggers import notices, permissions
from triggers.models import (
    Assessment,
    ReporterContact,
    RiskLine,
    TriggerReport,
    TriggerSource,
)
from triggers.risk import Levels, above, headline, target_headline
from triggers.workflow.steps import begin, each, move, record, require_sound

Status = TriggerReport.Status
CONFIDENCES = ("low", "medium", "high")
WRITTEN = ("council_pack", "matrix", "assessor", "what_works", "gaps", "confidence")
OVERTAKEN = (
    "This assessment was saved or completed somewhere else while you were writing. Nothing that "
    "you typed is lost: compare the two below, then save again to put yours in its place."
)
EDITION_LETTERS = 16
RATED = (
    "state",
    "completed_at",
    "score",
    "band",
    "no_action_score",
    "no_action_band",
    "target_score",
    "target_band",
)


@dataclass(frozen=True)
class RiskLineEntry:
    """One risk as an officer judges it; a draft may leave gaps."""

    description: str = ""
    likelihood: int | None = None
    impact_people: int | None = None
    impact_community: int | None = None
    no_action_likelihood: int | None = None
    no_action_impact_people: int | None = None
    no_action_impact_community: int | None = None
    target_likelihood: int | None = None
    target_impact_people: int | None = None
    target_impact_community: int | None = None

    @property
    def now(self) -> Levels:
        return self.likelihood, self.impact_people, self.impact_community

    @property
    def no_action(self) -> Levels:
        return (
            self.no_action_likelihood,
            self.no_action_impact_people,
            self.no_action_impact_community,
        )

    @property
    def target(self) -> Levels:
        return self.target_likelihood, self.target_impact_people, self.target_impact_community

    @property
    def is_whole(self) -> bool:
        """Said and rated; the target with all its levels, or with none."""
        said = bool(self.description.strip()) and None not in (*self.now, *self.no_action)
        return said and self.target.count(None) in (0, len(self.target))


@dataclass(frozen=True)
class AssessmentEntry:
    """An assessment as typed; ``sources`` are codes of 5.2 to add to those of the reporter.

    ``seen`` is the edition of the draft that the writer began with; None asks for no comparison.
    """

    lines: Sequence[RiskLineEntry]
    what_works: str = ""
    gaps: str = ""
    confidence: str = ""
    sources: Sequence[str] = ()
    reason: str = ""
    seen: str | None = None


@transaction.atomic
def take_up(report: TriggerReport, *, by: User) -> TriggerReport:
    """A nominated officer begins to work on a new report (policy 8.2)."""
    report = begin(report, "take_up", by=by)
    report.assigned_to = by
    before = move(report, "take_up", Status.UNDER_REVIEW, "assigned_to")
    record("take_up", report, by=by, before=before, after={"assigned_to": by.pk})
    return report


@transaction.atomic
def assign(report: TriggerReport, *, by: User, to: User) -> TriggerReport:
    """Give a report to a nominated officer; one that was new is then under review."""
    report = begin(report, "assign", by=by)
    permissions.can_be_assigned(to, report).require()
    earlier, report.assigned_to = report.assigned_to_id, to
    status = Status.UNDER_REVIEW if report.status == Status.RECEIVED else report.status
    before = move(report, "assign", status, "assigned_to")
    record(
        "assign",
        report,
        by=by,
        before=before | {"assigned_to": earlier},
        after={"assigned_to": to.pk, "to": to.name},
    )
    notices.tell_assigned(report, to, by=by)
    return report


def assign_each(reports: Iterable[TriggerReport], *, by: User, to: User) -> dict[str, str]:
    """Give several reports to one officer, each in a step of its own."""
    return each(reports, lambda report: assign(report, by=by, to=to))


@transaction.atomic
def save_assessment(report: TriggerReport, *, by: User, entry: AssessmentEntry) -> Assessment:
    """Keep a draft, whole or not; a report that nobody had taken up is then under review."""
    report = begin(report, "save_assessment", by=by)
    assessment = _write(report, by=by, entry=entry)
    status = Status.UNDER_REVIEW if report.status == Status.RECEIVED else report.status
    report.assigned_to = report.assigned_to or by
    before = move(report, "save_assessment", status, "assigned_to")
    after = {"assessment": assessment.pk, "lines": len(entry.lines)}
    record("save_assessment", report, by=by, before=before, after=after)
    return assessment


@transaction.atomic
def complete_assessment(report: TriggerReport, *, by: User, entry: AssessmentEntry) -> Assessment:
    """Complete the assessment, for ever; an earlier one is superseded (policy 8.4, 9.1).

    A line scores likelihood times the greater impact; the highest line is the headline, and its
    band in the matrix of the day suggests the routes.
    """
    report = begin(report, "complete_assessment", by=by)
    earlier = report.assessments.filter(state=Assessment.State.COMPLETED).first()
    require_sound(completion_faults(report, entry, supersedes=earlier is not None))
    assessment = _write(report, by=by, entry=entry)
    if earlier is not None:
        earlier.state = Assessment.State.SUPERSEDED
        earlier.save(update_fields=("state",))
    _lock(assessment, entry)
    report.assigned_to, report.assessed_at = (
        report.assigned_to or by,
        report.assessed_at or clock.now(),
    )
    before = move(report, "complete_assessment", Status.ASSESSED, "assigned_to", "assessed_at")
    after = {
        "assessment": assessment.pk,
        "supersedes": earlier and earlier.pk,
        "matrix": assessment.matrix,
        "score": assessment.score,
        "band": assessment.band,
        "no_action_score": assessment.no_action_score,
        "target_score": assessment.target_score,
        "suggested_routes": assessment.suggested_routes,
    }
    record("complete_assessment", report, by=by, before=before, after=after, reason=entry.reason)
    return assessment


@transaction.atomic
def reveal_contact(report: TriggerReport, *, by: User) -> ReporterContact | None:
    """Show who reported and how to reach them; who looked, and when, stays on record."""
    permissions.can_reveal_contact(by, report).require()
    trail.record("triggers.reveal_contact", report, by=by, capability=Capability.CONTACT_REVEAL)
    return ReporterContact.objects.filter(report=report).first()


def completion_faults(
    report: TriggerReport, entry: AssessmentEntry, *, supersedes: bool
) -> dict[str, str]:
    """What an assessment still lacks, a sentence for each field (policy 5.2, 9.1)."""
    found = {}
    half = [number for number, line in enumerate(entry.lines, 1) if not line.is_whole]
    if not entry.lines:
        found["lines"] = "Add at least one risk."
    elif half:
        found["lines"] = f"Finish risk {', '.join(map(str, half))}, or remove it."
    if not entry.sources and not report.sources.exists():
        found["sources"] = "Record at least one source: how is this known?"
    if entry.confidence not in CONFIDENCES:
        found["confidence"] = "Choose how sure you are."
    if supersedes and not entry.reason.strip():
        found["reason"] = "Say why a new assessment replaces the earlier one."
    return found


def edition(draft: Assessment | None) -> str:
    """A short name for what a draft says, by which two people who write at once are noticed."""
    if draft is None:
        return ""
    lines = draft.lines.values_list(*(each.name for each in fields(RiskLineEntry)))
    said = [draft.pk, draft.what_works, draft.gaps, draft.confidence, *lines]
    return sha256(repr(said).encode()).hexdigest()[:EDITION_LETTERS]


def _draft(report: TriggerReport) -> Assessment | None:
    drafts = report.assessments.select_for_update()
    return drafts.filter(state=Assessment.State.DRAFT).first()


def _write(report: TriggerReport, *, by: User, entry: AssessmentEntry) -> Assessment:
    """The report's draft with what was typed, on today's pack and matrix."""
    if entry.seen is not None and entry.seen != edition(_draft(report)):
        raise Refused(OVERTAKEN)
    assessment, _new = Assessment.objects.select_for_update().get_or_create(
        report=report,
        state=Assessment.State.DRAFT,
        defaults={"assessor": by, "council_pack": packs.current_version(), "matrix": ""},
    )
    matrix = packs.current().matrix()
    _require_on_matrix(matrix, entry)
    assessment.council_pack, assessment.matrix = packs.current_version(), matrix.code
    assessment.assessor, assessment.what_works = by, entry.what_works
    assessment.gaps, assessment.confidence = entry.gaps, entry.confidence
    assessment.save(update_fields=WRITTEN)
    assessment.lines.all().delete()
    RiskLine.objects.bulk_create(
        RiskLine(assessment=assessment, **asdict(line)) for line in entry.lines
    )
    _add_sources(report, entry.sources)
    return assessment


def _lock(assessment: Assessment, entry: AssessmentEntry) -> None:
    """Rate a whole assessment; from here on the database refuses to change it."""
    matrix = packs.current().matrix()
    rating = headline(matrix, [line.now for line in entry.lines])
    no_action = headline(matrix, [line.no_action for line in entry.lines])
    if rating is None or no_action is None:
        raise NotReady({"lines": "Add at least one risk."})
    assessment.state, assessment.completed_at = Assessment.State.COMPLETED, clock.now()
    assessment.score, assessment.band = rating.score, rating.band.code
    assessment.no_action_score, assessment.no_action_band = no_action.score, no_action.band.code
    if target := target_headline(matrix, [(line.now, line.target) for line in entry.lines]):
        assessment.target_score, assessment.target_band = target.score, target.band.code
    assessment.suggested_routes = list(rating.band.routes)
    assessment.save(update_fields=(*RATED, "suggested_routes"))


def _require_on_matrix(matrix: RiskMatrix, entry: AssessmentEntry) -> None:
    for line in entry.lines:
        levels = (*line.now, *line.no_action, *line.target)
        if not all(1 <= level <= matrix.size for level in levels if level is not None):
            raise Refused(f"A level is not on the {matrix.name}. Choose it again.")
        if any(above(line.now, line.target)):
            raise Refused("A target cannot be above the level of now.")


def _add_sources(report: TriggerReport, codes: Sequence[str]) -> None:
    known = packs.current().items("sources")
    if unknown := [code for code in codes if code not in known]:
        raise Refused(f"The council pack has no source called {', '.join(unknown)}.")
    held = set(report.sources.values_list("code", flat=True))
    TriggerSource.objects.bulk_create(
        TriggerSource(report=report, code=code) for code in dict.fromkeys(codes) if code not in held
    )
