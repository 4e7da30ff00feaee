"""Every change of a plan: plain functions, each one transaction."""

from actionplans.workflow.actions import (
    ActionDetails,
    action_steps,
    action_values,
    add_action,
    change_action,
    move_action,
)
from actionplans.workflow.feeds import end_feed, open_feed
from actionplans.workflow.needs import (
    NeedDetails,
    add_need_line,
    change_need_line,
    need_values,
    withdraw_need_line,
)
from actionplans.workflow.plans import PlanDetails, change_plan, create_plan, plan_values
from actionplans.workflow.progress import (
    Progress,
    ProgressRefused,
    progress_values,
    report_all,
    report_progress,
)
from actionplans.workflow.stages import StageConflict, complete_stage, reopen_stage, save_stage
from actionplans.workflow.team import MemberDetails, add_team_member, remove_team_member
from actionplans.workflow.versions import Incomplete, answer, submit
from carp.web.editing import EditConflict

__all__ = [
    "ActionDetails",
    "EditConflict",
    "Incomplete",
    "MemberDetails",
    "NeedDetails",
    "PlanDetails",
    "Progress",
    "ProgressRefused",
    "StageConflict",
    "action_steps",
    "action_values",
    "add_action",
    "add_need_line",
    "add_team_member",
    "answer",
    "change_action",
    "change_need_line",
    "change_plan",
    "complete_stage",
    "create_plan",
    "end_feed",
    "move_action",
    "need_values",
    "open_feed",
    "plan_values",
    "progress_values",
    "remove_team_member",
    "reopen_stage",
    "report_all",
    "report_progress",
    "save_stage",
    "submit",
    "withdraw_need_line",
]
