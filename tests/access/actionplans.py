"""Who may open the pages of plans and boards."""

from collections.abc import Mapping
from typing import Any

from carp.accounts.roles import Capability
from tests import make
from tests.access.page import EVERYBODY, NOBODY, Page, having

READERS, EDITORS = having(Capability.PLAN_READ), having(Capability.PLAN_EDIT)
MAKERS = having(Capability.PLAN_CREATE)
BOARD_READERS = having(Capability.BOARD_READ)
# Whoever has no seat on a board runs none of its business, not even a secretary.
SEATED = NOBODY
# Without a seat on the board, only who reads every report reads one that was referred to it.
REPORT_READERS = having(Capability.TRIGGER_READ) & BOARD_READERS


def _plan() -> Mapping[str, Any]:
    return {"reference": make.plan(ready=False).reference}


def _table() -> Mapping[str, Any]:
    return {**_plan(), "part": "actions"}


def _stage() -> Mapping[str, Any]:
    return {**_plan(), "number": 6}


def _iteration() -> Mapping[str, Any]:
    return {"reference": make.stage_revision().stage.plan.reference, "number": 6, "iteration": 1}


def _action() -> Mapping[str, Any]:
    plan = make.plan(ready=False)
    return {"reference": plan.reference, "key": make.action(plan).pk}


def _member() -> Mapping[str, Any]:
    plan = make.plan(ready=False)
    return {"reference": plan.reference, "key": make.team_member(plan).pk}


def _need() -> Mapping[str, Any]:
    line = make.need_line(make.plan(ready=False))
    return {"reference": line.plan.reference, "number": line.number}


def _version() -> Mapping[str, Any]:
    version = make.submitted_version()
    return {"reference": version.plan.reference, "number": version.number}


def _version_table() -> Mapping[str, Any]:
    return {**_version(), "part": "needs"}


def _board() -> Mapping[str, Any]:
    return {"code": "housing-board"}


def _board_table() -> Mapping[str, Any]:
    return {**_board(), "part": "members"}


def _meeting() -> Mapping[str, Any]:
    return {**_board(), "key": make.meeting().pk}


def _agenda() -> Mapping[str, Any]:
    return {**_meeting(), "referral": make.referral(make.trigger_report("assessed")).pk}


def _referral() -> Mapping[str, Any]:
    return {**_board(), "key": make.referral(make.trigger_report("assessed")).pk}


def _version_of_board() -> Mapping[str, Any]:
    return {**_board(), **_version()}


def _decision() -> Mapping[str, Any]:
    approval = make.approval(make.submitted_version())
    return {**_board(), "key": approval.decision_id}


def _task() -> Mapping[str, Any]:
    return {"key": make.delegated_task(kind="delegate").pk}


PAGES: dict[str, Page] = {
    "actionplans:plan-list": Page(READERS),
    "actionplans:plan-new": Page(MAKERS),
    "actionplans:plan-detail": Page(READERS, kwargs=_plan),
    "actionplans:plan-change": Page(EDITORS, kwargs=_plan),
    "actionplans:plan-history": Page(READERS, kwargs=_plan),
    "actionplans:plan-submit": Page(EDITORS, kwargs=_plan),
    "actionplans:plan-csv": Page(READERS, kwargs=_table),
    "actionplans:stage-detail": Page(READERS, kwargs=_stage),
    "actionplans:stage-reopen": Page(EDITORS, kwargs=_stage),
    "actionplans:revision-detail": Page(READERS, kwargs=_iteration),
    "actionplans:action-new": Page(EDITORS, kwargs=_plan),
    "actionplans:action-status": Page(READERS, kwargs=_action),
    "actionplans:action-change": Page(EDITORS, kwargs=_action),
    "actionplans:member-new": Page(EDITORS, kwargs=_plan),
    "actionplans:member-remove": Page(EDITORS, kwargs=_member),
    "actionplans:need-new": Page(EDITORS, kwargs=_plan),
    "actionplans:need-change": Page(EDITORS, kwargs=_need),
    "actionplans:need-withdraw": Page(EDITORS, kwargs=_need),
    "actionplans:version-detail": Page(READERS, kwargs=_version),
    "actionplans:version-csv": Page(READERS, kwargs=_version_table),
    "boards:board-list": Page(BOARD_READERS),
    "boards:task-list": Page(BOARD_READERS),
    "boards:task-complete": Page(SEATED, kwargs=_task, method="post"),
    "boards:task-late": Page(SEATED, kwargs=_task),
    "boards:task-revise": Page(SEATED, kwargs=_task),
    "boards:matters-arising": Page(BOARD_READERS, kwargs=_board),
    "boards:board-detail": Page(BOARD_READERS, kwargs=_board),
    "boards:board-csv": Page(BOARD_READERS, kwargs=_board_table),
    "boards:meeting-new": Page(SEATED, kwargs=_board),
    "boards:meeting-detail": Page(BOARD_READERS, kwargs=_meeting),
    "boards:referral-agenda": Page(SEATED, kwargs=_agenda, method="post"),
    "boards:referral-decide": Page(REPORT_READERS, kwargs=_referral, refused=404),
    "boards:version-decide": Page(BOARD_READERS, kwargs=_version_of_board),
    "boards:decision-list": Page(BOARD_READERS, kwargs=_board),
    "boards:decision-detail": Page(BOARD_READERS, kwargs=_decision),
    "decisions:decision-list": Page(EVERYBODY, public=True),
    "boards:decision-change": Page(SEATED, kwargs=_decision),
    "boards:decision-correct": Page(SEATED, kwargs=_decision),
    "boards:decision-withdraw": Page(SEATED, kwargs=_decision),
    "boards:decision-open": Page(SEATED, kwargs=_decision, method="post"),
    "boards:decision-vote": Page(SEATED, kwargs=_decision, method="post"),
    "boards:decision-confirm": Page(SEATED, kwargs=_decision, method="post"),
    "boards:decision-note": Page(SEATED, kwargs=_decision, method="post"),
}
