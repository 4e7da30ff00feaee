"""Which of the places found is it? Part of the question where it is."""

from collections.abc import Sequence
from typing import Any

from django import forms

from carp.web.forms import Field, Form
from triggers.forms.questions import radios
from triggers.places import LETTERS, Place

NONE = "none"


class PlaceForm(Form):
    """The places found, each by its key alone, and none of them."""

    place = radios("Which of these is it?", (), missing="Select a place from the list")
    looked_for = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: Sequence[Place], where: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.has_words = found, bool(where.strip())
        self.about = {each.key: each.about for each in found if each.about}
        listed = [(each.key, each.name) for each in found]
        self.fields["place"].choices = [*listed, (NONE, "None of these: I will describe it")]
        self.initial["looked_for"] = where[:LETTERS]

    def layout_objects(self) -> list[Any]:
        return [Field("place", hints=self.about, optional=False)]
