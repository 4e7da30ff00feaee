"""Triggers of a period: received, assessed and closed are counted apart (policy 10.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from statistics import median
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from carp import clock
from carp.council.calendar import working_days_between
from register.models import Area
from reporting.selectors.periods import Period, months, quarters_before
from triggers.models import Assessment, Referral, TriggerCategory, TriggerReport, TriggerSource

Counts = tuple[tuple[str, int], ...]
Status = TriggerReport.Status
LOOKED_BACK = 5
WARD_CODE = Case(
    When(kind=Area.Kind.WARD, then=F("code")),
    When(parent__kind=Area.Kind.WARD, then=F("parent__code")),
)


@dataclass(frozen=True)
class Month:
    name: str
    received: int
    assessed: int
    closed: int


@dataclass(frozen=True)
class Wait:
    """How long one report waited for its first assessment, in working days."""

    urgency: str
    days: int
    in_time: bool


@dataclass(frozen=True)
class TriggerFigures:
    received: int
    assessed: int
    closed: int
    redirected: int
    waiting: int
    late: int
    months: tuple[Month, ...]
    quarters: Counts
    sources: Counts
    categories: Counts
    wards: Counts
    elsewhere: int
    routes: Counts
    endings: Counts
    waits: tuple[Wait, ...]

    @property
    def usual_wait(self) -> int | None:
        """The median, in tenths of a working day."""
        return usual(self.waits)

    @property
    def in_time(self) -> int | None:
        """The share assessed by the day promised, in tenths of a percent."""
        return share_in_time(self.waits)


def usual(waits: Iterable[Wait]) -> int | None:
    days = [wait.days for wait in waits]
    return round(median(days) * 10) if days else None


def share_in_time(waits: Iterable[Wait]) -> int | None:
    judged = [wait.in_time for wait in waits]
    return round(1000 * sum(judged) / len(judged)) if judged else None


def trigger_figures(period: Period) -> TriggerFigures:
    """Everything that a report says of triggers; a fixed number of queries."""
    counted = TriggerReport.objects.counted()
    received = counted.filter(_within("received_at", period.start, period.end))
    ended = counted.filter(_within("closed_at", period.start, period.end))
    waiting = _waiting(period.end)
    first = _first_assessments(period.start, period.end)
    wards, elsewhere = _by_ward(received)
    return TriggerFigures(
        received=received.count(),
        assessed=first.count(),
        closed=ended.filter(status=Status.CLOSED).count(),
        redirected=ended.filter(status=Status.REDIRECTED).count(),
        waiting=waiting.count(),
        late=waiting.alias(due_on=_due_on()).filter(due_on__lt=period.ends_on).count(),
        months=_months(period),
        quarters=_quarters(period),
        sources=_codes(TriggerSource.objects.filter(report__in=received)),
        categories=_codes(TriggerCategory.objects.filter(report__in=received)),
        wards=wards,
        elsewhere=elsewhere,
        routes=_routes(period),
        endings=_grouped(ended, "close_reason"),
        waits=tuple(_waits(first)),
    )


def _within(field: str, start: datetime, end: datetime) -> Q:
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def _waiting(end: datetime) -> QuerySet[TriggerReport]:
    """Received and neither assessed nor ended at that moment."""
    assessed = Assessment.objects.filter(report=OuterRef("pk"), completed_at__lt=end)
    return TriggerReport.objects.counted().filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=end), ~Exists(assessed), received_at__lt=end
    )


def _first_assessments(start: datetime, end: datetime) -> QuerySet[Assessment]:
    """The first completed assessment of each report that had it in the time."""
    earlier = Assessment.objects.filter(
        report=OuterRef("report"), completed_at__lt=OuterRef("completed_at")
    )
    return Assessment.objects.filter(~Exists(earlier), _within("completed_at", start, end))


def _waits(first: QuerySet[Assessment]) -> Iterable[Wait]:
    rows = first.values_list(
        "report__urgency", "report__received_at", "completed_at", _due_on("report__")
    )
    for urgency, received_at, completed_at, due_on in rows.iterator(chunk_size=2000):
        came, went = (clock.local_date(moment) for moment in (received_at, completed_at) if moment)
        yield Wait(urgency, _working_days(came, went), in_time=went <= due_on)


def _due_on(report: str = "") -> Coalesce:
    """The day first promised: taking a report up again makes nothing that was late timely."""
    return Coalesce(f"{report}first_due_on", f"{report}assess_due_on")


@lru_cache(maxsize=4096)
def _working_days(start: date, end: date) -> int:
    return working_days_between(start, end)


def _months(period: Period) -> tuple[Month, ...]:
    return tuple(
        Month(
            name,
            TriggerReport.objects.counted().filter(_within("received_at", start, end)).count(),
            _first_assessments(start, end).count(),
            TriggerReport.objects.counted()
            .filter(_within("closed_at", start, end), status=Status.CLOSED)
            .count(),
        )
        for name, start, end in months(period)
    )


def _quarters(period: Period) -> Counts:
    """Received in each of the last five quarters, this one included as far as the period goes."""
    spans = {each.label: each.bounds() for each in quarters_before(period, number=LOOKED_BACK)}
    last = min(period.end, max(end for _, end in spans.values()))
    counted = (
        TriggerReport.objects.counted()
        .filter(received_at__lt=last)
        .aggregate(
            **{
                f"n{place}": Count("pk", filter=_within("received_at", *bounds))
                for place, bounds in enumerate(spans.values())
            }
        )
    )
    return tuple((label, counted[f"n{place}"]) for place, label in enumerate(spans))


def _codes(rows: QuerySet[Any]) -> Counts:
    return _grouped(rows, "code")


def _grouped(rows: QuerySet[Any], field: str) -> Counts:
    """The values of a field with how often each occurs, most often first."""
    counted = rows.order_by().values_list(field).annotate(n=Count("pk"))
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def _routes(period: Period) -> Counts:
    raised = Referral.objects.filter(_within("raised_at", period.start, period.end))
    return _grouped(raised.exclude(state=Referral.State.WITHDRAWN), "route")


def _by_ward(received: QuerySet[TriggerReport]) -> tuple[Counts, int]:
    """Reports by the code of their ward, small areas counted with theirs; and those without one."""
    counted = dict(received.order_by().values_list("area").annotate(n=Count("pk")))
    nowhere = counted.pop(None, 0)
    ward_of = dict(Area.objects.filter(pk__in=counted).order_by().values_list("pk", WARD_CODE))
    by_ward: dict[str, int] = {}
    for area, number in counted.items():
        if code := ward_of[area]:
            by_ward[code] = by_ward.get(code, 0) + number
    outside = sum(counted.values()) - sum(by_ward.values())
    return tuple(sorted(by_ward.items())), nowhere + outside
