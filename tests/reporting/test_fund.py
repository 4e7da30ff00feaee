"""The fund's position at a moment, from its ledger."""

from datetime import UTC, date, datetime

import pytest

from carp import clock
from funds import workflow as funds
from reporting.selectors.fund import fund_figures
from reporting.selectors.periods import period_of
from tests import make

pytestmark = pytest.mark.django_db
QUARTER = period_of("quarterly", "2024/25 Q2", on=date(2024, 10, 21))
JUNE, JULY, OCTOBER = (datetime(2024, m, 9, 9, tzinfo=UTC) for m in (6, 7, 10))


def test_budget_allocated_paid_and_free_at_the_end_and_what_moved():
    with clock.at(JUNE):
        pot = make.pot()
        make.allocation(pot=pot, amount_pence=100_000)
    with clock.at(JULY):
        allocation = make.authorised_allocation(pot=pot, amount_pence=250_000)
        make.payment(allocation, amount_pence=200_000)
    with clock.at(OCTOBER):
        make.allocation(pot=pot, amount_pence=50_000)

    figures = fund_figures(QUARTER)

    (position,) = figures.pots
    assert (position.budget, position.allocated, position.paid) == (1_000_000, 350_000, 200_000)
    assert position.free == 650_000
    assert (position.allocated_in_period, position.paid_in_period) == (250_000, 200_000)
    assert figures.whole.free == 650_000
    assert figures.of_type("revenue").allocated == 350_000
    assert figures.of_type("capital").budget == 0


def test_money_given_back_is_free_again_and_its_allocation_is_gone():
    with clock.at(JULY):
        allocation = make.allocation(amount_pence=100_000)
        funds.withdraw(allocation, by=allocation.proposed_by, reason="Cheaper elsewhere.")

    figures = fund_figures(QUARTER)

    assert figures.whole.allocated == figures.whole.allocated_in_period == 0
    assert figures.grants == ()


def test_allocations_are_grouped_by_route_purpose_and_category():
    with clock.at(JULY):
        pot = make.pot()
        for amount in (100_000, 200_000):
            make.allocation(pot=pot, amount_pence=amount)

    figures = fund_figures(QUARTER)

    assert figures.by("route") == [("council-led", 2, 300_000)]
    assert figures.by("purpose") == [("preventative", 2, 300_000)]
    assert figures.by("category") == [("street-scene", 2, 300_000)]


def test_a_pot_of_another_year_is_left_out():
    with clock.at(datetime(2023, 7, 1, tzinfo=UTC)):
        make.pot()

    assert fund_figures(QUARTER).pots == ()


def test_outcomes_to_be_looked_at_by_the_end():
    with clock.at(JULY):
        pot = make.pot()
        make.allocation(pot=pot, monitoring_on=date(2024, 9, 30))
        make.allocation(pot=pot, monitoring_on=date(2024, 10, 1))

    assert fund_figures(QUARTER).outcomes_due == 1
