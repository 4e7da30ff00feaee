"""What a board decides about a version in force."""

from collections.abc import Sequence
from typing import Any

from django import forms

from actionplans import permissions
from actionplans.models import PlanVersion, Ruling
from carp import clock
from carp.governance.models import Group
from carp.web.forms import Button, Field
from triggers.forms.boards import DeliberationForm

WORDS: dict[str, str] = {
    Ruling.Kind.SUSPEND: "Suspend it: no money moves until it is resumed",
    Ruling.Kind.RESUME: "Resume it",
    Ruling.Kind.RESCIND: "Rescind it: it is never in force again",
}


class RulingForm(DeliberationForm):
    """Suspend, resume or rescind: only what is open to the group now is offered."""

    kind = forms.ChoiceField(
        label="What did the board decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the board decided"},
    )
    mark_optional = False
    buttons = (Button("Record the decision"),)

    def __init__(
        self,
        *args: Any,
        version: PlanVersion,
        group: Group,
        kinds: Sequence[str],
        **kwargs: Any,
    ) -> None:
        barred = permissions.counted_elsewhere(version, group) | permissions.barred_people(version)
        since = version.effective_at and clock.local_date(version.effective_at)
        super().__init__(*args, group=group, since=since, barred=barred, **kwargs)
        self.fields["kind"].choices = [(kind, WORDS[kind]) for kind in kinds]

    def layout_objects(self) -> list[Any]:
        return [Field("kind"), *self.deliberation_fieldsets()]
