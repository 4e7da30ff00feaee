"""Meetings, decisions and delegated tasks (policy 8.4, 10.2)."""

from carp.governance.workflow.decisions import Deliberation, decide
from carp.governance.workflow.groups import seat, sync_groups
from carp.governance.workflow.meetings import next_meeting, schedule_meeting
from carp.governance.workflow.tasks import assign_task, complete_task, discharge

__all__ = [
    "Deliberation",
    "assign_task",
    "complete_task",
    "decide",
    "discharge",
    "next_meeting",
    "schedule_meeting",
    "seat",
    "sync_groups",
]
