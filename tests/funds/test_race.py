"""Many people at once never take more than there is (invariants I1, I2, I13)."""

from functools import partial

import pytest

from actionplans import workflow as plans
from actionplans.models import Ruling
from carp.accounts.verdicts import Refused
from carp.governance import workflow as governance
from carp.governance.models import Decision
from funds import selectors, workflow
from funds.models import Allocation, NeedBalance, Payment, Pot
from tests import make
from tests.concurrency import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 16


def together(calls):
    """(successes, refusals) of the calls made at the same moment; anything else is a failure."""
    outcomes = race(*calls)
    refusals = [each for each in outcomes if isinstance(each, Refused)]
    errors = [each for each in outcomes if isinstance(each, Exception) and each not in refusals]
    assert not errors
    return PEOPLE - len(refusals), len(refusals)


def proposal(**changes):
    return partial(
        workflow.propose, by=changes.pop("by"), details=make.allocation_details(**changes)
    )


def test_a_pot_is_never_overdrawn():
    pot, manager = make.pot(budget_pence=500_000), make.fund_manager()
    needs = [{"need": f"Need {number}", "amount_pence": 100_000} for number in range(PEOPLE)]
    lines = make.plan_in_force(needs=needs).need_lines.all()
    done, refused = together(
        [proposal(by=manager, pot=pot, line=line, amount_pence=100_000) for line in lines]
    )
    assert (done, refused) == (5, 11)
    pot = Pot.objects.get()
    assert (pot.allocated_pence, pot.free_pence) == (500_000, 0)
    assert selectors.recount(pot) == selectors.pot_position(pot)


def test_a_need_is_never_exceeded():
    pot, manager, line = make.pot(), make.fund_manager(), make.need_in_force()
    done, refused = together(
        [proposal(by=manager, pot=pot, line=line, amount_pence=100_000)] * PEOPLE
    )
    assert (done, refused) == (6, 10)
    assert NeedBalance.objects.get().allocated_pence == 600_000
    assert Pot.objects.get().allocated_pence == 600_000
    numbers = sorted(Allocation.objects.values_list("reference", flat=True))
    assert [int(reference[-4:]) for reference in numbers] == [1, 2, 3, 4, 5, 6]


def test_one_of_many_authorises():
    allocation = make.allocation()
    calls = [partial(workflow.authorise, allocation, by=make.authoriser()) for _ in range(PEOPLE)]
    assert together(calls) == (1, PEOPLE - 1)


def test_an_allocation_is_never_paid_beyond_its_amount():
    allocation, manager = make.authorised_allocation(), make.fund_manager()
    calls = [
        partial(
            workflow.record_payment,
            allocation,
            by=manager,
            details=make.payment_details(amount_pence=30_000, ledger_reference=f"BACS-{number}"),
        )
        for number in range(PEOPLE)
    ]
    assert together(calls) == (3, 13)
    allocation.refresh_from_db()
    assert allocation.paid_pence == 90_000
    assert selectors.recount(allocation.pot).paid == 90_000


def test_the_rest_is_released_once_and_never_what_is_paid_meanwhile():
    allocation, manager = make.authorised_allocation(), make.fund_manager()
    make.payment(allocation, amount_pence=10_000, ledger_reference="BACS-first")
    released = partial(workflow.release_rest, allocation, by=manager, reason="Not needed.")
    payments = [
        partial(
            workflow.record_payment,
            allocation,
            by=manager,
            details=make.payment_details(amount_pence=10_000, ledger_reference=f"BACS-{number}"),
        )
        for number in range(PEOPLE // 2)
    ]
    done, refused = together([released] * (PEOPLE // 2) + payments)
    allocation.refresh_from_db()
    paid = allocation.payments.count() - 1
    assert (done, refused) == (1 + paid, PEOPLE - 1 - paid)
    assert allocation.paid_pence == 10_000 * (1 + paid)
    assert allocation.released_pence == 100_000 - allocation.paid_pence
    pot = Pot.objects.get()
    assert (pot.allocated_pence, pot.paid_pence) == (allocation.paid_pence, allocation.paid_pence)
    assert selectors.recount(pot) == selectors.pot_position(pot)
    assert NeedBalance.objects.get().allocated_pence == allocation.paid_pence


def test_a_payment_is_before_the_suspension_or_not_at_all():
    allocation, manager = make.authorised_allocation(), make.fund_manager()
    board, group = make.board("housing-board"), make.group("housing-board")
    room = make.deliberation("housing-board", present=board)
    pay = partial(workflow.record_payment, allocation, by=manager, details=make.payment_details())
    drafted = plans.draft_ruling(
        allocation.version, by=board[0], group=group, kind="suspend", deliberation=room
    )
    suspend = partial(governance.confirm, drafted, by=board[1])

    paid, suspended = race(pay, suspend)

    assert isinstance(suspended, Decision)
    assert isinstance(paid, Payment | Refused)
    payment, ruling = Payment.objects.first(), Ruling.objects.get()
    assert payment is None or payment.recorded_at <= ruling.recorded_at
    with pytest.raises(Refused):
        workflow.record_payment(
            allocation, by=manager, details=make.payment_details(ledger_reference="BACS-2")
        )
