"""Which two states of a plan are compared, and how."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms

from carp.web.forms import Button, Field, Form

SIDE, INLINE = "side", "inline"


class CompareForm(Form):
    """Two states of one plan; sent by GET, so that a comparison has an address."""

    before = forms.ChoiceField(
        label="Compare", error_messages={"invalid_choice": "Choose a version of this plan"}
    )
    after = forms.ChoiceField(
        label="With", error_messages={"invalid_choice": "Choose a version of this plan"}
    )
    look = forms.ChoiceField(
        label="How to show it",
        choices=[(SIDE, "Side by side"), (INLINE, "In one text")],
        widget=forms.RadioSelect,
    )
    buttons = (Button("Compare"),)

    def __init__(self, asked: Any, *, states: Sequence[tuple[str, str]]) -> None:
        """What the address leaves open is the newest version against the one before it."""
        keys = [state for state, _words in states]
        newest, earlier = (keys[1], keys[2]) if len(keys) > 2 else (keys[0], keys[-1])
        super().__init__({"before": earlier, "after": newest, "look": SIDE} | asked.dict())
        self.fields["before"].choices = self.fields["after"].choices = states

    def layout_objects(self) -> list[Any]:
        return [Field("before"), Field("after"), Field("look", small=True, inline=True)]

    def address(self) -> str:
        """The query of the comparison that is shown."""
        return urlencode({name: self.data[name] for name in self.fields})
