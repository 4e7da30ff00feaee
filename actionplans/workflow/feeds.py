"""A person's calendar address: opened, replaced and ended by nobody else."""

from typing import Any

from django.db import transaction

from actionplans import permissions
from actionplans.models import CalendarFeed
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail


@transaction.atomic
def open_feed(*, by: User, shows: str) -> CalendarFeed:
    """Give a person a new address; the one they had ends at the same moment."""
    permissions.can_own_actions(by).require()
    if shows not in CalendarFeed.Shows.values:
        raise Refused("Choose what your calendar shows.")
    _end_of(by)
    feed = CalendarFeed.objects.create(user=by, shows=shows)
    _record("actionplans.open_calendar", feed, by=by, after={"shows": shows})
    return feed


@transaction.atomic
def end_feed(*, by: User) -> None:
    """Nobody reads from a person's address any more."""
    if not _end_of(by):
        raise Refused("You have no calendar address.")


def _end_of(person: User) -> bool:
    """Locks the person, so that of two new addresses at once one remains."""
    User.objects.select_for_update().get(pk=person.pk)
    feed = CalendarFeed.objects.filter(user=person, ended_at__isnull=True).first()
    if feed is None:
        return False
    feed.ended_at = clock.now()
    feed.save(update_fields=("ended_at",))
    _record("actionplans.end_calendar", feed, by=person)
    return True


def _record(name: str, feed: CalendarFeed, **what: Any) -> None:
    trail.record(name, feed, capability=Capability.PLAN_EDIT_OWN, **what)
