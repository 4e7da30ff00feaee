"""The short forms of triage: one step each."""

from typing import Any

from django import forms

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.web.fields import CharField, DateField, TextField
from carp.web.forms import Button, Field, Form
from triggers import selectors
from triggers.forms.boards import describe


def people(capability: Capability) -> list[tuple[str, str]]:
    """People to choose from, with their posts: two may have the same name."""
    return [(str(each.pk), describe(each)) for each in selectors.holders(capability)]


class AssignForm(Form):
    to = forms.TypedChoiceField(
        label="Nominated officer",
        coerce=int,
        error_messages={"required": "Choose a nominated officer"},
    )
    buttons = (Button("Assign report"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = people(Capability.TRIGGER_TRIAGE)
        self.fields["to"].choices = [("", "Choose an officer"), *officers]

    def officer(self) -> User:
        return User.objects.get(pk=self.cleaned_data["to"])


class AskForm(Form):
    asked_of = CharField(
        label="Whom do you ask?",
        max_length=160,
        help_text="A person or a service, for example “Lincolnshire Police, neighbourhood team”.",
        error_messages={"required": "Enter whom you ask"},
    )
    question = TextField(
        label="What do you need to know?",
        max_length=2000,
        help_text="The portal keeps the question; send it in your usual way.",
        error_messages={"required": "Enter what you need to know"},
    )
    due_on = DateField(label="When do you need the answer?")
    buttons = (Button("Record the question"),)


class AnswerForm(Form):
    answer = TextField(
        label="What was answered?",
        max_length=8000,
        help_text="Do not name people or give details by which one person could be recognised.",
        error_messages={"required": "Enter what was answered"},
    )
    buttons = (Button("Record the answer"),)


class EndForm(Form):
    """The end of a report: its reason, and what the reporter is told."""

    feedback = TextField(
        label="What is the reporter told?",
        max_length=4000,
        required=False,
        help_text="The reporter reads this on the portal. Do not name anybody.",
    )
    listed = ""
    reason_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([self.reason_field, "feedback"])
        choices = [("", "Choose a reason"), *packs.current().choices(self.listed)]
        self.fields[self.reason_field].choices = choices

    def layout_objects(self) -> list[Any]:
        return [Field(self.reason_field, optional=False), Field("feedback", optional=False)]


class RedirectForm(EndForm):
    redirect_reason = forms.ChoiceField(label="Where does it belong?", required=False)
    listed, reason_field = "redirect_reasons", "redirect_reason"
    buttons = (Button("Redirect report"),)


class CloseForm(EndForm):
    close_reason = forms.ChoiceField(label="Why is it closed?", required=False)
    listed, reason_field = "closure_reasons", "close_reason"
    buttons = (Button("Close report"),)


class SetAsideForm(Form):
    set_aside_reason = forms.ChoiceField(
        label="Why is it not genuine?",
        help_text="The report stays on record, closed, and counts nowhere.",
        error_messages={"required": "Choose a reason"},
    )
    buttons = (Button("Set aside", style="warning"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = packs.current().choices("set_aside_reasons")
        self.fields["set_aside_reason"].choices = [("", "Choose a reason"), *reasons]


class ReopenForm(Form):
    reason = TextField(
        label="Why is it reopened?",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say why it is reopened"},
    )
    buttons = (Button("Reopen report"),)


class ActionForm(Form):
    done = TextField(
        label="What was done?",
        max_length=4000,
        help_text="What, where and by whom. Do not name people who live there.",
        error_messages={"required": "Say what was done"},
    )
    buttons = (Button("Record the action"),)


class WithdrawForm(Form):
    reason = TextField(
        label="Why is it withdrawn?",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say why it is withdrawn"},
    )
    buttons = (Button("Withdraw referral", style="warning"),)
