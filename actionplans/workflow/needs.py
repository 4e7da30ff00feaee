"""Need lines: what money could meet, for which outcome (policy 11.2, 11.5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from actionplans import permissions, selectors
from actionplans.models import MoneyType, NeedLine, Plan
from actionplans.workflow.details import values_in
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault, Refused
from carp.audit import trail
from carp.money import MOST_PENCE
from carp.web.editing import require_unchanged


@dataclass(frozen=True)
class NeedDetails:
    """A need, what it costs, in which kind of money, for what, and when that is looked at."""

    need: str
    outcome: str
    monitoring_on: date
    amount_pence: int
    money_type: str
    purpose: str
    category: str


FIELDS = tuple(NeedDetails.__dataclass_fields__)


@transaction.atomic
def add_need_line(plan: Plan, *, by: User, details: NeedDetails) -> NeedLine:
    """Add a need line under the next number; the number of a withdrawn line is never used again."""
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    require_money(plan)
    _require_sound(plan, details)
    _require_to_come(details)
    last = plan.need_lines.aggregate(last=Max("number"))["last"] or 0
    line = NeedLine.objects.create(plan=plan, number=last + 1, **values_in(details))
    _record("actionplans.add_need", line, by=by, after=need_values(line))
    return line


@transaction.atomic
def change_need_line(
    line: NeedLine, *, by: User, details: NeedDetails, opened: str | None = None
) -> NeedLine:
    """Change the working copy of a need line. What boards approved stays as it was (O5)."""
    line = _locked_line(line, by=by)
    _require_sound(line.plan, details)
    before = need_values(line)
    for field, value in values_in(details).items():
        setattr(line, field, value)
    after = need_values(line)
    changed = [field for field in FIELDS if before[field] != after[field]]
    if not changed:
        return line
    require_unchanged(before, opened)
    if "monitoring_on" in changed:
        _require_to_come(details)
    line.save(update_fields=changed)
    _record(
        "actionplans.change_need",
        line,
        by=by,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return line


@transaction.atomic
def withdraw_need_line(line: NeedLine, *, by: User, reason: str) -> NeedLine:
    """Take a need line out of the plan; it stays in the versions that hold it."""
    line = _locked_line(line, by=by)
    if not reason.strip():
        raise Refused("Say why the need is withdrawn.")
    line.withdrawn_at = clock.now()
    line.save(update_fields=("withdrawn_at",))
    _record(
        "actionplans.withdraw_need",
        line,
        by=by,
        after={"withdrawn_at": line.withdrawn_at},
        reason=reason.strip(),
    )
    return line


def require_money(plan: Plan) -> None:
    """Some types of plans carry no money of the fund: their groups are not the fund's boards."""
    if not selectors.type_of(plan).asks_for_money:
        raise Refused("This type of plan asks for no money. Put the need into an action plan.")


def _locked_line(line: NeedLine, *, by: User) -> NeedLine:
    plan = locked(line.plan)
    permissions.can_edit(by, plan).require()
    line = NeedLine.objects.select_for_update().get(pk=line.pk)
    line.plan = plan
    if line.withdrawn_at is not None:
        raise Refused(f"Need {line.number} was withdrawn. Add a new one instead.")
    return line


def _require_sound(plan: Plan, details: NeedDetails) -> None:
    fund = selectors.pack_of(plan)
    if not (details.need.strip() and details.outcome.strip()):
        raise Refused("Say what is needed, and what it is to achieve.")
    if not 0 < details.amount_pence <= MOST_PENCE:
        raise Refused("Enter an amount above £0.")
    if details.money_type not in MoneyType.values:
        raise Refused("Choose revenue or capital.")
    if details.purpose not in fund.items("fund.purposes"):
        raise Refused("Choose what the money is for.")
    if details.category not in fund.items("fund.categories"):
        raise Refused("Choose what it is spent on.")


def _require_to_come(details: NeedDetails) -> None:
    """Boards would approve what the fund must refuse (policy 11.5)."""
    if details.monitoring_on < clock.today():
        raise Fault("monitoring_on", "Choose today or a day to come to look at what it did.")


def need_values(line: NeedLine) -> dict[str, Any]:
    """What a need is, as the record and a form keep it."""
    return {field: getattr(line, field) for field in FIELDS}


def _record(name: str, line: NeedLine, **what: Any) -> None:
    trail.record(name, line, capability=Capability.PLAN_EDIT_OWN, **what)
