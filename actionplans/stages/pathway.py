"""The circular pathway of policy 7.2 as numbers for a drawing: pure geometry, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, pi, sin

SIZE = 520
RING, NODE, GAP = 184, 66, 8
LINE_LENGTH = 14


LEADING = 20


@dataclass(frozen=True)
class Line:
    """A line of text with the height at which it stands."""

    text: str
    y: int


@dataclass(frozen=True)
class Node:
    """One stage on the ring: where it stands and its name in short lines."""

    number: int
    x: int
    y: int
    lines: tuple[Line, ...]
    stop: "Stop"
    arrow: str


@dataclass(frozen=True)
class Stop:
    """What is said of one stage."""

    number: int
    name: str
    status: str
    words: str
    answered: int = 0
    asked: int = 0

    @property
    def share(self) -> int:
        """How much of it is answered, in percent."""
        return 100 * self.answered // self.asked if self.asked else 0


def nodes(stops: Sequence[Stop]) -> list[Node]:
    """The stages clockwise from the top, each with the arrow that leads to the next."""
    count = len(stops)
    return [_node(stop, index, count) for index, stop in enumerate(stops)]


def _node(stop: Stop, index: int, count: int) -> Node:
    x, y = (round(value) for value in _point(_angle(index, count)))
    lines = _lines(stop.name)
    top = y + 6 - LEADING * (len(lines) - 1) // 2
    placed = tuple(Line(text, top + LEADING * row) for row, text in enumerate(lines))
    return Node(stop.number, x, y, placed, stop, _arrow(index, count))


def _angle(index: float, count: int) -> float:
    return 2 * pi * index / count - pi / 2


def _point(angle: float) -> tuple[float, float]:
    return SIZE / 2 + RING * cos(angle), SIZE / 2 + RING * sin(angle)


def _arrow(index: int, count: int) -> str:
    """An arc of the ring from this circle's edge to the edge of the next."""
    clear = 2 * asin((NODE + GAP) / (2 * RING))
    start, end = _angle(index, count) + clear, _angle(index + 1, count) - clear
    (x1, y1), (x2, y2) = _point(start), _point(end)
    return f"M{x1:.0f} {y1:.0f}A{RING} {RING} 0 0 1 {x2:.0f} {y2:.0f}"


def _lines(name: str) -> tuple[str, ...]:
    """A name in lines that fit into the circle; a long word keeps its line."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_LENGTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)
