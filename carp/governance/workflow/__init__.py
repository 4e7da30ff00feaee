"""Meetings, decisions and delegated tasks (policy 8.4, 10.2)."""

from carp.governance.workflow.agenda import (
    add_item,
    carry_over,
    defer_item,
    fill_agenda,
    list_item,
    move_item,
    next_after,
    place_item,
)
from carp.governance.workflow.decisions import Deliberation, decide
from carp.governance.workflow.groups import end_seat, seat, sync_groups
from carp.governance.workflow.interests import declare_interest, end_interest
from carp.governance.workflow.meetings import (
    cancel_meeting,
    next_meeting,
    record_attendance,
    schedule_meeting,
)
from carp.governance.workflow.tasks import assign_task, complete_task, discharge

__all__ = [
    "Deliberation",
    "add_item",
    "assign_task",
    "cancel_meeting",
    "carry_over",
    "complete_task",
    "decide",
    "declare_interest",
    "defer_item",
    "discharge",
    "end_interest",
    "end_seat",
    "fill_agenda",
    "list_item",
    "move_item",
    "next_after",
    "next_meeting",
    "place_item",
    "record_attendance",
    "schedule_meeting",
    "seat",
    "sync_groups",
]
