"""Meetings, decisions and delegated tasks (policy 8.4, 10.2)."""

from carp.governance.workflow.agenda import (
    add_item,
    carry_over,
    defer_item,
    fill_agenda,
    hold_next,
    list_item,
    move_item,
    next_after,
    place_item,
)
from carp.governance.workflow.confirming import confirm, note, votes_of, would_be_confirmed
from carp.governance.workflow.decisions import (
    Deliberation,
    correct,
    draft,
    revise,
    withdraw_draft,
)
from carp.governance.workflow.groups import end_seat, seat, sync_groups
from carp.governance.workflow.interests import declare_interest, end_interest
from carp.governance.workflow.meetings import (
    cancel_meeting,
    next_meeting,
    record_attendance,
    schedule_meeting,
)
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
    "add_item",
    "assign_task",
    "cancel_meeting",
    "carry_over",
    "complete_task",
    "confirm",
    "correct",
    "declare_interest",
    "defer_item",
    "discharge",
    "draft",
    "end_interest",
    "end_seat",
    "explain_delay",
    "fill_agenda",
    "hold_next",
    "list_item",
    "move_item",
    "next_after",
    "next_meeting",
    "note",
    "place_item",
    "put_to_members",
    "record_attendance",
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
