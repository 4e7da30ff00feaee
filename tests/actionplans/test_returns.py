"""Monitoring returns: scheduled, sent, accepted or queried; and the money that waits for them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product

import pytest

from actionplans import permissions, workflow
from actionplans.models import MonitoringReturn
from actionplans.selectors.monitoring import state_of
from actionplans.workflow.moves import RETURN_MOVES
from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.outbox.models import OutboxItem
from funds import workflow as funds
from tests import make

pytestmark = pytest.mark.django_db

Status = MonitoringReturn.Status
EFFECTIVE = datetime(2024, 7, 9, 12)


@pytest.fixture
def plan():
    """In force since 9 July 2024."""
    with clock.at(EFFECTIVE):
        return make.plan_in_force()


def days(plan):
    return list(plan.returns.order_by("number").values_list("period_end", "due_on"))


# --- Scheduling -----------------------------------------------------------------------------------
def test_a_version_that_takes_effect_owes_the_returns_of_a_year(plan):
    assert days(plan) == [
        (date(2024, 9, 30), date(2024, 10, 21)),
        (date(2024, 12, 31), date(2025, 1, 22)),
        (date(2025, 3, 31), date(2025, 4, 23)),  # Easter's holidays are no working days
        (date(2025, 6, 30), date(2025, 7, 21)),
        (date(2025, 9, 30), date(2025, 10, 21)),
    ]


def test_before_a_version_is_in_force_nothing_is_owed():
    assert not make.submitted_version().plan.returns.exists()


def test_a_second_version_goes_on_with_the_same_returns(plan):
    first = days(plan)
    with clock.at(EFFECTIVE + timedelta(days=20)):
        make.action(plan)
        make.plan_in_force(plan)

    assert days(plan)[: len(first)] == first
    assert len(set(days(plan))) == len(days(plan))


def test_a_return_that_is_sent_owes_those_that_follow_without_a_gap(plan):
    with clock.at(datetime(2024, 10, 7, 9)):
        workflow.submit_return(
            plan.returns.get(number=1), by=plan.lead, details=make.return_details()
        )

    returns = list(plan.returns.order_by("number"))
    assert returns[-1].period_end == date(2025, 12, 31)
    for earlier, later in pairwise(returns):
        assert later.period_start == earlier.period_end + timedelta(days=1)
        assert later.number == earlier.number + 1


# --- Moves ----------------------------------------------------------------------------------------
STEPS = {
    "send": lambda made: workflow.submit_return(
        made, by=made.plan.lead, details=make.return_details()
    ),
    "accept": lambda made: workflow.accept_return(made, by=make.user(Role.NOMINATED_OFFICER)),
    "query": lambda made: workflow.query_return(
        made, by=make.user(Role.NOMINATED_OFFICER), answer="How many?"
    ),
}


@pytest.mark.parametrize(
    ("status", "step"), list(product(("scheduled", "submitted", "queried", "accepted"), STEPS))
)
def test_a_return_moves_by_its_table_and_no_other_way(status, step):
    made = make.monitoring_return(status)
    to = RETURN_MOVES[step].get(status)

    if to is None:
        with pytest.raises(Refused, match=f"it is {made.get_status_display().lower()}"):
            STEPS[step](made)
        assert MonitoringReturn.objects.get(pk=made.pk).status == status
        return
    assert STEPS[step](made).status == to
    event = trail.of_subject(made.plan).last()
    assert (event.before["status"], event.after["status"]) == (status, to)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2024, 9, 30), "Scheduled"),
        (date(2024, 10, 1), "Due"),
        (date(2024, 10, 21), "Due"),
        (date(2024, 10, 22), "Overdue"),
    ],
)
def test_due_and_overdue_follow_from_the_days(plan, on, state):
    made = plan.returns.get(number=1)

    assert state_of(made.status, made.period_end, made.due_on, on=on) == state
    assert plan.returns.due(on=on).filter(number=1).exists() == (state == "Due")
    assert plan.returns.overdue(on=on).exists() == (state == "Overdue")


def test_a_period_that_is_not_over_cannot_be_reported(plan):
    with clock.at(datetime(2024, 9, 30, 23)), pytest.raises(Refused, match="not over yet"):
        STEPS["send"](plan.returns.get(number=1))


def test_a_query_gives_new_days_tells_the_sender_and_becomes_overdue_again():
    made = make.monitoring_return("queried")

    assert made.due_on > clock.today()
    assert permissions.may_be_funded(made.plan) or made.plan.returns.overdue(on=clock.today())
    assert OutboxItem.objects.filter(key__startswith=f"mail:return-queried:{made.pk}:").exists()
    assert state_of(made.status, made.period_end, made.due_on, on=clock.today()) == "Queried"
    later = made.due_on + timedelta(days=1)
    assert state_of(made.status, made.period_end, made.due_on, on=later) == "Overdue"


def test_a_return_says_what_was_done_and_a_query_what_is_asked():
    made = make.monitoring_return()
    with pytest.raises(Refused, match="what has been done"):
        workflow.submit_return(made, by=made.plan.lead, details=make.return_details(progress=" "))
    sent = make.monitoring_return("submitted")
    with pytest.raises(Refused, match="what is asked"):
        workflow.query_return(sent, by=make.user(Role.NOMINATED_OFFICER), answer=" ")


def test_a_return_brings_the_figures_of_its_last_day():
    made = make.monitoring_return()
    measure = make.measure(made.plan)

    workflow.submit_return(
        made, by=made.plan.lead, details=make.return_details(figures={1: Decimal(24)})
    )

    value = measure.values.get()
    assert (value.actual, value.dated) == (24, made.period_end)
    with pytest.raises(Refused, match="no measure of this plan"):
        workflow.submit_return(
            made.plan.returns.get(number=2),
            by=made.plan.lead,
            details=make.return_details(figures={9: Decimal(1)}),
        )


def test_a_return_that_is_sent_again_corrects_its_figures_only_where_they_changed():
    made = make.monitoring_return()
    measure, other = make.measure(made.plan), make.measure(made.plan)
    figures = {1: Decimal(24), 2: Decimal(3)}
    details = make.return_details(figures=figures)
    workflow.submit_return(made, by=made.plan.lead, details=details)
    workflow.query_return(made, by=make.user(Role.NOMINATED_OFFICER), answer="Really?")

    again = make.return_details(figures=figures | {1: Decimal(25)})
    workflow.submit_return(made, by=made.plan.lead, details=again)

    assert [value.actual for value in measure.values.standing()] == [25]
    assert (measure.values.count(), other.values.count()) == (2, 1)


# --- Who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_only_nominated_officers_and_its_boards_answer_a_return(role):
    made = make.monitoring_return("submitted")
    assert bool(permissions.can_answer_return(make.user(role), made)) == (
        Capability.PLAN_EDIT in ROLES[role]
    )


def test_a_member_of_an_approving_board_answers_and_a_secretary_or_another_board_does_not():
    made = make.monitoring_return("submitted")

    assert permissions.can_answer_return(make.board_member("housing-board"), made)
    assert not permissions.can_answer_return(make.secretary("housing-board"), made)
    assert not permissions.can_answer_return(make.board_member("sww-strategic"), made)


def test_nobody_looks_after_their_own_work():
    made = make.monitoring_return()
    sender = make.user(Role.NOMINATED_OFFICER)
    workflow.submit_return(made, by=sender, details=make.return_details())
    with pytest.raises(Refused, match="You sent this return"):
        workflow.accept_return(made, by=sender)

    officer = make.user(Role.NOMINATED_OFFICER)
    make.team_member(made.plan, user=officer)
    with pytest.raises(Refused, match="in its team"):
        workflow.accept_return(made, by=officer)


# --- Money ----------------------------------------------------------------------------------------
def test_an_overdue_return_refuses_a_new_award_until_it_is_sent():
    plan = make.plan_in_force_since(130)
    line = plan.need_lines.get()
    late = plan.returns.overdue(on=clock.today()).order_by("due_on").first()
    assert late is not None

    with pytest.raises(Refused, match="nothing is allocated or paid") as caught:
        make.allocation(line=line)
    assert caught.value.field == "line"
    assert late.period.label in str(caught.value)
    assert not line.allocations.exists()

    for made in plan.returns.overdue(on=clock.today()).order_by("number"):
        workflow.submit_return(made, by=plan.lead, details=make.return_details())
    assert make.allocation(line=line).status == "proposed"


def test_an_overdue_return_refuses_to_authorise_and_to_pay():
    plan = make.plan_in_force()
    line, pot = plan.need_lines.get(), make.pot(ends_on=clock.today() + timedelta(days=400))
    proposed = make.allocation(line=line, pot=pot)
    authorised = make.authorised_allocation(line=line, pot=pot)
    due_on = plan.returns.earliest("number").due_on

    with clock.at(datetime(due_on.year, due_on.month, due_on.day, 12) + timedelta(days=1)):
        with pytest.raises(Refused, match="The monitoring return of"):
            make.payment(authorised)
        with pytest.raises(Refused, match="The monitoring return of"):
            funds.authorise(proposed, by=make.authoriser())
        first = plan.returns.earliest("number")
        workflow.submit_return(first, by=plan.lead, details=make.return_details())
        assert make.payment(authorised).amount_pence == 40_000


def test_what_is_sent_or_only_due_blocks_nothing():
    plan = make.plan_in_force()
    first = plan.returns.earliest("number")
    noon = datetime(first.due_on.year, first.due_on.month, first.due_on.day, 12)
    with clock.at(noon):
        assert permissions.may_be_funded(plan)
    with clock.at(noon + timedelta(days=1)):
        assert not permissions.may_be_funded(plan)
        workflow.submit_return(first, by=plan.lead, details=make.return_details())
        assert permissions.may_be_funded(plan)
