"""Actions: added, changed, and moved along (policy 7.6.6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from actionplans import permissions, selectors
from actionplans.models import Action, Plan
from actionplans.models.actions import LONGEST_NOTE
from actionplans.workflow.details import values_in
from actionplans.workflow.moves import ACTION_MOVES, destination, steps_from
from actionplans.workflow.plans import locked
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.web.editing import require_unchanged

WITH_REASON = ("block", "cancel", "reopen")


@dataclass(frozen=True)
class ActionDetails:
    """What is to be done, by whom and by when, and what it is to achieve."""

    title: str
    horizon: str
    owner_organisation: str
    due_on: date
    outcome: str
    owner: User | None = None
    starts_on: date | None = None


FIELDS = tuple(ActionDetails.__dataclass_fields__)


@transaction.atomic
def add_action(plan: Plan, *, by: User, details: ActionDetails) -> Action:
    """Add an action to a plan."""
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    _require_sound(plan, details)
    action = Action.objects.create(plan=plan, **values_in(details))
    _record("actionplans.add_action", action, by=by, after=action_values(action))
    return action


@transaction.atomic
def change_action(
    action: Action, *, by: User, details: ActionDetails, opened: str | None = None
) -> Action:
    """Change what an action is. Versions that boards approved keep it as it was."""
    action = locked_action(action)
    permissions.can_edit(by, action.plan).require()
    _require_sound(action.plan, details)
    before = action_values(action)
    for field, value in values_in(details).items():
        setattr(action, field, value)
    after = action_values(action)
    changed = [field for field in FIELDS if before[field] != after[field]]
    if not changed:
        return action
    require_unchanged(before, opened)
    action.save(update_fields=changed)
    _record(
        "actionplans.change_action",
        action,
        by=by,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    return action


@transaction.atomic
def move_action(action: Action, *, by: User, step: str, reason: str = "") -> Action:
    """Start, block, resume, complete, cancel or reopen an action, with a reason where it stops."""
    action = locked_action(action)
    permissions.can_move_action(by, action).require()
    to, reason = destination(ACTION_MOVES, step, action), sound_text(reason)
    if step in WITH_REASON and not reason:
        raise Refused(f"Say why you {step} the action.")
    before = {"status": action.status, "status_reason": action.status_reason}
    action.status, action.status_reason = to, reason
    action.save(update_fields=("status", "status_reason"))
    _record(
        f"actionplans.{step}_action",
        action,
        by=by,
        before=before,
        after={"status": to, "status_reason": reason},
        reason=reason,
    )
    return action


def sound_text(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_NOTE:
        raise Refused(f"Keep it to {LONGEST_NOTE:,} characters.")
    return text


def action_steps(action: Action) -> list[str]:
    """What can happen to an action from where it stands."""
    return steps_from(ACTION_MOVES, action.status)


def locked_action(action: Action) -> Action:
    plan = locked(action.plan)
    action = Action.objects.with_last_note().select_for_update().get(pk=action.pk)
    action.plan = plan
    return action


def _require_sound(plan: Plan, details: ActionDetails) -> None:
    if not all(text.strip() for text in (details.title, details.owner_organisation)):
        raise Refused("Say what is to be done, and which organisation does it.")
    if details.horizon not in selectors.pack_of(plan).items("horizons"):
        raise Refused("Choose the term of the action.")
    if details.starts_on is not None and details.starts_on > details.due_on:
        raise Refused("An action starts on or before the day on which it is due.")


def action_values(action: Action) -> dict[str, Any]:
    """What an action is, as the record and a form keep it."""
    plain = {field: getattr(action, field) for field in FIELDS}
    return plain | {"owner": action.owner_id}


def _record(name: str, action: Action, **what: Any) -> None:
    trail.record(name, action, capability=Capability.PLAN_EDIT_OWN, **what)
