"""Colours that never stand alone: each tone has its pattern, told apart in print and by any eye."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from carp.documents.drawing import (
    GREEN,
    GREEN_MID,
    GREEN_PALE,
    INK,
    PAPER,
    QUIET,
    TEXT,
    WIDTH,
    Drawing,
    box,
    stroke,
    width_of,
)

SWATCH = 16
TILE = 8
SHADE = 0.8
PLAIN = ("", "plain", "solid")
USUAL_BANDS = 4


@dataclass(frozen=True)
class Tone:
    name: str
    base: str
    mark: str = ""
    mark_colour: str = INK
    ink: str = INK


SERIES = (
    Tone("s0", GREEN, ink=PAPER),
    Tone("s1", GREEN_PALE, "lines", GREEN_MID),
    Tone("s2", "#fbe7b6", "dots", "#8a6100"),
    Tone("s3", PAPER, "cross", QUIET),
)
RISK = (
    Tone("r0", "#d3e9dd"),
    Tone("r1", "#fff3bf", "dots", "#d6b53c"),
    Tone("r2", "#fbd3a8", "lines", "#e09a52"),
    Tone("r3", "#a4240f", "cross", "#8a1b09", ink=PAPER),
    Tone("r4", "#1d1d1d", ink=PAPER),
)
AMOUNT = (
    Tone("a0", "#eff5f2"),
    Tone("a1", "#cbe1d7", "dots", "#6fa38d"),
    Tone("a2", "#8bb9a5", "lines", "#4f8a72"),
    Tone("a3", "#2c7256", "cross", "#1d5a42", ink=PAPER),
    Tone("a4", "#0b3626", ink=PAPER),
)
NO_DATA = Tone("none", PAPER, "lines", "#dcdee0")


def spread(tones: tuple[Tone, ...], count: int) -> tuple[Tone, ...]:
    """One tone for each of so many bands, from the mildest to the strongest."""
    if count > len(tones):
        return tones + (tones[-1],) * (count - len(tones))
    usual = tones[:USUAL_BANDS] if count <= USUAL_BANDS else tones
    if count <= 1:
        return usual[:count]
    return tuple(usual[round(place * (len(usual) - 1) / (count - 1))] for place in range(count))


def shaded(colour: str) -> str:
    """A darker neighbour of a colour, for the marks of its pattern."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * SHADE):02x}" for part in parts)


def shape(drawing: Drawing, tone: Tone, name: str, /, **attributes: object) -> Element:
    """A shape in a tone: its colour first, then its pattern over it, defined once in each drawing.

    The pattern holds the marks only: a colour inside its tiles would leave seams on paper.
    """
    plain = drawing.add(name, fill=tone.base, **attributes)
    if tone.mark not in PLAIN:
        kept = {key: value for key, value in attributes.items() if not key.startswith("stroke")}
        fill = f"url(#{_pattern(drawing, tone)})"
        drawing.add(name, fill=fill, pointer_events="none", **kept)
    return plain


def _pattern(drawing: Drawing, tone: Tone) -> str:
    name = f"{drawing.key}-{tone.name}"
    if not any(known.get("id") == name for known in drawing.defs):
        size = {"width": TILE, "height": TILE, "patternUnits": "userSpaceOnUse"}
        _mark(stroke(drawing.defs, "pattern", id=name, **size), tone)
    return name


def _mark(pattern: Element, tone: Tone) -> None:
    if tone.mark == "dots":
        stroke(pattern, "circle", cx=2, cy=2, r=1.1, fill=tone.mark_colour)
        stroke(pattern, "circle", cx=6, cy=6, r=1.1, fill=tone.mark_colour)
        return
    # Each slope is drawn over the corners as well, so that tiles join without a seam.
    slopes = ["M2,0 V8 M6,0 V8"] if tone.mark == "bars" else ["M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6"]
    if tone.mark == "cross":
        slopes.append("M6,-2 L10,2 M0,0 L8,8 M-2,6 L2,10")
    for path in slopes:
        stroke(pattern, "path", d=path, stroke=tone.mark_colour, stroke_width=1.2, fill="none")


def legend_height(words: list[str]) -> int:
    return (max(row for row, _ in _places(words)) + 1) * 24 + 4


def legend(drawing: Drawing, words: list[str], tones: list[Tone], *, top: float) -> None:
    """A swatch and a word for each tone, in as many rows as they need."""
    for word, tone, (row, x) in zip(words, tones, _places(words), strict=True):
        y = top + row * 24
        shape(drawing, tone, "rect", **box(x + 0.5, y + 0.5, SWATCH, SWATCH), stroke=QUIET)
        drawing.text(x + SWATCH + 6, y + 13, word)


def _places(words: list[str]) -> list[tuple[int, int]]:
    row, x, places = 0, 0, []
    for word in words:
        room = round(SWATCH + 6 + width_of(word, TEXT) + 18)
        if x and x + room > WIDTH:
            row, x = row + 1, 0
        places.append((row, x))
        x += room
    return places
