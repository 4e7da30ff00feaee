"""The database itself refuses what no measure, return, review or evaluation may be."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from actionplans.models import (
    AllocationOutcome,
    Evaluation,
    Measure,
    MeasureValue,
    MonitoringReturn,
    Review,
)
from carp import clock
from carp.accounts.roles import Role
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.laid("monitoring_return", "plan_in_force")]


# --- Measures -------------------------------------------------------------------------------------
@pytest.fixture
def measure():
    return make.measure()


def test_the_number_of_a_measure_is_there_once(measure):
    with refused_by("actionplans_measure_number_once"):
        Measure.objects.create(
            plan=measure.plan, number=measure.number, name="A", polarity="higher"
        )


def test_the_polarity_is_known(measure):
    with refused_by("actionplans_known_polarity"):
        Measure.objects.update(polarity="up")
    with refused_as_null():
        Measure.objects.update(polarity=None)


def test_a_tolerance_is_not_negative(measure):
    with refused_by("actionplans_tolerance_not_negative"):
        Measure.objects.update(tolerance=Decimal(-1))
    with refused_as_null():
        Measure.objects.update(tolerance=None)


@pytest.mark.parametrize("field", ["baseline", "baseline_on"])
def test_a_starting_figure_has_its_day(measure, field):
    with refused_by("actionplans_baseline_has_its_day"):
        Measure.objects.update(**{field: None})


def test_one_figure_stands_for_a_day(measure):
    value = make.measure_value(measure)
    with refused_by("actionplans_one_figure_a_day"):
        MeasureValue.objects.create(
            measure=measure,
            dated=value.dated,
            actual=1,
            tolerance=0,
            recorded_by=value.recorded_by,
        )


# --- Returns --------------------------------------------------------------------------------------
@pytest.fixture
def sent():
    return make.monitoring_return("submitted")


def test_the_number_of_a_return_is_there_once(sent):
    with refused_by("actionplans_return_number_once"):
        MonitoringReturn.objects.create(
            plan=sent.plan,
            number=sent.number,
            period_start=sent.period_start,
            period_end=sent.period_end,
            due_on=sent.due_on,
        )


def test_a_return_is_due_after_its_period(sent):
    with refused_by("actionplans_return_days_in_order"):
        MonitoringReturn.objects.update(due_on=F("period_end"))
    with refused_as_null():
        MonitoringReturn.objects.update(due_on=None)


@pytest.mark.parametrize("field", ["number", "period_start", "period_end", "plan_id"])
def test_the_period_of_a_return_is_frozen(sent, field):
    other = {
        "number": 99,
        "period_start": sent.period_start - timedelta(days=1),
        "period_end": sent.period_end - timedelta(days=1),
        "plan_id": None,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoringReturn.objects.filter(pk=sent.pk).update(**{field: other[field]})


def test_the_status_of_a_return_is_known(sent):
    with refused_by("actionplans_known_return_status"):
        MonitoringReturn.objects.filter(pk=sent.pk).update(status="late")
    with refused_as_null():
        MonitoringReturn.objects.filter(pk=sent.pk).update(status=None)


@pytest.mark.parametrize(
    "change", [{"progress": ""}, {"submitted_at": None}, {"submitted_by": None}]
)
def test_a_return_that_was_sent_says_who_and_what(sent, change):
    with refused_by("actionplans_sent_return_says_who_and_what"):
        MonitoringReturn.objects.filter(pk=sent.pk).update(**change)


@pytest.mark.parametrize("status", ["queried", "accepted", "cancelled"])
def test_a_return_that_was_answered_says_who(sent, status):
    with refused_by("actionplans_answered_return_says_who"):
        MonitoringReturn.objects.filter(pk=sent.pk).update(status=status, answer="Why?")


@pytest.mark.parametrize("status", ["queried", "cancelled"])
def test_a_return_that_is_queried_or_not_needed_says_why(sent, status):
    officer = make.user(Role.NOMINATED_OFFICER)
    with refused_by("actionplans_return_says_why"):
        MonitoringReturn.objects.filter(pk=sent.pk).update(
            status=status, answered_at=clock.now(), answered_by=officer, answer=""
        )
    with refused_as_null():
        MonitoringReturn.objects.filter(pk=sent.pk).update(answer=None)


@pytest.mark.parametrize("status", ["queried", "accepted"])
def test_who_sent_a_return_does_not_answer_it(sent, status):
    with refused_by("actionplans_sender_does_not_accept"):
        MonitoringReturn.objects.filter(pk=sent.pk).update(
            status=status, answered_at=clock.now(), answered_by=F("submitted_by"), answer="Mine"
        )


# --- Evaluations ----------------------------------------------------------------------------------
@pytest.fixture
def draft():
    return make.evaluation()


def again(draft, **changes):
    given = {
        "plan": draft.plan,
        "number": draft.number + 1,
        "findings": "A",
        "learning": "B",
        "drafted_by": draft.drafted_by,
    }
    return Evaluation.objects.create(**given | changes)


def test_the_number_of_an_evaluation_is_there_once(draft):
    now, officer = clock.now(), make.user(Role.NOMINATED_OFFICER)
    with refused_by("actionplans_evaluation_number_once"):
        again(draft, number=draft.number, status="agreed", agreed_at=now, agreed_by=officer)


def test_one_evaluation_is_drafted(draft):
    with refused_by("actionplans_one_evaluation_drafted"):
        again(draft)


def test_the_status_of_an_evaluation_is_known(draft):
    with refused_by("actionplans_evaluation_agreed_by_another"):
        Evaluation.objects.update(status="done")
    with refused_as_null():
        Evaluation.objects.update(status=None)


@pytest.mark.parametrize("by", ["drafted_by", None])
def test_an_evaluation_is_agreed_by_another(draft, by):
    with refused_by("actionplans_evaluation_agreed_by_another"):
        Evaluation.objects.update(status="agreed", agreed_at=clock.now(), agreed_by=by and F(by))


@pytest.mark.parametrize("field", ["findings", "learning"])
def test_an_evaluation_says_what_and_why(draft, field):
    with refused_by("actionplans_evaluation_says_what_and_why"):
        Evaluation.objects.update(**{field: ""})
    with refused_as_null():
        Evaluation.objects.update(**{field: None})


def outcome(draft, **changes):
    given = {
        "evaluation": draft,
        "reference": "ALC-2026-0001",
        "need": "A",
        "intended": "B",
        "amount_pence": 1,
        "paid_pence": 1,
        "achieved": "wholly",
        "result": "C",
    }
    return AllocationOutcome.objects.create(**given | changes)


def test_an_allocation_is_evaluated_once(draft):
    outcome(draft)
    with refused_by("actionplans_allocation_evaluated_once"):
        outcome(draft)


def test_the_achievement_is_known(draft):
    with refused_by("actionplans_known_achievement"):
        outcome(draft, achieved="maybe")
    with refused_as_null():
        outcome(draft, achieved=None)


# --- Reviews --------------------------------------------------------------------------------------
def review(**changes):
    plan = make.plan(ready=False)
    given = {
        "plan": plan,
        "held_on": clock.today(),
        "outcome": "continue",
        "reasons": "A",
        "next_on": clock.today() + timedelta(days=1),
        "recorded_by": plan.lead,
    }
    return Review.objects.create(**given | changes)


def test_the_outcome_of_a_review_is_known():
    with refused_by("actionplans_known_review_outcome"):
        review(outcome="perhaps")
    with refused_as_null():
        review(outcome=None)


def test_a_review_has_reasons():
    with refused_by("actionplans_review_has_reasons"):
        review(reasons="")
    with refused_as_null():
        review(reasons=None)


def test_a_plan_closes_with_an_evaluation_or_a_reason():
    with refused_by("actionplans_closed_with_evaluation_or_reason"):
        review(outcome="close", next_on=None)
    assert review(outcome="close", next_on=None, no_evaluation="None needed.").pk


def test_a_review_says_when_the_next_is_unless_it_closes_the_plan():
    with refused_by("actionplans_next_review_unless_closed"):
        review(next_on=None)
    with refused_by("actionplans_next_review_unless_closed"):
        review(next_on=clock.today())
    with refused_by("actionplans_next_review_unless_closed"):
        review(outcome="close", no_evaluation="None needed.")
