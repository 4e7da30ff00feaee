"""Words that leave the council with no text: names of people, streets, addresses, numbers."""

import re
from collections.abc import Callable, Iterable

WITHHELD = "[left out]"
SHORTEST = 4
_REACHED_AT = r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>(),;]+|(?<![\w+])\+?\d(?:[ \-]?\d){9,13}(?!\w)"


def without(words: Iterable[str]) -> Callable[[str], str]:
    """What takes each of the words out of a text, and with them how somebody can be reached."""
    known = {" ".join(word.split()) for word in words}
    longest = sorted((word for word in known if len(word) >= SHORTEST), key=len, reverse=True)
    named = [rf"(?<!\w){_spaced(word)}(?!\w)" for word in longest]
    pattern = re.compile("|".join([*named, _REACHED_AT]), re.IGNORECASE)
    return lambda text: pattern.sub(WITHHELD, text)


def _spaced(word: str) -> str:
    """The word with whatever space stands between its parts."""
    return r"\s+".join(re.escape(part) for part in word.split())
