"""Meetings, decisions and delegated tasks (policy 8.4, 10.2)."""

from carp.governance.workflow.confirming import confirm, note, votes_of, would_be_confirmed
from carp.governance.workflow.decisions import (
    Deliberation,
    correct,
    draft,
    revise,
    withdraw_draft,
)
from carp.governance.workflow.groups import seat, sync_groups
from carp.governance.workflow.meetings import next_meeting, schedule_meeting
from carp.governance.workflow.tasks import (
    assign_task,
    complete_task,
    discharge,
    explain_delay,
    revise_date,
)
from carp.governance.workflow.voting import put_to_members, vote

__all__ = [
    "Deliberation",
    "assign_task",
    "complete_task",
    "confirm",
    "correct",
    "discharge",
    "draft",
    "explain_delay",
    "next_meeting",
    "note",
    "put_to_members",
    "revise",
    "revise_date",
    "schedule_meeting",
    "seat",
    "sync_groups",
    "vote",
    "votes_of",
    "withdraw_draft",
    "would_be_confirmed",
]
