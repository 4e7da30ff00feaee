"""Days that count: working days, quarters, financial and civic years, clear days before a meeting.

Days are local days in Europe/London. Bank holidays are those of England and Wales.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Self

from django.utils import timezone
from holidays import country_holidays

from carp import clock

FIRST_MONTH = 4  # the financial year begins on 1 April
CLEAR_DAYS = 5  # SI 2002/715
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """A year's bank holidays, whole before any thread sees them (the package fills in lazily)."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def add_working_days(start: date, number: int) -> date:
    """The day `number` working days after the start (before it, when negative).

    The start itself is not counted, and none at all is the same day, whatever day that is: what
    must be done at once is not put off to a Monday.
    """
    step = ONE_DAY if number > 0 else -ONE_DAY
    day, left = start, abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days after the start have come by the end; negative if it is earlier."""
    if end < start:
        return -working_days_between(end - ONE_DAY, start - ONE_DAY)
    days = (start + timedelta(days=at) for at in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def latest_publication_date(meeting_on: date, *, clear_days: int = CLEAR_DAYS) -> date:
    """The last day to publish papers: neither that day nor the meeting's counts as clear."""
    return add_working_days(meeting_on, -(clear_days + 1))


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """1 April to 31 March, named by the year in which it begins."""

    begins: int

    @classmethod
    def of(cls, day: date | datetime) -> Self:
        day = _local(day)
        return cls(day.year - (day.month < FIRST_MONTH))

    @classmethod
    def parse(cls, label: str) -> Self:
        """From "2024/25", or "2024-25" as an address has it."""
        found = re.fullmatch(r"(\d{4})[/-](\d{2})", label)
        if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError(f'"{label}" is not a financial year such as 2024/25.')
        return cls(int(found[1]))

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return _years(self.begins)

    @property
    def start(self) -> date:
        return date(self.begins, FIRST_MONTH, 1)

    @property
    def end(self) -> date:
        return date(self.begins + 1, FIRST_MONTH, 1) - ONE_DAY

    @property
    def quarters(self) -> "list[Quarter]":
        return [Quarter(self.begins, number) for number in (1, 2, 3, 4)]

    def bounds(self) -> tuple[datetime, datetime]:
        """The first instant in it and the first after it."""
        return _midnight(self.start), _midnight(self.end + ONE_DAY)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a financial year: Q1 is April to June."""

    begins: int
    number: int

    @classmethod
    def of(cls, day: date | datetime) -> Self:
        day = _local(day)
        year = FinancialYear.of(day)
        return cls(year.begins, (day.month - FIRST_MONTH) % 12 // 3 + 1)

    @classmethod
    def parse(cls, label: str) -> Self:
        """From "2024/25 Q2", or "2024-25-q2" as an address has it."""
        found = re.fullmatch(r"(\d{4}[/-]\d{2})[ -][Qq]([1-4])", label)
        if found is None:
            raise ValueError(f'"{label}" is not a quarter such as 2024/25 Q2.')
        return cls(FinancialYear.parse(found[1]).begins, int(found[2]))

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{_years(self.begins)} Q{self.number}"

    @property
    def slug(self) -> str:
        return f"{_years(self.begins).replace('/', '-')}-q{self.number}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear(self.begins)

    @property
    def start(self) -> date:
        month = FIRST_MONTH + 3 * (self.number - 1)
        return date(self.begins + (month > 12), (month - 1) % 12 + 1, 1)

    @property
    def end(self) -> date:
        return self.next.start - ONE_DAY

    @property
    def next(self) -> "Quarter":
        return Quarter(self.begins + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.begins - (self.number == 1), (self.number - 2) % 4 + 1)

    def bounds(self) -> tuple[datetime, datetime]:
        """The first instant in it and the first after it."""
        return _midnight(self.start), _midnight(self.end + ONE_DAY)


def previous_quarter(on: date | datetime) -> Quarter:
    """The last quarter that was over on a day: the one to report on."""
    return Quarter.of(on).previous


def financial_year_of(day: date | datetime) -> str:
    """ "2024/25" """
    return FinancialYear.of(day).label


def _years(begins: int) -> str:
    return f"{begins}/{(begins + 1) % 100:02d}"


def _local(day: date | datetime) -> date:
    """A day as it is; an instant by the clock on the council's wall."""
    return clock.local_date(day) if isinstance(day, datetime) else day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
