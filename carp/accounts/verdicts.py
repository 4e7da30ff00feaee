"""Every rule answers with a Verdict: allowed or not, and the sentence to show."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """A step was refused; the message is the sentence for the person."""


class Fault(Refused):
    """A refusal that belongs to one answer of a form; ``field`` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


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
