"""Communities as they stood at a moment that is over."""

from datetime import UTC, date, datetime

import pytest

from carp import clock
from carp.accounts.roles import Role
from register import workflow as register
from register.selectors import streets_of
from reporting.selectors.communities import community_figures, places_of
from reporting.selectors.periods import period_of
from tests import make

pytestmark = pytest.mark.django_db
QUARTER = period_of("quarterly", "2024/25 Q2", on=date(2024, 10, 21))
MAY, JULY, AUGUST, OCTOBER = (datetime(2024, m, 9, 9, tzinfo=UTC) for m in (5, 7, 8, 10))


def assessed(community, at, score):
    """A report about a community, with an assessment of that score."""
    with clock.at(at):
        report = make.trigger_report(community=community)
        matrix = {16: "severe", 12: "high", 4: "medium"}
        return make.assessment(report, score=score, band=matrix[score])


def standing(figures, community):
    return next(each for each in figures.standings if each.community == community)


def test_a_status_is_that_of_the_moment_whatever_came_after():
    with clock.at(MAY):
        community = make.identified_community()
    with clock.at(AUGUST):
        register.begin_response(community, by=make.user(Role.NOMINATED_OFFICER))
    with clock.at(OCTOBER):
        register.step_down(community, by=make.user(Role.NOMINATED_OFFICER), reason="It is calm.")

    each = standing(community_figures(QUARTER), community)

    assert (each.status_before, each.status) == ("identified", "active")


def test_a_community_entered_in_the_period_is_new_and_a_later_one_is_not_there():
    with clock.at(JULY):
        new = make.community(name="New")
    with clock.at(OCTOBER):
        make.community(name="Later")

    figures = community_figures(QUARTER)

    assert [each.community for each in figures.standings] == [new]
    assert standing(figures, new).movement == "New"
    assert figures.entered == 1
    assert figures.by_status() == [
        ("Emerging", 0, 1),
        ("Identified", 0, 0),
        ("Active response", 0, 0),
        ("Stepped down", 0, 0),
    ]


def test_identified_and_closed_in_the_period_are_counted():
    officer = make.user(Role.NOMINATED_OFFICER)
    with clock.at(MAY):
        emerging, closed = make.community(name="Emerging"), make.community(name="Closed")
    with clock.at(JULY):
        register.identify(emerging, by=officer, plan_due_on=date(2024, 9, 1), reason="Complaints.")
        register.close_community(closed, by=officer, reason="No risk was found.")

    figures = community_figures(QUARTER)

    assert (figures.identified, figures.closed) == (1, 1)
    assert [each.community for each in figures.on_register] == [emerging]


def test_one_closed_before_the_period_is_left_out():
    with clock.at(MAY):
        closed = make.community()
        register.close_community(closed, by=make.user(Role.NOMINATED_OFFICER), reason="No risk.")

    assert community_figures(QUARTER).standings == ()


@pytest.mark.parametrize(
    ("before", "now", "movement"),
    [(12, 16, "Higher"), (12, 4, "Lower"), (12, 12, "Same"), (None, 12, "First assessed")],
)
def test_movement_compares_the_newest_assessments(before, now, movement):
    with clock.at(MAY):
        community = make.community()
    if before:
        assessed(community, MAY, before)
    assessed(community, AUGUST, now)
    assessed(community, OCTOBER, 16)

    each = standing(community_figures(QUARTER), community)

    assert each.movement == movement
    assert each.now is not None
    assert (each.now.score, each.now.likelihood, each.now.impact) == (now, 4, 3)


def test_a_community_without_an_assessment_says_so():
    with clock.at(MAY):
        community = make.community()

    figures = community_figures(QUARTER)

    assert standing(figures, community).movement == "Not assessed"
    assert figures.movements() == {"Not assessed": 1}


def test_places_are_wards_and_never_streets():
    community = make.community(streets="Ropery Road")

    assert places_of([community]) == {community.pk: "Gainsborough South-West"}


def test_streets_are_found_however_they_were_written_down():
    first = make.community(streets="Ropery Road, Trinity Street;Bow Lane\nEnd")
    second = make.community(streets="Trinity Street\r\n")

    assert streets_of([first, second]) == ["Trinity Street", "Ropery Road", "Bow Lane"]
