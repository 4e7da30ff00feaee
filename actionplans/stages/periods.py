"""The periods of which a plan reports (policy 7.6.5): parts of the financial year, end to end."""

from dataclasses import dataclass
from datetime import date, timedelta

from carp.council.calendar import FIRST_MONTH, FinancialYear, Quarter

ONE_DAY = timedelta(days=1)
# A first period of a few days says nothing: it is reported with the one after it.
SHORTEST_FIRST = timedelta(days=28)
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Period:
    """Both days are included."""

    start: date
    end: date

    @property
    def label(self) -> str:
        """ "2024/25 Q2", or the days where it is no whole quarter."""
        quarter = Quarter.of(self.end)
        if (self.start, self.end) == (quarter.start, quarter.end):
            return quarter.label
        year = FinancialYear.of(self.end)
        if (self.start, self.end) == (year.start, year.end):
            return year.label
        return f"{self.start:%d/%m/%Y} to {self.end:%d/%m/%Y}"


def first(start: date, *, months: int) -> Period:
    """From the day on which a plan took effect to the end of a part of the financial year."""
    end = end_of_part(start, months=months)
    if end - start + ONE_DAY < SHORTEST_FIRST:
        end = end_of_part(end + ONE_DAY, months=months)
    return Period(start, end)


def following(end: date, *, months: int) -> Period:
    """The whole part after a day."""
    return Period(end + ONE_DAY, end_of_part(end + ONE_DAY, months=months))


def end_of_part(day: date, *, months: int) -> date:
    """The last day of the part of so many months, counted from April, in which a day falls."""
    year = FinancialYear.of(day).begins
    since_april = (day.month - FIRST_MONTH) % 12
    to = FIRST_MONTH + (since_april // months + 1) * months
    return date(year + (to - 1) // 12, (to - 1) % 12 + 1, 1) - ONE_DAY
