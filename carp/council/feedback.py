"""What a reporter is told, drafted from the words of the pack, and the form of a reference.

A draft names what only the portal knows by placeholders in braces, for example {reference}. The
officer reads the draft, changes it and decides; nothing is sent by itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from carp.council.schema import Text

PLACEHOLDERS = ("reference", "council", "telephone", "community", "door", "door_telephone", "day")
LEAST_DIGITS, MOST_LETTERS = 4, 3


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """The only thing that is kept of an individual's case: its reference (clause 6.4).

    In the form 9 stands for a digit and A for a letter; anything else stands for itself.
    """

    reference_form: Text = "SG-999999"
    team: Text = "the safeguarding team"


def fault(template: str) -> str | None:
    """Why a draft could not be filled in; None for a sound one."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return "has a brace that is not closed: write {{ and }} for braces of the text."
    for _text, name, spec, conversion in parts:
        if name is None:
            continue
        if name not in PLACEHOLDERS or spec or conversion:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            return f'has the placeholder "{{{name}}}": known are {known}.'
    return None


def filled(templates: Iterable[str], values: Mapping[str, str]) -> str:
    """Drafts as one text: placeholders filled in, and no sentence twice.

    A sentence for which a value is missing is left out.
    """
    sentences: dict[str, None] = {}
    for template in templates:
        for sentence in re.split(r"(?<=[.!?])\s+", template.strip()):
            names = [name for _text, name, _spec, _conversion in Formatter().parse(sentence)]
            if sentence and all(values.get(name) for name in names if name):
                sentences[sentence.format_map(dict(values))] = None
    return " ".join(sentences)


def form_fault(form: str) -> str | None:
    """Why a form of references could not be one: it must hold a number and never a name."""
    if not re.fullmatch(r"[A-Z0-9/-]+", form):
        return "may hold capital letters, digits, hyphens and slashes."
    if form.count("9") < LEAST_DIGITS:
        return f"needs {LEAST_DIGITS} digits or more, each written as 9."
    if form.count("A") > MOST_LETTERS:
        return f"may leave {MOST_LETTERS} letters open at most, or it could hold a name."
    return None


def is_of_form(reference: str, form: str) -> bool:
    """Whether a reference has the form: 9 is a digit, A a letter, the rest is as it stands."""
    signs = {"9": "[0-9]", "A": "[A-Z]"}
    return bool(re.fullmatch("".join(signs.get(sign, re.escape(sign)) for sign in form), reference))


def example_of(form: str) -> str:
    """A reference of that form, for a hint."""
    digits = iter("0412736958" * 4)
    return "".join(next(digits) if sign == "9" else "K" if sign == "A" else sign for sign in form)
