"""What a page asks of the database once, however many of its rules ask it.

A page shows a link, a button and a form by several rules, and most of them ask the same: whether
somebody sits on the board, who declared an interest. Rules stay plain functions that ask for
themselves, as a step of the workflow needs them to under its locks; while a page is read the first
answer holds for all of them (ADR 28).
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextlib.contextmanager
def a_page() -> Iterator[None]:
    """While a page is read: what was answered is kept, and gone at its end."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once_a_page(question: Callable[P, R]) -> Callable[P, R]:
    """Ask anew each time, but for a page: there once for the same things.

    The things are rows that are saved, and values; a row is known by its model and key. Nobody
    changes an answer that they were given.
    """

    @functools.wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        found: R = answers[key]
        return found

    return asked
