"""Refusals that belong to one answer of a form."""

from carp.accounts.verdicts import Refused


class Fault(Refused):
    """``field`` names the answer."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)
