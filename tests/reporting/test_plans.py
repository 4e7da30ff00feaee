"""Plans, actions and boards as they stood on the last day of a period."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actionplans.models import Action, Plan
from carp import clock
from reporting.selectors.periods import period_of
from reporting.selectors.plans import plan_figures
from tests import make
from triggers.models import Referral

pytestmark = pytest.mark.django_db
QUARTER = period_of("quarterly", "2024/25 Q2", on=date(2024, 10, 21))
MAY, JULY, OCTOBER = (datetime(2024, m, 9, 9, tzinfo=UTC) for m in (5, 7, 10))


def state(period=QUARTER):
    (each,) = plan_figures(period).plans
    return each.state


def test_a_plan_is_prepared_then_with_the_boards_then_in_force():
    with clock.at(JULY):
        version = make.submitted_version()
    assert state() == "With the boards"

    with clock.at(OCTOBER):
        for code in version.approving_groups:
            make.approval(version, code)
    assert state() == "With the boards"
    assert state(period_of("quarterly", "2024/25 Q3", on=date(2025, 1, 2))) == "In force"


def test_a_plan_without_a_version_is_being_prepared():
    with clock.at(JULY):
        make.plan()

    figures = plan_figures(QUARTER)

    assert dict(figures.by_state())["Being prepared"] == 1
    assert (figures.begun, figures.took_effect) == (1, 0)


@pytest.mark.parametrize(
    ("outcome", "word"), [("return", "Returned for changes"), ("reject", "Rejected")]
)
def test_what_a_board_gave_back_is_named(outcome, word):
    with clock.at(JULY):
        make.approval(make.submitted_version(), outcome=outcome)

    assert state() == word


def test_a_new_version_before_the_boards_leaves_the_old_one_in_force():
    with clock.at(JULY):
        plan = make.plan_in_force()
        make.need_line(plan)
        make.submitted_version(plan)

    figures = plan_figures(QUARTER)

    assert [(each.state, each.version) for each in figures.plans] == [("In force", 1)]
    assert figures.took_effect == 1
    assert figures.communities_in_force() == {plan.community_id}


@pytest.mark.parametrize(("kind", "word"), [("suspend", "Suspended"), ("rescind", "Rescinded")])
def test_what_a_board_stopped_is_named_from_that_day_on(kind, word):
    with clock.at(JULY):
        plan = make.plan_in_force()
    with clock.at(JULY + timedelta(days=1)):
        make.ruling(plan.versions.get(), kind=kind)

    figures = plan_figures(QUARTER)

    assert [(each.state, each.version) for each in figures.plans] == [(word, 1)]
    assert figures.communities_in_force() == set()


def test_a_suspension_after_the_period_leaves_the_plan_in_force_in_it():
    with clock.at(JULY):
        plan = make.plan_in_force()
    with clock.at(OCTOBER):
        make.ruling(plan.versions.get())
    assert state() == "In force"

    with clock.at(OCTOBER + timedelta(days=1)):
        make.ruling(plan.versions.get(), kind="resume")
    assert state(period_of("quarterly", "2024/25 Q3", on=date(2025, 1, 2))) == "In force"


def test_a_closed_plan_is_closed_from_its_day():
    with clock.at(JULY):
        plan = make.plan()
    Plan.objects.filter(pk=plan.pk).update(closed_at=OCTOBER)
    assert state() == "Being prepared"

    Plan.objects.filter(pk=plan.pk).update(closed_at=JULY + timedelta(days=1))
    assert state() == "Closed"
    assert plan_figures(QUARTER).stages == {}


def test_actions_late_on_the_last_day_are_named_with_their_days():
    with clock.at(JULY):
        plan = make.plan()
        done = make.action(plan, title="Done", due_on=date(2024, 8, 1))
        make.action(plan, title="Late", due_on=date(2024, 9, 20))
        make.action(plan, title="Due today", due_on=date(2024, 9, 30))
    Action.objects.filter(pk=done.pk).update(status=Action.Status.COMPLETE)

    late = plan_figures(QUARTER).overdue

    assert [(each.title, each.days) for each in late] == [
        ("Clear the alleys behind Trinity Street", 23),
        ("Late", 10),
    ]
    assert late[1].owner == "West Lindsey District Council"


def test_stages_are_counted_by_their_condition():
    with clock.at(JULY):
        make.plan()

    stages = plan_figures(QUARTER).stages

    assert list(stages) == [1, 2, 3, 4, 5, 6, 7]
    assert stages[6] == {"in_progress": 1}
    assert stages[1] == {"not_started": 1}


def test_a_referral_waits_too_long_after_the_boards_longest_pause():
    with clock.at(MAY):
        late = make.trigger_report("outcome_agreed")
    with clock.at(datetime(2024, 9, 10, tzinfo=UTC)):
        make.trigger_report("outcome_agreed")
    Referral.objects.filter(report=late).update(raised_at=MAY)

    found = plan_figures(QUARTER).late_referrals

    assert [(each.report, each.group) for each in found] == [(late.reference, "Housing Board")]


def test_tasks_of_boards_that_are_late():
    with clock.at(JULY):
        make.delegated_task(due_on=date(2024, 9, 1))
        make.delegated_task(due_on=date(2024, 10, 1))

    assert plan_figures(QUARTER).late_tasks == 1
