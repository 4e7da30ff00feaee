"""Small turns of phrase and the cap that keeps a table readable."""

from collections.abc import Iterable, Sequence

from carp.documents.report import Block, Chart, Paragraphs, Series, Value

MOST_ROWS = 60
Rows = Sequence[tuple[Value, ...]]


def number_of(count: int, one: str, many: str = "") -> str:
    """ "1 report", "4 reports", "no reports"."""
    noun = one if count == 1 else many or f"{one}s"
    return f"{count:,} {noun}" if count else f"no {noun}"


def were(count: int) -> str:
    """ "1 was", "4 were", "none was"."""
    return "1 was" if count == 1 else f"{count:,} were" if count else "none was"


def have(count: int) -> str:
    """ "1 has", "4 have", "none has"."""
    return "1 has" if count == 1 else f"{count:,} have" if count else "none has"


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def capped(rows: Rows) -> tuple[tuple[tuple[Value, ...], ...], str]:
    """As many rows as a reader can use, and the sentence that says how many there are."""
    note = f"The first {MOST_ROWS} of {len(rows):,} are shown." if len(rows) > MOST_ROWS else ""
    return tuple(rows[:MOST_ROWS]), note


def bars(title: str, head: str, counts: Iterable[tuple[str, Value]], *, note: str = "") -> Block:
    """A bar for each name; a sentence where there is none."""
    pairs = tuple(counts)
    if not pairs:
        return Paragraphs((f"{title}: none in this period.",))
    labels, values = zip(*pairs, strict=True)
    return Chart("bar", title, head, labels, (Series("Number", values),), note=note)
