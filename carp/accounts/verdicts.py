"""Every rule answers with a Verdict: allowed or not, and the sentence to show."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """A step was refused; the message is the sentence for the person."""


class NotReady(Refused):
    """Something is missing or does not fit; ``faults``: a sentence for each field of a form."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


class Fault(NotReady):
    """One answer does not fit; ``field`` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__({field: sentence})
        self.field = field


@dataclass(frozen=True)
class Verdict:
    """The answer of a rule. ``bool(verdict)`` for templates, ``require()`` for workflow."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise Refused with the sentence unless allowed."""
        if not self.allowed:
            raise Refused(self.reason)


ALLOWED = Verdict(allowed=True)


def refused(reason: str) -> Verdict:
    """A verdict that says no, and why."""
    return Verdict(allowed=False, reason=reason)
