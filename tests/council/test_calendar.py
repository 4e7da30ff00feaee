"""Days that count: against the published bank holidays and against every day of two decades."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.council.calendar import (
    FinancialYear,
    Quarter,
    add_working_days,
    bank_holidays,
    financial_year_of,
    is_working_day,
    latest_publication_date,
    previous_quarter,
    working_days_between,
)

FIRST, LAST = date(2019, 1, 1), date(2040, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]

# England and Wales, as published by the government, with the days moved and added.
BANK_HOLIDAYS = {
    2020: ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"],
    2022: [
        "01-03",
        "04-15",
        "04-18",
        "05-02",
        "06-02",
        "06-03",
        "08-29",
        "09-19",
        "12-26",
        "12-27",
    ],
    2023: ["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"],
    2024: ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"],
    2025: ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
}


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_the_days_off_are_weekends_and_the_published_bank_holidays(year):
    off = {date.fromisoformat(f"{year}-{day}") for day in BANK_HOLIDAYS[year]}
    weekdays = (day for day in EVERY_DAY if day.year == year and day.weekday() < 5)
    assert {day for day in weekdays if not is_working_day(day)} == off


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (date(2024, 6, 3), 2, date(2024, 6, 5)),  # scenario O1: Monday to Wednesday
        (date(2024, 6, 7), 1, date(2024, 6, 10)),  # over a weekend
        (date(2024, 6, 8), 1, date(2024, 6, 10)),  # from a Saturday
        (date(2024, 3, 28), 1, date(2024, 4, 2)),  # over Easter
        (date(2024, 12, 24), 1, date(2024, 12, 27)),  # over Christmas
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day moved to Monday
        (date(2024, 12, 23), 10, date(2025, 1, 9)),  # over the New Year
        (date(2024, 6, 8), 0, date(2024, 6, 8)),  # at once is the same day, a Saturday too
        (date(2024, 6, 10), -1, date(2024, 6, 7)),
        (date(2024, 4, 2), -1, date(2024, 3, 28)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, number, expected):
    assert add_working_days(start, number) == expected
    assert working_days_between(start, expected) == number


@given(st.dates(FIRST, LAST), st.integers(1, 80))
def test_a_deadline_falls_on_a_working_day_and_counts_back(start, number):
    end = add_working_days(start, number)
    assert is_working_day(end)
    assert working_days_between(start, end) == number
    assert working_days_between(end, start) == -working_days_between(
        start - timedelta(days=1), end - timedelta(days=1)
    )


@given(st.dates(FIRST, LAST), st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(start, first, second):
    assert add_working_days(add_working_days(start, first), second) == add_working_days(
        start, first + second
    )


@pytest.mark.parametrize(
    ("meeting", "published"),
    [
        (date(2025, 3, 18), date(2025, 3, 10)),  # scenario O10
        (date(2015, 9, 15), date(2015, 9, 7)),
        (date(2025, 4, 24), date(2025, 4, 14)),  # Easter between them
        (date(2025, 1, 7), date(2024, 12, 27)),  # Christmas and the New Year too
    ],
)
def test_papers_are_published_five_clear_days_before(meeting, published):
    assert latest_publication_date(meeting) == published


def test_the_clear_days_are_the_councils_own():
    assert latest_publication_date(date(2025, 3, 18), clear_days=3) == date(2025, 3, 12)


# --- Quarters and years -----------------------------------------------------------------------


def expected_quarter(day):
    """Written out by month, apart from the code's arithmetic."""
    number = {1: 4, 2: 4, 3: 4, 4: 1, 5: 1, 6: 1, 7: 2, 8: 2, 9: 2, 10: 3, 11: 3, 12: 3}[day.month]
    begins = day.year if day.month >= 4 else day.year - 1
    return f"{begins}/{str(begins + 1)[2:]} Q{number}"


def test_every_day_of_two_decades_is_in_its_quarter():
    for day in EVERY_DAY:
        quarter = Quarter.of(day)
        assert quarter.label == str(quarter) == expected_quarter(day)
        assert quarter.start <= day <= quarter.end
        assert quarter.year.label == financial_year_of(day)
        assert quarter.year.start <= day <= quarter.year.end


