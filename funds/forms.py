"""What the fund's pages ask."""

from typing import Any

from django import forms

from actionplans.models import MoneyType
from carp import clock
from carp.accounts.verdicts import Refused
from carp.council import packs
from carp.council.calendar import FinancialYear
from carp.money import MOST_PENCE
from carp.web.fields import CharField, DateField, PoundsField, TextField
from carp.web.forms import Button, Field, Fieldset, Form
from funds.workflow import Overtaken


def _routes() -> list[tuple[str, str]]:
    return packs.current().choices("fund.routes")


class SeenForm(Form):
    """Carries the figure that it showed, so that a second press does not move money twice."""

    seen_pence = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refusal: Refused) -> None:
        """With what the figure is now: sent again, it is meant."""
        if isinstance(refusal, Overtaken):
            self.data = self.data.copy()
            self.data["seen_pence"] = refusal.now_pence
        super().refuse(refusal)


class PotForm(Form):
    """A pot of money for a year."""

    name = CharField(label="Name of the pot", max_length=120)
    money_type = forms.ChoiceField(
        label="What kind of money is it?",
        choices=MoneyType.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose revenue or capital"},
    )
    financial_year = CharField(
        label="Financial year", max_length=7, help_text="For example 2024/25."
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
    budget_pence = PoundsField(label="Budget", max_pence=MOST_PENCE)
    note = TextField(label="Where was it agreed?", required=False, rows=2, max_length=300)

    layout = (
        Field("name", width="two-thirds"),
        "money_type",
        Fieldset("When it may be spent", Field("financial_year", width=10), "starts_on", "ends_on"),
        Fieldset("How much it holds", Field("budget_pence", width=10), "note"),
    )
    buttons = (Button("Open the pot"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        year = FinancialYear.of(clock.today())
        kwargs.setdefault(
            "initial",
            {"financial_year": year.label, "starts_on": year.start, "ends_on": year.end},
        )
        super().__init__(*args, **kwargs)


class BudgetForm(SeenForm):
    """More or less budget, with the decision behind it."""

    UP, DOWN = "up", "down"

    direction = forms.ChoiceField(
        label="Does the budget go up or down?",
        choices=[(UP, "Up"), (DOWN, "Down")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose up or down"},
    )
    change_pence = PoundsField(label="By how much?", max_pence=MOST_PENCE)
    note = TextField(label="Why, and where was it agreed?", rows=2, max_length=300)

    layout = (Field("direction", inline=True), Field("change_pence", width=10), "note")
    buttons = (Button("Change the budget"),)

    def change(self) -> int:
        pence: int = self.cleaned_data["change_pence"]
        return pence if self.cleaned_data["direction"] == self.UP else -pence


class AllocationForm(SeenForm):
    """Money for a need that the boards approved (policy 11.3, 11.5)."""

    amount_pence = PoundsField(label="How much?", max_pence=MOST_PENCE)
    route = forms.ChoiceField(
        label="Who spends it?",
        choices=_routes,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who spends it"},
    )
    recipient = CharField(
        label="Which organisation gets the grant?",
        max_length=160,
        required=False,
        help_text="Only for a grant. Nothing is awarded to an organisation that owes a return.",
    )
    outcome = TextField(label="What is it to achieve?", rows=3, max_length=300)
    monitoring_on = DateField(label="When is that looked at?")
    reasons = TextField(label="Reasons for this allocation", max_length=4000)
    alternatives = TextField(
        label="Alternatives considered and rejected",
        max_length=4000,
        help_text="For example dearer and cheaper offers. Say so if there were none.",
    )

    buttons = (Button("Propose this allocation"),)

    def layout_objects(self) -> list[Any]:
        routes = packs.current().items("fund.routes").values()
        return [
            Field("amount_pence", width=10),
            Field("route", hints={route.code: route.hint for route in routes if route.hint}),
            Field("recipient", width="two-thirds"),
            Fieldset("What it is for", Field("outcome"), Field("monitoring_on")),
            Fieldset("Why", Field("reasons"), Field("alternatives")),
        ]


class PaymentForm(SeenForm):
    """Money that went out."""

    amount_pence = PoundsField(label="Amount paid", max_pence=MOST_PENCE)
    paid_on = DateField(label="Day of payment")
    payee = CharField(
        label="Paid to", max_length=160, error_messages={"required": "Enter who was paid"}
    )
    ledger_reference = CharField(
        label="Reference in the finance system", max_length=80, help_text="Used once."
    )

    layout = (
        Field("amount_pence", width=10),
        "paid_on",
        Field("payee", width="two-thirds"),
        Field("ledger_reference", width=20),
    )
    buttons = (Button("Record the payment"),)


class WithdrawForm(Form):
    """Why an allocation is given up."""

    reason = TextField(label="Why is it withdrawn?", max_length=2000)

    buttons = (Button("Withdraw this allocation", style="warning"),)


class ReleaseForm(SeenForm):
    """Why the rest of an allocation is not needed."""

    reason = TextField(
        label="Why is the rest not needed?",
        max_length=2000,
        error_messages={"required": "Say why the rest is not needed"},
    )

    buttons = (Button("Release the rest", style="warning"),)
