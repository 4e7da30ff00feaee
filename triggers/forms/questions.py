"""What every question of a report has in common (policy 8.1).

Only what somebody needs to act is required. The answers that one question gives another (which
categories are needed depends on the kind of community) come in as `known`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from carp.council import packs
from carp.council.shapes import CommunityKind
from carp.web.forms import Button, Form


def hints(name: str) -> dict[str, str]:
    """The hints of a list of the council pack, for the choices that have one."""
    return {code: item.hint for code, item in packs.current().items(name).items() if item.hint}


def radios(label: str, choices: Any, *, missing: str = "", **options: Any) -> forms.ChoiceField:
    """One choice of several; `missing` says what to select when none is."""
    wrong = missing or "Select one of the answers"
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
        **options,
    )


class Question(Form):
    """A page of the report outside; `title` heads it and names it among the answers."""

    title: ClassVar[str]
    heading: ClassVar[bool] = False
    buttons: Sequence[Button] = (
        Button("Continue"),
        Button("Save and come back later", name="save", style="secondary"),
    )

    def __init__(self, *args: Any, known: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.known = known or {}
        super().__init__(*args, **kwargs)

    def answer(self, name: str) -> Any:
        """An answer of this form or of an earlier one."""
        return self.cleaned_data.get(name, self.known.get(name))

    def lacks(self, *names: str) -> bool:
        """Whether nothing was answered to any of these, and nothing is wrong with them either."""
        return not any(self.answer(name) or name in self.errors for name in names)

    @property
    def kind(self) -> CommunityKind | None:
        """What kind of community it is; its entry in the council pack says what it needs."""
        code = self.answer("community_kind")
        kind: CommunityKind | None = packs.current().items("community_kinds").get(code)
        return kind
