"""What is asked of whoever owns an action: how it goes."""

from typing import Any

from django import forms

from actionplans import workflow
from actionplans.models import Action, CalendarFeed
from actionplans.models.actions import LONGEST_NOTE
from carp.web.editing import EditConflict, EditingForm, fingerprint
from carp.web.fields import TextField
from carp.web.forms import Button, Field, Form

STEP_WORDS = {
    "start": "Start it",
    "block": "It is blocked",
    "resume": "Resume it",
    "complete": "It is complete",
    "cancel": "Cancel it",
    "reopen": "Reopen it",
}
STAY = "stay"  # a browser sends an empty choice as "on"
WHY = {
    "block": "Say what blocks it",
    "cancel": "Say why it is cancelled",
    "reopen": "Say why it is reopened",
}


class ProgressForm(EditingForm):
    """A note, a step, or both, for one action."""

    step = forms.ChoiceField(label="What has happened?", widget=forms.RadioSelect, required=False)
    text = TextField(
        label="Progress",
        max_length=LONGEST_NOTE,
        rows=3,
        required=False,
        help_text="Stays on record. Needed when the action is blocked, cancelled or reopened.",
    )
    mark_optional = False
    refused_at = "text"
    layout = (Field("step", small=True, inline=True), "text")
    buttons = (Button("Save progress"),)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, values=workflow.progress_values(action), **kwargs)
        self.action = action
        steps = [(step, STEP_WORDS[step]) for step in workflow.action_steps(action)]
        stays = f"It stays as it is: {action.get_status_display().lower()}"
        self.fields["step"].choices = [(STAY, stays), *steps]
        self.fields["step"].initial = STAY

    def clean_step(self) -> str:
        step: str = self.cleaned_data["step"]
        return "" if step == STAY else step

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        why = WHY.get(cleaned.get("step", ""))
        if why and "text" not in self.errors and not cleaned["text"]:
            self.add_error("text", why)
        return cleaned

    @property
    def says_something(self) -> bool:
        return bool(self.cleaned_data["step"] or self.cleaned_data["text"])

    @property
    def said(self) -> workflow.Progress:
        given = self.cleaned_data
        return workflow.Progress(
            self.action, text=given["text"], step=given["step"], opened=given["opened"]
        )

    def meet(self, conflict: EditConflict) -> None:
        """With what the other person said, to save again."""
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = fingerprint(conflict.values)
        stands = Action.Status(conflict.values["status"]).label.lower()
        note = conflict.values["note"]
        self.add_error(
            "text",
            f"Somebody updated this while you were writing. It is {stands}"
            + (f", and the last note is “{note}”. " if note else ". ")
            + "Save again to add yours.",
        )


class CalendarForm(Form):
    """What somebody's own calendar shows of their actions."""

    shows = forms.ChoiceField(
        label="What should your calendar show?",
        choices=CalendarFeed.Shows.choices,
        widget=forms.RadioSelect,
        help_text="Other people may see your calendar, and its maker can read it.",
        error_messages={"required": "Choose what your calendar shows"},
    )

    def __init__(self, *args: Any, has_one: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buttons = (Button("Make a new address" if has_one else "Make an address"),)


class CalendarEndForm(Form):
    """Only a button."""

    buttons = (Button("End this address", name="end", style="warning"),)
