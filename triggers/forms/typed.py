"""What a page keeps when a button other than "save" is pressed: everything typed, unjudged."""

from collections.abc import Mapping
from typing import Any

from django import forms


def typed(
    fields: Mapping[str, forms.Field], data: Mapping[str, Any], *, prefix: str = ""
) -> dict[str, Any]:
    """The values of a form's fields as they were sent, to be shown again as its initial values."""
    return {
        name: field.widget.value_from_datadict(data, {}, f"{prefix}-{name}" if prefix else name)
        for name, field in fields.items()
    }
