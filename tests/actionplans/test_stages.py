"""Stages: any order, drafts, iterations, and two people at once (policy 7.2, 7.4; quality F12)."""

from itertools import product

import pytest

from actionplans import workflow
from actionplans.models import Stage, StageRevision
from actionplans.workflow.moves import STAGE_MOVES
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from tests import make

pytestmark = pytest.mark.django_db

Status = Stage.Status


@pytest.fixture
def plan():
    return make.plan(ready=False)


def save(plan, number=1, *, by=None, **answers):
    stage = plan.stages.get(number=number)
    given = answers or {"evidence": "41 complaints"}
    return workflow.save_stage(
        plan, number, by=by or plan.lead, answers=given, edition=stage.edition
    )


def in_status(plan, status):
    """Stage 1 of a plan, brought there by the steps themselves."""
    if status != Status.NOT_STARTED:
        save(plan)
    if status == Status.COMPLETE:
        workflow.complete_stage(plan, 1, by=plan.lead)
    return plan.stages.get(number=1)


def take(plan, step):
    if step == "save":
        return save(plan, evidence="18 more complaints")
    if step == "complete":
        return workflow.complete_stage(plan, 1, by=plan.lead)
    return workflow.reopen_stage(plan, 1, by=plan.lead, reason="New data.")


@pytest.mark.parametrize(("status", "step"), list(product(Status, STAGE_MOVES)))
def test_every_step_from_every_status(plan, status, step):
    stage = in_status(plan, status)
    events = trail.of_subject(stage).count()

    if status in STAGE_MOVES[step]:
        take(plan, step)
        stage.refresh_from_db()
        assert stage.status == STAGE_MOVES[step][status]
        assert trail.of_subject(stage).count() == events + 1
    else:
        with pytest.raises(Refused):
            take(plan, step)
        stage.refresh_from_db()
        assert (stage.status, trail.of_subject(stage).count()) == (status, events)


@pytest.mark.parametrize("role", Role)
def test_who_may_write(plan, role):
    person = make.user(role)
    if Capability.PLAN_EDIT in ROLES[role]:
        assert save(plan, by=person).updated_by == person
    else:
        with pytest.raises(Refused):
            save(plan, by=person)


@pytest.mark.parametrize("part", ["lead", "team", "maker"])
def test_whoever_is_named_in_the_plan_may_write(part):
    officer = make.user(Role.SERVICE_MANAGER)
    if part == "maker":
        plan = make.plan(by=officer, ready=False)
    else:
        plan = make.plan(lead=officer if part == "lead" else None, ready=False)
    if part == "team":
        make.team_member(plan, user=officer, name="")

    assert save(plan, by=officer).updated_by == officer


def test_a_closed_plan_is_not_written(plan):
    plan.closed_at = plan.created_at
    plan.save(update_fields=["closed_at"])

    with pytest.raises(Refused, match="closed"):
        save(plan, by=make.user(Role.NOMINATED_OFFICER))


def test_stages_are_filled_in_any_order(plan):
    for number, code in ((4, "lead-officers"), (6, "outcomes"), (1, "evidence")):
        save(plan, number, **{code: "Said."})

    written = plan.stages.filter(status=Status.IN_PROGRESS).values_list("number", flat=True)
    assert sorted(written) == [1, 4, 6]


def test_saving_keeps_the_other_answers_and_says_what_changed(plan):
    save(plan, evidence="41 complaints", urgency="High")
    stage = save(plan, evidence="59 complaints")

    assert stage.answers == {"evidence": "59 complaints", "urgency": "High"}
    event = trail.of_subject(stage).last()
    assert event.before == {"evidence": "41 complaints"}
    assert event.after == {"evidence": "59 complaints"}


def test_saving_what_is_there_already_leaves_no_trace(plan):
    first = save(plan)
    again = save(plan)

    assert again.edition == first.edition
    assert trail.of_subject(again).count() == 1


def test_an_answer_to_nothing_that_is_asked_is_refused(plan):
    with pytest.raises(Refused, match="does not ask"):
        save(plan, nonsense="Said.")


def test_an_answer_without_end_is_refused(plan):
    with pytest.raises(Refused, match="20,000"):
        save(plan, evidence="x" * 20_001)


def test_the_second_of_two_people_meets_a_conflict_and_overwrites_nothing(plan):
    opened = plan.stages.get(number=1).edition
    save(plan, evidence="Hers")

    with pytest.raises(workflow.StageConflict) as conflict:
        workflow.save_stage(plan, 1, by=plan.lead, answers={"evidence": "His"}, edition=opened)

    assert conflict.value.stage.answers == {"evidence": "Hers"}
    assert plan.stages.get(number=1).answers == {"evidence": "Hers"}


def test_completing_somebody_elses_text_unseen_is_a_conflict_too(plan):
    opened = plan.stages.get(number=1).edition
    save(plan, evidence="Hers")

    with pytest.raises(workflow.StageConflict):
        workflow.complete_stage(plan, 1, by=plan.lead, answers={"evidence": "His"}, edition=opened)
    assert not StageRevision.objects.exists()


def test_a_stage_without_any_answer_is_not_complete(plan):
    save(plan, evidence="Said.")
    save(plan, evidence="")

    with pytest.raises(Refused, match="at least one question"):
        workflow.complete_stage(plan, 1, by=plan.lead)


def test_reopening_raises_the_iteration_and_the_earlier_one_stays(plan):
    in_status(plan, Status.COMPLETE)

    workflow.reopen_stage(plan, 1, by=plan.lead, reason="New police data.")
    stage = save(plan, evidence="59 complaints")
    workflow.complete_stage(plan, 1, by=plan.lead)

    assert stage.iteration == 2
    kept = stage.revisions.order_by("iteration").values_list("iteration", "answers__evidence")
    assert list(kept) == [(1, "41 complaints"), (2, "59 complaints")]
    reopened = trail.of_subject(stage).get(action="actionplans.reopen_stage")
    assert reopened.reason == "New police data."


def test_reopening_wants_a_reason(plan):
    in_status(plan, Status.COMPLETE)

    with pytest.raises(Refused, match="Say why"):
        workflow.reopen_stage(plan, 1, by=plan.lead, reason="  ")
