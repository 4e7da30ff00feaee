"""Monitoring returns: scheduled with a version in force, sent, accepted or queried (7.6.5, 7.6.7).

Nothing runs to make a return due or overdue: its days say so. About a year of returns is always
scheduled ahead; sending one owes those that follow, and until then the last one stays overdue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from actionplans import notices, permissions, selectors
from actionplans.models import Measure, MonitoringReturn, Plan, ReturnDraft
from actionplans.stages import periods
from actionplans.workflow.measures import Figure, keep_figure
from actionplans.workflow.moves import RETURN_MOVES, destination
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council.calendar import add_working_days
from carp.web.editing import require_unchanged

Status = MonitoringReturn.Status


@dataclass(frozen=True)
class ReturnDetails:
    """What happened in the period; ``figures`` are by number of the measure."""

    progress: str
    difficulties: str = ""
    next_steps: str = ""
    figures: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftDetails:
    """What somebody has written so far; figures as typed, by number of the measure."""

    progress: str = ""
    difficulties: str = ""
    next_steps: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


TEXTS = ("progress", "difficulties", "next_steps")


def return_values(made: MonitoringReturn) -> dict[str, Any]:
    """What a form begins with: the draft, else what was sent before it was queried."""
    draft = ReturnDraft.objects.filter(made=made).first()
    values: dict[str, Any] = {name: getattr(draft or made, name) for name in TEXTS}
    return values | {"figures": {} if draft is None else draft.figures}


@transaction.atomic
def save_return_draft(
    made: MonitoringReturn, *, by: User, details: DraftDetails, opened: str | None = None
) -> ReturnDraft:
    """Keep what was written of a return, to go on with later; nothing is sent."""
    made = _locked_return(made)
    permissions.can_edit(by, made.plan).require()
    destination(RETURN_MOVES, "send", made)
    before = return_values(made)
    require_unchanged(before, opened)
    given = {name: getattr(details, name).strip() for name in TEXTS}
    figures = before["figures"] | {key: text.strip() for key, text in details.figures.items()}
    saved = {**given, "figures": figures, "saved_at": clock.now(), "saved_by": by}
    draft, _new = ReturnDraft.objects.update_or_create(made=made, defaults=saved)
    _record("actionplans.save_return_draft", made, by=by, before=made.status)
    return draft


def schedule(plan: Plan) -> list[MonitoringReturn]:
    """Owe the returns of about a year from today, each part of the financial year one."""
    kind, today = selectors.type_of(plan), clock.today()
    months, last = kind.monitoring_months, plan.returns.order_by("-number").first()
    if last is None or last.status == Status.CANCELLED:
        period = periods.first(today, months=months)
    else:
        period = periods.following(last.period_end, months=months)
    number, made = last.number if last else 0, []
    while period.start <= today + periods.AHEAD:
        number += 1
        due_on = add_working_days(period.end, kind.return_within_working_days)
        made.append(
            MonitoringReturn(
                plan=plan,
                number=number,
                period_start=period.start,
                period_end=period.end,
                due_on=due_on,
            )
        )
        period = periods.following(period.end, months=months)
    return MonitoringReturn.objects.bulk_create(made)


@transaction.atomic
def submit_return(
    made: MonitoringReturn, *, by: User, details: ReturnDetails, opened: str | None = None
) -> MonitoringReturn:
    """Send a return with the figures of its last day, and owe the ones that follow.

    Its draft has done its work then.
    """
    made = _locked_return(made)
    permissions.can_edit(by, made.plan).require()
    before, to = made.status, destination(RETURN_MOVES, "send", made)
    require_unchanged(return_values(made), opened)
    if made.period_end >= clock.today():
        raise Refused("This period is not over yet, so its return cannot be sent.")
    if not details.progress.strip():
        raise Refused("Say what has been done.")
    made.status, made.submitted_at, made.submitted_by = to, clock.now(), by
    made.progress = details.progress.strip()
    made.difficulties, made.next_steps = details.difficulties.strip(), details.next_steps.strip()
    made.save(update_fields=("status", "submitted_at", "submitted_by", *TEXTS))
    ReturnDraft.objects.filter(made=made).delete()
    figures = _keep_figures(made, details.figures, by=by)
    schedule(made.plan)
    _record("actionplans.submit_return", made, by=by, before=before, more={"figures": figures})
    return made


def _keep_figures(
    made: MonitoringReturn, figures: Mapping[int, Decimal], *, by: User
) -> dict[str, str]:
    """The figures of a return; one that was on record for that day is corrected by it."""
    measures = {measure.number: measure for measure in made.plan.measures.live()}
    kept = {}
    for number, actual in sorted(figures.items()):
        if number not in measures:
            raise Refused(f"Measure {number} is no measure of this plan any more.")
        if _on_record(measures[number], made) != actual:
            note = f"From the return of {made.period.label}."
            figure = Figure(made.period_end, actual, note)
            keep_figure(measures[number], person=by, figure=figure)
            kept[str(number)] = str(actual)
    return kept


def _on_record(measure: Measure, made: MonitoringReturn) -> Decimal | None:
    values = measure.values.standing().filter(dated=made.period_end)
    return values.values_list("actual", flat=True).first()


@transaction.atomic
def accept_return(made: MonitoringReturn, *, by: User, answer: str = "") -> MonitoringReturn:
    """Somebody who did not send it has read it and asks nothing more."""
    return _answer(made, "accept", by=by, answer=answer)


@transaction.atomic
def query_return(made: MonitoringReturn, *, by: User, answer: str) -> MonitoringReturn:
    """Ask back: the return is owed again, with as many working days as it had at first."""
    if not answer.strip():
        raise Refused("Say what is asked.")
    made = _answer(made, "query", by=by, answer=answer)
    days = selectors.type_of(made.plan).return_within_working_days
    made.due_on = add_working_days(clock.today(), days)
    made.save(update_fields=("due_on",))
    notices.tell_of_query(made)
    return made


def _answer(made: MonitoringReturn, step: str, *, by: User, answer: str) -> MonitoringReturn:
    made = _locked_return(made)
    permissions.can_answer_return(by, made).require()
    before, made.status = made.status, destination(RETURN_MOVES, step, made)
    made.answered_at, made.answered_by, made.answer = clock.now(), by, answer.strip()
    made.save(update_fields=("status", "answered_at", "answered_by", "answer"))
    _record(f"actionplans.{step}_return", made, by=by, before=before, reason=made.answer)
    return made


def call_off(plan: Plan, *, person: User, reason: str) -> int:
    """A plan that is closed owes no more returns; part of the step that closes it."""
    owed = plan.returns.outstanding()
    return owed.update(
        status=Status.CANCELLED, answered_at=clock.now(), answered_by=person, answer=reason
    )


def _locked_return(made: MonitoringReturn) -> MonitoringReturn:
    plan = locked(made.plan)
    made = MonitoringReturn.objects.get(pk=made.pk)
    made.plan = plan
    return made


def _record(
    name: str,
    made: MonitoringReturn,
    *,
    by: User,
    before: str,
    reason: str = "",
    more: Mapping[str, object] | None = None,
) -> None:
    about = {"about": f"return {made.number}, {made.period.label}", "status": made.status}
    trail.record(
        name,
        made.plan,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        before={"status": before},
        after=about | dict(more or {}),
        reason=reason,
    )
