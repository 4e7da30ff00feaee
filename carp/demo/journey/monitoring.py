"""How the alleys' plan has done since: measures, a return each quarter, reviews, an evaluation."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from actionplans import workflow as plans
from actionplans.models import Measure, MonitoringReturn, Plan, Review
from actionplans.selectors import spending
from carp import clock
from carp.accounts.models import User
from carp.demo.narrator import Narrator

STARTED = datetime(2024, 7, 10, 9, 0)
FIRST_REVIEW = datetime(2025, 1, 15, 14, 0)
EVERY = timedelta(days=182)
SENT_AFTER, ACCEPTED_AFTER = timedelta(days=8), timedelta(days=12)
MEASURES = (
    plans.MeasureDetails(
        name="Reports of dumped rubbish in the alleys",
        polarity="lower",
        source="Street Scene's reports, counted each quarter",
        unit="a quarter",
        baseline=Decimal(41),
        baseline_on=date(2024, 6, 30),
        target=Decimal(20),
        tolerance=Decimal(5),
    ),
    plans.MeasureDetails(
        name="Residents who feel safe after dark",
        polarity="higher",
        source="The survey of the residents' group",
        unit="%",
        baseline=Decimal(34),
        baseline_on=date(2024, 6, 30),
        target=Decimal(60),
        tolerance=Decimal(5),
    ),
)
FIGURES = (
    (38, 36),
    (33, 39),
    (29, 41),
    (24, 46),
    (22, 52),
    (27, 50),
    (21, 54),
    (19, 53),
    (18, 52),
)


def play(tell: Narrator) -> None:
    """From the day after the plan took effect until today."""
    plan = Plan.objects.get(title="Safer alleys in South West Ward")
    for details, outcome in zip(MEASURES, plan.outcomes.order_by("pk"), strict=True):
        tell.step(
            STARTED,
            "lead-officer",
            f"says what is counted: {details.name[0].lower()}{details.name[1:]}",
            partial(_add, plan, replace(details, outcome=outcome)),
        )
    while made := _next_to_send(plan):
        _send(tell, made)
    _reviews(tell, plan)
    _evaluation(tell, plan)


def _add(plan: Plan, details: plans.MeasureDetails, by: User) -> Measure:
    return plans.add_measure(plan, by=by, details=details)


def _review(plan: Plan, details: plans.ReviewDetails, by: User) -> Review:
    return plans.review_plan(plan, by=by, details=details)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10))


def _next_to_send(plan: Plan) -> MonitoringReturn | None:
    """The first that is owed, if the day on which the lead sends it has come."""
    made = plan.returns.outstanding().earliest("number")
    return made if made.period_end + SENT_AFTER < clock.today() else None


def _send(tell: Narrator, made: MonitoringReturn) -> None:
    """Each is accepted but the newest, which waits for that."""
    figures = FIGURES[min(made.number, len(FIGURES)) - 1]
    details = plans.ReturnDetails(
        progress="The gates are locked each night and Street Scene clears what is left behind.",
        difficulties="Two locks were broken and have been replaced."
        if made.number % 3 == 0
        else "",
        next_steps="The outreach worker goes on twice a week.",
        figures={number: Decimal(figure) for number, figure in enumerate(figures, 1)},
    )
    tell.step(
        _at(made.period_end + SENT_AFTER),
        "lead-officer",
        f"sends the monitoring return of {made.period.label}",
        lambda by: plans.submit_return(made, by=by, details=details),
    )
    if _next_to_send(made.plan) is None:
        return
    tell.step(
        _at(made.period_end + ACCEPTED_AFTER),
        "nominated-officer",
        "accepts the return",
        lambda by: plans.accept_return(made, by=by),
    )


def _reviews(tell: Narrator, plan: Plan) -> None:
    """Twice a year; the next lies ahead."""
    at = FIRST_REVIEW
    while at.date() < clock.today():
        details = plans.ReviewDetails(
            held_on=at.date(),
            outcome="continue",
            reasons="Less is dumped, and more residents feel safe. The target is not reached yet.",
            next_on=(at + EVERY).date(),
        )
        tell.step(
            at,
            "nominated-officer",
            "reviews the plan: it continues",
            partial(_review, plan, details),
        )
        at += EVERY


def _evaluation(tell: Narrator, plan: Plan) -> None:
    """A draft, which somebody else may agree to."""
    gates = {"achieved": "partly", "result": "Half as much is dumped in the gated alleys."}
    details = plans.EvaluationDetails(
        findings="The gates keep three of the four alleys clear. The fourth needs another lock.",
        learning="Ask the residents first who keeps a key.",
        results={each.reference: gates for each in spending.of(plan)},
    )
    tell.step(
        clock.now() - timedelta(days=1),
        "lead-officer",
        "drafts the evaluation",
        lambda by: plans.save_evaluation(plan, by=by, details=details),
    )
