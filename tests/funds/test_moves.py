"""Who proposes, authorises, pays and withdraws, and from which state (quality S4)."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance.models import Membership
from carp.outbox.models import OutboxItem
from funds import permissions, selectors, workflow
from funds.models import Allocation
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.laid("need_in_force", "allocation", "authorised_allocation"),
]
Status = Allocation.Status
WHY = "Somebody else pays for it."


def standing(status: str) -> Allocation:
    """An allocation of £1,000 moved to a status by the public steps."""
    if status == Status.PROPOSED:
        return make.allocation()
    if status == Status.WITHDRAWN:
        return workflow.withdraw(make.allocation(), by=make.fund_manager(), reason=WHY)
    allocation = make.authorised_allocation()
    if status == Status.PAID:
        make.payment(allocation, amount_pence=allocation.amount_pence)
        allocation.refresh_from_db()
    return allocation


def pay(allocation: Allocation) -> Allocation:
    make.payment(allocation, amount_pence=allocation.amount_pence)
    allocation.refresh_from_db()
    return allocation


def release(allocation: Allocation) -> Allocation:
    """Half is paid where it can be, and the rest is released."""
    if allocation.status == Status.AUTHORISED:
        make.payment(allocation)
    return workflow.release_rest(allocation, by=make.fund_manager(), reason=WHY)


STEPS: dict[str, tuple[Callable[[Allocation], Allocation], str]] = {
    "authorise": (lambda a: workflow.authorise(a, by=make.authoriser()), Status.AUTHORISED),
    "pay": (pay, Status.PAID),
    "release": (release, Status.PAID),
    "withdraw": (
        lambda a: workflow.withdraw(a, by=make.fund_manager(), reason=WHY),
        Status.WITHDRAWN,
    ),
}


@pytest.mark.parametrize(("status", "step"), list(product(Status, STEPS)))
def test_a_step_leads_where_the_table_says_and_nowhere_else(status, step):
    allocation = standing(status)
    act, to = STEPS[step]
    taken = "funds.release_rest" if step == "release" else f"funds.{step}"
    deeds = trail.of_subject(allocation).count()
    if to in workflow.MOVES[status]:
        assert act(allocation).status == to
        assert trail.of_subject(allocation).last().action == taken
        assert trail.of_subject(allocation).filter(action=taken).count() == 1
    else:
        with pytest.raises(Refused):
            act(allocation)
        allocation.refresh_from_db()
        assert allocation.status == status
        assert trail.of_subject(allocation).count() == deeds
    assert selectors.recount(allocation.pot) == selectors.pot_position(
        type(allocation.pot).objects.get(pk=allocation.pot_id)
    )


@pytest.mark.parametrize("role", Role)
def test_steps_are_taken_by_the_roles_that_may(role):
    person, may = make.user(role), ROLES[role]
    proposed, authorised = make.allocation(), make.authorised_allocation()
    assert bool(permissions.can_read(person)) == (Capability.FUND_READ in may)
    assert bool(permissions.can_set_budget(person)) == (Capability.FUND_BUDGET in may)
    assert bool(permissions.can_propose(person)) == (Capability.FUND_PROPOSE in may)
    assert bool(permissions.can_pay(person, authorised)) == (Capability.FUND_PAY in may)
    partly = make.payment().allocation
    assert bool(permissions.can_release(person, partly)) == (Capability.FUND_PAY in may)
    assert bool(permissions.can_withdraw(person, proposed)) == (Capability.FUND_BUDGET in may)
    assert not permissions.can_authorise(person, proposed)


def test_authorising_takes_a_seat_on_the_authorising_group_and_a_term():
    allocation = make.allocation()
    for person in (
        make.board_member("housing-board"),
        make.board_member("management-team", seat="secretary"),
        make.board_member("management-team", ends_on="2020-01-01"),
    ):
        verdict = permissions.can_authorise(person, allocation)
        assert verdict.reason == (
            "Only a member of the Management Team can authorise an allocation."
        )
    assert permissions.can_authorise(make.board_member("management-team"), allocation)


def test_three_people_one_step_each():
    both = make.board_member("management-team", Role.FUND_MANAGER)
    proposed = make.allocation(by=both)
    with pytest.raises(Refused, match="You proposed this allocation, so another person must"):
        workflow.authorise(proposed, by=both)
    workflow.authorise(proposed, by=make.authoriser())
    with pytest.raises(Refused, match="You proposed this allocation, so another person must rec"):
        make.payment(proposed, by=both)
    authorised = make.authorised_allocation(by=both)
    with pytest.raises(Refused, match="You authorised this allocation, so another person"):
        make.payment(authorised, by=both)


@pytest.mark.parametrize("part", ["lead", "team"])
def test_nobody_authorises_money_for_their_own_plan(part):
    person = make.user(Role.BOARD_MEMBER)
    plan = make.plan(lead=person) if part == "lead" else make.plan()
    if part == "team":
        make.team_member(plan, user=person)
    line = make.plan_in_force(plan).need_lines.get()
    group = make.group("management-team")
    Membership.objects.create(user=person, group=group, starts_on="2019-05-01")
    with pytest.raises(Refused, match="You cannot authorise this allocation"):
        workflow.authorise(make.allocation(line=line), by=person)


def test_a_service_manager_withdraws_only_their_own():
    manager = make.user(Role.SERVICE_MANAGER)
    own, other = make.allocation(by=manager), make.allocation()
    with pytest.raises(Refused, match="Only its proposer"):
        workflow.withdraw(other, by=manager, reason=WHY)
    assert workflow.withdraw(own, by=manager, reason=WHY).status == Status.WITHDRAWN


def test_an_authoriser_may_withdraw_instead():
    withdrawn = workflow.withdraw(make.allocation(), by=make.authoriser(), reason=WHY)
    assert withdrawn.withdrawn_reason == WHY


def test_withdrawing_says_why_and_frees_pot_and_need():
    allocation = make.allocation()
    with pytest.raises(Refused, match="Say why"):
        workflow.withdraw(allocation, by=make.fund_manager(), reason=" ")
    workflow.withdraw(allocation, by=make.fund_manager(), reason=WHY)
    allocation.pot.refresh_from_db()
    assert allocation.pot.free_pence == allocation.pot.budget_pence
    again = make.allocation(pot=allocation.pot, line=allocation.line, amount_pence=600_000)
    assert again.status == Status.PROPOSED


def test_what_has_been_paid_from_cannot_be_withdrawn():
    allocation = make.authorised_allocation()
    make.payment(allocation)
    with pytest.raises(Refused, match="£400 has been paid from it"):
        workflow.withdraw(allocation, by=make.fund_manager(), reason=WHY)


def test_those_who_act_next_are_told_once():
    first, second = make.authoriser(), make.authoriser()
    allocation = make.allocation(by=make.fund_manager())
    workflow.authorise(allocation, by=first)
    keys = _mails(allocation.reference)
    assert f"mail:allocation-proposed:{allocation.reference}:{first.pk}" in keys
    assert f"mail:allocation-proposed:{allocation.reference}:{second.pk}" in keys
    assert f"mail:allocation-authorised:{allocation.reference}" in keys


def _mails(reference: str) -> list[str]:
    return list(OutboxItem.objects.filter(key__contains=reference).values_list("key", flat=True))


def test_a_payment_is_dated_between_authorisation_and_today():
    allocation = make.authorised_allocation()
    for days in (-1, 1):
        with pytest.raises(Refused, match="from the day the allocation was authorised up to today"):
            make.payment(allocation, paid_on=clock.today() + timedelta(days=days))


# --- The rest of what is partly paid ------------------------------------------------------------
def partly_paid(**changes):
    allocation = make.authorised_allocation(**changes)
    make.payment(allocation)
    allocation.refresh_from_db()
    return allocation


def test_releasing_the_rest_frees_pot_and_need_and_ends_it():
    allocation, manager = partly_paid(), make.fund_manager()
    made = workflow.release_rest(allocation, by=manager, reason=f" {WHY} ", seen_pence=60_000)
    assert (made.status, made.paid_pence, made.released_pence) == (Status.PAID, 40_000, 60_000)
    assert (made.released_by, made.released_reason, made.rest_pence) == (manager, WHY, 0)
    pot = type(made.pot).objects.get(pk=made.pot_id)
    assert (pot.allocated_pence, pot.paid_pence) == (40_000, 40_000)
    assert selectors.recount(pot) == selectors.pot_position(pot)
    assert made.line.balance.allocated_pence == 40_000
    assert (
        selectors.money_of(made.line.plan.community, user=make.fund_manager()).allocated == 40_000
    )
    entry = pot.entries.get(kind="release")
    assert (entry.amount_pence, entry.by, entry.note) == (60_000, manager, f" {WHY} ")
    event = trail.of_subject(made).last()
    assert (event.before, event.reason) == ({"status": "authorised"}, f" {WHY} ")
    assert event.after == {"status": "paid", "released_pence": 60_000}
    with pytest.raises(Refused, match="Only an authorised allocation can be paid"):
        make.payment(made, ledger_reference="BACS-2")
    again = make.allocation(pot=pot, line=made.line, amount_pence=560_000)
    assert again.status == Status.PROPOSED


def test_rest_is_released_once_however_often_it_is_sent():
    allocation, manager = partly_paid(), make.fund_manager()
    with pytest.raises(workflow.Overtaken) as overtaken:
        workflow.release_rest(allocation, by=manager, reason=WHY, seen_pence=100_000)
    assert overtaken.value.now_pence == 60_000
    workflow.release_rest(allocation, by=manager, reason=WHY, seen_pence=60_000)
    with pytest.raises(Refused, match="This one is paid"):
        workflow.release_rest(allocation, by=manager, reason=WHY, seen_pence=60_000)
    assert allocation.entries.filter(kind="release").count() == 1


def test_rest_is_released_with_a_reason_after_a_payment():
    manager = make.fund_manager()
    with pytest.raises(Refused, match="Say why"):
        workflow.release_rest(partly_paid(), by=manager, reason=" ")
    with pytest.raises(Refused, match="Nothing has been paid from it yet"):
        workflow.release_rest(make.authorised_allocation(), by=manager, reason=WHY)


def test_rest_is_released_by_a_third_person():
    both = make.board_member("management-team", Role.FUND_MANAGER)
    proposed = make.allocation(by=both)
    workflow.authorise(proposed, by=make.authoriser())
    for allocation, deed in ((proposed, "proposed"), (make.authorised_allocation(by=both), "auth")):
        make.payment(allocation, ledger_reference=f"BACS-{deed}")
        with pytest.raises(Refused, match=f"You {deed}.*another person must release the rest"):
            workflow.release_rest(allocation, by=both, reason=WHY)


def test_payment_that_is_sent_twice_is_paid_once():
    allocation = make.authorised_allocation()
    make.payment(allocation, seen_pence=100_000)
    with pytest.raises(workflow.Overtaken, match="If you have just sent this, it is done"):
        make.payment(allocation, seen_pence=100_000, ledger_reference="BACS-2")
    make.payment(allocation, seen_pence=60_000, ledger_reference="BACS-2")
    allocation.refresh_from_db()
    assert allocation.paid_pence == 80_000
