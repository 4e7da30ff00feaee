"""Is it one of these? What the reporter answers, by the place in the list alone."""

from collections.abc import Sequence
from typing import Any

from django import forms

from carp.web.forms import Button, Field, Form
from triggers.known import Known

NONE = "none"


class KnownForm(Form):
    """One of the communities shown, or none of them; going on without an answer is one too."""

    same_as = forms.ChoiceField(
        label="Is it one of these?",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Select one of the answers"},
    )
    heading = True
    buttons = (Button("Continue"),)

    def __init__(self, *args: Any, known: Sequence[Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(each.key), each.name) for each in known]
        self.about = {str(each.key): each.about for each in known}
        self.fields["same_as"].choices = [*listed, (NONE, "No, or I am not sure")]

    def layout_objects(self) -> list[Any]:
        return [Field("same_as", heading=self.heading, hints=self.about, optional=False)]

    @property
    def community(self) -> int | None:
        """The key of the community that was chosen."""
        chosen = self.cleaned_data["same_as"]
        return int(chosen) if chosen not in ("", NONE) else None


class SameForm(KnownForm):
    """The same question on the page of a report that was just made."""

    heading = False
    buttons = (Button("Tell the officer", style="secondary"),)
