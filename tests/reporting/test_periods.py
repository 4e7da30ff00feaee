"""The periods of reports: local days, whole or so far."""

from datetime import UTC, date, datetime

import pytest

from carp import clock
from reporting.selectors import periods
from reporting.selectors.periods import Period, period_of
from tests import make


def test_a_quarter_lies_between_local_midnights():
    quarter = period_of("quarterly", "2024/25 Q2", on=date(2024, 10, 21))

    assert (quarter.starts_on, quarter.ends_on) == (date(2024, 7, 1), date(2024, 9, 30))
    assert quarter.start == datetime(2024, 6, 30, 23, tzinfo=UTC)
    assert quarter.end == datetime(2024, 9, 30, 23, tzinfo=UTC)
    assert quarter.whole
    assert quarter.name == "Quarter 2 of 2024/25"
    assert quarter.in_words == "1 July 2024 to 30 September 2024"


def test_a_quarter_over_the_clock_change_keeps_its_midnights():
    quarter = period_of("quarterly", "2024/25 Q3", on=date(2025, 1, 1))

    assert quarter.start == datetime(2024, 9, 30, 23, tzinfo=UTC)
    assert quarter.end == datetime(2025, 1, 1, 0, tzinfo=UTC)


def test_a_year_is_the_financial_year():
    year = period_of("annual", "2024/25", on=date(2025, 4, 1))

    assert (year.starts_on, year.ends_on, year.whole) == (date(2024, 4, 1), date(2025, 3, 31), True)
    assert year.name == "2024/25"


@pytest.mark.parametrize(
    ("on", "whole", "ends_on"),
    [
        (date(2024, 9, 30), False, date(2024, 9, 30)),
        (date(2024, 10, 1), True, date(2024, 9, 30)),
        (date(2024, 8, 5), False, date(2024, 8, 5)),
    ],
)
def test_a_period_that_is_not_over_ends_today(on, whole, ends_on):
    quarter = period_of("quarterly", "2024/25 Q2", on=on)

    assert (quarter.whole, quarter.ends_on) == (whole, ends_on)


@pytest.mark.parametrize("label", ["2024/25 Q5", "2024/26 Q1", "Q2", "", "2024/25", "2025/26 Q1"])
def test_what_is_no_quarter_yet_is_refused(label):
    with pytest.raises(ValueError, match=r"is not a|has not begun"):
        period_of("quarterly", label, on=date(2025, 3, 31))


def test_the_periods_offered_begin_with_the_one_that_runs():
    offered = periods.offered(on=date(2024, 10, 21))

    quarters = [each.label for each in offered["quarterly"]]
    assert quarters[:3] == ["2024/25 Q3", "2024/25 Q2", "2024/25 Q1"]
    assert len(quarters) == 8
    assert [each.whole for each in offered["quarterly"]] == [False, *[True] * 7]
    assert [each.label for each in offered["annual"]] == ["2024/25", "2023/24", "2022/23"]


@pytest.mark.parametrize(
    ("on", "quarter", "year"),
    [
        (date(2024, 10, 1), "2024/25 Q2", "2023/24"),
        (date(2024, 9, 30), "2024/25 Q1", "2023/24"),
        (date(2025, 3, 31), "2024/25 Q3", "2023/24"),
        (date(2025, 4, 1), "2024/25 Q4", "2024/25"),
    ],
)
def test_the_last_period_that_is_over(on, quarter, year):
    assert periods.last_over("quarterly", on=on).label == quarter
    assert periods.last_over("annual", on=on).label == year


def test_months_cut_off_at_the_last_day():
    period = Period("quarterly", "2024/25 Q2", date(2024, 7, 1), date(2024, 8, 5), whole=False)

    found = periods.months(period)

    assert [name for name, _, _ in found] == ["July", "August"]
    assert found[0][2] == found[1][1] == datetime(2024, 7, 31, 23, tzinfo=UTC)


@pytest.mark.django_db
def test_a_run_remembers_whether_its_period_was_over():
    with clock.at(datetime(2024, 8, 5, 9)):
        early = periods.of_run(make.report_run(period="2024/25 Q2"))
        late = periods.of_run(make.report_run(period="2024/25 Q1"))

    assert (early.whole, early.ends_on) == (False, date(2024, 8, 5))
    assert (late.whole, late.ends_on) == (True, date(2024, 6, 30))
