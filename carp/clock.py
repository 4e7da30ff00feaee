"""The one source of "now".

Every date that the portal writes or compares comes from here, so that the main journey and the
demonstration can be played in another year by the very functions that the pages call.
Instants are stored in UTC; days and deadlines are local dates in Europe/London (policy 10.1's
quarters are counted in local days).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """The present instant, aware."""
    return _held.get() or machine_now()


def machine_now() -> datetime:
    """What the machine's own clock says, for leases and sessions, which no rehearsal may hold."""
    return timezone.now()


def local(instant: datetime) -> datetime:
    """An instant by the clocks in Europe/London; a tenth of what Django's localtime() costs."""
    return instant.astimezone(timezone.get_default_timezone())


def local_date(instant: datetime) -> date:
    """The day on which an instant falls in Europe/London."""
    return local(instant).date()


def today() -> date:
    """Today's local date."""
    return local_date(now())


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant for the length of a ``with`` block."""
    if timezone.is_naive(instant):
        instant = timezone.make_aware(instant)
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)
