"""Every change of a plan: plain functions, each one transaction."""

from actionplans.workflow.actions import (
    ActionDetails,
    action_steps,
    action_values,
    add_action,
    change_action,
    move_action,
)
from actionplans.workflow.evaluations import (
    EvaluationDetails,
    agree_evaluation,
    evaluation_values,
    save_evaluation,
)
from actionplans.workflow.measures import (
    Figure,
    MeasureDetails,
    add_measure,
    change_measure,
    measure_values,
    record_figure,
    withdraw_measure,
)
from actionplans.workflow.needs import (
    NeedDetails,
    add_need_line,
    change_need_line,
    need_values,
    withdraw_need_line,
)
from actionplans.workflow.plans import PlanDetails, change_plan, create_plan, plan_values
from actionplans.workflow.returns import (
    ReturnDetails,
    accept_return,
    query_return,
    submit_return,
)
from actionplans.workflow.reviews import ReviewDetails, review_outcomes, review_plan
from actionplans.workflow.stages import StageConflict, complete_stage, reopen_stage, save_stage
from actionplans.workflow.team import MemberDetails, add_team_member, remove_team_member
from actionplans.workflow.versions import Incomplete, answer, submit
from carp.web.editing import EditConflict

__all__ = [
    "ActionDetails",
    "EditConflict",
    "EvaluationDetails",
    "Figure",
    "Incomplete",
    "MeasureDetails",
    "MemberDetails",
    "NeedDetails",
    "PlanDetails",
    "ReturnDetails",
    "ReviewDetails",
    "StageConflict",
    "accept_return",
    "action_steps",
    "action_values",
    "add_action",
    "add_measure",
    "add_need_line",
    "add_team_member",
    "agree_evaluation",
    "answer",
    "change_action",
    "change_measure",
    "change_need_line",
    "change_plan",
    "complete_stage",
    "create_plan",
    "evaluation_values",
    "measure_values",
    "move_action",
    "need_values",
    "plan_values",
    "query_return",
    "record_figure",
    "remove_team_member",
    "reopen_stage",
    "review_outcomes",
    "review_plan",
    "save_evaluation",
    "save_stage",
    "submit",
    "submit_return",
    "withdraw_measure",
    "withdraw_need_line",
]
