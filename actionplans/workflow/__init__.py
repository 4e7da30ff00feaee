"""Every change of a plan: plain functions, each one transaction."""

from actionplans.workflow.actions import (
    ActionDetails,
    action_steps,
    action_values,
    add_action,
    change_action,
    move_action,
)
from actionplans.workflow.content import (
    OutcomeDetails,
    ResourceDetails,
    add_outcome,
    add_resource,
    change_outcome,
    change_resource,
    equality_values,
    flat,
    link_framework,
    link_values,
    outcome_values,
    record_equality,
    remove_outcome,
    remove_resource,
    resource_values,
)
from actionplans.workflow.feeds import end_feed, open_feed
from actionplans.workflow.needs import (
    NeedDetails,
    add_need_line,
    change_need_line,
    need_values,
    require_money,
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
from actionplans.workflow.revisions import Material, publish_minor_revision
from actionplans.workflow.rulings import rule_on
from actionplans.workflow.stages import StageConflict, complete_stage, reopen_stage, save_stage
from actionplans.workflow.team import MemberDetails, add_team_member, remove_team_member
from actionplans.workflow.versions import Incomplete, answer, submit
from carp.web.editing import EditConflict

__all__ = [
    "ActionDetails",
    "EditConflict",
    "Incomplete",
    "Material",
    "MemberDetails",
    "NeedDetails",
    "OutcomeDetails",
    "PlanDetails",
    "Progress",
    "ProgressRefused",
    "ResourceDetails",
    "StageConflict",
    "action_steps",
    "action_values",
    "add_action",
    "add_need_line",
    "add_outcome",
    "add_resource",
    "add_team_member",
    "answer",
    "change_action",
    "change_need_line",
    "change_outcome",
    "change_plan",
    "change_resource",
    "complete_stage",
    "create_plan",
    "end_feed",
    "equality_values",
    "flat",
    "link_framework",
    "link_values",
    "move_action",
    "need_values",
    "open_feed",
    "outcome_values",
    "plan_values",
    "progress_values",
    "publish_minor_revision",
    "record_equality",
    "remove_outcome",
    "remove_resource",
    "remove_team_member",
    "reopen_stage",
    "report_all",
    "report_progress",
    "require_money",
    "resource_values",
    "rule_on",
    "save_stage",
    "submit",
    "withdraw_need_line",
]
