"""Maps from open boundaries: degrees become a small picture, with nothing fetched from anybody.

Boundaries are snapped to ten-thousandths of a degree (about ten metres) when the report is made.
Neighbours snap alike, so shared edges still meet; the picture is projected with one cosine, which
is true enough for a district.
"""

import math
from typing import Any

from django.utils.safestring import SafeString

from carp.documents.drawing import INK, WIDTH, Drawing, number, stroke, width_of
from carp.documents.report import Area, ReportFault, Value, WardMap, shown
from carp.documents.tones import AMOUNT, NO_DATA, Tone, legend, legend_height, shape, spread

STEPS = 10_000
MOST_VERTICES = 60_000
MOST_RINGS = 2_000
LEAST_HEIGHT, MOST_HEIGHT = 160.0, 560.0
ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right {year}."
)


def area(code: str, name: str, geometry: dict[str, Any], *, value: Value, band: int | None) -> Area:
    """An area of a map from a GeoJSON Polygon or MultiPolygon in WGS84 degrees."""
    rings = tuple(_snapped(ring, name) for ring in _rings(geometry, name))
    return Area(code, name, tuple(ring for ring in rings if len(ring) >= 6), value, band)


def _rings(geometry: dict[str, Any], name: str) -> list[list[Any]]:
    try:
        held = geometry["coordinates"]
        polygons = {"Polygon": [held], "MultiPolygon": held}[geometry["type"]]
        rings = [ring for polygon in polygons for ring in polygon]
        points = sum(len(ring) for ring in rings)
    except (KeyError, TypeError) as error:
        raise ReportFault(f"The boundary of {name} is not a polygon.") from error
    if len(rings) > MOST_RINGS or points > MOST_VERTICES:
        raise ReportFault(f"The boundary of {name} has too many points to draw.")
    return rings


def _snapped(ring: list[Any], name: str) -> tuple[int, ...]:
    """A ring in whole steps, without points that fall on one another."""
    flat: list[int] = []
    for position in ring:
        if not isinstance(position, list | tuple) or len(position) < 2:
            raise ReportFault(f"The boundary of {name} has a point without two numbers.")
        point = [_step(position[0], 180, name), _step(position[1], 90, name)]
        if flat[-2:] != point:
            flat += point
    return tuple(flat[:-2] if flat[:2] == flat[-2:] and len(flat) > 2 else flat)


def _step(degrees: Any, most: int, name: str) -> int:
    known = isinstance(degrees, int | float) and not isinstance(degrees, bool)
    if not known or not math.isfinite(degrees) or abs(degrees) > most:
        raise ReportFault(f"The boundary of {name} is not in degrees of longitude and latitude.")
    return round(float(degrees) * STEPS)


def draw(chart: WardMap, *, key: str) -> SafeString:
    """The map with its legend; each area's name, value and band are also in the table beside."""
    tones = spread(AMOUNT, len(chart.bands))
    words, swatches = list(chart.bands), list(tones)
    if any(each.band is None for each in chart.areas):
        words, swatches = [*words, "No data"], [*swatches, NO_DATA]
    frame = _Frame(chart.areas)
    drawing = Drawing(key, chart.title, chart.description, frame.height + 12 + legend_height(words))
    for each in chart.areas:
        tone = NO_DATA if each.band is None else tones[each.band]
        edge = {"stroke": INK, "stroke_width": 0.8, "stroke_linejoin": "round"}
        path = shape(drawing, tone, "path", d=frame.path(each), fill_rule="evenodd", **edge)
        stroke(path, "title", f"{each.name}: {shown(each.value, chart.unit)}, {chart.word(each)}")
    for each in chart.areas:
        tone = NO_DATA if each.band is None else tones[each.band]
        _label(drawing, frame, shown(each.value, chart.unit), tone, each)
    legend(drawing, words, swatches, top=frame.height + 12)
    return drawing.svg()


def _label(drawing: Drawing, frame: "_Frame", text: str, tone: Tone, each: Area) -> None:
    """The value in the middle of the area, where there is room for it."""
    if not each.rings or len(text) > 8:
        return
    ring = max(each.rings, key=len)
    (x, y), (wide, high) = frame.middle(ring), frame.extent(ring)
    room = width_of(text) + 8
    if wide < room * 1.5 or high < 26:
        return
    drawing.add("rect", x=x - room / 2, y=y - 9, width=room, height=18.0, rx=3, fill=tone.base)
    drawing.text(x, y + 5, text, text_anchor="middle", font_weight="bold", fill=tone.ink)


class _Frame:
    """Where a place on the earth falls in the picture."""

    def __init__(self, areas: tuple[Area, ...]) -> None:
        flat = [ring for each in areas for ring in each.rings]
        if not flat:
            raise ReportFault("A map needs at least one area with a boundary.")
        self.west, self.east = (
            min(min(ring[::2]) for ring in flat),
            max(max(ring[::2]) for ring in flat),
        )
        self.south, self.north = (
            min(min(ring[1::2]) for ring in flat),
            max(max(ring[1::2]) for ring in flat),
        )
        self.squeeze = math.cos(math.radians((self.south + self.north) / 2 / STEPS))
        wide = max((self.east - self.west) * self.squeeze, 1.0)
        high = max(self.north - self.south, 1)
        self.scale = min((WIDTH - 2) / wide, MOST_HEIGHT / high)
        self.height = max(high * self.scale + 2, LEAST_HEIGHT)
        self.left = (WIDTH - wide * self.scale) / 2

    def place(self, x: float, y: float) -> tuple[float, float]:
        return self.left + (x - self.west) * self.squeeze * self.scale, 1 + (
            self.north - y
        ) * self.scale

    def path(self, each: Area) -> str:
        """One closed path for all rings, without points that fall on one another."""
        parts: list[str] = []
        for ring in each.rings:
            points: list[str] = []
            for x, y in zip(ring[::2], ring[1::2], strict=True):
                point = ",".join(number(part) for part in self.place(x, y))
                if not points or points[-1] != point:
                    points.append(point)
            parts.append(f"M{'L'.join(points)}Z")
        return "".join(parts)

    def middle(self, ring: tuple[int, ...]) -> tuple[float, float]:
        """The centre of gravity of a ring, or its mean point where the ring has no surface."""
        points = list(zip(ring[::2], ring[1::2], strict=True))
        pairs = list(zip(points, points[1:] + points[:1], strict=True))
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)
        if not twice:
            return self.place(sum(ring[::2]) / len(points), sum(ring[1::2]) / len(points))
        x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * twice)
        y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * twice)
        return self.place(x, y)

    def extent(self, ring: tuple[int, ...]) -> tuple[float, float]:
        high = (max(ring[1::2]) - min(ring[1::2])) * self.scale
        return (max(ring[::2]) - min(ring[::2])) * self.squeeze * self.scale, high
