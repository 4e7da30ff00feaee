"""Builders: one function a model, valid by default, nothing surprising."""

from tests.make.accounts import board_member, organisation, user
from tests.make.actionplans import (
    action,
    action_details,
    approval,
    finalise,
    need_details,
    need_line,
    plan,
    plan_in_force,
    submitted_version,
    team_member,
)
from tests.make.council import council_pack, pack_data, reference_counter
from tests.make.governance import (
    board,
    decision,
    delegated_task,
    deliberation,
    group,
    meeting,
    secretary,
)
from tests.make.triage import assessment_entry, outcome_choice, risk_line_entry
from tests.make.triggers import (
    assessment,
    information_request,
    referral,
    report_entry,
    reporter_contact,
    risk_line,
    trigger_report,
)

__all__ = [
    "action",
    "action_details",
    "approval",
    "assessment",
    "assessment_entry",
    "board",
    "board_member",
    "council_pack",
    "decision",
    "delegated_task",
    "deliberation",
    "finalise",
    "group",
    "information_request",
    "meeting",
    "need_details",
    "need_line",
    "organisation",
    "outcome_choice",
    "pack_data",
    "plan",
    "plan_in_force",
    "reference_counter",
    "referral",
    "report_entry",
    "reporter_contact",
    "risk_line",
    "risk_line_entry",
    "secretary",
    "submitted_version",
    "team_member",
    "trigger_report",
    "user",
]
