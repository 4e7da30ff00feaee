"""The same concern told again by somebody else: probes for similar reports, plain and hard.

A plain one leaves out three sentences in ten and tells the others in another order. A hard one
leaves out three to five in ten, turns the words within a sentence about, says it in other words
where the table below has some, names another street of the ward and comes two weeks later.
"""

from random import Random

SYNONYMS = {
    "rubbish": "litter", "older": "elderly", "young": "youth", "families": "households",
    "tenants": "renters", "carers": "helpers", "residents": "neighbours", "shopkeepers": "traders",
    "volunteers": "helpers", "pupils": "schoolchildren", "dark": "nightfall", "heat": "warm",
    "wait": "stand", "lost": "missed", "shop": "store", "drugs": "cannabis", "daylight": "daytime",
    "burst": "broken", "quarrels": "rows", "fires": "blazes", "alley": "ginnel", "damp": "mould",
    "wall": "partition", "bags": "sacks", "lain": "stood", "weeks": "ages", "bus": "coach",
    "children": "kids", "landlord": "owner", "moving": "leaving", "letters": "mails",
    "hall": "centre", "flats": "apartments", "lane": "track", "green": "common", "estate": "houses",
    "summer": "spring", "council": "authority", "neighbour": "friend", "afraid": "scared",
}  # fmt: skip


def sentences(text: str) -> list[str]:
    return [part.strip() for part in text.split(".") if part.strip()]


def plain(text: str, random: Random) -> str:
    return ". ".join(_some(sentences(text), 0.3, random)) + "."


def hard(text: str, random: Random) -> str:
    kept = _some(sentences(text), random.uniform(0.3, 0.5), random)
    return ". ".join(_in_other_words(_turned(sentence, random)) for sentence in kept) + "."


def _some(told: list[str], left_out: float, random: Random) -> list[str]:
    return random.sample(told, max(1, round(len(told) * (1 - left_out))))


def _turned(sentence: str, random: Random) -> str:
    """The end of a sentence first."""
    said = sentence.split()
    place = random.randrange(1, len(said)) if len(said) > 1 else 0
    return " ".join(said[place:] + said[:place])


def _in_other_words(sentence: str) -> str:
    return " ".join(SYNONYMS.get(word.casefold(), word) for word in sentence.split())
