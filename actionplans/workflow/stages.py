"""The seven stages: saved as draft in any order, completed, and reopened (policy 7.2, 7.4)."""

from collections.abc import Mapping

from django.db import transaction

from actionplans import permissions, selectors
from actionplans.models import Plan, Stage, StageRevision
from actionplans.workflow.moves import STAGE_MOVES, destination
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail

LONGEST_ANSWER = 20_000


class StageConflict(Refused):
    """Somebody else saved the stage since this person opened it; ``stage`` is as it stands."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        super().__init__("Somebody else saved this stage while you were writing.")


@transaction.atomic
def save_stage(
    plan: Plan, number: int, *, by: User, answers: Mapping[str, str], edition: int
) -> Stage:
    """Keep a stage's answers as a draft; ``edition`` is the one that the person had before them."""
    stage = _locked_stage(plan, number, by=by)
    _write(stage, by=by, answers=answers, edition=edition)
    return stage


@transaction.atomic
def complete_stage(
    plan: Plan,
    number: int,
    *,
    by: User,
    answers: Mapping[str, str] | None = None,
    edition: int | None = None,
) -> Stage:
    """Mark a stage as complete and keep this iteration for good; saves the answers given first."""
    stage = _locked_stage(plan, number, by=by)
    if answers is not None:
        _write(stage, by=by, answers=answers, edition=stage.edition if edition is None else edition)
    if not any(stage.answers.values()):
        raise Refused("Answer at least one question before you mark the stage as complete.")
    to = destination(STAGE_MOVES, "complete", stage)
    StageRevision.objects.create(
        stage=stage, iteration=stage.iteration, answers=stage.answers, completed_by=by
    )
    _move(stage, to, by=by, action="actionplans.complete_stage")
    return stage


@transaction.atomic
def reopen_stage(plan: Plan, number: int, *, by: User, reason: str) -> Stage:
    """Visit a complete stage again: a new iteration that begins with the answers of the last."""
    stage = _locked_stage(plan, number, by=by)
    if not reason.strip():
        raise Refused("Say why the stage is reopened.")
    to = destination(STAGE_MOVES, "reopen", stage)
    stage.iteration += 1
    _move(stage, to, by=by, action="actionplans.reopen_stage", reason=reason.strip())
    return stage


def _locked_stage(plan: Plan, number: int, *, by: User) -> Stage:
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    stage = Stage.objects.select_for_update().get(plan=plan, number=number)
    stage.plan = plan
    return stage


def _write(stage: Stage, *, by: User, answers: Mapping[str, str], edition: int) -> None:
    given = _clean(stage, answers)
    changed = {code: text for code, text in given.items() if stage.answers.get(code, "") != text}
    if not changed:
        return  # nor do two people disagree who wrote the same
    if edition != stage.edition:
        raise StageConflict(stage)
    to = destination(STAGE_MOVES, "save", stage)
    before = {code: stage.answers.get(code, "") for code in changed}
    stage.answers = {**stage.answers, **changed}
    stage.status = to
    _touch(stage, by)
    stage.save(update_fields=("answers", "status", "edition", "updated_at", "updated_by"))
    trail.record(
        "actionplans.save_stage",
        stage,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        before=before,
        after=changed,
    )


def _clean(stage: Stage, answers: Mapping[str, str]) -> dict[str, str]:
    shape = selectors.pack_of(stage.plan).stages[stage.number - 1]
    asked = {question.code for question in shape.questions}
    if unknown := set(answers) - asked:
        raise Refused(f"Stage {stage.number} does not ask {', '.join(sorted(unknown))}.")
    given = {code: text.strip() for code, text in answers.items()}
    if any(len(text) > LONGEST_ANSWER for text in given.values()):
        raise Refused(f"Keep each answer to {LONGEST_ANSWER:,} characters.")
    return given


def _touch(stage: Stage, by: User) -> None:
    stage.edition += 1
    stage.updated_at, stage.updated_by = clock.now(), by


def _move(stage: Stage, to: str, *, by: User, action: str, reason: str = "") -> None:
    before, stage.status = stage.status, to
    _touch(stage, by)
    stage.save(update_fields=("status", "iteration", "edition", "updated_at", "updated_by"))
    trail.record(
        action,
        stage,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        before={"status": before},
        after={"status": to, "iteration": stage.iteration},
        reason=reason,
    )
