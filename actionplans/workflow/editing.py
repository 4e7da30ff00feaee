"""Two people who change the same thing: the second learns what the first wrote (quality F12)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from carp.accounts.verdicts import Refused


class EditConflict(Refused):
    """Somebody else changed the thing since this person opened it; ``values`` is what it says."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        super().__init__("Somebody else changed this while you were writing.")


def fingerprint(values: Mapping[str, Any]) -> str:
    """What a form carries to say from which values it was opened."""
    text = json.dumps(dict(values), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def require_unchanged(values: Mapping[str, Any], opened: str | None) -> None:
    """Raise EditConflict unless the thing still says what it said when it was opened.

    None is a caller that read the thing in this very step.
    """
    if opened is not None and fingerprint(values) != opened:
        raise EditConflict(values)
