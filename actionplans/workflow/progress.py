"""How actions go: what their owners say, one by one or several at once (policy 7.6.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from actionplans import permissions
from actionplans.models import Action, ProgressNote
from actionplans.workflow.actions import WITH_REASON, locked_action, move_action, sound_text
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.web.editing import require_unchanged


@dataclass(frozen=True)
class Progress:
    """What somebody says of one action: a note, a step, or both.

    ``opened`` is the progress that they had before them: a note is not written twice by a second
    press, and nobody moves an action on without having read what was said meanwhile.
    """

    action: Action
    text: str = ""
    step: str = ""
    opened: str | None = None


class ProgressRefused(Refused):
    """One of several reports was refused, so that none was kept; ``cause`` says why."""

    def __init__(self, action: Action, cause: Refused) -> None:
        self.action, self.cause = action, cause
        super().__init__(str(cause))


@transaction.atomic
def report_all(said: Iterable[Progress], *, by: User) -> None:
    """Keep all of it or, where one thing is refused, none; always locks plans in one order."""
    for each in sorted(said, key=lambda one: (one.action.plan_id, one.action.pk)):
        try:
            report_progress(each, by=by)
        except Refused as refusal:
            raise ProgressRefused(each.action, refusal) from refusal


@transaction.atomic
def report_progress(said: Progress, *, by: User) -> Action:
    """Say how an action goes, move it along, or both; what was said stays for good."""
    action = locked_action(said.action)
    permissions.can_move_action(by, action).require()
    text = sound_text(said.text)
    if not text and not said.step:
        raise Refused("Say what has happened.")
    require_unchanged(progress_values(action), said.opened)
    if said.step:
        reason = text if said.step in WITH_REASON else ""
        action = move_action(action, by=by, step=said.step, reason=reason)
    if text:
        ProgressNote.objects.create(action=action, text=text, status=action.status, written_by=by)
        trail.record(
            "actionplans.note_progress",
            action,
            by=by,
            capability=Capability.PLAN_EDIT_OWN,
            reason=text,
        )
    return action


def progress_values(action: Action) -> dict[str, Any]:
    """Where an action stands and the last that was said of it (``with_last_note``)."""
    return {
        "status": action.status,
        "reason": action.status_reason,
        "note": action.last_note or "",
        "said_at": action.last_note_at,
    }
