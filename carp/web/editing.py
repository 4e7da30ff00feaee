"""Two people who change the same thing: the second learns what the first wrote (quality F12)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from carp.accounts.verdicts import Refused
from carp.money import pounds
from carp.web.formats import day
from carp.web.forms import Form


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


class EditingForm(Form):
    """Carries from which values it was opened; without any it makes something new."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, values: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        if values is not None:
            kwargs["initial"] = {**values, "opened": fingerprint(values)}
        super().__init__(*args, **kwargs)

    @property
    def given(self) -> dict[str, Any]:
        """What was answered, without what the form itself carries."""
        return {name: value for name, value in self.cleaned_data.items() if name != "opened"}

    def refuse(self, refusal: Refused) -> None:
        if isinstance(refusal, EditConflict):
            self.meet(refusal)
        else:
            super().refuse(refusal)

    def meet(self, conflict: EditConflict) -> None:
        """Show both texts: theirs as the error beside the field, this person's in the field."""
        self.data = self.data.copy()
        self.data["opened"] = fingerprint(conflict.values)
        typed = dict(self.cleaned_data)
        for name, theirs in conflict.values.items():
            if _plain(typed[name]) != theirs:
                words = self._shown(name, theirs)
                self.add_error(
                    name,
                    f"Somebody else made this “{words}” while you were writing. "
                    "Save again to replace it.",
                )

    def _shown(self, name: str, value: Any) -> str:
        if name.endswith("_pence"):
            return pounds(value)
        if isinstance(value, date):
            return day(value)
        choices = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(choices.get(each, each)) for each in value) or "nothing"
        return str(choices.get("" if value is None else value, value))


def _plain(value: Any) -> Any:
    """An answer as the thing's values hold it: a row by its key, several areas by their codes."""
    if isinstance(value, QuerySet):
        return sorted(row.code for row in value)
    return sorted(value) if isinstance(value, list) else getattr(value, "pk", value)
