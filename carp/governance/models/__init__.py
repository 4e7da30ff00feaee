"""Boards and what they decide (policy 8.3, 8.4, 10.2, 11.2).

A decision carries what the Openness of Local Government Bodies Regulations 2014 (regulations 7
and 8) ask of an officer's decision: date, decision, reasons, alternatives rejected, conflicts.
"""

from carp.governance.models.decisions import Attendance, Decision
from carp.governance.models.groups import Group, Membership
from carp.governance.models.interests import Interest
from carp.governance.models.meetings import AgendaItem, Meeting, MeetingAttendance
from carp.governance.models.tasks import DateRevision, DelegatedTask

__all__ = [
    "AgendaItem",
    "Attendance",
    "DateRevision",
    "Decision",
    "DelegatedTask",
    "Group",
    "Interest",
    "Meeting",
    "MeetingAttendance",
    "Membership",
]
