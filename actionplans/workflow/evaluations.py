"""The evaluation of a plan: drafted, and agreed by somebody else (policy 7.6.7, 11.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from actionplans import permissions, selectors
from actionplans.models import AllocationOutcome, Evaluation, Plan
from actionplans.selectors import spending
from actionplans.workflow.moves import EVALUATION_MOVES, destination
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.web.editing import require_unchanged

Result = Mapping[str, str]  # achieved, and result: what it achieved in words


@dataclass(frozen=True)
class EvaluationDetails:
    """What came of the plan; ``results`` are by reference of the allocation."""

    findings: str
    learning: str
    results: Mapping[str, Result] = field(default_factory=dict)


@transaction.atomic
def save_evaluation(
    plan: Plan, *, by: User, details: EvaluationDetails, opened: str | None = None
) -> Evaluation:
    """Write the draft, or change it; whoever does will not be the one who agrees to it."""
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    if not (details.findings.strip() and details.learning.strip()):
        raise Refused("Say what came of the plan and what has been learned.")
    draft = selectors.drafted_evaluation(plan)
    before = evaluation_values(draft)
    require_unchanged(before, opened)
    evaluation = draft or Evaluation(plan=plan, number=_next_number(plan))
    evaluation.findings, evaluation.learning = details.findings.strip(), details.learning.strip()
    evaluation.results = {key: dict(result) for key, result in details.results.items()}
    evaluation.drafted_at, evaluation.drafted_by = clock.now(), by
    evaluation.writers = sorted({*evaluation.writers, by.pk})
    evaluation.save()
    _record("actionplans.save_evaluation", evaluation, by=by, before=before)
    return evaluation


def _next_number(plan: Plan) -> int:
    return (plan.evaluations.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def agree_evaluation(evaluation: Evaluation, *, by: User, opened: str | None = None) -> Evaluation:
    """Agree to the draft as it was read; what each allocation achieved is kept for good."""
    plan = locked(evaluation.plan)
    evaluation = Evaluation.objects.get(pk=evaluation.pk)
    evaluation.plan = plan
    permissions.can_agree_evaluation(by, evaluation).require()
    require_unchanged(evaluation_values(evaluation), opened)
    to, spent = destination(EVALUATION_MOVES, "agree", evaluation), spending.of(plan)
    lacking = [each.reference for each in spent if not _is_answered(evaluation, each.reference)]
    if lacking:
        raise Refused(f"Say first what was achieved with {', '.join(lacking)}.")
    evaluation.status, evaluation.agreed_at, evaluation.agreed_by = to, clock.now(), by
    evaluation.save(update_fields=("status", "agreed_at", "agreed_by"))
    AllocationOutcome.objects.bulk_create(_outcome(evaluation, each) for each in spent)
    _record("actionplans.agree_evaluation", evaluation, by=by)
    return evaluation


def _is_answered(evaluation: Evaluation, reference: str) -> bool:
    given = evaluation.results.get(reference, {})
    known = given.get("achieved") in AllocationOutcome.Achieved.values
    return known and bool(given.get("result", "").strip())


def _outcome(evaluation: Evaluation, each: spending.Spending) -> AllocationOutcome:
    given = evaluation.results[each.reference]
    return AllocationOutcome(
        evaluation=evaluation,
        reference=each.reference,
        need=each.need,
        intended=each.intended,
        amount_pence=each.amount_pence,
        paid_pence=each.paid_pence,
        achieved=given["achieved"],
        result=given["result"].strip(),
    )


def evaluation_values(evaluation: Evaluation | None) -> dict[str, Any]:
    """What a draft says, as the record and a form keep it."""
    if evaluation is None:
        return {"findings": "", "learning": "", "results": {}}
    return {name: getattr(evaluation, name) for name in ("findings", "learning", "results")}


def _record(name: str, evaluation: Evaluation, *, by: User, **what: Any) -> None:
    after = {"about": f"evaluation {evaluation.number}", **evaluation_values(evaluation)}
    trail.record(
        name, evaluation.plan, by=by, capability=Capability.PLAN_EDIT_OWN, after=after, **what
    )
