"""Which words of a text differ from another: what a board reads when it asks what changed.

Sentences are matched first and words within those that differ, so that a page of prose costs
little and a moved paragraph does not scatter single words over the page.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, OLD, NEW = "same", "old", "new"
SENTENCES = re.compile(r"\n|[^\S\n]+|[^.!?\s][^.!?\n]*[.!?]*|[.!?]+")
# An amount, a date or a word with its apostrophe is one word; a space counts for itself.
WORDS = re.compile(r"[£€$]?\d+(?:[.,:/]\d+)*%?|\w+(?:['\u2019-]\w+)*|\s+|[^\w\s]")
# Where less than this of the shorter text stayed, it is another text: single words in common would
# only hide that.
ALIKE = 0.5
# Words of one side times words of the other; beyond, the passage is replaced whole.
MOST_PAIRS = 40_000


class Span(NamedTuple):
    """A piece of text that stayed, went or came."""

    state: str
    text: str


def spans(before: str, after: str) -> list[Span]:
    """The two texts as one, in order: what stayed, what went, what came."""
    return list(_joined(_by_sentence(SENTENCES.findall(before), SENTENCES.findall(after))))


def replaced(before: str, after: str) -> list[Span]:
    """One text in the place of the other, as for an amount or a date."""
    return [Span(state, text) for state, text in ((OLD, before), (NEW, after)) if text]


def _by_sentence(before: Sequence[str], after: Sequence[str]) -> Iterator[Span]:
    for kind, old, new in _blocks(before, after):
        if kind == "equal":
            yield Span(SAME, "".join(old))
        elif len(old) == len(new):
            for sentence, other in zip(old, new, strict=True):
                yield from _by_word(sentence, other)
        else:
            yield from _by_word("".join(old), "".join(new))


def _by_word(before: str, after: str) -> list[Span]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return replaced(before, after)
    found: list[Span] = []
    for kind, gone, come in _blocks(old, new):
        if kind == "equal":
            found.append(Span(SAME, "".join(gone)))
        else:
            found += replaced("".join(gone), "".join(come))
    kept = sum(len(span.text.strip()) for span in found if span.state == SAME)
    return found if kept >= ALIKE * min(len(before), len(after)) else replaced(before, after)


def _blocks(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        yield kind, before[start:end], after[new_start:new_end]


def _joined(found: Iterator[Span]) -> Iterator[Span]:
    """Neighbours of one kind as one; a space between two changes belongs to both."""
    old = new = space = ""
    for span in found:
        if span.state == OLD:
            old, new, space = old + space + span.text, new + space, ""
        elif span.state == NEW:
            old, new, space = old + space, new + space + span.text, ""
        elif (old or new) and span.text.isspace() and "\n" not in span.text:
            space += span.text
        else:
            yield from replaced(old, new)
            yield Span(SAME, space + span.text)
            old = new = space = ""
    yield from replaced(old, new)
    if space:
        yield Span(SAME, space)
