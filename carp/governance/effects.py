"""What a decision sets going in the app that knows its subject.

    effects.add("triggers.referral", Effect(require=..., follow=...))   # in the app's ``decided``

``require`` raises Refused where the decision cannot be drafted or confirmed by that person as it
stands; ``follow`` does what it asks for, once, at the confirmation.
"""

from dataclasses import dataclass
from typing import Protocol

from carp.accounts.models import User
from carp.governance.models import Decision


class Step(Protocol):
    """A step with a decision by a person, in the transaction of the caller."""

    def __call__(self, decision: Decision, *, by: User) -> None: ...


def _nothing(decision: Decision, *, by: User) -> None:
    """A subject without an app that says more."""


@dataclass(frozen=True)
class Effect:
    """How an app takes part in the decisions about its things."""

    require: Step = _nothing
    follow: Step = _nothing


_effects: dict[str, Effect] = {}


def add(subject_type: str, effect: Effect) -> None:
    """Let an app say what decisions about one kind of its things do; the same again replaces it."""
    _effects[subject_type] = effect


def of(decision: Decision) -> Effect:
    """The effect of a decision by the kind of its subject."""
    return _effects.get(decision.subject_type, Effect())
