"""A plan's frozen content: canonical JSON and its hash.

Sorted keys, no spaces, pence and ISO dates; never a float, which two machines may write apart.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SCHEMA = 1
Content = dict[str, Any]


class NotCanonical(TypeError):
    """A value that cannot be written the same way everywhere."""


def canonical(content: Content) -> str:
    """The one text of a content."""
    _refuse_floats(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of the canonical text: the name of what is approved."""
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"{value!r}: write pence, or text")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
