"""Reads of reports for triage, for boards and for a community's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from carp.accounts.models import User
from carp.accounts.roles import ROLES, Capability
from carp.audit.models import AuditEvent
from carp.council import packs
from carp.council.matrix import Rating, RiskMatrix
from carp.council.pack import Pack
from carp.council.statuses import WITHDRAWN
from carp.governance.models import Group
from carp.together import Kind, beside, together
from carp.web.lists import searchable
from register.models import Community
from triggers import risk
from triggers.models import (
    Assessment,
    Referral,
    ReportedFigure,
    ReportMessage,
    RiskLine,
    TriggerCategory,
    TriggerReport,
    TriggerSource,
)

Status = TriggerReport.Status
OFFICERS_FOR_SECONDS = 60
COMMUNITIES_OFFERED = 10
REPORTS_SHOWN = 10


# --- The queue ---------------------------------------------------------------------------------
def readable(user: User) -> QuerySet[TriggerReport]:
    """Reports whose page of triage a person may open; their own are followed elsewhere."""
    return TriggerReport.objects.readable_by(user)


# --- One report --------------------------------------------------------------------------------
def facts(report: TriggerReport) -> list[tuple[str, Any]]:
    """What the reporter said, in the words of the council pack of that day."""
    pack = packs.of(report.council_pack_id)
    label = pack.label
    categories = [label("categories", row.code) for row in report.categories.all()]
    return [
        ("Kind of community", label("community_kinds", report.community_kind)),
        ("Where", report.where),
        ("Ward", report.area.name if report.area else ""),
        ("Who is affected", "\n".join(categories)),
        ("How far it reaches", label("extents", report.extent) if report.extent else ""),
        ("People affected", report.people_affected),
        ("Since when", report.since),
        ("Better or worse", label("trends", report.trend)),
        ("Immediate danger", "Yes" if report.immediate_danger else "No"),
        ("What is being done", report.being_done),
        ("What works already", report.what_works),
    ]


def sources(report: TriggerReport) -> list[str]:
    """How it is known, by the sources of policy 5.2."""
    label = packs.of(report.council_pack_id).label
    return [label("sources", row.code) for row in report.sources.all()]


def figure(report: TriggerReport) -> str:
    """What the reporter counted before and now, with the change; "" where none was given."""
    given: ReportedFigure | None = getattr(report, "figure", None)
    return str(given) if given else ""


def read_whole(referrals: Sequence[Referral]) -> None:
    """Read what hangs on the reports and assessments of some referrals, in one question for all."""
    of_reports = {"report__in": [each.report_id for each in referrals]}
    of_assessments = {"assessment__in": [each.assessment_id for each in referrals]}
    categories, sources, lines = together(
        Kind(TriggerCategory.objects.filter(**of_reports)),
        Kind(TriggerSource.objects.filter(**of_reports)),
        Kind(RiskLine.objects.filter(**of_assessments)),
    )
    for each in referrals:
        report, assessment = each.report, each.assessment
        beside(report, "categories", (row for row in categories if row.report_id == report.pk))
        beside(report, "sources", (row for row in sources if row.report_id == report.pk))
        beside(assessment, "lines", (row for row in lines if row.assessment_id == assessment.pk))


@dataclass(frozen=True)
class RatedLine:
    """A risk of an assessment: its score now, if nothing is done, and after what is planned."""

    line: RiskLine
    now: Rating | None
    no_action: Rating | None
    target: Rating | None


@dataclass(frozen=True)
class RatedAssessment:
    """A completed assessment on the matrix of its own day."""

    assessment: Assessment
    matrix: RiskMatrix
    lines: tuple[RatedLine, ...]
    suggested: tuple[str, ...]

    @property
    def band(self) -> str:
        return self.matrix.band(self.assessment.band).word

    @property
    def no_action_band(self) -> str:
        return self.matrix.band(self.assessment.no_action_band).word

    @property
    def target_band(self) -> str:
        """ "" where no risk has a target."""
        code = self.assessment.target_band
        return self.matrix.band(code).word if code else ""


def rated(assessment: Assessment) -> RatedAssessment:
    pack = packs.of(assessment.council_pack_id)
    matrix = pack.matrix(assessment.matrix)
    lines = tuple(
        RatedLine(
            line,
            risk.rated(matrix, line.now),
            risk.rated(matrix, line.no_action),
            risk.rated(matrix, line.target),
        )
        for line in assessment.lines.all()
    )
    suggested = tuple(pack.label("routes", code) for code in assessment.suggested_routes)
    return RatedAssessment(assessment, matrix, lines, suggested)


def draft(report: TriggerReport) -> Assessment | None:
    """The assessment that somebody has begun."""
    return report.assessments.filter(state=Assessment.State.DRAFT).first()


@dataclass(frozen=True)
class Happening:
    """One entry of a report's timeline, for components/timeline.html."""

    title: str
    at: Any
    by: str
    text: str = ""


