"""Dates as people read them. Written in Python: the `date` filter costs twenty times as much."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime

from carp import clock

MONTHS = tuple(calendar.month_name)  # by itself it formats a date for each look
SHORT_MONTHS = tuple(calendar.month_abbr)


def day(value: date | datetime | None) -> str:
    """`3 June 2024`, the local day of an instant."""
    return _day(value, MONTHS)


def short_day(value: date | datetime | None) -> str:
    """`3 Jun 2024`, for a list of many columns."""
    return _day(value, SHORT_MONTHS)


def _day(value: date | datetime | None, months: Sequence[str]) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = clock.local(value)
    return f"{value.day} {months[value.month]} {value.year}"


def when(value: datetime | None) -> str:
    """`3 June 2024 at 9:15am`, local time; noon and midnight by name, as GOV.UK writes them."""
    if value is None:
        return ""
    local = clock.local(value) if value.tzinfo is not None else value
    return f"{day(local)} at {_clock_time(local)}"


def _clock_time(local: datetime) -> str:
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"
