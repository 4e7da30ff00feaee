"""Where a community stands, and every step by state and by role (domain 4.2)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from register import workflow
from register.models import Community
from tests import make

pytestmark = pytest.mark.django_db
Status = Community.Status
DUE: dict[str, Any] = {"plan_due_on": date(2030, 1, 31), "reason": "Three complaints in a month."}
WHY: dict[str, Any] = {"reason": "Evaluated in May; the review of 3 June decided."}
STEPS: dict[str, tuple[Callable[..., Community], str, dict[str, Any]]] = {
    "identify": (workflow.identify, Status.IDENTIFIED, DUE),
    "step_down": (workflow.step_down, Status.STEPPED_DOWN, WHY),
    "close": (workflow.close_community, Status.CLOSED, WHY),
}


@pytest.fixture(autouse=True)
def _day():
    with clock.at(datetime(2029, 12, 3, 9)):
        yield


def standing(status: str) -> Community:
    """A community moved to a status by the public steps."""
    officer = make.user(Role.NOMINATED_OFFICER)
    community = make.community(by=officer)
    if status == Status.EMERGING:
        return community
    if status == Status.CLOSED:
        return workflow.close_community(community, by=officer, **WHY)
    community = workflow.identify(community, by=officer, **DUE)
    if status != Status.IDENTIFIED:
        community = workflow.begin_response(community, by=officer)
    if status == Status.STEPPED_DOWN:
        community = workflow.step_down(community, by=officer, **WHY)
    return community


def deeds(community: Community) -> int:
    return trail.of_subject(community).count()


@pytest.mark.parametrize(("status", "step"), list(product(Status, STEPS)))
def test_a_step_leads_where_the_table_says_and_nowhere_else(status, step):
    community = standing(status)
    act, to, details = STEPS[step]
    before = deeds(community)
    officer = make.user(Role.NOMINATED_OFFICER)
    if to in workflow.MOVES[status]:
        assert act(community, by=officer, **details).status == to
        assert deeds(community) == before + 1
    else:
        with pytest.raises(Refused, match="cannot become"):
            act(community, by=officer, **details)
        community.refresh_from_db()
        assert community.status == status
        assert deeds(community) == before


@pytest.mark.parametrize(("role", "step"), list(product(Role, STEPS)))
def test_a_step_is_taken_by_the_roles_that_may(role, step):
    act, to, details = STEPS[step]
    community = standing({"step_down": Status.ACTIVE}.get(step, Status.EMERGING))
    wanted = {Capability.REGISTER_EDIT}
    if step == "identify":
        wanted |= {Capability.BOARD_DECIDE, Capability.BOARD_RUN}
    if ROLES[role] & wanted:
        assert act(community, by=make.user(role), **details).status == to
    else:
        with pytest.raises(Refused, match="Only a nominated officer"):
            act(community, by=make.user(role), **details)


@pytest.mark.parametrize("status", Status)
def test_a_plan_in_force_begins_the_response_from_wherever_the_community_stands(status):
    community = standing(status)
    community = workflow.begin_response(community, by=make.user(Role.BOARD_MEMBER))
    assert community.status == Status.ACTIVE
    assert community.identified_on is not None


def test_beginning_a_response_twice_changes_nothing():
    community = standing(Status.ACTIVE)
    before = deeds(community)
    workflow.begin_response(community, by=make.user(Role.BOARD_MEMBER))
    assert deeds(community) == before


def test_identifying_starts_the_clock_of_the_plan():
    community = standing(Status.IDENTIFIED)
    assert community.identified_on == date(2029, 12, 3)
    assert community.plan_due_on == date(2030, 1, 31)
    with clock.at(datetime(2030, 1, 31, 23)):
        assert not community.plan_is_overdue(on=clock.today())
        assert not Community.objects.plan_overdue(on=clock.today()).exists()
    with clock.at(datetime(2030, 2, 1, 0, 30)):
        assert community.plan_is_overdue(on=clock.today())
        assert Community.objects.plan_overdue(on=clock.today()).get() == community


def test_a_plan_is_not_due_in_the_past():
    officer = make.user(Role.NOMINATED_OFFICER)
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refused, match="cannot be due before today"):
        workflow.identify(make.community(), by=officer, plan_due_on=yesterday)


@pytest.mark.parametrize("step", [workflow.step_down, workflow.close_community])
def test_stepping_down_and_closing_say_why(step):
    status = Status.ACTIVE if step is workflow.step_down else Status.EMERGING
    with pytest.raises(Refused, match="Say why"):
        step(standing(status), by=make.user(Role.NOMINATED_OFFICER), reason="  ")


@pytest.mark.parametrize(("status", "response"), [
    (Status.IDENTIFIED, "none was needed"),
    (Status.ACTIVE, "ended"),
])  # fmt: skip
def test_stepping_down_says_whether_there_was_a_response(status, response):
    officer = make.user(Role.NOMINATED_OFFICER)
    community = workflow.step_down(standing(status), by=officer, **WHY)
    event = trail.of_subject(community).last()
    assert (event.action, event.before, event.reason) == (
        "register.stepped_down",
        {"status": status},
        WHY["reason"],
    )
    assert event.after == {"status": "stepped_down", "response": response}
    with clock.at(datetime(2030, 2, 1, 9)):
        assert not community.plan_is_overdue(on=clock.today())
        assert not Community.objects.plan_overdue(on=clock.today()).exists()


@pytest.mark.parametrize("status", [Status.EMERGING, Status.STEPPED_DOWN, Status.CLOSED])
def test_a_board_that_requires_a_plan_identifies_the_community(status):
    community = workflow.require_plan(standing(status), by=make.user(Role.BOARD_SECRETARY), **DUE)
    assert (community.status, community.plan_due_on) == (Status.IDENTIFIED, DUE["plan_due_on"])


@pytest.mark.parametrize("status", [Status.IDENTIFIED, Status.ACTIVE])
def test_a_board_moves_the_day_on_which_a_plan_is_due(status):
    later = date(2030, 3, 1)
    community = workflow.require_plan(
        standing(status), by=make.user(Role.BOARD_MEMBER), plan_due_on=later, reason="New risk."
    )
    assert (community.status, community.plan_due_on) == (status, later)
    event = trail.of_subject(community).last()
    assert event.action == "register.require_plan"
    assert event.after == {"plan_due_on": "2030-03-01"}
    assert event.capability == Capability.BOARD_DECIDE


def test_requiring_a_plan_is_for_boards_and_nominated_officers():
    with pytest.raises(Refused, match="Only a nominated officer"):
        workflow.require_plan(standing(Status.ACTIVE), by=make.user(Role.OFFICER), **DUE)
