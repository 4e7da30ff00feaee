"""What a board decides about a version in force."""

from collections.abc import Sequence
from typing import Any

from django import forms

from actionplans import permissions
from actionplans.models import PlanVersion, Ruling
from carp import clock
from carp.governance.models import Decision, Group
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
    field_order = ("kind",)
    mark_optional = False
    buttons = (Button("Save the draft"),)

    def __init__(
        self,
        *args: Any,
        version: PlanVersion,
        group: Group,
        kinds: Sequence[str],
        decision: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        if decision is not None:
            kwargs["initial"] = {"kind": decision.kind}
        super().__init__(
            *args,
            group=group,
            since=version.effective_at and clock.local_date(version.effective_at),
            barred=permissions.barred_from(version, group),
            subject=version,
            decision=decision,
            **kwargs,
        )
        self.version = version
        self.fields["kind"].choices = [(kind, WORDS[kind]) for kind in kinds]

    def layout_objects(self) -> list[Any]:
        return [Field("kind"), *self.deliberation_fieldsets()]

    def chosen_kind(self) -> str:
        """What was decided."""
        kind: str = self.cleaned_data["kind"]
        return kind

    def follow_up(self) -> dict[str, str]:
        """The content that is in force: the ruling holds for no other."""
        return {"content_hash": self.version.content_hash}
