"""What a report counts of triggers, and on which side of a midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carp import clock
from reporting.selectors.periods import period_of
from reporting.selectors.triggers import Wait, share_in_time, trigger_figures, usual
from tests import make
from triggers.models import Referral

pytestmark = pytest.mark.django_db
QUARTER = period_of("quarterly", "2024/25 Q2", on=date(2024, 10, 21))
JULY = datetime(2024, 7, 8, 9, tzinfo=UTC)


def received(at, status="received", **fields):
    with clock.at(at):
        return make.trigger_report(status, received_at=at, **fields)


def test_received_and_closed_are_counted_apart():
    received(datetime(2024, 5, 1, tzinfo=UTC), "closed", closed_at=JULY)
    received(JULY, "closed", closed_at=datetime(2024, 10, 3, tzinfo=UTC))
    received(JULY, "redirected", closed_at=JULY)
    received(JULY)

    figures = trigger_figures(QUARTER)

    assert (figures.received, figures.closed, figures.redirected) == (3, 1, 1)


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (datetime(2024, 6, 30, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2024, 6, 30, 23, 30, tzinfo=UTC), 1),
        (datetime(2024, 9, 30, 22, 59, 59, tzinfo=UTC), 1),
        (datetime(2024, 9, 30, 23, 0, tzinfo=UTC), 0),
    ],
)
def test_the_local_day_decides_in_which_quarter_an_instant_falls(at, counted):
    received(at)

    assert trigger_figures(QUARTER).received == counted


def test_only_the_first_assessment_of_a_report_counts():
    report = received(datetime(2024, 6, 3, 9, tzinfo=UTC))
    with clock.at(datetime(2024, 6, 4, 9, tzinfo=UTC)):
        make.assessment(report, state="superseded", completed_at=clock.now())
    with clock.at(JULY):
        make.assessment(report)

    assert trigger_figures(QUARTER).assessed == 0
    first_quarter = period_of("quarterly", "2024/25 Q1", on=date(2024, 10, 21))
    assert trigger_figures(first_quarter).assessed == 1


def test_the_time_to_assess_is_in_working_days_and_judged_by_the_promise():
    friday = datetime(2024, 7, 5, 16, tzinfo=UTC)
    for days, due in ((3, date(2024, 7, 9)), (4, date(2024, 7, 8)), (11, date(2024, 7, 19))):
        report = received(friday, assess_due_on=due)
        with clock.at(friday + timedelta(days=days)):
            make.assessment(report)

    figures = trigger_figures(QUARTER)

    waits = sorted((wait.days, wait.in_time) for wait in figures.waits)
    assert waits == [(1, True), (2, False), (7, True)]
    assert figures.usual_wait == 20
    assert figures.in_time == 667


def test_what_was_late_stays_late_when_it_is_taken_up_again():
    due = {"first_due_on": date(2024, 7, 9), "assess_due_on": date(2024, 10, 11)}
    report = received(datetime(2024, 7, 5, 16, tzinfo=UTC), **due)
    assert trigger_figures(QUARTER).late == 1
    with clock.at(datetime(2024, 7, 19, 9, tzinfo=UTC)):
        make.assessment(report)
    assert [wait.in_time for wait in trigger_figures(QUARTER).waits] == [False]


def test_without_waits_there_is_no_usual_time():
    assert usual([]) is None
    assert share_in_time([]) is None
    assert usual([Wait("soon", 1, in_time=True), Wait("soon", 2, in_time=True)]) == 15


def test_waiting_and_late_are_those_of_the_last_day():
    received(JULY, assess_due_on=date(2024, 9, 29))
    received(JULY, assess_due_on=date(2024, 9, 30))
    later = received(JULY)
    with clock.at(datetime(2024, 10, 2, 9, tzinfo=UTC)):
        make.assessment(later)
    received(JULY, "closed", closed_at=datetime(2024, 9, 2, tzinfo=UTC))

    figures = trigger_figures(QUARTER)

    assert (figures.waiting, figures.late) == (3, 2)


def test_sources_categories_and_routes_are_counted_by_code():
    report = received(JULY, "outcome_agreed")
    report.sources.create(code="adverse-change")
    withdrawn = make.referral(report, "management_team", state=Referral.State.WITHDRAWN)
    Referral.objects.update(raised_at=JULY)

    figures = trigger_figures(QUARTER)

    assert withdrawn.state == Referral.State.WITHDRAWN
    assert figures.sources == (("adverse-change", 1), ("more-complaints", 1))
    assert figures.categories == (("asb-and-domestic-violence", 1),)
    assert figures.routes == (("housing_board", 1),)


def test_a_small_area_is_counted_with_its_ward():
    ward = make.area()
    small = make.area("E01026383", "West Lindsey 004E", "lsoa", vintage=2021, parent=ward)
    parish = make.area("E04000001", "Elsewhere", "parish")
    for area in (ward, small, small, parish, None):
        received(JULY, area=area)

    figures = trigger_figures(QUARTER)

    assert figures.wards == (("E05009642", 3),)
    assert figures.elsewhere == 2


def test_months_and_the_last_five_quarters():
    received(datetime(2024, 8, 31, 22, 30, tzinfo=UTC))
    received(datetime(2024, 8, 31, 23, 30, tzinfo=UTC))
    received(datetime(2023, 10, 1, tzinfo=UTC))

    figures = trigger_figures(QUARTER)

    assert [(month.name, month.received) for month in figures.months] == [
        ("July", 0),
        ("August", 1),
        ("September", 1),
    ]
    assert figures.quarters == (
        ("2023/24 Q2", 0),
        ("2023/24 Q3", 1),
        ("2023/24 Q4", 0),
        ("2024/25 Q1", 0),
        ("2024/25 Q2", 2),
    )


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    received(JULY, "outcome_agreed", area=make.area())
    with django_assert_num_queries(23):
        trigger_figures(QUARTER)
    for _ in range(3):
        received(JULY, "outcome_agreed", area=make.area())
    with django_assert_num_queries(23):
        trigger_figures(QUARTER)
