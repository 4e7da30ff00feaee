"""What the tests of a module find laid, so that not each of them goes through the workflow for it.

`pytestmark = pytest.mark.laid("plan_in_force", "allocation")` lays one of each before the module's
first test. A builder that is asked for nothing in particular hands out what is laid, once a test;
from then on, where something else is asked for, and where the test's clock is at an earlier day,
it builds.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Model

from carp import clock

Made = TypeVar("Made", bound=Model)
Rows = dict[str, tuple[Model, datetime]]
BUILDERS: dict[str, Callable[[], Model]] = {}
_free: Rows = {}


def can_be_laid(build: Callable[..., Made]) -> Callable[..., Made]:
    name = build.__name__

    @wraps(build)
    def given(*args: Any, **details: Any) -> Made:
        if args or details or name not in _free or clock.now() < _free[name][1]:
            return build(*args, **details)
        row, _laid_at = _free.pop(name)
        found: Made = type(row)._base_manager.get(pk=row.pk)
        return found

    BUILDERS[name] = given
    return given


def lay(names: Iterable[str]) -> Rows:
    """One of each, with the instant from which it is there."""
    return {name: (BUILDERS[name](), clock.now()) for name in names}


def offer(rows: Rows) -> None:
    """To one test."""
    _free.clear()
    _free.update(rows)
