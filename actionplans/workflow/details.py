"""What somebody gave for a part of a plan."""

from typing import Any


def values_in(details: object) -> dict[str, Any]:
    """Field by field as it is kept: without the space around a text."""
    return {
        field: value.strip() if isinstance(value, str) else value
        for field, value in vars(details).items()
    }
