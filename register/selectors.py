"""Reads of the register that span rows: likenesses, counts by ward, what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, F, Q, When

from carp.accounts.models import User
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.together import Kind, beside, together
from carp.web.lists import searchable
from register.models import Area, Community

_WARD = Case(When(area__kind=Area.Kind.LSOA, then=F("area__parent__code")), default=F("area__code"))
COMPARED = 500
ALIKE, ALIKE_IN_ONE_WARD = 0.72, 0.5
LEAST_LETTERS = 4
HISTORY = 50
KNOWN_SECONDS = 60


@dataclass(frozen=True)
class Happening:
    """One line of a community's history."""

    title: str
    at: datetime
    by: str
    text: str


DEEDS = {
    "register.create": "Entered on the register",
    "register.edit": "Entry changed",
    "register.identified": "Identified as at risk",
    "register.active": "Response under way",
    "register.stepped_down": "Stepped down",
    "register.closed": "Closed",
    "register.require_plan": "Plan required",
    "register.add_evidence": "Evidence added",
}


class Entry:
    """Where a community is, what its people share and what happened to it, in one question.

    Of its areas there is all but the shape, the smallest first; the newest event comes first. The
    community gets its categories, so that ``.all()`` finds them.
    """

    def __init__(self, community: Community) -> None:
        newest = trail.of_subject(community).order_by("-sequence").values("pk")[:HISTORY]
        areas, categories, events = together(
            Kind(community.areas.all(), only=("code", "name", "kind", "vintage")),
            Kind(community.categories.all()),
            Kind(
                AuditEvent.objects.filter(pk__in=newest),
                only=("at", "by_name", "action", "after", "reason"),
            ),
        )
        beside(community, "categories", categories)
        by_name: list[Area] = sorted(areas, key=lambda area: area.name)
        self.areas = sorted(by_name, key=lambda area: area.kind, reverse=True)
        self.history = [_happening(event) for event in reversed(events)]


def _happening(event: AuditEvent) -> Happening:
    text = event.reason or event.after.get("title", "")
    return Happening(title=_deed(event), at=event.at, by=event.by_name, text=text)


def _deed(event: AuditEvent) -> str:
    """What was done; of stepping down also whether there was a response to end."""
    if event.after.get("response") == "none was needed":
        return "Stepped down: no response was needed"
    return DEEDS.get(event.action, event.action)


def as_entered(community: Community) -> dict[str, Any]:
    """What the register says of a community, as the form shows it before it is changed."""
    codes = list(community.areas.order_by("code").values_list("kind", "code"))
    plain = ("name", "kind", "streets", "scale", "summary", "what_works", "next_review_on")
    return {name: getattr(community, name) for name in plain} | {
        "areas": [code for kind, code in codes if kind != Area.Kind.LSOA],
        "small_areas": [code for kind, code in codes if kind == Area.Kind.LSOA],
        "categories": sorted(community.categories.values_list("code", flat=True)),
        "lead": community.lead_id,
    }


def similar_communities(
    user: User, *, name: str, areas: Iterable[Area] = (), limit: int = 5
) -> list[Community]:
    """Entries that could be the same community under another name, most alike first (policy 6.2).

    Compared are the newest entries that share a longer word of the name, or a ward.
    """
    wanted = searchable(name)
    words = sorted((w for w in wanted.split() if len(w) >= LEAST_LETTERS), key=len)[-4:]
    wards = {area.parent_id if area.kind == Area.Kind.LSOA else area.pk for area in areas}
    links = Community.areas.through.objects.filter(
        Q(area_id__in=wards) | Q(area__parent_id__in=wards)
    )
    here = Q(pk__in=links.values("community_id"))
    shares_word = [Q(search_text__contains=word) for word in words]
    close_by = set(links.values_list("community_id", flat=True)[:COMPARED])
    known = Community.objects.visible_to(user).filter(reduce(or_, shares_word, here))
    scored = [
        (SequenceMatcher(None, wanted, searchable(other.name)).ratio(), other)
        for other in known.order_by("-created_at", "-pk")[:COMPARED]
    ]
    alike = [
        (ratio, other)
        for ratio, other in scored
        if ratio >= (ALIKE_IN_ONE_WARD if other.pk in close_by else ALIKE)
    ]
    alike.sort(key=lambda pair: (-pair[0], pair[1].pk))
    return [other for _ratio, other in alike[:limit]]


