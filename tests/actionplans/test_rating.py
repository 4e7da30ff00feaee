"""RAG by one rule, the direction of travel, and the periods of which a plan reports."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.stages import periods
from actionplans.stages.rating import Rating, Travel, periods_off, plain, rate, travel

FIGURES = st.decimals(min_value=-10_000, max_value=10_000, places=2)
TOLERANCES = st.decimals(min_value=0, max_value=500, places=2)


@pytest.mark.parametrize(
    ("polarity", "actual", "rating"),
    [
        ("higher", "20", Rating.GREEN),
        ("higher", "21", Rating.GREEN),
        ("higher", "19.99", Rating.AMBER),
        ("higher", "15", Rating.AMBER),
        ("higher", "14.99", Rating.RED),
        ("lower", "20", Rating.GREEN),
        ("lower", "0", Rating.GREEN),
        ("lower", "20.01", Rating.AMBER),
        ("lower", "25", Rating.AMBER),
        ("lower", "25.01", Rating.RED),
    ],
)
def test_a_figure_is_rated_beside_its_target_and_tolerance(polarity, actual, rating):
    target, tolerance = Decimal(20), Decimal(5)
    assert rate(Decimal(actual), target=target, tolerance=tolerance, polarity=polarity) is rating


def test_without_a_target_there_is_nothing_to_rate():
    assert rate(Decimal(1), target=None, tolerance=Decimal(0), polarity="higher") is Rating.NONE


@given(actual=FIGURES, target=FIGURES, tolerance=TOLERANCES)
def test_the_other_polarity_is_the_mirror(actual, target, tolerance):
    higher = rate(actual, target=target, tolerance=tolerance, polarity="higher")
    assert higher is rate(-actual, target=-target, tolerance=tolerance, polarity="lower")


@pytest.mark.parametrize(
    ("before", "actual", "polarity", "way"),
    [
        (None, 3, "higher", Travel.FIRST),
        (3, 3, "lower", Travel.SAME),
        (3, 4, "higher", Travel.BETTER),
        (3, 4, "lower", Travel.WORSE),
        (4, 3, "lower", Travel.BETTER),
    ],
)
def test_the_direction_of_travel_follows_the_polarity(before, actual, polarity, way):
    earlier = None if before is None else Decimal(before)
    assert travel(Decimal(actual), earlier, polarity=polarity) is way


def test_periods_off_are_the_last_ones_without_a_break():
    assert periods_off([Rating.RED, Rating.GREEN, Rating.RED, Rating.RED]) == 2
    assert periods_off([Rating.RED, Rating.AMBER]) == 0
    assert periods_off([]) == 0


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1200.00", "", "1,200"),
        ("12.50", "a week", "12.5 a week"),
        ("63", "%", "63%"),
        ("0.00", "", "0"),
        ("-3.25", "", "\N{MINUS SIGN}3.25"),
        (None, "%", ""),
    ],
)
def test_a_figure_is_written_as_people_write_it(value, unit, text):
    assert plain(None if value is None else Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 7, 9), 3, date(2024, 9, 30)),
        (date(2024, 9, 20), 3, date(2024, 12, 31)),  # eleven days are added to the next
        (date(2024, 9, 3), 3, date(2024, 9, 30)),  # four weeks are a period
        (date(2025, 1, 2), 12, date(2025, 3, 31)),
        (date(2024, 2, 10), 6, date(2024, 3, 31)),
        (date(2024, 4, 1), 1, date(2024, 4, 30)),
    ],
)
def test_the_first_period_ends_with_a_part_of_the_financial_year(start, months, end):
    assert periods.first(start, months=months) == periods.Period(start, end)


@given(
    day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), months=st.sampled_from([1, 2, 3, 4, 6, 12])
)
def test_periods_follow_without_a_gap_and_come_round_to_april(day, months):
    period, ends = periods.first(day, months=months), []
    for _ in range(24):
        after = periods.following(period.end, months=months)
        assert after.start == period.end + periods.ONE_DAY
        assert after.end > after.start
        ends.append((period := after).end)
    assert any((end.month, end.day) == (3, 31) for end in ends)


def test_a_period_is_named_by_its_quarter_or_its_days():
    assert periods.Period(date(2024, 7, 1), date(2024, 9, 30)).label == "2024/25 Q2"
    assert periods.Period(date(2024, 4, 1), date(2025, 3, 31)).label == "2024/25"
    assert periods.Period(date(2024, 7, 9), date(2024, 9, 30)).label == "09/07/2024 to 30/09/2024"
