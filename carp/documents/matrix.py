"""The risk matrix as a picture: in each square a count and the band's word, never colour alone."""

from django.utils.safestring import SafeString

from carp.documents.drawing import QUIET, WIDTH, Drawing, box, width_of, wrapped
from carp.documents.report import Kind, Matrix, shown
from carp.documents.tones import RISK, Tone, shaded, shape, spread


def draw(grid: Matrix, *, key: str) -> SafeString:
    """The risk matrix, its highest level at the top."""
    left, foot = 96, 52
    square = (WIDTH - left) / len(grid.across)
    height = max(44.0, min(square, 60.0))
    drawing = Drawing(key, grid.title, grid.description, height * len(grid.up) + foot + 20)
    drawing.text(0, 13, grid.up_head, font_weight="bold")
    tones = _tones(grid)
    for up, word in enumerate(grid.up):
        y = 20 + height * (len(grid.up) - 1 - up)
        label = wrapped(word, left - 8, most=2)
        drawing.lines(left - 8, y + height / 2 - (len(label) - 1) * 8 + 5, label, text_anchor="end")
        for across, band in enumerate(grid.squares[up]):
            count = shown(grid.counts[up][across], Kind.NUMBER)
            _square(
                drawing,
                tones[band],
                count,
                grid.bands[band],
                (left + across * square, y, square, height),
            )
    y = 20 + height * len(grid.up)
    for across, word in enumerate(grid.across):
        label = wrapped(word, square - 2, most=2, size=12)
        drawing.lines(
            left + (across + 0.5) * square, y + 15, label, text_anchor="middle", font_size=12
        )
    middle = left + (WIDTH - left) / 2
    drawing.text(middle, y + foot - 6, grid.across_head, text_anchor="middle", font_weight="bold")
    return drawing.svg()


def _tones(grid: Matrix) -> tuple[Tone, ...]:
    """The council's own colours and patterns where it gave them."""
    if not grid.looks:
        return spread(RISK, len(grid.bands))
    return tuple(
        Tone(f"b{place}", look.colour, look.pattern, shaded(look.colour), look.on_colour)
        for place, look in enumerate(grid.looks)
    )


def _square(
    drawing: Drawing, tone: Tone, count: str, word: str, frame: tuple[float, float, float, float]
) -> None:
    x, y, wide, high = frame
    shape(drawing, tone, "rect", **box(x + 1, y + 1, wide - 2, high - 2), stroke=QUIET)
    words = wrapped(word, wide - 6, most=1, size=11)[0]
    plate = min(max(width_of(words, 11), width_of(count, 16)) + 8, wide - 4)
    drawing.add("rect", **box(x + (wide - plate) / 2, y + high / 2 - 17, plate, 35), fill=tone.base)
    middle = {"text_anchor": "middle", "fill": tone.ink}
    size = 16 if len(count) < 5 else 11
    drawing.text(x + wide / 2, y + high / 2, count, font_size=size, font_weight="bold", **middle)
    drawing.text(x + wide / 2, y + high / 2 + 14, words, font_size=11, **middle)