HAPPENED = {
    "triggers.submit": "Report received",
    "triggers.release": "Released: taken as genuine",
    "triggers.set_aside": "Set aside as not genuine",
    "triggers.take_up": "Taken up",
    "triggers.assign": "Assigned to {to}",
    "triggers.ask_information": "Information asked of {asked_of}",
    "triggers.answer_information": "Information received from {asked_of}",
    "triggers.save_assessment": "Draft assessment saved",
    "triggers.complete_assessment": "Assessment completed: score {score}",
    "triggers.agree_outcome": "Outcome agreed",
    "triggers.redirect": "Redirected",
    "triggers.hand_over": "Handed over to safeguarding",
    "triggers.confirm_handover": "Handover confirmed and text erased",
    "triggers.read_handover": "Quarantined text read",
    "triggers.restrict": "Restricted to named people",
    "triggers.propose_list_change": "Change of the list proposed: {change}",
    "triggers.decide_list_change": "Change of the list {decision}: {change}",
    "triggers.open_restricted": "Opened",
    "triggers.look_again": "Looked at again: {answer}",
    "triggers.close": "Closed",
    "triggers.reopen": "Reopened",
    "triggers.add_file": "File added: {kind_of_file}",
    "triggers.suggest_community": "May be about a known community: {community}",
    "triggers.send_file": "The reporter sent a file: {kind_of_file}",
    "triggers.download_file": "File downloaded: {kind_of_file}",
    "triggers.add_task": "Task for {owner}",
    "triggers.end_task": "Task {ended}",
    "triggers.reveal_contact": "Contact details looked at",
    "triggers.take_call": "Report taken down by telephone",
    "triggers.add_information": "The reporter wrote",
    "triggers.withdraw_report": "Withdrawn by the reporter",
    "triggers.write_to_reporter": "An officer wrote to the reporter",
    "triggers.write_note": "Private note written",
    "triggers.read_messages": "The reporter's messages read",
    "triggers.withdraw_message": "A message or note withdrawn",
    "triggers.reissue_receipt": "New receipt given",
    "triggers.place_on_agenda": "Put on an agenda: {route}",
    "triggers.take_off_agenda": "Taken off an agenda: {route}",
    "triggers.consider": "Considered by a board: {kind}",
    "triggers.record_action": "Action recorded: {route}",
    "triggers.withdraw": "Referral withdrawn: {route}",
}
OF_THE_REPORTER = {
    f"triggers.{step}"
    for step in ("submit", "add_information", "send_file", "suggest_community", "withdraw_report")
}
IN_PACK = {"route": "routes", "kind": "decision_kinds"}


def timeline(report: TriggerReport, *, named: bool = False) -> list[Happening]:
    """What happened to a report and its referrals, newest first, from the audit trail alone.

    Who reported it is ``named`` only where the reporter's contact is revealed.
    """
    events, pack = events_of(report).select_related("erasable_reason"), packs.current()
    return [_happening(event, pack, named=named) for event in events.order_by("-sequence")]


def events_of(report: TriggerReport) -> QuerySet[AuditEvent]:
    """What the trail holds of a report and of its referrals."""
    keys = [str(each.pk) for each in report.referrals.all()]
    return AuditEvent.objects.filter(
        Q(subject_type=TriggerReport._meta.label_lower, subject_id=str(report.pk))
        | Q(subject_type=Referral._meta.label_lower, subject_id__in=keys)
    )


def about(report: TriggerReport) -> Q:
    """What names the report or one of its referrals as its subject, by type and key."""
    referrals = report.referrals.order_by().values("pk")
    return Q(subject_type=TriggerReport._meta.label_lower, subject_id=report.pk) | Q(
        subject_type=Referral._meta.label_lower, subject_id__in=referrals
    )


