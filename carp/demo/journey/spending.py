"""Money from the fund: only for what both boards approved, never by one person alone."""

from datetime import date, datetime

from actionplans.models import NeedLine, Plan
from carp.demo.narrator import Narrator, NotAsItShouldBe
from funds import workflow as funds
from funds.models import Allocation, Pot


def open_pot(tell: Narrator) -> Pot:
    """The capital pot of 2024/25, opened before anybody asks for money."""
    return tell.step(
        datetime(2024, 4, 2, 9, 0),
        "fund-manager",
        "opens the capital pot of 2024/25 with £10,000",
        lambda by: funds.open_pot(
            by=by,
            details=funds.PotDetails(
                name="Communities at Risk Fund",
                money_type="capital",
                financial_year="2024/25",
                starts_on=date(2024, 4, 1),
                ends_on=date(2025, 3, 31),
                budget_pence=1_000_000,
                note="Budget book 2024/25.",
            ),
        ),
    )


def _wanted(pot: Pot, line: NeedLine, amount_pence: int) -> funds.AllocationDetails:
    return funds.AllocationDetails(
        pot=pot,
        line=line,
        amount_pence=amount_pence,
        route="council-led",
        outcome=line.outcome,
        monitoring_on=date(2024, 12, 2),
        reasons="The boards approved gates for four alleys.",
        alternatives="Hired gates cost more over two years.",
    )


def too_early(tell: Narrator, pot: Pot, line: NeedLine) -> None:
    """Before both boards approved the same version nothing can be allocated."""
    tell.refused(
        datetime(2024, 7, 5, 12, 0),
        "service-manager",
        "tries to allocate money with one approval of version 2",
        lambda by: funds.propose(by=by, details=_wanted(pot, line, 650_000)),
    )


def while_stopped(tell: Narrator, pot: Pot, line: NeedLine) -> None:
    """While a board has suspended the version nothing can be allocated."""
    tell.refused(
        datetime(2024, 7, 9, 16, 30),
        "service-manager",
        "tries to allocate money while the plan is suspended",
        lambda by: funds.propose(by=by, details=_wanted(pot, line, 650_000)),
    )


def allocate(tell: Narrator, pot: Pot, plan: Plan) -> Allocation:
    """Proposed by one person and authorised by another."""
    line = plan.need_lines.get(number=1)
    tell.refused(
        datetime(2024, 7, 10, 9, 0),
        "service-manager",
        "tries to allocate more than the boards approved",
        lambda by: funds.propose(by=by, details=_wanted(pot, line, 650_001)),
    )
    allocation = tell.step(
        datetime(2024, 7, 10, 9, 10),
        "service-manager",
        "proposes an allocation of £6,500",
        lambda by: funds.propose(by=by, details=_wanted(pot, line, 650_000)),
    )
    tell.refused(
        datetime(2024, 7, 10, 9, 15),
        "service-manager",
        "tries to authorise their own proposal",
        lambda by: funds.authorise(allocation, by=by),
    )
    tell.step(
        datetime(2024, 7, 11, 14, 0),
        "management-team",
        "authorises the allocation",
        lambda by: funds.authorise(allocation, by=by),
    )
    return allocation


def pay(tell: Narrator, pot: Pot, allocation: Allocation) -> None:
    """Paid by a third person, six weeks later."""
    tell.step(
        datetime(2024, 8, 22, 10, 0),
        "fund-manager",
        "records the payment of £6,200",
        lambda by: funds.record_payment(
            allocation,
            by=by,
            details=funds.PaymentDetails(
                amount_pence=620_000,
                paid_on=date(2024, 8, 21),
                payee="Gate maker",
                ledger_reference="DEMO-2024-0117",
            ),
        ),
    )
    pot.refresh_from_db()
    if (pot.allocated_pence, pot.paid_pence) != (650_000, 620_000):
        raise NotAsItShouldBe("The pot's figures are not those of the allocation and payment.")
