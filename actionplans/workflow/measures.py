"""Measures of a plan, and their figures over time (policy 7.6.6, 7.6.7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from actionplans import permissions
from actionplans.models import Measure, MeasureValue, Outcome, Plan
from actionplans.stages.rating import plain
from actionplans.workflow.details import values_in
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault, Refused
from carp.audit import trail
from carp.web.editing import require_unchanged
from carp.web.formats import day


@dataclass(frozen=True)
class MeasureDetails:
    """What is counted, which way is better, from where, to where, and how far off is too far."""

    name: str
    polarity: str
    outcome: Outcome | None = None
    source: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """What was counted on a day; ``note`` explains it, and says why where it corrects another."""

    dated: date
    actual: Decimal
    note: str = ""


FIELDS = tuple(MeasureDetails.__dataclass_fields__)


@transaction.atomic
def add_measure(plan: Plan, *, by: User, details: MeasureDetails) -> Measure:
    """Add something to be counted. Its number is never used again within the plan."""
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    _require_sound(details, plan)
    last = plan.measures.aggregate(last=Max("number"))["last"] or 0
    measure = Measure.objects.create(plan=plan, number=last + 1, **values_in(details))
    _record("actionplans.add_measure", measure, by=by, after=measure_values(measure))
    return measure


@transaction.atomic
def change_measure(
    measure: Measure, *, by: User, details: MeasureDetails, opened: str | None = None
) -> Measure:
    """Change a measure. Figures keep the target that they were held against."""
    measure = _locked_measure(measure)
    permissions.can_edit(by, measure.plan).require()
    _require_sound(details, measure.plan)
    before = measure_values(measure)
    for field, value in values_in(details).items():
        setattr(measure, field, value)
    after = measure_values(measure)
    changed = [field for field in FIELDS if before[field] != after[field]]
    if not changed:
        return measure
    require_unchanged(before, opened)
    if "polarity" in changed and measure.values.exists():
        raise Fault(
            "polarity",
            "It has figures already, which this would turn round. Withdraw it and add another.",
        )
    measure.save(update_fields=changed)
    _record(
        "actionplans.change_measure",
        measure,
        by=by,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return measure


@transaction.atomic
def withdraw_measure(measure: Measure, *, by: User, reason: str) -> Measure:
    """Count it no longer; its figures stay readable."""
    measure = _locked_measure(measure)
    permissions.can_edit(by, measure.plan).require()
    if not reason.strip():
        raise Refused("Say why the measure is withdrawn.")
    measure.withdrawn_at = clock.now()
    measure.save(update_fields=("withdrawn_at",))
    _record("actionplans.withdraw_measure", measure, by=by, after={}, reason=reason.strip())
    return measure


@transaction.atomic
def record_figure(measure: Measure, *, by: User, figure: Figure) -> MeasureValue:
    """Keep a figure beside the target of today; a second one for a day corrects the first."""
    measure = _locked_measure(measure)
    permissions.can_edit(by, measure.plan).require()
    if figure.dated > clock.today():
        raise Fault("dated", "A figure cannot speak of a day that is still to come.")
    earlier = measure.values.standing().filter(dated=figure.dated).first()
    if earlier is not None:
        _require_correction(earlier, figure)
    value = keep_figure(measure, person=by, figure=figure)
    _record(
        "actionplans.record_figure",
        measure,
        by=by,
        before={} if earlier is None else {"actual": str(earlier.actual)},
        after={"dated": day(figure.dated), "actual": str(value.actual)},
        reason=value.note,
    )
    return value


def _require_correction(earlier: MeasureValue, figure: Figure) -> None:
    if earlier.actual == figure.actual:
        raise Fault("actual", f"This figure is on record already for {day(figure.dated)}.")
    if not figure.note.strip():
        raise Fault(
            "note",
            f"{plain(earlier.actual)} is on record for {day(figure.dated)}. "
            "Say why it is corrected.",
        )


def keep_figure(measure: Measure, *, person: User, figure: Figure) -> MeasureValue:
    """A figure as part of a step that holds the plan's lock and records it.

    The one that it corrects stays, without standing any more.
    """
    measure.values.standing().filter(dated=figure.dated).update(replaced_at=clock.now())
    return MeasureValue.objects.create(
        measure=measure,
        dated=figure.dated,
        actual=figure.actual,
        target=measure.target,
        tolerance=measure.tolerance,
        note=figure.note.strip(),
        recorded_by=person,
    )


def _locked_measure(measure: Measure) -> Measure:
    """A live measure of a plan that is held."""
    plan = locked(measure.plan)
    measure = Measure.objects.get(pk=measure.pk)
    measure.plan = plan
    if measure.withdrawn_at is not None:
        raise Refused("This measure has been withdrawn.")
    return measure


def _require_sound(details: MeasureDetails, plan: Plan) -> None:
    if details.outcome is not None and not plan.outcomes.filter(pk=details.outcome.pk).exists():
        raise Fault("outcome", "This outcome is not in the plan any more. Choose another.")
    if not details.name.strip():
        raise Fault("name", "Say what is counted.")
    if details.polarity not in Measure.Polarity.values:
        raise Fault("polarity", "Choose which way is better.")
    if details.tolerance < 0:
        raise Fault("tolerance", "A tolerance is nought or more.")
    if details.baseline is not None and details.baseline_on is None:
        raise Fault("baseline_on", "Enter the day of the starting figure.")
    if details.baseline is None and details.baseline_on is not None:
        raise Fault("baseline", "Enter the starting figure of that day.")


def measure_values(measure: Measure) -> dict[str, Any]:
    """What a measure is, as the record and a form keep it."""
    return {field: _kept(getattr(measure, field)) for field in FIELDS}


def _kept(value: Any) -> Any:
    if isinstance(value, Outcome):
        return value.pk
    return plain(value).replace(",", "") if isinstance(value, Decimal) else value


def _record(name: str, measure: Measure, *, after: dict[str, Any], **what: Any) -> None:
    about = {"about": f"measure {measure.number}, {measure.name}"}
    trail.record(
        name, measure.plan, capability=Capability.PLAN_EDIT_OWN, after=about | after, **what
    )
