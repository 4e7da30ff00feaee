"""What a board decides about a version in force."""

from collections.abc import Sequence
from typing import Any

from django import forms

from actionplans.forms.boards import VersionForm
from actionplans.models import PlanVersion, Ruling
from carp import clock

WORDS: dict[str, str] = {
    Ruling.Kind.SUSPEND: "Suspend it: no money moves until it is resumed",
    Ruling.Kind.RESUME: "Resume it",
    Ruling.Kind.RESCIND: "Rescind it: it is never in force again",
}


class RulingForm(VersionForm):
    """Suspend, resume or rescind: only what is open to the group now is offered."""

    kind = forms.ChoiceField(
        label="What did the board decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the board decided"},
    )
    asked = "kind"
    field_order = ("kind",)

    def __init__(
        self, *args: Any, version: PlanVersion, kinds: Sequence[str], **kwargs: Any
    ) -> None:
        since = version.effective_at and clock.local_date(version.effective_at)
        super().__init__(*args, version=version, since=since, **kwargs)
        self.fields["kind"].choices = [(kind, WORDS[kind]) for kind in kinds]
