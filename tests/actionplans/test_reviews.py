"""Reviews with what follows, the evaluation with each allocation's outcome, closing a plan."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from actionplans import permissions, workflow
from actionplans.models import AllocationOutcome, Evaluation, Plan, Review
from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from funds import workflow as funds
from register.models import Community
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.laid("plan_in_force")]

DONE = {"achieved": "wholly", "result": "Complaints fell by half."}


@pytest.fixture
def plan():
    return make.plan_in_force()


def fresh(plan):
    return Plan.objects.get(pk=plan.pk)


# --- Reviews --------------------------------------------------------------------------------------
@pytest.mark.parametrize("outcome", ["continue", "amend"])
def test_a_review_is_recorded_with_its_reasons_and_the_next(plan, outcome):
    review = make.review(plan, outcome)

    assert (review.outcome, review.next_on) == (outcome, clock.today() + timedelta(days=180))
    event = trail.of_subject(plan).last()
    assert (event.action, event.reason) == (f"actionplans.review_{outcome}", review.reasons)


def test_stepping_down_ends_the_response_of_the_community(plan):
    make.review(plan, "step_down")

    assert fresh(plan).community.status == Community.Status.STEPPED_DOWN


def test_a_board_member_steps_nothing_down_on_the_register(plan):
    with pytest.raises(Refused):
        make.review(plan, "step_down", by=make.board_member("housing-board"))

    assert not plan.reviews.exists()


@pytest.mark.parametrize("role", Role)
def test_who_reviews(plan, role):
    assert bool(permissions.can_oversee(make.user(role), plan)) == (
        Capability.PLAN_EDIT in ROLES[role]
    )
    assert not permissions.can_oversee(plan.lead, plan)


@pytest.mark.parametrize(
    ("outcome", "changes", "field"),
    [
        ("reopen", {}, "outcome"),
        ("perhaps", {}, "outcome"),
        ("continue", {"reasons": " "}, "reasons"),
        ("continue", {"next_on": None}, "next_on"),
        ("continue", {"next_on": clock.today() - timedelta(days=1)}, "next_on"),
        ("continue", {"held_on": clock.today() + timedelta(days=1)}, "held_on"),
        ("continue", {"held_on": clock.today() - timedelta(days=1)}, "held_on"),
        ("close", {}, "no_evaluation"),
    ],
)
def test_what_a_review_needs_is_said_beside_its_field(plan, outcome, changes, field):
    with pytest.raises(Refused) as caught:
        make.review(plan, outcome, **changes)

    assert caught.value.field == field
    assert not plan.reviews.exists()


# --- Closing and reopening ------------------------------------------------------------------------
def test_a_plan_closes_with_its_agreed_evaluation_and_owes_no_more_returns(plan):
    evaluation = make.agreed_evaluation(plan)

    review = make.review(plan, "close")

    assert (review.evaluation, review.no_evaluation) == (evaluation, "")
    assert fresh(plan).closed_at is not None
    assert {made.status for made in plan.returns.all()} == {"cancelled"}
    assert permissions.may_be_funded(fresh(plan)).reason.endswith("no money can follow it.")
    with pytest.raises(Refused, match="no money can follow"):
        make.allocation(line=plan.need_lines.get())


def test_a_draft_is_no_evaluation_to_close_with(plan):
    make.evaluation(plan)

    with pytest.raises(Refused, match="No evaluation has been agreed"):
        make.review(plan, "close")


def test_a_plan_closes_with_a_recorded_reason(plan):
    review = make.review(plan, "close", no_evaluation="It was merged with another plan.")

    assert (review.evaluation, review.no_evaluation) == (None, "It was merged with another plan.")


def test_a_plan_does_not_close_while_money_is_open(plan):
    allocation = make.authorised_allocation(line=plan.need_lines.get())
    with pytest.raises(Refused, match=f"{allocation.reference} is still open"):
        make.review(plan, "close", no_evaluation="None needed.")

    funds.withdraw(allocation, by=make.authoriser(), reason="Not needed.")
    make.review(plan, "close", no_evaluation="None needed.")


def test_a_plan_does_not_close_while_a_board_must_answer(plan):
    make.action(plan)
    workflow.submit(plan, by=make.user(Role.NOMINATED_OFFICER))

    with pytest.raises(Refused, match="Version 2 waits"):
        make.review(plan, "close", no_evaluation="None needed.")


def test_a_closed_plan_is_only_reopened_and_then_owes_returns_again(plan):
    make.agreed_evaluation(plan)
    make.review(plan, "close")
    with pytest.raises(Refused):
        make.review(plan, "continue")

    make.review(plan, "reopen")

    assert fresh(plan).closed_at is None
    assert permissions.may_be_funded(fresh(plan))
    owed = plan.returns.outstanding()
    assert owed.earliest("number").period_start == clock.today()
    with pytest.raises(Refused, match="No evaluation has been agreed"):
        make.review(plan, "close")


def test_the_database_keeps_a_review_as_it_was(plan):
    review = make.review(plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(reasons="Others.")


# --- The evaluation -------------------------------------------------------------------------------
def test_an_evaluation_says_what_each_allocation_achieved(plan):
    allocation = make.authorised_allocation(line=plan.need_lines.get())
    make.payment(allocation)
    draft = make.evaluation(plan)
    officer = make.user(Role.NOMINATED_OFFICER)
    with pytest.raises(Refused, match=f"achieved with {allocation.reference}"):
        workflow.agree_evaluation(draft, by=officer)

    make.evaluation(plan, **{allocation.reference: DONE})
    workflow.agree_evaluation(draft, by=officer)

    kept = AllocationOutcome.objects.get()
    assert (kept.reference, kept.achieved, kept.amount_pence, kept.paid_pence) == (
        allocation.reference,
        "wholly",
        100_000,
        40_000,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationOutcome.objects.update(result="Nothing.")


def test_a_withdrawn_allocation_asks_for_no_outcome(plan):
    allocation = make.allocation(line=plan.need_lines.get())
    funds.withdraw(allocation, by=make.authoriser(), reason="Not needed.")

    assert not make.agreed_evaluation(plan).outcomes.exists()


def test_whoever_wrote_any_of_it_does_not_agree(plan):
    writers = [make.user(Role.NOMINATED_OFFICER) for _ in range(2)]
    for writer in writers:
        draft = make.evaluation(plan, by=writer)

    for person in (*writers, plan.lead):
        with pytest.raises(Refused):
            workflow.agree_evaluation(draft, by=person)
    board_member = make.board_member("housing-board")
    assert workflow.agree_evaluation(draft, by=board_member).status == "agreed"


def test_who_agrees_agrees_to_what_they_read(plan):
    draft = make.evaluation(plan)

    with pytest.raises(workflow.EditConflict):
        workflow.agree_evaluation(draft, by=make.user(Role.NOMINATED_OFFICER), opened="other")


def test_an_agreed_evaluation_is_followed_by_another(plan):
    agreed = make.agreed_evaluation(plan)
    with pytest.raises(Refused, match="it is agreed"):
        workflow.agree_evaluation(agreed, by=make.user(Role.NOMINATED_OFFICER))

    assert make.evaluation(plan).number == 2
    assert Evaluation.objects.count() == 2


def test_an_evaluation_says_what_came_of_it_and_what_was_learned(plan):
    with pytest.raises(Refused, match="learned"):
        workflow.save_evaluation(
            plan, by=plan.lead, details=workflow.EvaluationDetails("Much.", " ")
        )
