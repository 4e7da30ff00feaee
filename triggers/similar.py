"""Reports that may tell of the same concern, with a score and the reason in words (policy 6.2).

Place and time choose whom to compare, what is said puts them in order (performance 2). Nothing is
ever merged: two reports that look alike may be two sides of a quarrel.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from carp.accounts.models import User
from carp.council import packs
from register.selectors import neighbours
from triggers import likeness
from triggers.models import TriggerReport
from triggers.selectors import readable

SHOWN = 5
# In the report's own place so many before and after it, and so many in the wards around.
HERE, AROUND, COMPARED = 500, 250, 40
LEAST_SHARE, LEAST_SCORE = 0.2, 20
FROM_WORDS, FROM_STREET, FROM_PLACE, FROM_TIME = 80, 6, 6, 8


@dataclass(frozen=True)
class Similar:
    """A report like another: how much, and why."""

    report: TriggerReport
    score: int
    reason: str


def similar_reports(report: TriggerReport, user: User, *, most: int = SHOWN) -> list[Similar]:
    """Open and closed ones that the person may read, the most alike first."""
    return like(report, readable(user), most=most)


def like(
    report: TriggerReport, rows: QuerySet[TriggerReport], *, most: int = SHOWN
) -> list[Similar]:
    """Of some reports those like one that need not be stored yet."""
    near = neighbours(report.area) if report.area else ()
    shapes = _shapes_around(report, rows.exclude(pk=report.pk), near)
    mine = report.shape or likeness.shape(report.what)
    keys = likeness.nearest(mine, shapes, most=COMPARED)
    others = list(TriggerReport.objects.filter(pk__in=keys).select_related("area"))
    compared = likeness.compared(report.what, [other.what for other in others])
    found = [
        _judged(report, other, alike, near)
        for other, alike in zip(others, compared, strict=True)
        if alike.share >= LEAST_SHARE
    ]
    found.sort(key=lambda each: (-each.score, each.report.pk))
    return [each for each in found[:most] if each.score >= LEAST_SCORE]


def _shapes_around(
    report: TriggerReport, rows: QuerySet[TriggerReport], near: Collection[int | None]
) -> dict[int, str]:
    """The shapes of what came in about the same time in the same place, or around it."""
    beside = _beside(report, rows.filter(area=report.area_id), most=HERE)
    if report.area_id is not None:
        beside += _beside(report, rows.filter(area__in=list(near)), most=AROUND)
    if report.community_id is not None:
        beside += _beside(report, rows.filter(community=report.community_id), most=AROUND)
    # By their keys, as SQLite joins no lists that have an end of their own.
    listed = [
        TriggerReport.objects.order_by().filter(pk__in=keys.values("pk")).values_list("pk", "shape")
        for keys in beside
    ]
    return dict(listed[0].union(*listed[1:], all=True))


def _beside(
    report: TriggerReport, rows: QuerySet[TriggerReport], *, most: int
) -> list[QuerySet[TriggerReport]]:
    """The nearest in time, before and after, within the days of the council pack."""
    at = report.received_at
    days = timedelta(days=packs.current().recurrence.similar_within_days)
    before = rows.filter(received_at__range=(at - days, at)).order_by("-received_at", "-pk")
    after = rows.filter(received_at__gt=at, received_at__lte=at + days)
    return [before[:most], after.order_by("received_at", "pk")[:most]]


def _judged(
    report: TriggerReport, other: TriggerReport, alike: likeness.Alike, near: Collection[int | None]
) -> Similar:
    days = abs((other.received_at - report.received_at).days)
    window = packs.current().recurrence.similar_within_days
    where, for_place = _same_place(report, other, near)
    score = FROM_WORDS * alike.share + for_place + FROM_TIME * max(0, 1 - days / window)
    shared = "1 shared word" if alike.words == 1 else f"{alike.words} shared words"
    apart = {0: "the same day", 1: "1 day apart"}.get(days, f"{days} days apart")
    reasons = [*where, shared, apart]
    return Similar(other, min(100, round(score)), ", ".join(reasons))


def _same_place(
    report: TriggerReport, other: TriggerReport, near: Collection[int | None]
) -> tuple[list[str], int]:
    """What the two places have in common, in words and as a part of the score."""
    words, score = [], 0
    both = [likeness.streets(each.where, each.what) for each in (report, other)]
    if both[0] & both[1]:
        words, score = ["same street"], FROM_STREET
    elif (place := likeness.telling(report.where)) and place == likeness.telling(other.where):
        words, score = ["same place"], FROM_STREET
    if report.community_id is not None and report.community_id == other.community_id:
        return [*words, "same community"], score + FROM_PLACE
    if report.area_id is not None and report.area_id == other.area_id:
        return [*words, "same ward"], score + FROM_PLACE
    if other.area_id in near:
        return [*words, "ward next to it"], score + FROM_PLACE // 2
    return words, score
