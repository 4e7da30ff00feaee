"""The one source of now."""

from datetime import UTC, date, datetime

from carp import clock


def test_the_clock_is_held_and_let_go():
    held = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)
    with clock.at(held):
        assert clock.now() == held
        assert clock.machine_now() > held
    assert clock.now() > held


def test_a_naive_instant_is_local_time():
    with clock.at(datetime(2024, 7, 1, 0, 30)):
        assert clock.now() == datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
        assert clock.today() == date(2024, 7, 1)


def test_holds_nest():
    with clock.at(datetime(2024, 1, 1)), clock.at(datetime(2025, 1, 1)):
        assert clock.today() == date(2025, 1, 1)
