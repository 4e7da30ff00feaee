"""Calendars by their secret addresses, and what is in them."""

from django.conf import settings

from actionplans.models import Action, CalendarFeed
from actionplans.stages.icalendar import Event, calendar
from carp import clock
from carp.accounts.models import User
from carp.web.signed import SignedAddresses

ADDRESSES = SignedAddresses("actionplans:calendar-feed", salt="actionplans.calendar")
MOST_EVENTS = 500


def feed_of(user: User) -> CalendarFeed | None:
    """The address that a person has open."""
    return CalendarFeed.objects.filter(user=user, ended_at__isnull=True).first()


def feed_at(secret: str) -> CalendarFeed | None:
    """The open feed of a secret address."""
    open_ones = CalendarFeed.objects.filter(ended_at__isnull=True)
    return ADDRESSES.find(secret, open_ones.select_related("user__organisation"))


def calendar_of(feed: CalendarFeed) -> str:
    """What the person has to do, each action on the day it is due."""
    host = settings.PORTAL_ADDRESS.partition("://")[2].strip("/")
    titles = feed.shows == CalendarFeed.Shows.TITLES
    rows = Action.objects.to_do(feed.user).values_list("pk", "due_on", "title")[:MOST_EVENTS]
    events = [
        Event(f"action-{key}@{host}", due_on, title if titles else "An action is due")
        for key, due_on, title in rows
    ]
    return calendar("Actions due", events, at=clock.now())
