"""A measure shows one of the outcomes of its own plan."""

import pytest

from actionplans import workflow
from actionplans.models import Plan
from actionplans.selectors import WorkingCopy
from carp.accounts.verdicts import Refused
from carp.audit import trail
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(officer):
    return make.plan(by=officer, ready=False)


@pytest.fixture
def outcome(plan):
    return make.outcome(plan, outcome="Alleys stay clear")


def test_a_measure_is_given_its_outcome_and_shows_it(visit, plan, outcome):
    other = make.outcome(make.plan(ready=False), outcome="Of another plan")
    form = visit("measure-new", plan.reference)
    offered = form.page.xpath("//select[@name='outcome']/option/text()")
    assert [text.strip() for text in offered] == ["None of them", "Alleys stay clear"]

    given = {"name": "Complaints", "polarity": "lower", "tolerance": "0"}
    wrong = visit("measure-new", plan.reference, data=given | {"outcome": other.pk})
    assert wrong.errors() == {"#id_outcome": "This outcome is not in the plan any more"}
    assert wrong.value("name") == "Complaints"

    visit("measure-new", plan.reference, data=given | {"outcome": outcome.pk})
    measure = plan.measures.get()
    assert measure.outcome == outcome
    assert (
        "Outcome that it shows Alleys stay clear" in visit("measure-detail", plan.reference, 1).text
    )
    assert "Alleys stay clear" in visit("monitoring-detail", plan.reference).text
    lines = visit("monitoring-csv", plan.reference, "measures").body.splitlines()
    assert lines[1].startswith("Complaints,Alleys stay clear,")


def test_it_is_optional_and_can_be_changed(plan, outcome):
    measure = make.measure(plan)
    assert measure.outcome is None
    details = make.measure_details(outcome=outcome)
    changed = workflow.change_measure(measure, by=plan.lead, details=details)
    assert changed.outcome == outcome
    assert trail.of_subject(plan).last().after["outcome"] == outcome.pk


def test_an_outcome_of_another_plan_is_refused(plan):
    other = make.outcome(make.plan(ready=False))
    with pytest.raises(Refused) as caught:
        make.measure(plan, outcome=other)
    assert caught.value.field == "outcome"


def test_two_people_who_choose_another_outcome_see_both(visit, plan, outcome):
    measure = make.measure(plan)
    opened = visit("measure-change", plan.reference, 1)
    data = {name: opened.value(name) or "" for name in ("opened", "name", "unit", "target")}
    day = measure.baseline_on
    data |= {
        "baseline": "40", "tolerance": "5", "polarity": "lower", "baseline_on_day": day.day,
        "baseline_on_month": day.month, "baseline_on_year": day.year,
    }  # fmt: skip
    details = make.measure_details(outcome=outcome)
    workflow.change_measure(measure, by=plan.lead, details=details)

    seen = visit("measure-change", plan.reference, 1, data=data)
    assert list(seen.errors()) == ["#id_outcome"]
    assert "“Alleys stay clear”" in seen.errors()["#id_outcome"]


def test_a_return_says_which_outcome_each_figure_shows(visit):
    made = make.monitoring_return()
    outcome = made.plan.outcomes.get()
    make.measure(made.plan, outcome=outcome)
    page = visit("return-write", made.plan.reference, 1)
    assert f"Shows: {outcome}. Target: 20." in page.text


def test_a_measure_outlives_its_outcome(visit, plan, outcome):
    measure = make.measure(plan, outcome=outcome)
    page = visit("outcome-remove", plan.reference, outcome.pk)
    assert f"stay, without an outcome: {measure.name}" in page.text

    visit("outcome-remove", plan.reference, outcome.pk, data={})
    measure.refresh_from_db()
    assert measure.outcome is None
    assert trail.of_subject(plan).last().before["measures"] == [1]


def test_measures_are_no_part_of_what_is_frozen(officer):
    """They are how a plan is watched, and change without a board (ADR 23)."""
    plan = make.plan(by=officer)
    version = workflow.submit(plan, by=officer)
    make.measure(plan, outcome=plan.outcomes.get())
    now = WorkingCopy(Plan.objects.get(pk=plan.pk))
    assert now.content_hash == version.content_hash
