"""What a board is asked: its meetings, and its answer on a plan version."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from actionplans import permissions
from actionplans.models import Approval, PlanVersion
from carp import clock
from carp.governance.models import Attendance, Decision, Group
from carp.governance.workflow import Deliberation
from carp.web.fields import CharField, DateField, TextField
from carp.web.forms import Button, Field, Form
from triggers.forms.boards import DeliberationForm


class MeetingForm(Form):
    """Plan a meeting."""

    on = DateField(label="Date of the meeting", help_text="For example, 27 3 2026.")
    place = CharField(label="Place", max_length=120, required=False)
    refused_at = "on"
    buttons = (Button("Plan the meeting"),)


class VersionForm(DeliberationForm):
    """What a board decides about one plan version; ``asked`` is the field that says what."""

    asked: ClassVar[str]
    mark_optional = False
    buttons = (Button("Save the draft"),)

    def __init__(
        self,
        *args: Any,
        version: PlanVersion,
        group: Group,
        decision: Decision | None = None,
        **kwargs: Any,
    ) -> None:
        if decision is not None:
            kwargs["initial"] = {self.asked: decision.kind}
        super().__init__(
            *args,
            group=group,
            barred=permissions.barred_from(version, group),
            subject=version,
            decision=decision,
            **kwargs,
        )
        self.version = version

    def layout_objects(self) -> list[Any]:
        return [Field(self.asked), *self.deliberation_fieldsets()]

    def chosen_kind(self) -> str:
        """What was decided."""
        kind: str = self.cleaned_data[self.asked]
        return kind

    def follow_up(self) -> dict[str, str]:
        """The content that the board had before it: what it decided holds for no other."""
        return {"content_hash": self.version.content_hash}


class VersionAnswerForm(VersionForm):
    """A board's answer on one version, bound to the hash that was shown with the form."""

    outcome = forms.ChoiceField(
        label="What did the board decide?",
        widget=forms.RadioSelect,
        choices=[
            (Approval.Outcome.APPROVE, "Approve this version"),
            (Approval.Outcome.RETURN, "Return it for changes"),
            (Approval.Outcome.REJECT, "Reject it"),
        ],
        error_messages={"required": "Choose what the board decided"},
    )
    content_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    asked = "outcome"
    field_order = ("outcome",)

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        since = clock.local_date(version.submitted_at)
        super().__init__(*args, version=version, since=since, **kwargs)
        self.fields["content_hash"].initial = version.content_hash

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("content_hash") != self.version.content_hash:
            self.data = self.data.copy()
            self.data["content_hash"] = self.version.content_hash
            raise ValidationError(
                "The content that you read is not that of this version. "
                "Read the version again before you draft the decision.",
                code="other_content",
            )
        return cleaned


class CorrectionForm(DeliberationForm):
    """What takes the place of a confirmed decision; what was decided stays."""

    correction = TextField(
        label="Why is the decision corrected?",
        rows=2,
        error_messages={"required": "Say why it is corrected"},
    )
    field_order = ("correction",)
    mark_optional = False
    buttons = (Button("Save the draft"),)

    def layout_objects(self) -> list[Any]:
        return [Field("correction"), *self.deliberation_fieldsets()]

    def deliberation(self) -> Deliberation:
        """With why it takes the place of what was confirmed."""
        return replace(super().deliberation(), correction=self.cleaned_data["correction"])


class WithdrawForm(Form):
    """Why a draft will not be confirmed."""

    reason = TextField(
        label="Why is the draft withdrawn?", rows=2, error_messages={"required": "Give the reason"}
    )
    buttons = (Button("Withdraw the draft", style="warning"),)


class VoteForm(Form):
    """One member's own vote on an urgent decision."""

    part = forms.ChoiceField(
        label="How do you vote?",
        widget=forms.RadioSelect,
        choices=[
            (Attendance.Part.FOR, "For"),
            (Attendance.Part.AGAINST, "Against"),
            (Attendance.Part.ABSTAIN, "I abstain"),
            (Attendance.Part.RECUSED, "I have an interest and take no part"),
        ],
        error_messages={"required": "Choose how you vote"},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)
    buttons = (Button("Vote"),)


class LateForm(Form):
    """Why a task was not done by its day."""

    reason = TextField(
        label="Why is it late?", rows=3, error_messages={"required": "Say why it is late"}
    )
    buttons = (Button("Save the reason"),)


class AnotherDayForm(Form):
    """The board gives a task another day."""

    due_on = DateField(label="By when is it to be done?", help_text="For example, 27 3 2026.")
    reason = TextField(
        label="Why does it get another day?", rows=3, error_messages={"required": "Say why"}
    )
    refused_at = "due_on"
    buttons = (Button("Give it this day"),)
