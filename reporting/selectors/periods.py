"""The period of a report, in local days, and the instants between which it lies (policy 10)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from carp import clock
from carp.council.calendar import FinancialYear, Quarter, previous_quarter
from carp.council.models import CouncilPack
from reporting.models import ReportRun

Kind = ReportRun.Kind
QUARTERS_OFFERED, YEARS_OFFERED = 8, 3


@dataclass(frozen=True)
class Period:
    """A quarter or a financial year, or what there is of it so far."""

    kind: str
    label: str
    starts_on: date
    ends_on: date
    whole: bool = True

    @property
    def start(self) -> datetime:
        """The first instant in it, by the clock on the council's wall."""
        return _midnight(self.starts_on)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return _midnight(self.ends_on + timedelta(days=1))

    @property
    def in_words(self) -> str:
        return f"{_day(self.starts_on)} to {_day(self.ends_on)}"

    @property
    def name(self) -> str:
        """ "Quarter 2 of 2024/25" or "2024/25"."""
        if self.kind == Kind.ANNUAL:
            return self.label
        year, _, quarter = self.label.partition(" Q")
        return f"Quarter {quarter} of {year}"


def period_of(kind: str, label: str, *, on: date) -> Period:
    """The period of a label such as "2024/25 Q2" as it stands on a day; ValueError for no period.

    One that is not over on that day ends with it; one that has not begun is no period yet.
    """
    span = FinancialYear.parse(label) if kind == Kind.ANNUAL else Quarter.parse(label)
    if span.start > on:
        raise ValueError(f"{span.label} has not begun.")
    return Period(kind, span.label, span.start, min(span.end, on), whole=span.end < on)


def of_run(run: ReportRun) -> Period:
    """The period that a run was asked for."""
    span = FinancialYear if run.kind == Kind.ANNUAL else Quarter
    whole = run.ends_on == span.parse(run.period).end
    return Period(run.kind, run.period, run.starts_on, run.ends_on, whole=whole)


def offered(*, on: date) -> dict[str, list[Period]]:
    """The periods that can be reported on, newest first; the first of each kind is not over."""
    quarters, years = [Quarter.of(on)], [FinancialYear.of(on)]
    while len(quarters) < QUARTERS_OFFERED:
        quarters.append(quarters[-1].previous)
    while len(years) < YEARS_OFFERED:
        years.append(FinancialYear(years[-1].begins - 1))
    return {
        Kind.QUARTERLY: [period_of(Kind.QUARTERLY, each.label, on=on) for each in quarters],
        Kind.ANNUAL: [period_of(Kind.ANNUAL, each.label, on=on) for each in years],
    }


def last_over(kind: str, *, on: date) -> Period:
    """The last period of a kind that was over on a day."""
    year = FinancialYear.of(on).begins - 1
    over = FinancialYear(year) if kind == Kind.ANNUAL else previous_quarter(on)
    return period_of(kind, over.label, on=on)


def first_day() -> datetime:
    """When the council began with the portal: no report is due for a period before."""
    first = CouncilPack.objects.order_by("loaded_at").values_list("loaded_at", flat=True).first()
    return first or clock.now()


def quarters_before(period: Period, *, number: int) -> list[Quarter]:
    """The last quarters up to the period's end, oldest first."""
    found = [Quarter.of(period.ends_on)]
    while len(found) < number:
        found.insert(0, found[0].previous)
    return found


def months(period: Period) -> list[tuple[str, datetime, datetime]]:
    """Each month of the period: its name, its first instant and the first after it."""
    found, first = [], period.starts_on
    while first <= period.ends_on:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((f"{first:%B}", _midnight(first), _midnight(following)))
        first = following
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
