"""What the council knows of already, as anybody may be told it: "is it one of these?" (policy 6.2).

Only communities, never reports: that somebody reported something, and when, is nobody else's
business, least of all where a report is restricted. A community is named once the council has
identified it, and never where it is so small that its people could be recognised (policy 2.1).

Alike is by words, place and time. Time is the register's own: what the council works on, or has
identified within a year, comes before what ended long ago. When reports came is left out, since
the order would tell of reports that the reader may not see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from carp import clock
from carp.council import packs
from register.models import Area, Community
from triggers import likeness
from triggers.models import TriggerReport

SHOWN, COMPARED = 5, 100
LATELY = timedelta(days=365)
LONG_AGO = 0.5  # what is long over must be twice as alike to come first
Status = Community.Status
NAMED = (Status.IDENTIFIED, Status.ACTIVE, Status.STEPPED_DOWN)
STANDING = {
    Status.IDENTIFIED: "a plan is being made",
    Status.ACTIVE: "a response is under way",
    Status.STEPPED_DOWN: "the response has ended and is being watched",
}


@dataclass(frozen=True)
class Known:
    """A community as the council names it: where it is, since when, and how it stands."""

    key: int
    name: str
    about: str


def named_to_anybody() -> QuerySet[Community]:
    small = [scale.code for scale in packs.current().scales if scale.disclosive]
    return Community.objects.filter(status__in=NAMED).exclude(scale__in=small)


def known(*, area: Area | None, categories: Collection[str], what: str) -> list[Known]:
    """Those of the ward, or without one those of the same people; the most alike first."""
    rows = named_to_anybody()
    if area is not None:
        rows = rows.filter(areas=area)
    elif categories:
        rows = rows.filter(categories__code__in=categories, areas__isnull=True).distinct()
    else:
        return []
    nearest = rows.order_by("-created_at", "-pk").prefetch_related("areas")[:COMPARED]
    found = list(nearest)
    alike = likeness.compared(what, [f"{each.name}. {each.summary}" for each in found])
    today = clock.today()
    ranked = sorted(
        (-each.share * _timely(community, on=today), -_timely(community, on=today), number)
        for number, (each, community) in enumerate(zip(alike, found, strict=True))
    )
    return [_shown(found[number]) for _alike, _time, number in ranked[:SHOWN]]


def known_as(key: int) -> Known | None:
    """One of those that may be named to anybody, by its key."""
    found = named_to_anybody().filter(pk=key).prefetch_related("areas").first()
    return None if found is None else _shown(found)


def _timely(community: Community, *, on: date) -> float:
    """How much a likeness counts by the days that the register itself tells."""
    since = community.identified_on
    is_new = since is not None and since > on - LATELY
    over = community.status == Status.STEPPED_DOWN
    return LONG_AGO if over and not is_new else 1


def known_of(report: TriggerReport) -> list[Known]:
    """Those that a report which has come in may be about."""
    codes = [row.code for row in report.categories.all()]
    return known(area=report.area, categories=codes, what=report.what)


def _shown(community: Community) -> Known:
    places = ", ".join(sorted(area.name for area in community.areas.all()))
    since = f"known since {community.identified_on:%B %Y}" if community.identified_on else ""
    parts = (places, since, STANDING[Status(community.status)])
    return Known(community.pk, community.name, ", ".join(filter(None, parts)))