def _happening(event: AuditEvent, pack: Pack, *, named: bool) -> Happening:
    words = {
        key: pack.label(IN_PACK[key], value) if key in IN_PACK else value
        for key, value in event.after.items()
    }
    title = HAPPENED.get(event.action, event.action).format_map(words)
    hidden = event.action in OF_THE_REPORTER and not (named and event.by_id)
    by = "The reporter" if hidden else event.by_name
    return Happening(title, event.at, by, event.why)


# --- The conversation --------------------------------------------------------------------------
def conversation(report: TriggerReport) -> list[ReportMessage]:
    """What the reporter reads, oldest first: their own messages and what officers wrote to them."""
    return list(report.messages.for_the_reporter())


def messages(report: TriggerReport, user: User) -> list[ReportMessage]:
    """The conversation and the private notes of a report that the person may read, oldest first."""
    visible = ReportMessage.objects.visible_to(user).filter(report=report)
    return list(visible.select_related("written_by", "withdrawn_by"))


def outcome(report: TriggerReport) -> list[str]:
    """What was decided to follow, in the council's words: routes taken, and why it ended."""
    pack = packs.current()
    live = report.referrals.exclude(state=Referral.State.WITHDRAWN)
    routes = [pack.label("routes", route) for route in live.values_list("route", flat=True)]
    if report.close_reason:
        routes.append(end_reason(report))
    return routes


def end_reason(report: TriggerReport) -> str:
    """Why a report ended, in the council's words; each kind of end has a list of its own."""
    listed = "redirect_reasons" if report.status == Status.REDIRECTED else "closure_reasons"
    if report.held_at and not report.released_at and report.close_reason != WITHDRAWN:
        listed = "set_aside_reasons"
    return packs.current().label(listed, report.close_reason)


# --- Communities -------------------------------------------------------------------------------
def communities_like(report: TriggerReport, user: User, *, words: str = "") -> list[Community]:
    """Communities that a report may belong to: those that match the words, else of its ward."""
    open_ones = Community.objects.visible_to(user).on_register()
    looked_for = searchable(words).split()
    if looked_for:
        for word in looked_for[:8]:
            open_ones = open_ones.filter(search_text__contains=word)
    elif report.area_id is not None:
        open_ones = open_ones.filter(areas=report.area_id)
    else:
        codes = [row.code for row in report.categories.all()]
        open_ones = open_ones.filter(categories__code__in=codes).distinct()
    return list(open_ones.order_by("-created_at", "-pk")[:COMMUNITIES_OFFERED])


def reports_of(community: Community, user: User) -> list[TriggerReport]:
    """The newest reports about a community that a person may see."""
    about = readable(user).filter(community=community)
    return list(about.order_by("-received_at", "-pk")[: REPORTS_SHOWN + 1])


# --- Boards ------------------------------------------------------------------------------------
def _for_a_board(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    return referrals.select_related(
        "report", "report__area", "report__community", "assessment", "meeting", "decision", "group"
    )


def referrals_waiting(group: Group) -> QuerySet[Referral]:
    """What a board has still to consider, the longest waiting first."""
    waiting = Referral.objects.waiting().filter(group=group)
    return _for_a_board(waiting).order_by("raised_at", "pk")


# --- People ------------------------------------------------------------------------------------
def holders(capability: Capability) -> QuerySet[User]:
    """Active people whose role opens a kind of act, by name."""
    roles = [role for role, held in ROLES.items() if capability in held]
    people = User.objects.filter(is_active=True, role_grants__role__in=roles)
    return people.distinct().order_by("name", "pk")


def officer_choices() -> list[tuple[str, str]]:
    """The nominated officers to choose from, with their posts: two may have the same name.

    Remembered for a minute: the list of reports offers them on every page.
    """
    key = "triggers.officers"
    return cache.get_or_set(key, _officer_choices, OFFICERS_FOR_SECONDS) or []


def _officer_choices() -> list[tuple[str, str]]:
    people = holders(Capability.TRIGGER_TRIAGE)
    return [(str(each.pk), describe(each)) for each in people]


def describe(person: User) -> str:
    """A person with their post, by which two of the same name are told apart."""
    return f"{person.name}, {person.post}" if person.post else person.name
