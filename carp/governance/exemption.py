"""The seven paragraphs under which a decision may be kept from the public.

Part 1 of Schedule 12A to the Local Government Act 1972, each in a few plain words.
"""

PARAGRAPHS: dict[int, str] = {
    1: "About an individual",
    2: "Likely to reveal who an individual is",
    3: "Financial or business affairs of a person or of the council",
    4: "Consultations or negotiations about labour relations",
    5: "Legal professional privilege",
    6: "A notice, order or direction that the council proposes to make",
    7: "Prevention, investigation or prosecution of crime",
}


def named(paragraph: int) -> str:
    """A paragraph as the public list names it."""
    return f"Paragraph {paragraph}: {PARAGRAPHS[paragraph].lower()}"
