"""Charts of our own, to be read on a small phone and on paper, each shown with its figures."""

from django.utils.safestring import SafeString

from carp.documents.drawing import (
    GREEN,
    INK,
    PAPER,
    QUIET,
    RULE,
    WIDTH,
    Drawing,
    box,
    number,
    width_of,
    wrapped,
)
from carp.documents.report import Chart, Kind, Series, Value, shown
from carp.documents.tones import SERIES, Tone, legend, legend_height, shape

LABEL_ROOM, BAR, GAP, LINE = 140, 18, 10, 16
PLOT_HEIGHT, PLOT_LEFT = 180, 44
DASHES = ("", "7 4", "2 3", "10 3 2 3")
ONE = {Kind.POUNDS: 100, Kind.PERCENT: 10, Kind.DAYS: 10, Kind.HUNDREDTHS: 100}


def draw(chart: Chart, *, key: str) -> SafeString:
    """Drawn from nought: what is unknown, withheld or below nought is written and not drawn."""
    return {"bar": _bars, "stacked": _stack, "line": _lines}[chart.kind](chart, key)


def _size(value: Value) -> int:
    return max(value, 0) if isinstance(value, int) else 0


def _tones(chart: Chart) -> list[Tone]:
    return [SERIES[place % len(SERIES)] for place in range(len(chart.series))]


def _names(chart: Chart) -> list[str]:
    return [series.name for series in chart.series] if len(chart.series) > 1 else []


def _start(chart: Chart, key: str, body: float) -> tuple[Drawing, float]:
    """A drawing with room for the body, and the height at which the body begins."""
    names = _names(chart)
    top = legend_height(names) + 4 if names else 0
    drawing = Drawing(key, chart.title, chart.description, top + body)
    if names:
        legend(drawing, names, _tones(chart), top=0)
    return drawing, top


def _baseline(drawing: Drawing, top: float, body: float) -> None:
    drawing.add(
        "path", d=f"M{LABEL_ROOM},{number(top)} V{number(top + body - GAP / 2)}", stroke=QUIET
    )


def _bars(chart: Chart, key: str) -> SafeString:
    labels = [wrapped(label, LABEL_ROOM - 8, most=5) for label in chart.labels]
    bars = len(chart.series) * BAR
    heights = [max(len(label) * LINE, bars) + GAP for label in labels]
    drawing, y = _start(chart, key, sum(heights))
    texts = [[shown(value, chart.unit) for value in series.values] for series in chart.series]
    most = max(max(_size(value) for value in series.values) for series in chart.series) or 1
    room = (
        WIDTH
        - LABEL_ROOM
        - max(width_of(text) for column in texts for text in column if len(text) < 14)
        - 8
    )
    _baseline(drawing, y, sum(heights))
    for place, (label, height) in enumerate(zip(labels, heights, strict=True)):
        middle = y + (height - GAP) / 2
        drawing.lines(0, middle - (len(label) - 1) * LINE / 2 + 5, label)
        for row, (series, tone) in enumerate(zip(chart.series, _tones(chart), strict=True)):
            top = middle - bars / 2 + row * BAR
            long = _bar(drawing, series.values[place], tone, top=top, scale=room / most)
            drawing.text(LABEL_ROOM + long + 6, top + BAR - 4, texts[row][place])
        y += height
    return drawing.svg()


def _bar(drawing: Drawing, value: Value, tone: Tone, *, top: float, scale: float) -> float:
    long = _size(value) * scale
    if long:
        edge = {} if tone.ink == PAPER else {"stroke": QUIET, "stroke_width": 0.8}
        shape(drawing, tone, "rect", **box(LABEL_ROOM, top + 1, long, BAR - 2), **edge)
    return long


def _stack(chart: Chart, key: str) -> SafeString:
    labels = [wrapped(label, LABEL_ROOM - 8, most=5) for label in chart.labels]
    columns = list(zip(*(series.values for series in chart.series), strict=True))
    totals = [sum(map(_size, column)) for column in columns]
    heights = [max(len(label) * LINE, BAR + 6) + GAP for label in labels]
    drawing, y = _start(chart, key, sum(heights))
    # No total where a part is withheld: it would give the part away.
    ends = [
        shown(total, chart.unit) if all(isinstance(value, int) for value in column) else ""
        for total, column in zip(totals, columns, strict=True)
    ]
    scale = (WIDTH - LABEL_ROOM - max(map(width_of, ends)) - 8) / (max(totals) or 1)
    _baseline(drawing, y, sum(heights))
    for place, (label, height) in enumerate(zip(labels, heights, strict=True)):
        middle = y + (height - GAP) / 2
        drawing.lines(0, middle - (len(label) - 1) * LINE / 2 + 5, label)
        x = float(LABEL_ROOM)
        for series, tone in zip(chart.series, _tones(chart), strict=True):
            x += _segment(drawing, series.values[place], chart.unit, tone, (x, middle, scale))
        drawing.text(x + 6, middle + 5, ends[place], font_weight="bold")
        y += height
    return drawing.svg()


