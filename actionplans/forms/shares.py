"""Giving a partner parts of a plan to read."""

from typing import Any

from django import forms

from actionplans.models import Plan
from actionplans.selectors.shares import parts_offered
from actionplans.workflow import ShareDetails
from carp.web.fields import CharField, TextField
from carp.web.forms import Button, Field, Form

LENGTHS = ((7, "A week"), (30, "30 days"), (60, "60 days"), (90, "90 days"))


class ShareForm(Form):
    """Which parts, for whom, why it may be, and how long."""

    shared_with = CharField(
        label="Which organisation is it for?",
        max_length=160,
        error_messages={"required": "Enter the organisation that it is for"},
    )
    basis = TextField(
        label="What allows it?",
        max_length=300,
        rows=2,
        help_text="The information-sharing agreement with them, or the law. It is kept on record.",
        error_messages={"required": "Say which agreement or law allows it"},
    )
    parts = forms.MultipleChoiceField(
        label="What may they read?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Amounts of money, the equality record and names of people are never shown.",
        error_messages={"required": "Choose what they may read"},
    )
    days = forms.TypedChoiceField(
        label="How long?",
        coerce=int,
        choices=LENGTHS,
        widget=forms.RadioSelect,
        help_text="You can end it at any time.",
        error_messages={"required": "Choose how long"},
    )
    has_read = forms.BooleanField(
        label="I have read these parts. They name no person and say nothing told in confidence.",
        error_messages={"required": "Read what you share, then tick the box"},
    )

    buttons = (Button("Share these parts"),)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = parts_offered(plan)

    def layout_objects(self) -> list[Any]:
        return [Field("shared_with", width="two-thirds"), "basis", "parts", "days", "has_read"]

    @property
    def details(self) -> ShareDetails:
        given = self.cleaned_data
        return ShareDetails(given["parts"], given["shared_with"], given["basis"], given["days"])
