"""Small reports that add up: several on one place or group raise the case (policy 5.2, 6.2).

A gathering is the reports of one community, of one ward about the same people, or about one group
of people without a place, within the days of the council pack; those closed alone count as well.
It has no row of its own: it is there as soon as there are reports enough. When an officer has
looked at one, it comes back only with a new report.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from carp import clock
from carp.accounts.models import User
from carp.council import packs
from register.models import Area, Community
from register.selectors import wards
from triggers.models import GatheringLook, TriggerReport

OFFERED, KEPT_SECONDS, MONTHS = 50, 60, 12
GROUP = "group"
ELSEWHERE = TriggerReport.Status.REDIRECTED
Found = tuple[int, datetime | None]


@dataclass(frozen=True)
class Gathering:
    """What reports have in common, by the key that an address and a look know it by."""

    key: str
    title: str
    holds: Q


@dataclass(frozen=True)
class Concern:
    """A gathering with how much there is of it now."""

    gathering: Gathering
    reports: int
    newest_at: datetime | None

    @property
    def adds_up(self) -> bool:
        return self.reports >= packs.current().recurrence.reports


def of_community(community: Community) -> Gathering:
    return Gathering(community.reference, community.name, Q(community=community.pk))


def of_ward(ward: Area, category: str) -> Gathering:
    label = packs.current().label("categories", category)
    holds = Q(area=ward.pk, categories__code=category)
    return Gathering(f"{ward.code}.{category}", f"{ward.name}: {label}", holds)


def of_group(category: str) -> Gathering:
    label = packs.current().label("categories", category)
    holds = Q(area__isnull=True, categories__code=category) & ~Q(community_kind="place")
    return Gathering(f"{GROUP}.{category}", label, holds)


def by_key(key: str) -> Gathering | None:
    """The gathering of an address; None where nothing is called so."""
    place, _dot, category = key.partition(".")
    if not category:
        community = Community.objects.filter(reference=place).first()
        return of_community(community) if community else None
    if category not in packs.current().items("categories"):
        return None
    ward = next((each for each in wards().values() if each.code == place), None)
    return of_ward(ward, category) if ward else of_group(category) if place == GROUP else None


def since() -> datetime:
    return clock.now() - timedelta(days=packs.current().recurrence.within_days)


def counted(user: User) -> QuerySet[TriggerReport]:
    """What counts for a person: all they may read but what is unverified or belongs elsewhere.

    What was set aside as not genuine was never verified either.
    """
    readable = TriggerReport.objects.readable_by(user)
    return readable.counted().exclude(status=ELSEWHERE).order_by()


def reports_in(gathering: Gathering, user: User) -> QuerySet[TriggerReport]:
    """Its reports within the days of the pack, newest first."""
    recent = counted(user).filter(gathering.holds, received_at__gte=since())
    return recent.order_by("-received_at", "-pk")


def concern(gathering: Gathering, user: User) -> Concern:
    found = reports_in(gathering, user).order_by()
    sums = found.aggregate(reports=Count("pk"), newest=Max("received_at"))
    return Concern(gathering, sums["reports"], sums["newest"])


def of_report(report: TriggerReport, user: User) -> list[Concern]:
    """The gatherings of one report that add up, of its community first; one query."""
    codes = [row.code for row in report.categories.all()]
    recent, asked = counted(user).filter(received_at__gte=since()), []
    mine: dict[str, Gathering] = {}
    if report.community is not None:
        mine[report.community.reference] = of_community(report.community)
        asked.append(_sums(recent.filter(community=report.community_id), "community__reference"))
    if report.area is not None:
        ward = report.area
        mine |= {code: of_ward(ward, code) for code in codes}
        here = recent.filter(area=ward.pk, categories__code__in=codes)
        asked.append(_sums(here, "categories__code"))
    elif report.community_kind != Community.Kind.PLACE:
        mine |= {code: of_group(code) for code in codes}
        alike = recent.filter(area__isnull=True, categories__code__in=codes)
        asked.append(_sums(alike.exclude(community_kind="place"), "categories__code"))
    found = asked[0].union(*asked[1:], all=True) if asked else ()
    concerns = [Concern(mine[name], reports, newest) for name, reports, newest in found]
    theirs = report.community and report.community.reference
    concerns.sort(
        key=lambda each: (each.gathering.key != theirs, -each.reports, each.gathering.key)
    )
    return [each for each in concerns if each.adds_up]


def _sums(rows: QuerySet[TriggerReport], name: str) -> QuerySet[TriggerReport, Any]:
    """How many reports there are of each, and when the newest came."""
    return rows.values_list(name).annotate(reports=Count("pk"), newest=Max("received_at"))


def adding_up(user: User) -> list[Concern]:
    """What adds up and has not been looked at since its newest report; remembered for a minute."""
    return cache.get_or_set(_known_as(user), lambda: _adding_up(user), KEPT_SECONDS) or []


def forget(user: User) -> None:
    """Look again, because the person has just done something about it."""
    cache.delete(_known_as(user))


def _known_as(user: User) -> str:
    return f"triggers.adding-up:{user.pk}"


def _adding_up(user: User) -> list[Concern]:
    looked = dict(GatheringLook.objects.values_list("key").annotate(Max("looked_at")))
    found = [
        each
        for each in (*_of_communities(user), *_of_places(user))
        if each.gathering.key not in looked or each.newest_at > looked[each.gathering.key]
    ]
    found.sort(key=lambda each: (-each.reports, each.gathering.key))
    return list(islice(found, OFFERED))


def _of_communities(user: User) -> Iterator[Concern]:
    recent = counted(user).filter(received_at__gte=since(), community__isnull=False)
    found = recent.values_list("community").annotate(reports=Count("pk"), newest=Max("received_at"))
    enough = found.filter(reports__gte=packs.current().recurrence.reports)
    sums = {
        key: (reports, newest) for key, reports, newest in enough.order_by("-reports")[:OFFERED]
    }
    for key, community in Community.objects.visible_to(user).in_bulk(list(sums)).items():
        yield Concern(of_community(community), *sums[key])


def _of_places(user: User) -> Iterator[Concern]:
    """Of wards, and of groups without a place."""
    recent = counted(user).filter(received_at__gte=since(), categories__code__isnull=False)
    recent = recent.exclude(area__isnull=True, community_kind=Community.Kind.PLACE)
    found = recent.values_list("area", "categories__code").annotate(
        reports=Count("pk"), newest=Max("received_at")
    )
    enough = found.filter(reports__gte=packs.current().recurrence.reports)
    for area, code, reports, newest in enough.order_by("-reports")[:OFFERED]:
        ward = wards().get(area)
        if area is None or ward is not None:
            yield Concern(of_ward(ward, code) if ward else of_group(code), reports, newest)


def by_month(gathering: Gathering, user: User, *, months: int = MONTHS) -> list[tuple[date, int]]:
    """How many came in each month, this one last."""
    came = counted(user).filter(gathering.holds, received_at__gte=_begins(months))
    return _by_month(came.values_list("received_at", flat=True), months)


def with_months(gathering: Gathering, user: User) -> tuple[Concern, list[tuple[date, int]]]:
    """How much there is of it now, and by month; one query, as nearly all of it is of late."""
    recent, first = since(), _begins(MONTHS)
    came = counted(user).filter(gathering.holds, received_at__gte=min(recent, first))
    times = list(came.values_list("received_at", flat=True))
    late = [at for at in times if at >= recent]
    return Concern(gathering, len(late), max(late, default=None)), _by_month(times, MONTHS)


def _by_month(times: Iterable[datetime], months: int) -> list[tuple[date, int]]:
    many = Counter(clock.local_date(at).replace(day=1) for at in times)
    return [(month, many[month]) for month in _listed(months)]


def _listed(months: int) -> list[date]:
    """The first days of so many months, of this one last."""
    this = clock.today().replace(day=1)
    return [_month_before(this, back) for back in range(months - 1, -1, -1)]


def _begins(months: int) -> datetime:
    return timezone.make_aware(datetime.combine(_listed(months)[0], datetime.min.time()))


def _month_before(month: date, back: int) -> date:
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)