def _segment(
    drawing: Drawing, value: Value, unit: Kind, tone: Tone, at: tuple[float, float, float]
) -> float:
    x, middle, scale = at
    long, text = _size(value) * scale, shown(value, unit)
    if long:
        place = box(x, middle - 12, long, 24)
        shape(drawing, tone, "rect", **place, stroke=INK, stroke_width=0.6)
    if long > width_of(text) + 8:
        wide = width_of(text) + 6
        drawing.add("rect", **box(x + (long - wide) / 2, middle - 8, wide, 16), fill=tone.base)
        drawing.text(x + long / 2, middle + 5, text, text_anchor="middle", fill=tone.ink)
    return long


def _lines(chart: Chart, key: str) -> SafeString:
    slot = (WIDTH - PLOT_LEFT - 8) / len(chart.labels)
    drawing, top = _start(chart, key, PLOT_HEIGHT + 64)
    top += 22
    levels = ticks(
        max(max(_size(value) for value in series.values) for series in chart.series), chart.unit
    )
    scale = PLOT_HEIGHT / levels[-1]
    foot = top + PLOT_HEIGHT
    for tick in levels:
        y = foot - tick * scale
        drawing.add("path", d=f"M{PLOT_LEFT},{number(y)} H{WIDTH}", stroke=RULE if tick else QUIET)
        drawing.text(
            PLOT_LEFT - 6,
            y + 4,
            _short(tick, chart.unit),
            text_anchor="end",
            fill=QUIET,
            font_size=12,
        )
    every = -(-len(chart.labels) // 8)
    for place, label in enumerate(chart.labels):
        if place % every == 0:
            middle = PLOT_LEFT + slot * (place + 0.5)
            words = wrapped(label, slot * every - 2, most=2, size=12)
            drawing.lines(middle, foot + 18, words, text_anchor="middle", font_size=12)
    for row, series in enumerate(chart.series):
        points = [
            (PLOT_LEFT + slot * (place + 0.5), foot - value * scale)
            if isinstance(value, int)
            else None
            for place, value in enumerate(series.values)
        ]
        _line(drawing, points, row)
        if len(chart.series) == 1 and every == 1:
            _values(drawing, series, points, chart.unit)
    return drawing.svg()


def _line(drawing: Drawing, points: list[tuple[float, float] | None], row: int) -> None:
    """A line with a gap where nothing is known; each series has its own dash and its own mark."""
    path, pen = [], "M"
    for point in points:
        if point:
            path.append(f"{pen}{number(point[0])},{number(point[1])}")
        pen = "L" if point else "M"
    colour = (GREEN, "#8a6100", QUIET, INK)[row % 4]
    dash = {"stroke_dasharray": DASHES[row % 4]} if row % 4 else {}
    drawing.add("path", d=" ".join(path), fill="none", stroke=colour, stroke_width=2.5, **dash)
    for point in filter(None, points):
        _dot(drawing, point, row, colour)


def _dot(drawing: Drawing, point: tuple[float, float], row: int, colour: str) -> None:
    x, y = point
    if row % 2:
        drawing.add(
            "rect",
            x=x - 4,
            y=y - 4,
            width=8,
            height=8,
            fill=colour if row == 1 else PAPER,
            stroke=colour,
        )
    else:
        drawing.add(
            "circle",
            cx=x,
            cy=y,
            r=4.5,
            fill=PAPER if row else colour,
            stroke=colour,
            stroke_width=2,
        )


def _values(
    drawing: Drawing, series: Series, points: list[tuple[float, float] | None], unit: Kind
) -> None:
    for value, point in zip(series.values, points, strict=True):
        if point:
            drawing.text(
                point[0], point[1] - 9, shown(value, unit), text_anchor="middle", font_weight="bold"
            )


def ticks(most: int, unit: Kind) -> list[int]:
    """From nought to the largest value or above it, in at most six steps of 1, 2 or 5."""
    one = ONE.get(unit, 1)
    step = one
    while most > step * 5:
        step = step * 5 // 2 if str(step // one).startswith("2") else step * 2
    return list(range(0, (max(-(-most // step), 1) + 1) * step, step))


def _short(tick: int, unit: Kind) -> str:
    if unit is Kind.POUNDS and tick >= 1_000_000:
        return f"£{tick // 100_000:,}k"
    return shown(tick, unit) if unit is not Kind.DAYS else str(tick // 10)
