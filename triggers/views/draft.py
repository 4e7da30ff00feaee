"""The answers of somebody who is on the way through the questions, kept in their session.

What was typed is kept as it was typed, right or wrong, so that nothing is lost by Back, by an error
or by a question left out; whether it is right is asked anew each time.
"""

import json
import secrets
import time
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from triggers.forms.questions import Question
from triggers.forms.report import STEPS

DRAFT, DONE, SAVED = "report_draft", "report_done", "report_saved"
MOST_LETTERS = 40_000
SHOWN_SECONDS = 15 * 60
EDITION_LETTERS = 16


class Draft:
    """One report that is being written; `key` is its secret, by which it can be sent only once."""

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        self.fits = True
        self.held: dict[str, Any] = session.get(DRAFT) or {
            "key": secrets.token_urlsafe(32),
            "started": time.time(),
            "answers": {},
        }

    @property
    def exists(self) -> bool:
        return DRAFT in self.session

    @property
    def key(self) -> str:
        return str(self.held["key"])

    @property
    def age(self) -> float:
        """Seconds since the first answer, by the machine's own clock."""
        return time.time() - float(self.held["started"])

    def take(self, step: str, typed: QueryDict) -> Question:
        """Keep what was typed on a page, and answer its form; more than people type is not kept."""
        names = STEPS[step].base_fields
        answers = {name: typed.getlist(name) for name in names if name in typed}
        kept = self.held["answers"] | {step: answers}
        letters = sum(len(text) for values in answers.values() for text in values)
        self.fits = letters <= MOST_LETTERS
        if self.fits:
            self.session[DRAFT] = self.held | {"answers": kept}
        self.held = self.held | {"answers": kept}
        self.__dict__.pop("forms", None)
        return self.forms[step]

    @cached_property
    def forms(self) -> dict[str, Question]:
        """Every question with what was typed for it; unbound where nothing was yet."""
        known: dict[str, Any] = {}
        forms = {}
        for step, form_class in STEPS.items():
            typed = self.held["answers"].get(step)
            form = form_class(None if typed is None else MultiValueDict(typed), known=known)
            if form.is_valid():
                known.update(form.cleaned_data)
            forms[step] = form
        return forms

    def first_open(self, *, before: str = "") -> str:
        """The first question without a good answer; "" when there is none (before that one)."""
        for step, form in self.forms.items():
            if step == before:
                return ""
            if not form.is_valid():
                return step
        return ""

    @property
    def answers(self) -> dict[str, Any]:
        """All answers together, once every question has a good one."""
        return {
            name: value for form in self.forms.values() for name, value in form.cleaned_data.items()
        }

    @property
    def edition(self) -> str:
        """A short name for what the answers say, by which a page that shows others is noticed."""
        said = json.dumps(self.held["answers"], sort_keys=True)
        return sha256(said.encode()).hexdigest()[:EDITION_LETTERS]

    def differs_from(self, held: dict[str, Any]) -> bool:
        """Whether this browser has begun something that these answers would take the place of."""
        return self.exists and self.held["answers"] != held["answers"]

    def bring_back(self, held: dict[str, Any]) -> None:
        """Go on with answers that were saved."""
        self.session[DRAFT] = self.held = held
        self.__dict__.pop("forms", None)

    def renew(self) -> None:
        """Make it another report: the one of this key was sent."""
        self.held = self.held | {"key": secrets.token_urlsafe(32)}
        self.session[DRAFT] = self.held

    @property
    def same_as(self) -> int | None:
        """The community that the reporter says it is, by its key."""
        return self.held.get("same_as")

    def say_same(self, community: int | None) -> None:
        """Keep which community the reporter says it is."""
        self.held = self.held | {"same_as": community}
        if self.exists:
            self.session[DRAFT] = self.held

    def forget(self) -> None:
        self.session.pop(DRAFT, None)


def remember_done(session: SessionBase, *, key: str, **told: Any) -> None:
    """What the last page shows, and by which key it can work out the receipt for a while."""
    session[DONE] = {"key": key, "at": time.time(), **told}


def done(session: SessionBase) -> dict[str, Any]:
    """The submission just made; its key goes after some minutes, and with it the receipt."""
    return _for_some_minutes(session, DONE)


def remember_saved(session: SessionBase, *, key: str, **told: Any) -> None:
    """What the page after saving shows, and by which secret it can work out the code."""
    session[SAVED] = {"key": key, "at": time.time(), **told}


def saved(session: SessionBase) -> dict[str, Any]:
    """The answers just saved; the secret of their code goes after some minutes."""
    return _for_some_minutes(session, SAVED)


def _for_some_minutes(session: SessionBase, name: str) -> dict[str, Any]:
    held: dict[str, Any] = session.get(name) or {}
    if held.get("key") and time.time() - held["at"] > SHOWN_SECONDS:
        held["key"] = ""
        session[name] = held
    return held
