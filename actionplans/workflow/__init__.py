"""Every change of a plan: plain functions, each one transaction."""

from actionplans.workflow.actions import (
    ActionDetails,
    action_steps,
    action_values,
    add_action,
    change_action,
    move_action,
)
from actionplans.workflow.needs import (
    NeedDetails,
    add_need_line,
    change_need_line,
    need_values,
    withdraw_need_line,
)
from actionplans.workflow.plans import PlanDetails, change_plan, create_plan, plan_values
from actionplans.workflow.stages import StageConflict, complete_stage, reopen_stage, save_stage
from actionplans.workflow.team import MemberDetails, add_team_member, remove_team_member
from actionplans.workflow.versions import (
    Incomplete,
    answer,
    draft_answer,
    locked_version,
    require_answerable,
    submit,
)
from carp.web.editing import EditConflict

__all__ = [
    "ActionDetails",
    "EditConflict",
    "Incomplete",
    "MemberDetails",
    "NeedDetails",
    "PlanDetails",
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
    "draft_answer",
    "locked_version",
    "move_action",
    "need_values",
    "plan_values",
    "remove_team_member",
    "reopen_stage",
    "require_answerable",
    "save_stage",
    "submit",
    "withdraw_need_line",
]
