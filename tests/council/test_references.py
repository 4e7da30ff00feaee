"""References are never skipped or doubled, whoever asks at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from carp.council.models import ReferenceCounter
from carp.council.references import next_reference
from tests import make
from tests.concurrency import race
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db


def test_numbers_follow_one_another():
    assert [next_reference("TRG", year=2026, width=5) for _ in range(3)] == [
        "TRG-2026-00001",
        "TRG-2026-00002",
        "TRG-2026-00003",
    ]


def test_each_prefix_and_each_year_counts_for_itself():
    assert next_reference("CAR", year=2025) == "CAR-2025-0001"
    assert next_reference("CAR", year=2026) == "CAR-2026-0001"
    assert next_reference("PLN", year=2026) == "PLN-2026-0001"
    assert next_reference("CAR", year=2026) == "CAR-2026-0002"


def test_a_number_may_outgrow_its_width():
    make.reference_counter("CAR", last_number=9999)
    assert next_reference("CAR", year=2026) == "CAR-2026-10000"


def test_a_reference_not_stored_is_given_again():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_reference("CAR", year=2026)
        raise ZeroDivisionError
    assert next_reference("CAR", year=2026) == "CAR-2026-0001"


def test_it_costs_one_query(django_assert_num_queries):
    next_reference("CAR", year=2026)
    with django_assert_num_queries(1):
        next_reference("CAR", year=2026)


@given(last=st.integers(0, 10**8), width=st.integers(1, 8))
def test_the_number_is_one_more_than_the_last(last, width):
    ReferenceCounter.objects.update_or_create(
        prefix="ANY", year=2026, defaults={"last_number": last}
    )
    prefix, year, number = next_reference("ANY", year=2026, width=width).split("-")
    assert (prefix, year, int(number)) == ("ANY", "2026", last + 1)
    assert len(number) >= width


def take(count):
    for _ in range(count):
        with transaction.atomic():
            reference = next_reference("TRG", year=2026, width=5)
        yield reference


@pytest.mark.django_db(transaction=True)
def test_a_reference_is_taken_inside_a_transaction():
    with pytest.raises(TransactionManagementError, match="inside the transaction"):
        next_reference("TRG", year=2026)


@pytest.mark.django_db(transaction=True)
def test_callers_at_the_same_moment_share_no_number_and_skip_none():
    """The very first row is raced for as well."""
    taken: list[str] = []
    race(*[lambda: taken.extend(take(5))] * 8)
    assert sorted(taken) == [f"TRG-2026-{number:05d}" for number in range(1, 41)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writes at a time, in its own queue")
def test_who_waits_for_a_number_stands_in_a_queue():
    """Not before a row that goes to whoever looks just as it is let go."""
    with ThreadPoolExecutor(3) as pool:
        with transaction.atomic():
            held = next_reference("TRG", year=2026, width=5)
            asked = []
            for place in (1, 2, 3):
                asked.append(pool.submit(_take_one))
                _wait_until_waiting(place)
        assert [held, *(each.result(timeout=30) for each in asked)] == [
            f"TRG-2026-{number:05d}" for number in (1, 2, 3, 4)
        ]


def _take_one() -> str:
    try:
        return next(take(1))
    finally:
        connection.close()


def _wait_until_waiting(number: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone() == (number,):
                return
        time.sleep(0.01)
    raise TimeoutError(f"{number} should wait by now")


def test_council_one_counter_per_prefix_and_year():
    make.reference_counter("CAR")
    with refused_by("council_one_counter_per_prefix_and_year"):
        make.reference_counter("CAR")


@pytest.mark.parametrize("field", ["prefix", "year", "last_number"])
def test_no_part_of_a_counter_is_unknown(field):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceCounter.objects.create(
            **{"prefix": "CAR", "year": 2026, "last_number": 0} | {field: None}
        )


def test_a_counter_says_where_it_stands():
    assert str(make.reference_counter("CAR", last_number=7)) == "CAR-2026: 7"
