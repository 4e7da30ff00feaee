"""Actions, delivery team and need lines (policy 7.6.4, 7.6.6, 11.5)."""

from itertools import product

import pytest

from actionplans import workflow
from actionplans.models import Action
from actionplans.workflow.moves import ACTION_MOVES
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.money import MOST_PENCE
from tests import make

pytestmark = pytest.mark.django_db

Status = Action.Status
WAY_TO = {
    Status.PLANNED: (),
    Status.IN_PROGRESS: ("start",),
    Status.BLOCKED: ("block",),
    Status.COMPLETE: ("complete",),
    Status.CANCELLED: ("cancel",),
}


@pytest.fixture
def plan():
    return make.plan(ready=False)


# --- Actions -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("status", "step"), list(product(Status, ACTION_MOVES)))
def test_every_step_of_an_action_from_every_status(plan, status, step):
    action = make.action(plan)
    for earlier in WAY_TO[status]:
        workflow.move_action(action, by=plan.lead, step=earlier, reason="Because.")
    events = trail.of_subject(action).count()

    if status in ACTION_MOVES[step]:
        moved = workflow.move_action(action, by=plan.lead, step=step, reason="Because.")
        assert moved.status == ACTION_MOVES[step][status]
        assert trail.of_subject(action).count() == events + 1
    else:
        with pytest.raises(Refused, match="You cannot"):
            workflow.move_action(action, by=plan.lead, step=step, reason="Because.")
        action.refresh_from_db()
        assert (action.status, trail.of_subject(action).count()) == (status, events)


@pytest.mark.parametrize("step", ["block", "cancel"])
def test_an_action_that_stops_says_why(plan, step):
    action = make.action(plan)

    with pytest.raises(Refused, match="Say why"):
        workflow.move_action(action, by=plan.lead, step=step, reason=" ")


@pytest.mark.parametrize("role", Role)
def test_the_owner_of_an_action_reports_on_it_and_on_no_other(plan, role):
    owner = make.user(role)
    own, other = make.action(plan, owner=owner), make.action(plan)
    may_all, may_own = (
        capability in ROLES[role] for capability in (Capability.PLAN_EDIT, Capability.PLAN_EDIT_OWN)
    )

    for action, allowed in ((own, may_own or may_all), (other, may_all)):
        if allowed:
            assert workflow.move_action(action, by=owner, step="start").status
        else:
            with pytest.raises(Refused):
                workflow.move_action(action, by=owner, step="start")


def test_a_changed_action_says_what_changed(plan):
    action = make.action(plan)

    workflow.change_action(action, by=plan.lead, details=make.action_details(horizon="long"))

    event = trail.of_subject(action).last()
    assert (event.before, event.after) == ({"horizon": "short"}, {"horizon": "long"})


def test_an_action_saved_unchanged_leaves_no_trace(plan):
    action = make.action(plan)

    workflow.change_action(action, by=plan.lead, details=make.action_details())

    assert trail.of_subject(action).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "what is to be done"),
        ({"owner_organisation": ""}, "which organisation"),
        ({"horizon": "some-day"}, "Choose the term"),
    ],
)
def test_what_an_action_needs_is_said(plan, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.action(plan, **changes)


# --- Delivery team -------------------------------------------------------------------------------
def test_an_officer_joins_the_team_under_their_name(plan):
    officer = make.user(Role.OFFICER, name="Kim Officer", organisation=make.organisation("Police"))

    member = make.team_member(plan, user=officer, name="ignored")

    assert (member.user, member.name, member.organisation) == (officer, "Kim Officer", "Police")
    assert trail.of_subject(plan).last().after["name"] == "Kim Officer"


def test_an_officer_joins_once(plan):
    officer = make.user(Role.OFFICER)
    make.team_member(plan, user=officer)

    with pytest.raises(Refused, match="already in the delivery team"):
        make.team_member(plan, user=officer)


@pytest.mark.parametrize(("changes", "sentence"), [({"name": " "}, "name"), ({"part": ""}, "do")])
def test_a_member_has_a_name_and_a_part(plan, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.team_member(plan, **changes)


def test_who_leaves_the_team_stays_on_the_record(plan):
    member = make.team_member(plan)

    workflow.remove_team_member(member, by=plan.lead)

    assert not plan.team.exists()
    assert trail.of_subject(plan).last().before["name"] == "Sam Example"
    with pytest.raises(Refused, match="no longer"):
        workflow.remove_team_member(member, by=plan.lead)


# --- Need lines ----------------------------------------------------------------------------------
def test_the_number_of_a_withdrawn_need_is_not_used_again(plan):
    first, second = make.need_line(plan), make.need_line(plan)
    workflow.withdraw_need_line(second, by=plan.lead, reason="No longer needed.")

    third = make.need_line(plan)

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert trail.of_subject(second).last().reason == "No longer needed."


def test_a_withdrawn_need_is_neither_changed_nor_withdrawn_again(plan):
    line = workflow.withdraw_need_line(make.need_line(plan), by=plan.lead, reason="Done.")

    with pytest.raises(Refused, match="was withdrawn"):
        workflow.change_need_line(line, by=plan.lead, details=make.need_details())
    with pytest.raises(Refused, match="was withdrawn"):
        workflow.withdraw_need_line(line, by=plan.lead, reason="Again.")


def test_withdrawing_wants_a_reason(plan):
    with pytest.raises(Refused, match="Say why"):
        workflow.withdraw_need_line(make.need_line(plan), by=plan.lead, reason=" ")


def test_a_changed_need_says_what_changed(plan):
    line = make.need_line(plan)

    workflow.change_need_line(line, by=plan.lead, details=make.need_details(amount_pence=650_000))

    event = trail.of_subject(line).last()
    assert event.before == {"amount_pence": 600_000}
    assert event.after == {"amount_pence": 650_000}


def test_a_need_saved_unchanged_leaves_no_trace(plan):
    line = make.need_line(plan)

    workflow.change_need_line(line, by=plan.lead, details=make.need_details())

    assert trail.of_subject(line).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"need": " "}, "what is needed"),
        ({"outcome": ""}, "to achieve"),
        ({"amount_pence": 0}, "above £0"),
        ({"amount_pence": -1}, "above £0"),
        ({"amount_pence": MOST_PENCE + 1}, "amount"),
        ({"money_type": "gold"}, "revenue or capital"),
        ({"purpose": "fun"}, "what the money is for"),
        ({"category": "fireworks"}, "spent on"),
    ],
)
def test_what_a_need_needs_is_said(plan, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.need_line(plan, **changes)


@pytest.mark.parametrize("role", Role)
def test_who_may_add_a_need(plan, role):
    person = make.user(role)
    if Capability.PLAN_EDIT in ROLES[role]:
        assert make.need_line(plan, by=person).number == 1
    else:
        with pytest.raises(Refused):
            make.need_line(plan, by=person)