def counts_by_ward(user: User) -> dict[str, int]:
    """Communities on the register by ward code; one in two wards counts in both."""
    on_register = Community.objects.visible_to(user).on_register().values("pk")
    links = Community.areas.through.objects.filter(community_id__in=on_register)
    by_ward = links.order_by().values_list(_WARD)
    return dict(by_ward.annotate(many=Count("community_id", distinct=True)))


def wards() -> dict[int, Area]:
    """The wards by key and in the order of their names, without their shapes.

    Remembered for a minute: they change once in some years.
    """

    def read() -> dict[int, Area]:
        found = Area.objects.wards().defer("geometry").order_by("name")
        return {ward.pk: ward for ward in found}

    return cache.get_or_set("register.wards", read, KNOWN_SECONDS) or {}


def neighbours(ward: Area) -> tuple[int, ...]:
    """The keys of the wards whose boundary touches that of this one."""

    def read() -> dict[int, tuple[int, ...]]:
        outlines = {each.pk: _points(each.geometry) for each in Area.objects.wards()}
        return {
            key: tuple(
                other for other, theirs in outlines.items() if other != key and mine & theirs
            )
            for key, mine in outlines.items()
        }

    known: dict[int, tuple[int, ...]] = (
        cache.get_or_set("register.neighbours", read, KNOWN_SECONDS) or {}
    )
    return known.get(ward.pk, ())


def _points(geometry: Mapping[str, Any]) -> frozenset[tuple[float, float]]:
    """The corners of a shape, to about a metre."""
    found: set[tuple[float, float]] = set()
    waiting = list(geometry.get("coordinates", ()))
    while waiting:
        part = waiting.pop()
        if isinstance(part[0], list | tuple):
            waiting.extend(part)
        else:
            found.add((round(part[0], 5), round(part[1], 5)))
    return frozenset(found)


def ward(key: int) -> Area | None:
    """One ward by its key, remembered by itself: twenty take longer to read than all the rest."""
    return cache.get_or_set(f"register.ward.{key}", lambda: wards().get(key), KNOWN_SECONDS)


def ward_names() -> list[tuple[int, str, str]]:
    """Key, code and name of each ward in the order of the names, for what only chooses one."""

    def read() -> list[tuple[int, str, str]]:
        return [(each.pk, each.code, each.name) for each in wards().values()]

    return cache.get_or_set("register.ward-names", read, KNOWN_SECONDS) or []


@dataclass(frozen=True)
class NamedArea:
    """An area by its name, with the one ward it lies in; a ward lies in itself."""

    key: int
    name: str
    kind: Area.Kind
    ward: int
    ward_name: str


def named_areas() -> list[NamedArea]:
    """The wards, and the parishes and small areas that lie in one: remembered as the wards are."""

    def read() -> list[NamedArea]:
        names = {key: name for key, _code, name in ward_names()}
        within = Area.objects.filter(valid_to__isnull=True, parent__in=names).order_by("name")
        smaller = within.values_list("pk", "name", "kind", "parent_id")
        return [
            *(NamedArea(key, name, Area.Kind.WARD, key, name) for key, name in names.items()),
            *(
                NamedArea(key, name, Area.Kind(kind), ward, names[ward])
                for key, name, kind, ward in smaller
            ),
        ]

    return cache.get_or_set("register.named-areas", read, KNOWN_SECONDS) or []


def ward_choices() -> list[tuple[str, str]]:
    """The wards for a filter, by code: an address with one goes on when boundaries are renewed."""
    return [(code, name) for _key, code, name in ward_names()]


def streets_of(communities: Iterable[Community]) -> list[str]:
    """Every street that was written down, to be kept out of what is published (policy 2.1)."""
    lines = (line for each in communities for line in each.streets.replace(";", "\n").splitlines())
    names = {name.strip() for line in lines for name in line.split(",")}
    return sorted((name for name in names if len(name) >= 4), key=lambda name: (-len(name), name))
