"""The parts of a plan: actions, delivery team and need lines."""

from typing import Any

from django import forms

from actionplans.forms.plans import PersonField, officers
from actionplans.models import MoneyType
from actionplans.workflow import ActionDetails, MemberDetails, NeedDetails
from carp.accounts.models import User
from carp.council.pack import Pack
from carp.web.editing import EditingForm
from carp.web.fields import CharField, DateField, PoundsField, TextField
from carp.web.forms import Button, Field, Fieldset, Form


def owners(present: int | None) -> dict[int, User]:
    """Officers; and who owns the action, though their account has been closed since.

    Left out, they would be taken from the action by whoever changes anything else of it.
    """
    found = officers()
    if present is not None and present not in found:
        found = {present: User.objects.get(pk=present)} | found
    return found


class ActionForm(EditingForm):
    """One action with its owner (policy 7.6.6)."""

    title = CharField(
        label="What will be done?",
        max_length=200,
        error_messages={"required": "Say what will be done"},
    )
    outcome = TextField(
        label="What is it to achieve?",
        max_length=300,
        rows=3,
        error_messages={"required": "Say what it is to achieve"},
    )
    horizon = forms.ChoiceField(
        label="Term", widget=forms.RadioSelect, error_messages={"required": "Choose the term"}
    )
    starts_on = DateField(
        label="Date it starts", required=False, help_text="The timeline draws it from this day."
    )
    due_on = DateField(label="Due date", help_text="For example, 27 3 2026.")
    owner_organisation = CharField(
        label="Organisation that does it",
        max_length=160,
        error_messages={"required": "Enter the organisation that does it"},
    )
    owner = PersonField(
        label="Officer who owns it",
        empty="Nobody with an account",
        required=False,
        help_text="Owners can report progress on their own action.",
    )
    buttons = (Button("Save action"),)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["horizon"].choices = pack.choices("horizons")
        self.fields["owner"].offer(owners(self.initial.get("owner")))

    def layout_objects(self) -> list[Any]:
        names = (
            "title",
            "outcome",
            "horizon",
            "starts_on",
            "due_on",
            "owner_organisation",
            "owner",
        )
        return [Field(name, inline=True) if name == "horizon" else Field(name) for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, due_on = cleaned.get("starts_on"), cleaned.get("due_on")
        if starts_on and due_on and starts_on > due_on:
            self.add_error("starts_on", "The action must start on or before its due date")
        return cleaned

    @property
    def details(self) -> ActionDetails:
        return ActionDetails(**self.given)


class MemberForm(Form):
    """Somebody of the delivery team: with an account, or by name (policy 7.6.4)."""

    user = PersonField(
        label="Officer with an account", empty="Somebody without an account", required=False
    )
    name = CharField(label="Name", max_length=120, required=False)
    organisation = CharField(label="Organisation", max_length=160, required=False)
    part = CharField(
        label="What do they do?", max_length=300, error_messages={"required": "Say what they do"}
    )
    mark_optional = False
    buttons = (Button("Add to the team"),)
    layout = (
        Fieldset(
            "Who is it?",
            Field("user"),
            Field("name"),
            Field("organisation"),
            hint="Choose an officer, or give the name and the organisation of somebody else.",
        ),
        Field("part"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].offer(officers())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("user") and not cleaned.get("name"):
            self.add_error("name", "Choose an officer, or enter a name")
        return cleaned

    @property
    def details(self) -> MemberDetails:
        return MemberDetails(**self.cleaned_data)


class NeedForm(EditingForm):
    """What money could meet (policy 11.2, 11.5)."""

    need = TextField(
        label="What is needed?",
        max_length=300,
        rows=3,
        error_messages={"required": "Say what is needed"},
    )
    outcome = TextField(
        label="What is the money to achieve?",
        max_length=300,
        rows=3,
        error_messages={"required": "Say what the money is to achieve"},
    )
    amount_pence = PoundsField(label="Amount", error_messages={"required": "Enter the amount"})
    money_type = forms.ChoiceField(
        label="Kind of money",
        choices=MoneyType.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose revenue or capital"},
    )
    purpose = forms.ChoiceField(
        label="What is it for?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for"},
    )
    category = forms.ChoiceField(
        label="What is it spent on?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is spent on"},
    )
    monitoring_on = DateField(
        label="When will the outcome be looked at?", help_text="For example, 27 3 2026."
    )
    buttons = (Button("Save need"),)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        self.fields["purpose"].choices = pack.choices("fund.purposes")
        self.fields["category"].choices = pack.choices("fund.categories")

    def layout_objects(self) -> list[Any]:
        fund = self.pack.fund
        return [
            Field("need"),
            Field("outcome"),
            Field("amount_pence", width=10),
            Field("money_type", hints=_hints(fund.money_types)),
            Field("purpose", hints=_hints(fund.purposes)),
            Field("category", hints=_hints(fund.categories)),
            Field("monitoring_on"),
        ]

    @property
    def details(self) -> NeedDetails:
        return NeedDetails(**self.given)


def _hints(terms: Any) -> dict[str, str]:
    return {term.code: term.hint for term in terms if term.hint}
