"""Maps of the register: the district by ward, and where one community is."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from django.core.cache import cache
from django.utils.safestring import SafeString

from carp.documents import maps
from carp.documents.report import Area as DrawnArea
from carp.documents.report import WardMap
from register.models import Area

HERE, THIS, ELSEWHERE = "In this community", "This area", "Elsewhere in the district"
BANDS = ("None", "1 or 2", "3 to 5", "6 or more")
LEAST = (0, 1, 3, 6)
MAPS_KEPT_SECONDS = 600


def attribution(areas: Iterable[Area]) -> str:
    """The words that the licence of the boundaries asks for."""
    return maps.ATTRIBUTION.format(year=max((area.vintage for area in areas), default=""))


def district_map(wards: Iterable[Area], counts: Mapping[str, int]) -> WardMap | None:
    """Communities on the register by ward; None where no boundary is known."""
    drawn = tuple(
        maps.area(
            ward.code,
            ward.name,
            dict(ward.geometry),
            value=counts.get(ward.code, 0),
            band=_band(counts.get(ward.code, 0)),
        )
        for ward in wards
        if ward.geometry
    )
    if not drawn:
        return None
    return WardMap(
        "Communities on the register by ward", "Communities", BANDS, drawn, attribution(wards)
    )


def place_map(
    wards: Iterable[Area], areas: Iterable[Area], *, word: str = HERE
) -> SafeString | None:
    """The district with some areas picked out; None where none of them can be drawn."""
    here = {area.code for area in areas}
    shown = [area for area in areas if area.geometry]
    if not shown:
        return None
    others = [ward for ward in wards if ward.geometry and ward.code not in here]
    drawn = [_plain(ward, ELSEWHERE, 0) for ward in others] + [_plain(a, word, 1) for a in shown]
    names = ", ".join(area.name for area in shown)
    picture = WardMap(
        f"Map of the district: {names}",
        "Area",
        (ELSEWHERE, word),
        tuple(drawn),
        attribution([*others, *shown]),
    )
    return maps.draw(picture, key="place")


def kept_map(areas: Sequence[Area]) -> SafeString | None:
    """The same picture of areas without their shapes; drawn once for all that lie in them."""
    if not areas:
        return None
    keys = [area.pk for area in areas]

    def draw() -> SafeString | None:
        shapes = Area.objects.in_bulk(keys)
        return place_map(list(Area.objects.wards()), [shapes[key] for key in keys])

    name = hashlib.sha256(repr(keys).encode()).hexdigest()
    found: SafeString | None = cache.get_or_set(
        f"register.place-map.{name}", draw, MAPS_KEPT_SECONDS
    )
    return found


def _plain(area: Area, word: str, band: int) -> DrawnArea:
    return maps.area(area.code, area.name, dict(area.geometry), value=word, band=band)


def _band(count: int) -> int:
    return max(place for place, least in enumerate(LEAST) if count >= least)
