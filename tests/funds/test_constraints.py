"""The database itself refuses what the fund may not hold."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from carp import clock
from carp.governance.models import Group
from funds.models import Allocation, LedgerEntry, NeedBalance, Payment, Pot
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.laid("allocation", "authorised_allocation", "payment"),
]


def put(row, **values) -> None:
    """Write straight to the table, past every rule of ours."""
    type(row).objects.filter(pk=row.pk).update(**values)


# --- Pots --------------------------------------------------------------------------------------
def test_a_pot_stands_once():
    pot = make.pot()
    with refused_by("funds_pot_once"):
        Pot.objects.create(
            name=pot.name,
            money_type=pot.money_type,
            financial_year=pot.financial_year,
            starts_on=pot.starts_on,
            ends_on=pot.ends_on,
        )


@pytest.mark.parametrize(
    "values", [{"allocated_pence": F("budget_pence") + 1}, {"budget_pence": -1}]
)
def test_a_pot_is_not_overdrawn(values):
    with refused_by("funds_pot_not_overdrawn"):
        put(make.pot(), **values)


@pytest.mark.parametrize("paid", [-1, 1])
def test_a_pot_pays_no_more_than_is_allocated(paid):
    with refused_by("funds_paid_within_allocated"):
        put(make.pot(), paid_pence=paid)


def test_a_pot_ends_after_it_begins():
    with refused_by("funds_pot_life_in_order"):
        put(make.pot(), ends_on=date(2000, 1, 1))


def test_a_pot_is_of_a_known_kind_of_money():
    with refused_by("funds_known_money_type"):
        put(make.pot(), money_type="gold")


@pytest.mark.parametrize(
    "field",
    ["money_type", "starts_on", "ends_on", "budget_pence", "allocated_pence", "paid_pence"],
)
def test_a_pot_leaves_nothing_out(field):
    with refused_as_null():
        put(make.pot(), **{field: None})


# --- Needs -------------------------------------------------------------------------------------
@pytest.mark.parametrize("values", [{"allocated_pence": 600_001}, {"allocated_pence": -1}])
def test_a_need_is_not_exceeded(values):
    balance = NeedBalance.objects.get(line=make.allocation().line)
    with refused_by("funds_need_not_exceeded"):
        put(balance, **values)
    for field in ("approved_pence", "allocated_pence"):
        with refused_as_null():
            put(balance, **{field: None})


# --- Allocations -------------------------------------------------------------------------------
def allocated(**changes):
    """Write an allocation past the workflow, under a version in force."""
    like = make.allocation()
    given = {
        "reference": "ALC-2000-0001",
        "pot": like.pot,
        "line": like.line,
        "version": like.version,
        "amount_pence": 1,
        "route": "council-led",
        "outcome": "Better",
        "monitoring_on": clock.today(),
        "reasons": "Because",
        "alternatives": "None",
        "proposed_by": like.proposed_by,
    }
    return lambda: Allocation.objects.create(**given | changes)


@pytest.mark.parametrize("amount", [0, -1])
def test_an_allocation_is_of_some_money(amount):
    write = allocated(amount_pence=amount)
    with refused_by("funds_amount_positive"):
        write()


@pytest.mark.parametrize("paid", [-1, 2])
def test_no_more_is_paid_than_was_allocated(paid):
    write = allocated(paid_pence=paid)
    with refused_by("funds_paid_within_allocation"):
        write()


def test_authorising_has_its_time_and_its_person():
    allocation, person = make.allocation(), make.authoriser()
    with refused_by("funds_authorised_pair"):
        put(allocation, authorised_by=person)
    with refused_by("funds_authorised_pair"):
        put(allocation, authorised_at=clock.now())


@pytest.mark.parametrize("status", ["authorised", "paid"])
def test_an_authorised_allocation_has_its_person(status):
    with refused_by("funds_authorised_has_its_person"):
        put(make.allocation(), status=status)


def test_nobody_authorises_what_they_proposed():
    allocation = make.allocation()
    with refused_by("funds_proposer_is_not_authoriser"):
        put(allocation, authorised_by=F("proposed_by"), authorised_at=clock.now())


@pytest.mark.parametrize("missing", ["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
def test_a_withdrawn_allocation_says_who_and_why(missing):
    allocation = make.allocation()
    whole = {
        "status": "withdrawn",
        "withdrawn_at": clock.now(),
        "withdrawn_by": allocation.proposed_by,
        "withdrawn_reason": "Why",
    }
    empty = "" if missing == "withdrawn_reason" else None
    with refused_by("funds_withdrawn_says_who_and_why"):
        put(allocation, **whole | {missing: empty})
    with refused_by("funds_withdrawn_says_who_and_why"):
        put(allocation, **{missing: whole[missing]})


@pytest.mark.parametrize("field", ["outcome", "reasons", "alternatives"])
def test_an_allocation_has_an_outcome_and_reasons(field):
    write = allocated(**{field: ""})
    with refused_by("funds_has_outcome_and_reasons"):
        write()
    with refused_as_null():
        allocated(**{field: None})()


def test_an_allocation_has_a_known_status():
    with refused_by("funds_known_status"):
        put(make.allocation(), status="lost")
    with refused_as_null():
        put(make.allocation(), status=None)


# --- Payments and the ledger -------------------------------------------------------------------
def paid(**changes):
    allocation = make.authorised_allocation()
    given = {
        "allocation": allocation,
        "amount_pence": 1,
        "paid_on": clock.today(),
        "payee": "Bright Lights Ltd",
        "ledger_reference": "BACS-0",
        "proposed_by": allocation.proposed_by,
        "authorised_by": allocation.authorised_by,
        "recorded_by": make.fund_manager(),
    }
    given |= {
        key: value(allocation) if callable(value) else value for key, value in changes.items()
    }
    return lambda: Payment.objects.create(**given)


def test_a_payment_is_recorded_once():
    first, second = paid(), paid()
    first()
    with refused_by("funds_paid_once"):
        second()


@pytest.mark.parametrize("amount", [0, -1])
def test_a_payment_is_of_some_money(amount):
    write = paid(amount_pence=amount)
    with refused_by("funds_payment_positive"):
        write()


@pytest.mark.parametrize("same", ["proposed_by", "authorised_by"])
def test_a_payment_takes_three_people(same):
    write = paid(recorded_by=lambda allocation: getattr(allocation, same))
    with refused_by("funds_three_people"):
        write()


@pytest.mark.parametrize("field", ["amount_pence", "paid_on", "recorded_by"])
def test_a_payment_leaves_nothing_out(field):
    write = paid(**{field: None})
    with refused_as_null():
        write()


@pytest.mark.parametrize("field", ["proposed_by", "authorised_by"])
def test_a_payment_names_all_three_people(field):
    write = paid(**{field: None})
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def entered(**changes):
    allocation = make.allocation()
    given = {
        "pot": allocation.pot,
        "kind": "allocate",
        "amount_pence": 1,
        "allocation": allocation,
        "by": allocation.proposed_by,
    }
    return lambda: LedgerEntry.objects.create(**given | changes)


@pytest.mark.parametrize("kind", ["allocate", "release", "pay"])
def test_an_entry_names_its_allocation(kind):
    write = entered(kind=kind, allocation=None)
    with refused_by("funds_entry_names_its_allocation"):
        write()


def test_a_budget_entry_names_no_allocation():
    write = entered(kind="budget")
    with refused_by("funds_entry_names_its_allocation"):
        write()
    with refused_by("funds_entry_names_its_allocation"):
        entered(kind="unknown")()


@pytest.mark.parametrize(("kind", "amount"), [("allocate", 0), ("allocate", -1), ("budget", 0)])
def test_an_entry_moves_some_money(kind, amount):
    changes = {"allocation": None} if kind == "budget" else {}
    write = entered(kind=kind, amount_pence=amount, **changes)
    with refused_by("funds_entry_amount"):
        write()
    with refused_as_null():
        entered(amount_pence=None)()


@pytest.mark.parametrize("statement", ["UPDATE {0} SET amount_pence = 2", "DELETE FROM {0}"])
@pytest.mark.parametrize("model", [Payment, LedgerEntry])
def test_what_is_recorded_stays(model, statement):
    make.payment()
    with (
        pytest.raises(IntegrityError, match="is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))


def test_the_lists_read_their_indexes():
    """Newest first without sorting, on both databases (performance, design choice 4)."""
    pot = make.allocation().pot
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    newest = Allocation.objects.order_by("-proposed_at", "-pk").values_list("pk")
    assert "funds_newest" in newest[:26].explain()
    assert "funds_by_pot" in newest.filter(pot=pot)[:26].explain()
    entries = LedgerEntry.objects.filter(pot=pot).order_by("-at", "-pk").values_list("pk")
    assert "funds_entries" in entries[:26].explain()


def test_the_groups_that_the_fund_names_are_there():
    assert Group.objects.filter(code__in=("housing-board", "management-team")).count() == 2


# --- The rest of what is partly paid ------------------------------------------------------------
def released(**changes):
    allocation = make.payment().allocation
    given = {
        "status": "paid",
        "released_pence": allocation.rest_pence,
        "released_at": clock.now(),
        "released_by": make.fund_manager(),
        "released_reason": "Not needed.",
    }
    put(allocation, **given | changes)
    return allocation


@pytest.mark.parametrize("changes", [
    {"released_pence": 0},
    {"released_pence": 1},
    {"released_at": None},
    {"released_by": None},
    {"released_reason": ""},
    {"status": "authorised"},
    {"released_pence": 0, "released_at": None, "released_by": None},
])  # fmt: skip
def test_a_released_rest_says_who_and_why_and_ends_it(changes):
    with refused_by("funds_released_says_who_and_why"):
        released(**changes)
    with refused_as_null():
        released(released_pence=None)
    assert released().pk


def test_nothing_is_released_beyond_what_is_left():
    with refused_by("funds_paid_within_allocation"):
        released(released_pence=60_001)
    with refused_by("funds_released_says_who_and_why"):
        put(make.payment(ledger_reference="BACS-2").allocation, released_pence=-1)


@pytest.mark.parametrize("person", ["proposed_by", "authorised_by"])
def test_the_rest_is_released_by_a_third_person(person):
    with refused_by("funds_released_by_a_third_person"):
        released(released_by=F(person))
