"""Forms that change something which somebody else may be changing too."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from actionplans.workflow.editing import EditConflict, fingerprint
from carp.money import pounds
from carp.web.formats import day
from carp.web.forms import Form


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

    def meet(self, conflict: EditConflict) -> None:
        """Show both texts: theirs as the error beside the field, this person's in the field."""
        self.data = self.data.copy()
        self.data["opened"] = fingerprint(conflict.values)
        typed = dict(self.cleaned_data)
        for name, theirs in conflict.values.items():
            mine = getattr(typed[name], "pk", typed[name])
            if mine != theirs:
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
        return str(choices.get("" if value is None else value, value))
