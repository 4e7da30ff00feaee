"""The few strokes that charts and maps are made of: SVG with presentation attributes only.

No style attribute, no style element and no script, so a strict content policy lets it through, and
the same picture serves the page and the PDF. Built as an element tree: no text can become markup.
"""

from dataclasses import dataclass, field
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe

FONT = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"
# Wide enough to be read at 360 pixels, where it is drawn at about four fifths of its size.
WIDTH = 400
TEXT = 14
INK, QUIET, RULE, PAPER = "#0b0c0c", "#505a5f", "#b1b4b6", "#ffffff"
GREEN, GREEN_MID, GREEN_PALE = "#17503b", "#5f9480", "#d9e8e1"
# An average letter is about half as wide as the text is high.
LETTER = 0.52


@dataclass
class Drawing:
    """One picture. `key` keeps the ids of several pictures on a page apart."""

    key: str
    title: str
    description: str
    height: float
    root: ElementTree.Element = field(init=False)
    defs: ElementTree.Element = field(init=False)

    def __post_init__(self) -> None:
        described = {"aria-describedby": f"{self.key}-d"} if self.description else {}
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {WIDTH} {number(self.height)}",
                "width": str(WIDTH),
                "height": number(self.height),
                "role": "img",
                "aria-labelledby": f"{self.key}-t",
                **described,
                "font-family": FONT,
                "font-size": str(TEXT),
                "fill": INK,
            },
        )
        ElementTree.SubElement(self.root, "title", {"id": f"{self.key}-t"}).text = self.title
        if self.description:
            ElementTree.SubElement(
                self.root, "desc", {"id": f"{self.key}-d"}
            ).text = self.description
        self.defs = ElementTree.SubElement(self.root, "defs")

    def add(
        self, name: str, text: str | None = None, /, **attributes: object
    ) -> ElementTree.Element:
        return stroke(self.root, name, text, **attributes)

    def text(self, x: float, y: float, text: str, **attributes: object) -> None:
        self.add("text", text, x=x, y=y, **attributes)

    def lines(self, x: float, y: float, lines: list[str], **attributes: object) -> None:
        """Several lines of text, the first with its foot at y."""
        for place, line in enumerate(lines):
            self.text(x, y + place * (TEXT + 2), line, **attributes)

    def svg(self) -> SafeString:
        if not len(self.defs):
            self.root.remove(self.defs)
        drawn = ElementTree.tostring(self.root, encoding="unicode")
        return mark_safe(drawn)  # noqa: S308  (the element tree has escaped every text)


def stroke(
    parent: ElementTree.Element, name: str, text: str | None = None, /, **attributes: object
) -> ElementTree.Element:
    """An element whose attribute names are written with _ for -."""
    plain = {
        key.rstrip("_").replace("_", "-"): number(value) if isinstance(value, float) else str(value)
        for key, value in attributes.items()
    }
    element = ElementTree.SubElement(parent, name, plain)
    element.text = text
    return element


def box(x: float, y: float, wide: float, high: float) -> dict[str, object]:
    """The attributes of a rectangle."""
    return {"x": float(x), "y": float(y), "width": float(wide), "height": float(high)}


def number(value: float) -> str:
    """A coordinate to one decimal place, without a needless nought."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def width_of(text: str, size: float = TEXT) -> float:
    return len(text) * size * LETTER


def wrapped(text: str, room: float, *, most: int = 3, size: float = TEXT) -> list[str]:
    """The text in lines that fit the room; what does not fit ends in an ellipsis."""
    fits = max(int(room / (size * LETTER)), 4)
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= fits or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [f"{lines[most - 1]}…"]
    return [line if len(line) <= fits else f"{line[: fits - 1]}…" for line in lines]
