"""Reviews with what follows from them; closing and reopening a plan (policy 7.2, 7.6.7)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from actionplans import permissions, selectors
from actionplans.models import Evaluation, Plan, Review
from actionplans.selectors import spending
from actionplans.workflow import returns
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault
from carp.audit import trail
from register import workflow as register

Outcome = Review.Outcome


@dataclass(frozen=True)
class ReviewDetails:
    """When the plan was looked at and what follows; ``no_evaluation`` is why it closes without."""

    held_on: date
    outcome: str
    reasons: str
    next_on: date | None = None
    no_evaluation: str = ""


def review_outcomes(plan: Plan) -> list[str]:
    """What can follow from a review: a closed plan can only be reopened."""
    if plan.closed_at is not None:
        return [Outcome.REOPEN]
    return [Outcome.CONTINUE, Outcome.AMEND, Outcome.STEP_DOWN, Outcome.CLOSE]


@transaction.atomic
def review_plan(plan: Plan, *, by: User, details: ReviewDetails) -> Review:
    """Record a review, and do at once what follows from it."""
    plan = locked(plan)
    permissions.can_oversee(by, plan).require()
    _require_sound(plan, details)
    closes = details.outcome == Outcome.CLOSE
    evaluation = selectors.evaluation_to_close_with(plan) if closes else None
    if closes:
        _require_closable(plan, details, evaluation)
        _require_nothing_under(plan, by=by)
    review = Review.objects.create(
        plan=plan,
        held_on=details.held_on,
        outcome=details.outcome,
        reasons=details.reasons.strip(),
        next_on=None if closes else details.next_on,
        evaluation=evaluation,
        no_evaluation="" if evaluation or not closes else details.no_evaluation.strip(),
        recorded_by=by,
    )
    _follow(review, by=by)
    trail.record(
        f"actionplans.review_{review.outcome}",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT,
        after={
            "about": review.get_outcome_display().lower(),
            "evaluation": evaluation and evaluation.number,
            "no_evaluation": review.no_evaluation,
        },
        reason=review.reasons,
    )
    return review


def _require_sound(plan: Plan, details: ReviewDetails) -> None:
    if details.outcome not in review_outcomes(plan):
        raise Fault("outcome", "Choose what follows from the review.")
    if details.outcome == Outcome.REOPEN:
        _require_reopenable(plan)
    if not details.reasons.strip():
        raise Fault("reasons", "Give the reasons.")
    if not clock.local_date(plan.created_at) <= details.held_on <= clock.today():
        raise Fault("held_on", "The review was held between the plan's start and today.")
    if details.outcome == Outcome.CLOSE:
        return
    if details.next_on is None:
        raise Fault("next_on", "Enter when the plan is reviewed again.")
    if details.next_on <= details.held_on:
        raise Fault("next_on", "The next review comes after this one.")


def _require_reopenable(plan: Plan) -> None:
    """Of a theme one plan is open, and only under an open umbrella."""
    if plan.umbrella is None:
        return
    umbrella = locked(plan.umbrella)
    if umbrella.closed_at is not None:
        raise Fault("outcome", f"{umbrella.reference}, under which it stands, is closed.")
    if instead := umbrella.themed_plans.filter(theme=plan.theme, closed_at__isnull=True).first():
        raise Fault("outcome", f"There is another plan for its theme by now: {instead.reference}.")


def _require_closable(plan: Plan, details: ReviewDetails, evaluation: Evaluation | None) -> None:
    """Not without an evaluation or a recorded reason, and with nothing left open (7.6.7)."""
    if evaluation is None and not details.no_evaluation.strip():
        raise Fault(
            "no_evaluation",
            "No evaluation has been agreed. Write one and have it agreed first, or say why the "
            "plan closes without one.",
        )
    if waiting := plan.versions.submitted().first():
        raise Fault(
            "outcome", f"Version {waiting.number} waits for its boards. Let them answer first."
        )
    for each in spending.of(plan):
        if each.open_because:
            raise Fault("outcome", f"{each.reference} is still open: {each.open_because}.")


def _require_nothing_under(plan: Plan, *, by: User) -> None:
    """The plans for its themes are closed first; of one that is hidden only that it is open."""
    under = Plan.objects.filter(umbrella=plan, closed_at__isnull=True).order_by("reference")
    hidden = set(under.hidden_from(by).values_list("pk", flat=True))
    named = [each.reference for each in under if each.pk not in hidden]
    if hidden:
        named.append("one in which you declared an interest")
    if named:
        raise Fault("outcome", f"Plans under it are still open: {', '.join(named)}.")


def _follow(review: Review, *, by: User) -> None:
    plan = review.plan
    if review.outcome == Outcome.CLOSE:
        plan.closed_at = clock.now()
        plan.save(update_fields=("closed_at",))
        returns.call_off(plan, person=by, reason="The plan was closed.")
    elif review.outcome == Outcome.REOPEN:
        plan.closed_at = None
        plan.save(update_fields=("closed_at",))
        if selectors.version_in_force(plan) is not None:
            returns.schedule(plan)
    elif review.outcome == Outcome.STEP_DOWN:
        register.step_down(plan.community, by=by, reason=review.reasons)