def test_every_hour_of_two_years_is_in_the_quarter_of_its_local_day():
    instant = datetime(2023, 12, 31, tzinfo=UTC)
    while instant.year < 2026:
        quarter = Quarter.of(instant)
        starts, ends = quarter.bounds()
        assert starts <= instant < ends
        instant += timedelta(minutes=150)


@pytest.mark.parametrize(
    ("instant", "label"),
    [
        (datetime(2024, 6, 30, 22, 59, 59, tzinfo=UTC), "2024/25 Q1"),
        (datetime(2024, 6, 30, 23, 0, tzinfo=UTC), "2024/25 Q2"),
        (datetime(2024, 6, 30, 23, 30, tzinfo=UTC), "2024/25 Q2"),  # scenario O8: 1 July, 00:30
        (datetime(2024, 9, 30, 22, 59, tzinfo=UTC), "2024/25 Q2"),
        (datetime(2024, 9, 30, 23, 0, tzinfo=UTC), "2024/25 Q3"),
        (datetime(2024, 12, 31, 23, 59, tzinfo=UTC), "2024/25 Q3"),  # winter: local is UTC
        (datetime(2025, 1, 1, 0, 0, tzinfo=UTC), "2024/25 Q4"),
        (datetime(2024, 3, 31, 22, 59, tzinfo=UTC), "2023/24 Q4"),  # the clocks went forward
        (datetime(2024, 3, 31, 23, 0, tzinfo=UTC), "2024/25 Q1"),
    ],
)
def test_an_instant_falls_in_the_quarter_of_its_local_day(instant, label):
    assert Quarter.of(instant).label == label


def test_quarters_follow_one_another_without_a_gap():
    quarters = [Quarter(begins, number) for begins in range(2019, 2041) for number in (1, 2, 3, 4)]
    for earlier, later in pairwise(quarters):
        assert (earlier.next, later.previous) == (later, earlier)
        assert earlier < later
        assert earlier.end + timedelta(days=1) == later.start
        assert earlier.bounds()[1] == later.bounds()[0]


def test_the_second_quarter_of_2024():
    quarter = Quarter.parse("2024/25 Q2")
    assert (quarter.start, quarter.end) == (date(2024, 7, 1), date(2024, 9, 30))
    assert quarter.bounds() == (
        datetime(2024, 6, 30, 23, 0, tzinfo=UTC),
        datetime(2024, 9, 30, 23, 0, tzinfo=UTC),
    )
    assert previous_quarter(date(2024, 10, 21)) == quarter
    assert quarter in FinancialYear.parse("2024/25").quarters


@pytest.mark.parametrize("begins", range(2019, 2041))
def test_labels_and_addresses_lead_back(begins):
    year = FinancialYear(begins)
    assert (
        FinancialYear.parse(str(year)) == FinancialYear.parse(year.label.replace("/", "-")) == year
    )
    for quarter in year.quarters:
        assert Quarter.parse(quarter.label) == Quarter.parse(quarter.slug) == quarter


@pytest.mark.parametrize("label", ["", "2024", "2024/26", "2024/2025", "24/25", "2024/25 Q2 "])
def test_what_is_no_financial_year_is_refused(label):
    with pytest.raises(ValueError, match="is not a financial year"):
        FinancialYear.parse(label)


@pytest.mark.parametrize(
    "label", ["2024/25", "2024/25 Q5", "2024/25 Q0", "2024/25Q1", "Q1 2024/25"]
)
def test_what_is_no_quarter_is_refused(label):
    with pytest.raises(ValueError, match="is not a quarter"):
        Quarter.parse(label)


def test_a_century_turns():
    assert FinancialYear(2099).label == "2099/00"
    assert FinancialYear.parse("2099/00").begins == 2099


def test_the_year_holds_its_quarters():
    starts, ends = FinancialYear(2024).bounds()
    quarters = FinancialYear(2024).quarters
    assert (quarters[0].bounds()[0], quarters[-1].bounds()[1]) == (starts, ends)


def test_a_year_of_bank_holidays_is_worked_out_once():
    assert bank_holidays(2024) is bank_holidays(2024)
