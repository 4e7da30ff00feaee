"""Measures and their figures: who may, what is refused, what stands for ever."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from actionplans import workflow
from actionplans.models import MeasureValue
from actionplans.selectors import monitoring
from actionplans.stages.rating import Rating, Travel
from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make.plan(ready=False)


@pytest.mark.parametrize("role", Role)
def test_whoever_may_change_the_plan_adds_measures_and_figures(plan, role):
    person = make.user(role)
    if Capability.PLAN_EDIT in ROLES[role]:
        measure = make.measure(plan, by=person)
        assert make.measure_value(measure, by=person).recorded_by == person
        return
    with pytest.raises(Refused):
        make.measure(plan, by=person)
    with pytest.raises(Refused):
        make.measure_value(make.measure(plan), by=person)


def test_the_lead_adds_measures_with_numbers_that_are_never_used_again(plan):
    first = make.measure(plan, by=plan.lead)
    workflow.withdraw_measure(first, by=plan.lead, reason="Nobody counts it.")

    assert make.measure(plan, by=plan.lead).number == 2
    assert trail.of_subject(plan).last().after["about"] == "measure 2, Complaints about rubbish"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"polarity": "up"}, "polarity"),
        ({"tolerance": Decimal(-1)}, "tolerance"),
        ({"baseline_on": None}, "baseline_on"),
        ({"baseline": None}, "baseline"),
    ],
)
def test_what_a_measure_needs_is_said_beside_its_field(plan, changes, field):
    with pytest.raises(Refused) as caught:
        make.measure(plan, **changes)

    assert caught.value.field == field
    assert not plan.measures.exists()


def test_the_rating_follows_the_newest_figure(plan):
    measure = make.measure(plan)
    seen = []
    for days, actual in ((3, 30), (2, 26), (1, 25), (0, 19)):
        make.measure_value(measure, actual, dated=clock.today() - timedelta(days=days))
        standing = monitoring.standing_of(plan)[0]
        seen.append((standing.rating, standing.travel, standing.periods_off))

    assert seen == [
        (Rating.RED, Travel.BETTER, 1),
        (Rating.RED, Travel.BETTER, 2),
        (Rating.AMBER, Travel.BETTER, 0),
        (Rating.GREEN, Travel.BETTER, 0),
    ]


def test_a_figure_keeps_the_target_that_it_was_held_against(plan):
    measure = make.measure(plan)
    value = make.measure_value(measure, 22)

    workflow.change_measure(measure, by=plan.lead, details=make.measure_details(target=Decimal(10)))

    value.refresh_from_db()
    assert monitoring.rated(value, "lower") is Rating.AMBER


def test_a_correction_says_why_and_both_figures_stay(plan):
    measure = make.measure(plan)
    make.measure_value(measure, 30)
    with pytest.raises(Refused, match="30 is on record"):
        make.measure_value(measure, 29)
    with pytest.raises(Refused, match="on record already"):
        make.measure_value(measure, 30)

    make.measure_value(measure, 29, note="One was counted twice.")

    assert [value.actual for value in measure.values.standing()] == [29]
    assert measure.values.count() == 2
    event = trail.of_subject(plan).last()
    assert (event.before, event.reason) == ({"actual": "30.00"}, "One was counted twice.")


def test_a_figure_does_not_speak_of_tomorrow(plan):
    with pytest.raises(Refused, match="still to come"):
        make.measure_value(make.measure(plan), 3, dated=clock.today() + timedelta(days=1))


def test_the_polarity_is_not_turned_round_under_figures(plan):
    measure = make.measure(plan)
    workflow.change_measure(measure, by=plan.lead, details=make.measure_details(polarity="higher"))
    make.measure_value(measure, 3)

    with pytest.raises(Refused, match="turn round"):
        workflow.change_measure(
            measure, by=plan.lead, details=make.measure_details(polarity="lower")
        )


def test_a_withdrawn_measure_counts_no_more(plan):
    measure = make.measure(plan)
    with pytest.raises(Refused, match="Say why"):
        workflow.withdraw_measure(measure, by=plan.lead, reason=" ")
    workflow.withdraw_measure(measure, by=plan.lead, reason="Nobody counts it.")

    with pytest.raises(Refused, match="withdrawn"):
        make.measure_value(measure)


def test_the_database_keeps_a_figure_as_it_was(plan):
    value = make.measure_value(make.measure(plan), 30)
    for change in ({"actual": Decimal(1)}, {"target": None}, {"note": "x"}, {"dated": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeasureValue.objects.filter(pk=value.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureValue.objects.filter(pk=value.pk)._raw_delete("default")
