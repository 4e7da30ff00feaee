"""The tables of how a plan does, which are also its CSV files."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse

from actionplans.filters.monitoring import ReviewList, review_row
from actionplans.models import AllocationOutcome, Evaluation, Plan, Review
from actionplans.selectors import spending
from actionplans.selectors.monitoring import Standing, standing_of
from actionplans.selectors.spending import Spending
from actionplans.stages.rating import Rating, plain
from actionplans.views.table import Table
from carp.money import pounds
from carp.web.formats import day
from carp.web.tables import Column, Link, Tag


def measure_table(plan: Plan) -> Table:
    """Each measure with its newest figure, rated; the word goes with the colour."""
    head = (
        "Measure",
        "Outcome",
        Column("Start", numeric=True),
        Column("Latest", numeric=True),
        Column("Target", numeric=True),
        Column("Tolerance", numeric=True),
        "Rating",
        "Since the last",
        "Times off target in a row",
        "Figure of",
    )
    return Table("Measures", head, [_measure_row(each) for each in standing_of(plan)])


def _measure_row(standing: Standing) -> tuple[Any, ...]:
    measure, latest = standing.measure, standing.latest
    args = (measure.plan.reference, measure.number)
    name = f"{measure.name} (withdrawn)" if measure.withdrawn_at else measure.name
    return (
        Link(name, reverse("actionplans:measure-detail", args=args)),
        str(measure.outcome or ""),
        plain(measure.baseline, measure.unit),
        plain(latest.actual, measure.unit) if latest else "",
        plain(measure.target, measure.unit),
        plain(measure.tolerance),
        rating_tag(standing.rating),
        str(standing.travel or ""),
        standing.periods_off or "",
        day(latest.dated) if latest else "",
    )


def rating_tag(rating: Rating | None) -> Tag:
    return Tag("No figure yet", "grey") if rating is None else Tag(rating, rating.colour)


def review_table(reviews: Iterable[Review]) -> Table:
    """The newest reviews, the last one first; the others are on the page of all reviews."""
    rows = [
        review_row(
            each.held_on,
            each.outcome,
            each.reasons,
            each.no_evaluation,
            each.next_on,
            each.recorded_by.name,
        )
        for each in reviews
    ]
    return Table("Reviews", ReviewList.columns, rows)


OUTCOME_HEAD = (
    "Allocation",
    "Need",
    "It was for",
    Column("Allocated", numeric=True),
    Column("Paid", numeric=True),
    "Achieved",
    "What it achieved",
)


def outcome_table(evaluation: Evaluation, spent: Sequence[Spending]) -> Table:
    """What each allocation achieved; of a draft, what is written so far."""
    if evaluation.status == Evaluation.Status.AGREED:
        rows = [
            _outcome_row(each, each.achieved, each.result) for each in evaluation.outcomes.all()
        ]
    else:
        given = evaluation.results
        rows = [_outcome_row(each, **NO_ANSWER | given.get(each.reference, {})) for each in spent]
    return Table("What each allocation achieved", OUTCOME_HEAD, rows)


NO_ANSWER = {"achieved": "", "result": ""}


def _outcome_row(each: Spending | AllocationOutcome, achieved: str, result: str) -> tuple[Any, ...]:
    words = dict(AllocationOutcome.Achieved.choices)
    return (
        each.reference,
        each.need,
        each.intended,
        pounds(each.amount_pence),
        pounds(each.paid_pence),
        words.get(achieved, "Not answered yet"),
        result,
    )


def evaluated(plan: Plan) -> Table:
    """The outcomes of the newest evaluation."""
    newest = plan.evaluations.order_by("-number").first()
    if newest is None:
        return Table("What each allocation achieved", OUTCOME_HEAD, [])
    return outcome_table(newest, spending.of(plan))


TABLES: dict[str, Callable[[Plan], Table]] = {
    "measures": measure_table,
    "outcomes": evaluated,
}
