"""What stands beside a report on its pages: a few rows of many kinds, in one question (ADR 28)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from carp.accounts.models import User
from carp.governance.models import Decision, Group, Meeting
from carp.together import Kind, beside, together
from register.models import Community
from triggers.models import (
    Assessment,
    EvidenceFile,
    InformationRequest,
    QuarantinedText,
    Referral,
    ReportMessage,
    ReportTask,
    RiskLine,
    SuggestedLink,
    TriggerReport,
)

HANDOVER = ("safeguarding_reference", "quarantined_at", "confirmed_at", "confirmed_by")


class Whole:
    """All that a person reads of one report but its history, each kind in its own order.

    The report gets its categories, sources, assessments and referrals, so that ``.all()`` finds
    them; of what was handed over there is everything but the text.
    """

    def __init__(self, report: TriggerReport, user: User) -> None:
        self.report = report
        self.files: list[EvidenceFile]
        self.requests: list[InformationRequest]
        self.messages: list[ReportMessage]
        self.suggested: list[SuggestedLink]
        links = report.suggested_links.order_by()
        (
            categories,
            sources,
            made,
            lines,
            self.files,
            self.requests,
            tasks,
            self.messages,
            handovers,
            self.suggested,
            communities,
            *routes,
        ) = together(
            Kind(report.categories.all()),
            Kind(report.sources.all()),
            Kind(report.assessments.all(), "assessor"),
            Kind(RiskLine.objects.filter(assessment__report=report)),
            Kind(EvidenceFile.objects.readable_of(report), "added_by"),
            Kind(report.information_requests.all(), "asked_by"),
            Kind(report.tasks.all(), "owner", "ended_by"),
            Kind(
                ReportMessage.objects.visible_to(user).filter(report=report),
                "written_by",
                "withdrawn_by",
            ),
            Kind(report.handovers.all(), "confirmed_by", only=HANDOVER),
            Kind(links),
            Kind(_communities(links), only=("reference", "name")),
            *_routes(report),
        )
        beside(report, "categories", categories)
        beside(report, "sources", sources)
        beside(report, "assessments", _with_lines(made, lines))
        beside(report, "referrals", _with_their_own(report, *routes))
        of_key = {each.pk: each for each in communities}
        for link in self.suggested:
            link.community = of_key[link.community_id]
        self.tasks: list[ReportTask] = sorted(tasks, key=lambda task: (task.due_on, task.pk))
        self.handover: QuarantinedText | None = handovers[-1] if handovers else None
        self.referrals: list[Referral] = list(report.referrals.all())

    @property
    def has_draft(self) -> bool:
        """Whether somebody has begun an assessment."""
        return any(each.state == Assessment.State.DRAFT for each in self.report.assessments.all())

    @property
    def assessments(self) -> list[Assessment]:
        """The completed ones, newest first."""
        made = self.report.assessments.all()
        return [each for each in made if each.state != Assessment.State.DRAFT]

    @property
    def unanswered(self) -> list[InformationRequest]:
        return [each for each in self.requests if each.answered_at is None]


def read_assessed(report: TriggerReport) -> None:
    """Read whom a report is about and its assessments with their lines."""
    categories, made, lines = together(
        Kind(report.categories.all()),
        Kind(report.assessments.all()),
        Kind(RiskLine.objects.filter(assessment__report=report)),
    )
    beside(report, "categories", categories)
    beside(report, "assessments", _with_lines(made, lines))


def _with_lines(made: Iterable[Assessment], lines: list[RiskLine]) -> list[Assessment]:
    """The assessments, newest first, each with its lines."""
    newest = sorted(made, key=lambda each: -each.pk)
    for each in newest:
        beside(each, "lines", (line for line in lines if line.assessment_id == each.pk))
    return newest


def _communities(links: QuerySet[SuggestedLink]) -> QuerySet[Community]:
    return Community.objects.filter(pk__in=links.values("community"))


def _routes(report: TriggerReport) -> tuple[Kind, ...]:
    """The referrals, and what ``_with_their_own`` gives to each."""
    sent = report.referrals.order_by()
    named: type[Any] = Referral.service_managers.through
    said = ("kind", "decided_on", "reasons")
    return (
        Kind(sent, "raised_by"),
        Kind(Group.objects.filter(pk__in=sent.values("group"))),
        Kind(Meeting.objects.filter(pk__in=sent.values("meeting")), only=("on",)),
        Kind(Decision.objects.filter(pk__in=sent.values("decision")), only=said),
        Kind(named.objects.filter(referral__report=report), "user"),
    )


def _with_their_own(
    report: TriggerReport,
    referrals: list[Referral],
    groups: list[Group],
    meetings: list[Meeting],
    decisions: list[Decision],
    named: list[Any],
) -> list[Referral]:
    """The referrals, each with its board, its meeting, what was decided and whom it names."""
    group_of, meeting_of, decision_of = _by_key(groups), _by_key(meetings), _by_key(decisions)
    named = sorted(named, key=lambda row: row.user_id)
    for each in referrals:
        each.report = report
        each.group = group_of[each.group_id]
        each.meeting = meeting_of[each.meeting_id]
        each.decision = decision_of[each.decision_id]
        beside(each, "service_managers", (row.user for row in named if row.referral_id == each.pk))
    return referrals


def _by_key(rows: Iterable[Any]) -> dict[int | None, Any]:
    """The rows by their keys; nothing where a referral names none."""
    return {None: None} | {each.pk: each for each in rows}
