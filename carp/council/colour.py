"""How well text reads on a colour (WCAG 2.2, success criterion 1.4.3)."""

import re

LEAST_CONTRAST = 4.5
SPELLING = re.compile(r"#[0-9a-f]{6}")


def contrast_fault(text: str, colour: str) -> str | None:
    """Why text of one colour can't be read on another; silent where either is no colour."""
    if not (SPELLING.fullmatch(text) and SPELLING.fullmatch(colour)):
        return None
    ratio = contrast(text, colour)
    if ratio >= LEAST_CONTRAST:
        return None
    return (
        f"{text} on {colour} has a contrast of {ratio:.1f}: "
        f"at least {LEAST_CONTRAST} is needed to be readable."
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
