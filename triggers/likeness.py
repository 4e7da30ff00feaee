"""How alike two reports are by what they say, whatever the order of their sentences.

A text is taken as its telling words and the pairs of them that stand beside one another. Its shape
is a sketch of these (one-permutation MinHash): short enough to compare with thousands of others
while a page is made. Those that are nearest by shape are then compared word by word, where what few
of them say counts for more than what all of them say.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, log, sqrt
from operator import eq
from zlib import crc32

from carp.web.search import words

BINS = 128
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
EMPTY, NONE = "_", 2**32
Bins = list[int]
# What every report says, and says nothing by.
COMMON = frozenset((
    "about", "after", "again", "all", "also", "and", "any", "are", "because", "been", "before",
    "being", "but", "can", "cannot", "could", "did", "does", "even", "ever", "every", "few",
    "for", "from", "get", "gets", "got", "had", "has", "have", "her", "here", "him", "his", "how",
    "into", "its", "just", "like", "many", "may", "more", "most", "much", "near", "never",
    "nobody", "not", "now", "off", "one", "only", "onto", "other", "our", "out", "over", "own",
    "people", "said", "same", "say", "says", "she", "should", "since", "some", "somebody",
    "still", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "though", "till", "too", "two", "under", "until", "very", "was", "way",
    "were", "what", "when", "where", "which", "while", "who", "will", "with", "without", "would",
    "you", "your",
))  # fmt: skip
STREETS = frozenset((
    "avenue", "close", "court", "crescent", "drive", "estate", "gardens", "green", "grove",
    "hill", "lane", "parade", "park", "passage", "place", "road", "row", "square", "street",
    "terrace", "view", "walk", "way", "yard",
))  # fmt: skip
SENTENCE = re.compile(r"[.!?;\n]+")


def _stem(word: str) -> str:
    """Without the plural's s: all the grammar that is needed here."""
    plural = len(word) > 4 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def telling(text: str) -> list[str]:
    """The words of a text that tell something, in order."""
    return [_stem(word) for word in words(text) if len(word) > 2 and word not in COMMON]


def features(text: str) -> Iterator[str]:
    """The telling words, and the pairs of neighbours within each sentence."""
    for sentence in SENTENCE.split(text):
        told = telling(sentence)
        yield from told
        yield from (f"{one} {other}" for one, other in pairwise(told))


def bins(text: str) -> Bins:
    """Of the features that fall into each bin the least; one more than any where none does."""
    least = [NONE] * BINS
    for feature in features(text):
        value, place = divmod(crc32(feature.encode()), BINS)
        least[place] = min(least[place], value)
    return least


def drawn(least: Iterable[int]) -> str:
    """Bins as text, a letter each."""
    return "".join(EMPTY if value == NONE else LETTERS[value % len(LETTERS)] for value in least)


def shape(text: str) -> str:
    """The sketch of a text, as it is stored."""
    return drawn(bins(text))


def nearest(one: str, shapes: Mapping[int, str], *, most: int) -> list[int]:
    """The keys of the shapes most like one."""
    told = one.replace(EMPTY, " ")  # an empty bin is like none
    scored = sorted(
        ((sum(map(eq, told, each)), -key) for key, each in shapes.items()), reverse=True
    )
    return [-key for _score, key in scored[:most]]


def streets(where: str, what: str) -> frozenset[tuple[str, str]]:
    """The names of streets: "mill road" where a place is asked for, "Mill Road" in a sentence.

    In a sentence small letters may be children who walk, or a short way.
    """
    named = " ".join(word if word[:1].isupper() else "." for word in what.split())
    return frozenset(
        (name, kind)
        for text in (where, named)
        for part in SENTENCE.split(text)
        for name, kind in pairwise(words(part))
        if kind in STREETS and len(name) > 2
    )


@dataclass(frozen=True)
class Alike:
    """How alike two texts are, from 0 to 1, and how many telling words they share."""

    share: float
    words: int


def compared(text: str, others: Sequence[str]) -> list[Alike]:
    """One text with others; what few of them say counts for more."""
    mine = frozenset(features(text))
    theirs = [frozenset(features(other)) for other in others]
    said_by = Counter(feature for each in (mine, *theirs) for feature in each)
    weights = {feature: log(1 + (len(theirs) + 1) / many) for feature, many in said_by.items()}

    def weight(some: Iterable[str]) -> float:
        # fsum: the order of a set, which differs from process to process, does not show in it.
        return fsum(weights[feature] ** 2 for feature in some)

    whole = weight(mine)
    return [
        Alike(
            share=sqrt(weight(mine & each) / (sqrt(whole * weight(each)) or 1)),
            words=sum(" " not in feature for feature in mine & each),
        )
        for each in theirs
    ]
