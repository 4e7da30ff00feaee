"""The fund: pots, needs that may be spent on, allocations at each stage."""

from datetime import timedelta
from itertools import count
from typing import Any

from actionplans.models import NeedLine
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council.calendar import FinancialYear
from funds import workflow
from funds.models import Allocation, Payment, Pot
from tests.make import actionplans
from tests.make.accounts import board_member
from tests.make.accounts import user as person
from tests.make.laid import can_be_laid

AUTHORISING = "management-team"
_numbers = count(1)


def fund_manager() -> User:
    manager: User = person(Role.FUND_MANAGER)
    return manager


def authoriser() -> User:
    """A member of the Management Team."""
    member: User = board_member(AUTHORISING)
    return member


def pot_details(**changes: Any) -> workflow.PotDetails:
    """A revenue pot of £10,000 for the financial year of today."""
    year = FinancialYear.of(clock.today())
    given: dict[str, Any] = {
        "name": f"Communities at Risk Fund {next(_numbers)}",
        "money_type": "revenue",
        "financial_year": year.label,
        "starts_on": year.start,
        "ends_on": year.end,
        "budget_pence": 1_000_000,
        "note": "Agreed with the budget.",
    }
    return workflow.PotDetails(**given | changes)


def pot(*, by: User | None = None, **changes: Any) -> Pot:
    return workflow.open_pot(by=by or fund_manager(), details=pot_details(**changes))


@can_be_laid
def need_in_force(**changes: Any) -> NeedLine:
    """The one need line of a plan that both boards approved: £6,000 revenue."""
    plan = actionplans.plan_in_force(**({"needs": [changes]} if changes else {}))
    return plan.need_lines.get()


def allocation_details(**changes: Any) -> workflow.AllocationDetails:
    """£1,000 of the pot for the need, led by the council."""
    given: dict[str, Any] = {
        "amount_pence": 100_000,
        "route": "council-led",
        "outcome": "Half as many complaints about rubbish",
        "monitoring_on": clock.today() + timedelta(days=90),
        "reasons": "The need is in the plan and the price was compared.",
        "alternatives": "A dearer and a cheaper offer, both rejected.",
    }
    if changes.get("route") == "grant":
        given["recipient"] = "Riverside Trust"
    if "pot" not in changes:
        given["pot"] = pot()
    if "line" not in changes:
        given["line"] = need_in_force()
    return workflow.AllocationDetails(**given | changes)


@can_be_laid
def allocation(*, by: User | None = None, **changes: Any) -> Allocation:
    """Proposed."""
    return workflow.propose(by=by or fund_manager(), details=allocation_details(**changes))


@can_be_laid
def authorised_allocation(*, by: User | None = None, **changes: Any) -> Allocation:
    return workflow.authorise(allocation(**changes), by=by or authoriser())


def payment_details(**changes: Any) -> workflow.PaymentDetails:
    given: dict[str, Any] = {
        "amount_pence": 40_000,
        "paid_on": clock.today(),
        "payee": "Bright Lights Ltd",
        "ledger_reference": f"BACS-{Payment.objects.count() + 1}",
    }
    return workflow.PaymentDetails(**given | changes)


@can_be_laid
def payment(made: Allocation | None = None, *, by: User | None = None, **changes: Any) -> Payment:
    return workflow.record_payment(
        made or authorised_allocation(),
        by=by or fund_manager(),
        details=payment_details(**changes),
    )
