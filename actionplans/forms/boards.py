"""What a board is asked: its meetings, and its answer on a plan version."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actionplans import permissions
from actionplans.models import Approval, PlanVersion
from carp import clock
from carp.governance.models import Group
from carp.web.fields import CharField, DateField
from carp.web.forms import Button, Field, Form
from triggers.forms.boards import DeliberationForm


class MeetingForm(Form):
    """Plan a meeting."""

    on = DateField(label="Date of the meeting", help_text="For example, 27 3 2026.")
    place = CharField(label="Place", max_length=120, required=False)
    buttons = (Button("Plan the meeting"),)


class VersionAnswerForm(DeliberationForm):
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
    field_order = ("outcome",)
    mark_optional = False
    buttons = (Button("Record the decision"),)

    def __init__(
        self,
        *args: Any,
        version: PlanVersion,
        group: Group,
        barred: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        elsewhere = permissions.counted_elsewhere(version, group)
        super().__init__(
            *args,
            group=group,
            since=clock.local_date(version.submitted_at),
            barred=elsewhere | dict(barred),
            subject=version,
            **kwargs,
        )
        self.version = version
        self.fields["content_hash"].initial = version.content_hash

    def layout_objects(self) -> list[Any]:
        return [Field("outcome"), *self.deliberation_fieldsets()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("content_hash") != self.version.content_hash:
            self.data = self.data.copy()
            self.data["content_hash"] = self.version.content_hash
            raise ValidationError(
                "The content that you read is not that of this version. "
                "Read the version again before you record the decision.",
                code="other_content",
            )
        return cleaned
