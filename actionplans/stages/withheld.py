"""What leaves the council with no text: names of people, streets, addresses, numbers, money."""

import re
from collections.abc import Callable, Iterable

WITHHELD = "[left out]"
SHORTEST = 4
_REACHED_AT = r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>(),;]+|(?<![\w+])\+?\d(?:[ \-]?\d){9,13}(?!\w)"

_FIGURE = r"\d+(?:,\d+)*(?:\.\d+)?"
_MONEY = (
    rf"£\s?{_FIGURE}(?:\s?(?:k|m|bn|thousand|million)\b)?|(?<![\w.,]){_FIGURE}\s?(?:pounds|GBP)\b"
)


def without(words: Iterable[str]) -> Callable[[str], str]:
    """What takes each of the words out of a text, with amounts and how somebody can be reached."""
    known = {" ".join(word.split()) for word in words}
    longest = sorted((word for word in known if len(word) >= SHORTEST), key=len, reverse=True)
    named = [rf"(?<!\w){_spaced(word)}(?!\w)" for word in longest]
    pattern = re.compile("|".join([*named, _REACHED_AT, _MONEY]), re.IGNORECASE)
    return lambda text: pattern.sub(WITHHELD, text)


def _spaced(word: str) -> str:
    """The word with whatever space stands between its parts."""
    return r"\s+".join(re.escape(part) for part in word.split())
