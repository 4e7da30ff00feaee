"""Plays steps at given moments and tells of each: time, actor, what, reference."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from actionplans.models import PlanVersion
from carp import clock
from carp.accounts.models import User
from carp.accounts.verdicts import Refused
from carp.web.formats import when

Result = TypeVar("Result")


class NotAsItShouldBe(AssertionError):
    """A step came out otherwise than the policy asks."""


@dataclass
class Narrator:
    """Tells the journey as it happens; ``lines`` keeps what was told."""

    say: Callable[[str], None]
    people: dict[str, User] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    refusals: int = 0

    def step(self, at: datetime, actor: str, what: str, act: Callable[[User], Result]) -> Result:
        """One step by one person at one moment."""
        with clock.at(at):
            result = act(self._person(actor))
            self._tell(self.people[actor].name, what, reference_of(result))
        return result

    def outside(self, at: datetime, what: str, act: Callable[[], Result]) -> Result:
        """One step by somebody without an account."""
        with clock.at(at):
            result = act()
            self._tell("The public", what, reference_of(result))
        return result

    def refused(self, at: datetime, actor: str, what: str, act: Callable[[User], Any]) -> None:
        """A step that must be refused, and so leaves nothing; anything else ends the journey."""
        with clock.at(at):
            try:
                with transaction.atomic():
                    act(self._person(actor))
            except Refused as refusal:
                self.refusals += 1
                self._tell(self.people[actor].name, f"{what}: refused. “{refusal}”", "")
                return
        raise NotAsItShouldBe(f"{actor} {what}, and was not refused.")

    def _person(self, actor: str) -> User:
        """Fetched anew each time: a person's roles are read once a request in life as well."""
        return User.objects.get(pk=self.people[actor].pk)

    def _tell(self, actor: str, what: str, reference: str) -> None:
        line = f"{when(clock.now()):<28} {actor:<22} {what}"
        self.lines.append(line + (f" [{reference}]" if reference else ""))
        self.say(self.lines[-1])


def reference_of(result: Any) -> str:
    """The reference of what a step answered, where it has one."""
    for thing in (result, getattr(result, "report", None), getattr(result, "allocation", None)):
        if reference := getattr(thing, "reference", ""):
            return str(reference)
    if isinstance(result, PlanVersion):
        return f"{result.plan.reference} version {result.number}"
    return ""
