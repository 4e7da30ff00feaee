"""How a plan does: its measures with their rating, what it owes, how it was reviewed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Window
from django.db.models.functions import RowNumber

from actionplans.models import (
    Evaluation,
    Measure,
    MeasureValue,
    MonitoringReturn,
    Plan,
    Review,
)
from actionplans.stages.rating import Rating, Travel, periods_off, rate, travel
from carp import clock
from carp.together import Kind, together

MOST_FIGURES, REVIEWS_SHOWN = 24, 10


@dataclass(frozen=True)
class Standing:
    """A measure with its newest figure, rated; ``figures`` are the last ones, oldest first."""

    measure: Measure
    figures: list[MeasureValue]

    @property
    def latest(self) -> MeasureValue | None:
        return self.figures[-1] if self.figures else None

    @property
    def rating(self) -> Rating | None:
        """None while nothing has been counted."""
        return rated(self.latest, self.measure.polarity) if self.latest else None

    @property
    def travel(self) -> Travel | None:
        """Since the figure before, or since the start."""
        if self.latest is None:
            return None
        before = self.figures[-2].actual if len(self.figures) > 1 else self.measure.baseline
        return travel(self.latest.actual, before, polarity=self.measure.polarity)

    @property
    def periods_off(self) -> int:
        return periods_off([rated(one, self.measure.polarity) for one in self.figures])


def rated(value: MeasureValue, polarity: str) -> Rating:
    """A figure beside the target that it was held against."""
    return rate(value.actual, target=value.target, tolerance=value.tolerance, polarity=polarity)


def standing_of(plan: Plan) -> list[Standing]:
    """Every measure of a plan with its last figures in two queries, withdrawn ones last."""
    measures = sorted(
        plan.measures.select_related("outcome"),
        key=lambda one: (one.withdrawn_at is not None, one.number),
    )
    newest = Window(RowNumber(), partition_by="measure_id", order_by=("-dated", "-pk"))
    figures = MeasureValue.objects.standing().filter(measure__in=measures)
    figures = figures.annotate(place=newest).filter(place__lte=MOST_FIGURES)
    by_measure: dict[int, list[MeasureValue]] = {measure.pk: [] for measure in measures}
    for value in figures.order_by("dated", "pk"):
        by_measure[value.measure_id].append(value)
    return [Standing(one, by_measure[one.pk]) for one in measures]


def standing_of_measure(measure: Measure) -> Standing:
    """One measure with its last figures."""
    values = measure.values.standing().order_by("-dated", "-pk")[:MOST_FIGURES]
    return Standing(measure, list(values)[::-1])


def state_of(status: str, period_end: date, due_on: date, *, on: date) -> str:
    """The state of a return as people say it: due and overdue follow from its days."""
    if status not in MonitoringReturn.OUTSTANDING:
        return str(MonitoringReturn.Status(status).label)
    if due_on < on:
        return "Overdue"
    if status == MonitoringReturn.Status.QUERIED:
        return "Queried"
    return "Due" if period_end < on else "Scheduled"


def figures_of(made: MonitoringReturn) -> list[tuple[Measure, Decimal | None]]:
    """Each live measure with its figure of the last day of a return's period."""
    measures = list(made.plan.measures.live().select_related("outcome").order_by("number"))
    values = MeasureValue.objects.standing().filter(measure__in=measures, dated=made.period_end)
    known = dict(values.values_list("measure_id", "actual"))
    return [(measure, known.get(measure.pk)) for measure in measures]


class Judged:
    """The newest reviews of a plan, its newest evaluation and what is late; in one question."""

    def __init__(self, plan: Plan) -> None:
        newest = plan.reviews.order_by("-pk").values("pk")[:REVIEWS_SHOWN]
        last = plan.evaluations.order_by("-number").values("pk")[:1]
        late = plan.returns.overdue_longest(on=clock.today()).values("pk")
        found = together(
            Kind(Review.objects.filter(pk__in=newest), "recorded_by"),
            Kind(Evaluation.objects.filter(pk__in=last)),
            Kind(MonitoringReturn.objects.filter(pk__in=late)),
        )
        self.reviews: list[Review] = found[0][::-1]
        self.evaluation: Evaluation | None = next(iter(found[1]), None)
        self.late: list[MonitoringReturn] = found[2]


def drafted_evaluation(plan: Plan) -> Evaluation | None:
    return plan.evaluations.filter(status=Evaluation.Status.DRAFTED).first()


def evaluation_to_close_with(plan: Plan) -> Evaluation | None:
    """The newest agreed evaluation, if the plan was not closed with it before."""
    agreed = plan.evaluations.filter(status=Evaluation.Status.AGREED).order_by("-number").first()
    if agreed is None or plan.reviews.filter(evaluation=agreed).exists():
        return None
    return agreed
