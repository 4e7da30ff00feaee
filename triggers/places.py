"""Finding a place by part of its name, for whoever reports (policy 8.1).

Found is only what is public: the council's areas, and the communities that are named to anybody
(`known`), by their names. The streets of a community are looked at for those who may read them in
the register, as an officer on the telephone; what reports say is not looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import log

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.web.search import words
from register.models import Area, Community
from register.selectors import NamedArea, named_areas
from triggers.known import named_to_anybody
from triggers.likeness import COMMON

SHOWN, COMPARED = 8, 500
LETTERS, WORDS = 200, 8
LEAST_LETTERS = 3
LEAST_FORGIVEN, ALIKE = 5, 0.8  # a word of so many letters may be mistyped a little
WHOLE, BEGUN = 1.0, 0.75
LEAST_SHARE = 0.5  # of what the nearest place holds
AREA, COMMUNITY = "a", "c"
LONGEST_KEY = 18
APOSTROPHES = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")


@dataclass(frozen=True)
class Place:
    """An area or a community as it is offered; `ward` is the one ward that it lies in."""

    key: str
    name: str
    about: str = ""
    ward: int | None = None
    community: int | None = None


def find(typed: str, reader: User | None = None) -> list[Place]:
    """The places whose names are most like what was typed, a name or a whole line of an address."""
    wanted = _wanted(typed)
    if not wanted:
        return []
    reads_streets = reader is not None and reader.may(Capability.REGISTER_READ)
    newest = named_to_anybody().order_by("-created_at", "-pk")
    offered = [(place, place.name) for place in map(_of_area, named_areas())]
    for key, name, streets in newest.values_list("pk", "name", "streets")[:COMPARED]:
        place = Place(f"{COMMUNITY}{key}", name, community=key)
        offered.append((place, f"{name}\n{streets}" if reads_streets else name))
    nearest = _nearest(wanted, [text for _place, text in offered])
    return _with_wards([offered[number][0] for number in nearest])


def by_key(key: str) -> Place | None:
    """The place of this key, as long as it may still be found."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_KEY):
        return None
    if kind == AREA:
        return next((_of_area(area) for area in named_areas() if area.key == int(number)), None)
    found = named_to_anybody().filter(pk=int(number)) if kind == COMMUNITY else ()
    return next((each for each in _with_wards([_of(row) for row in found])), None)


def _wanted(typed: str) -> list[str]:
    """The words that tell a place from another, or all where none does; bounded."""
    given = list(dict.fromkeys(_words(typed[:LETTERS])))
    telling = [word for word in given if len(word) >= LEAST_LETTERS and word not in COMMON]
    return (telling or given)[:WORDS]


def _words(text: str) -> list[str]:
    """The words, with St John's and St Johns the same."""
    return words(APOSTROPHES.sub("", text))


def _nearest(wanted: Sequence[str], names: Sequence[str]) -> list[int]:
    """The numbers of the names most like the words; what few names hold counts for more."""
    told = [_words(name) for name in names]
    known = {word for each in told for word in each}
    shares = [0.0] * len(names)
    for word in wanted:
        held = _held(word, known)
        hits = [max(map(held.get, each, [0.0] * len(each)), default=0.0) for each in told]
        weight = log(1 + len(names) / (sum(hit > 0 for hit in hits) or 1))
        shares = [share + weight * hit for share, hit in zip(shares, hits, strict=True)]
    least = max(shares, default=0) * LEAST_SHARE
    near = [number for number, share in enumerate(shares) if share and share >= least]
    return sorted(near, key=lambda number: (-shares[number], number))[:SHOWN]


def _held(word: str, known: set[str]) -> dict[str, float]:
    """Which words of names a typed word stands for, and how well."""
    held = {each: BEGUN for each in known if each.startswith(word)}
    if not held and len(word) >= LEAST_FORGIVEN:
        held = dict.fromkeys(get_close_matches(word, known, cutoff=ALIKE), BEGUN)
    return held | ({word: WHOLE} if word in known else {})


def _of_area(area: NamedArea) -> Place:
    kind = {Area.Kind.WARD: "ward", Area.Kind.LSOA: "small area"}.get(area.kind, "parish")
    about = "" if area.kind == Area.Kind.WARD else f"In {area.ward_name}"
    return Place(f"{AREA}{area.key}", f"{area.name} ({kind})", about, area.ward)


def _of(community: Community) -> Place:
    return Place(f"{COMMUNITY}{community.pk}", community.name, community=community.pk)


def _with_wards(places: Sequence[Place]) -> list[Place]:
    """The places, and of the communities among them where they are: one query for all."""
    keys = [each.community for each in places if each.community is not None]
    links = Community.areas.through.objects.filter(community_id__in=keys) if keys else ()
    ward_of = {area.key: (area.ward, area.ward_name) for area in named_areas()}
    within: dict[int, dict[int, str]] = {}
    for link in links:
        if link.area_id in ward_of:
            ward, name = ward_of[link.area_id]
            within.setdefault(link.community_id, {})[ward] = name
    return [
        each if each.community is None else _located(each, within.get(each.community, {}))
        for each in places
    ]


def _located(place: Place, wards: dict[int, str]) -> Place:
    about = f"In {', '.join(sorted(wards.values()))}" if wards else ""
    ward = next(iter(wards)) if len(wards) == 1 else None
    return Place(place.key, f"{place.name} (community)", about, ward, place.community)
