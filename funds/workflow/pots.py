"""Pots and their budgets (policy 11.1)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from actionplans.models import MoneyType
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault
from carp.audit import trail
from carp.council.calendar import FinancialYear
from carp.money import MOST_PENCE, pounds
from funds import permissions
from funds.models import LedgerEntry, Pot
from funds.workflow.rules import require_as_seen, require_words


@dataclass(frozen=True)
class PotDetails:
    """A pot to open: money of one kind for one financial year."""

    name: str
    money_type: str
    financial_year: str
    starts_on: date
    ends_on: date
    budget_pence: int
    note: str = ""


@transaction.atomic
def open_pot(*, by: User, details: PotDetails) -> Pot:
    """Open a pot with its first budget."""
    permissions.can_set_budget(by).require()
    _require_sound(details)
    pot = Pot.objects.create(
        name=details.name.strip(),
        money_type=details.money_type,
        financial_year=details.financial_year,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        budget_pence=details.budget_pence,
    )
    _enter(pot, details.budget_pence, by=by, note=details.note)
    trail.record(
        "funds.open_pot",
        pot,
        by=by,
        capability=Capability.FUND_BUDGET,
        after={"budget_pence": pot.budget_pence},
        reason=details.note,
    )
    return pot


def _require_sound(details: PotDetails) -> None:
    require_words(name=details.name)
    if details.money_type not in MoneyType.values:
        raise Fault("money_type", "Choose revenue or capital.")
    try:
        FinancialYear.parse(details.financial_year)
    except ValueError as error:
        raise Fault("financial_year", "Enter a financial year such as 2024/25.") from error
    if details.ends_on < details.starts_on:
        raise Fault("ends_on", "The pot must end on or after the day on which it begins.")
    if not 0 < details.budget_pence <= MOST_PENCE:
        raise Fault("budget_pence", "Enter a budget above £0.")
    same = Pot.objects.filter(
        name=details.name.strip(),
        money_type=details.money_type,
        financial_year=details.financial_year,
    )
    if same.exists():
        raise Fault("name", "There is a pot of this name, kind and year already.")


@transaction.atomic
def change_budget(
    pot: Pot, *, by: User, change_pence: int, note: str, seen_pence: int | None = None
) -> Pot:
    """Add to a budget or take from it; never below what is allocated (invariant I2).

    ``seen_pence`` is the budget that the person saw before.
    """
    permissions.can_set_budget(by).require()
    require_words(reason=note)
    if change_pence == 0 or abs(change_pence) > MOST_PENCE:
        raise Fault("change_pence", "Enter how much the budget goes up or down.")
    before = Pot.objects.select_for_update().get(pk=pot.pk)
    require_as_seen(
        before.budget_pence, seen_pence, field="change_pence", what="The budget of this pot"
    )
    _enter(before, change_pence, by=by, note=note)
    enough = Pot.objects.filter(pk=pot.pk, allocated_pence__lte=F("budget_pence") + change_pence)
    if not enough.update(budget_pence=F("budget_pence") + change_pence):
        raise Fault(
            "change_pence",
            f"{pounds(before.allocated_pence)} of the budget is allocated already, "
            f"so it can go down by {pounds(before.free_pence)} at most.",
        )
    pot = Pot.objects.get(pk=pot.pk)
    trail.record(
        "funds.change_budget",
        pot,
        by=by,
        capability=Capability.FUND_BUDGET,
        before={"budget_pence": before.budget_pence},
        after={"budget_pence": pot.budget_pence},
        reason=note,
    )
    return pot


def _enter(pot: Pot, amount_pence: int, *, by: User, note: str) -> None:
    LedgerEntry.objects.create(
        pot=pot, kind=LedgerEntry.Kind.BUDGET, amount_pence=amount_pence, by=by, note=note[:300]
    )
