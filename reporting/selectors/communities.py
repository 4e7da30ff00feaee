"""Communities at a moment: their status from the audit trail, their band from assessments."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, prefetch_related_objects

from carp.audit.models import AuditEvent
from carp.council import packs
from register.models import Community, CommunityCategory
from reporting.selectors.periods import Period
from triggers.models import Assessment, RiskLine

Status = Community.Status
OPEN = (Status.EMERGING, Status.IDENTIFIED, Status.ACTIVE, Status.STEPPED_DOWN)
MOVED = [f"register.{status}" for status in Status]


@dataclass(frozen=True)
class Rating:
    """A headline score in the words of the matrix of its day; rank 0 is the mildest band."""

    score: int
    band: str
    word: str
    rank: int
    likelihood: int
    impact: int


@dataclass(frozen=True)
class Standing:
    """One community at the start and at the end of the period; no status before it was entered."""

    community: Community
    status_before: str
    status: str
    before: Rating | None
    now: Rating | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_new(self) -> bool:
        return not self.status_before

    @property
    def movement(self) -> str:
        """In a word, never by colour or arrow alone."""
        if self.is_new:
            return "New"
        if self.now is None or self.before is None:
            return "Not assessed" if self.now is None else "First assessed"
        if self.now.score == self.before.score:
            return "Same"
        return "Higher" if self.now.score > self.before.score else "Lower"


@dataclass(frozen=True)
class CommunityFigures:
    standings: tuple[Standing, ...]
    categories: tuple[tuple[str, int], ...]

    @property
    def on_register(self) -> list[Standing]:
        return [each for each in self.standings if each.is_open]

    @property
    def entered(self) -> int:
        return sum(each.is_new for each in self.standings)

    @property
    def identified(self) -> int:
        """Identified as at risk in the period, whatever became of them since."""
        first = (Status.EMERGING, "")
        return sum(
            each.status_before in first and each.status not in (*first, Status.CLOSED)
            for each in self.standings
        )

    @property
    def closed(self) -> int:
        return sum(each.status == Status.CLOSED != each.status_before for each in self.standings)

    def by_status(self) -> list[tuple[str, int, int]]:
        """Each status with how many had it at the start and at the end."""
        before = Counter(each.status_before for each in self.standings)
        now = Counter(each.status for each in self.standings)
        return [(status.label, before[status], now[status]) for status in OPEN]

    def movements(self) -> Counter[str]:
        return Counter(each.movement for each in self.on_register)


def community_figures(period: Period) -> CommunityFigures:
    """Every community entered before the end of the period and not closed before its start."""
    known = Community.objects.filter(created_at__lt=period.end).order_by("reference")
    before, now = _statuses(period.start), _statuses(period.end)
    ratings_before, ratings = _ratings(period.start), _ratings(period.end)
    standings = tuple(
        Standing(
            community,
            _status(community, before, period.start),
            _status(community, now, period.end),
            ratings_before.get(community.pk),
            ratings.get(community.pk),
        )
        for community in known.defer("search_text")
    )
    return CommunityFigures(
        tuple(each for each in standings if not each.status_before == Status.CLOSED == each.status),
        _categories(standings),
    )


def _categories(standings: Iterable[Standing]) -> tuple[tuple[str, int], ...]:
    """The categories of the communities on the register, most often first (policy 2.2)."""
    held = [each.community.pk for each in standings if each.is_open]
    rows = CommunityCategory.objects.filter(community__in=held).order_by().values_list("code")
    return tuple(sorted(rows.annotate(n=Count("pk")), key=lambda pair: (-pair[1], pair[0])))


def _status(community: Community, moves: dict[str, str], moment: datetime) -> str:
    """Emerging from its entry until it is moved; nothing before its entry."""
    if community.created_at >= moment:
        return ""
    return moves.get(str(community.pk), Status.EMERGING)


def _statuses(moment: datetime) -> dict[str, str]:
    """The last move of each community before a moment, as the audit trail has it."""
    events = AuditEvent.objects.filter(
        subject_type="register.community", action__in=MOVED, at__lt=moment
    )
    moves = events.order_by("sequence").values_list("subject_id", "action")
    return {pk: action.removeprefix("register.") for pk, action in moves.iterator()}


def _ratings(moment: datetime) -> dict[int, Rating]:
    """The newest assessment before a moment of any report about each community."""
    done = Assessment.objects.filter(report__community__isnull=False, completed_at__lt=moment)
    in_order = done.order_by("completed_at", "pk").values_list("report__community", "pk")
    newest = dict(in_order.iterator())
    wanted = Assessment.objects.filter(pk__in=newest.values()).prefetch_related("lines")
    found = {each.pk: _rating(each) for each in wanted}
    return {community: found[pk] for community, pk in newest.items()}


def _rating(assessment: Assessment) -> Rating:
    matrix = packs.of(assessment.council_pack_id).matrix(assessment.matrix)
    band = matrix.band(assessment.band)
    likelihood, impact = max(map(_levels, assessment.lines.all()), key=math.prod)
    return Rating(
        assessment.score or 0, band.code, band.word, matrix.rank(band.code), likelihood, impact
    )


def _levels(line: RiskLine) -> tuple[int, int]:
    """Likelihood, and the greater of the two impacts."""
    return line.likelihood or 0, max(line.impact_people or 0, line.impact_community or 0)


def places_of(communities: Sequence[Community]) -> dict[int, str]:
    """Where each is, by ward or small area; never by street."""
    prefetch_related_objects(communities, "areas")
    return {
        each.pk: ", ".join(sorted(area.name for area in each.areas.all())) for each in communities
    }
