"""Who may open the pages of plans and boards."""

from collections.abc import Mapping
from typing import Any

from actionplans.selectors import feeds, shares
from carp.accounts.roles import Capability
from tests import make
from tests.access.page import EVERYBODY, NOBODY, Page, having

READERS, EDITORS = having(Capability.PLAN_READ), having(Capability.PLAN_EDIT)
OWNERS = having(Capability.PLAN_EDIT_OWN)
MAKERS = having(Capability.PLAN_CREATE)
BOARD_READERS = having(Capability.BOARD_READ)
# Whoever has no seat on a board runs none of its business, not even a secretary.
SEATED = NOBODY
SEATERS = having(Capability.ACCOUNTS_MANAGE)
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


def _outcome() -> Mapping[str, Any]:
    plan = make.plan(ready=False)
    return {"reference": plan.reference, "key": make.outcome(plan).pk}


def _resource() -> Mapping[str, Any]:
    plan = make.plan(ready=False)
    return {"reference": plan.reference, "key": make.resource_line(plan).pk}


def _version() -> Mapping[str, Any]:
    version = make.submitted_version()
    return {"reference": version.plan.reference, "number": version.number}


def _version_table() -> Mapping[str, Any]:
    return {**_version(), "part": "needs"}


def _calendar() -> Mapping[str, Any]:
    return {"secret": feeds.ADDRESSES.secret_of(make.calendar_feed())}


def _share() -> Mapping[str, Any]:
    share = make.share()
    return {"reference": share.plan.reference, "key": share.pk}


def _shared() -> Mapping[str, Any]:
    return {"secret": shares.ADDRESSES.secret_of(make.share())}


def _measure() -> Mapping[str, Any]:
    measure = make.measure()
    return {"reference": measure.plan.reference, "number": measure.number}


def _measures() -> Mapping[str, Any]:
    return {**_plan(), "part": "measures"}


def _return() -> Mapping[str, Any]:
    made = make.monitoring_return()
    return {"reference": made.plan.reference, "number": made.number}


def _evaluation() -> Mapping[str, Any]:
    draft = make.evaluation()
    return {"reference": draft.plan.reference, "number": draft.number}


def _board() -> Mapping[str, Any]:
    return {"code": "housing-board"}


def _board_table() -> Mapping[str, Any]:
    return {**_board(), "part": "members"}


def _meeting() -> Mapping[str, Any]:
    return {**_board(), "key": make.meeting().pk}


def _waiting() -> Mapping[str, Any]:
    referral = make.referral(make.trigger_report("assessed"))
    return {**_meeting(), "kind": "triggers.referral", "thing": referral.pk}


def _item() -> Mapping[str, Any]:
    item = make.agenda_item()
    return {**_board(), "key": item.meeting_id, "item": item.pk}


def _interest() -> Mapping[str, Any]:
    return {"key": make.interest().pk}


def _seat() -> Mapping[str, Any]:
    return {**_board(), "key": make.seat_also(make.user(), "housing-board").pk}


def _referral() -> Mapping[str, Any]:
    return {**_board(), "key": make.referral(make.trigger_report("assessed")).pk}


def _version_of_board() -> Mapping[str, Any]:
    return {**_board(), **_version()}


def _version_in_force() -> Mapping[str, Any]:
    return {**_board(), "reference": make.plan_in_force().reference, "number": 1}


def _decision() -> Mapping[str, Any]:
    approval = make.approval(make.submitted_version())
    return {**_board(), "key": approval.decision_id}


def _task() -> Mapping[str, Any]:
    return {"key": make.delegated_task(kind="delegate").pk}


PAGES: dict[str, Page] = {
    "actionplans:plan-list": Page(READERS),
    "actionplans:plan-community": Page(MAKERS),
    "actionplans:plan-new": Page(MAKERS),
    "actionplans:my-actions": Page(OWNERS),
    "actionplans:my-calendar": Page(OWNERS),
    "actionplans:calendar-feed": Page(EVERYBODY, public=True, kwargs=_calendar),
    "actionplans:my-action-list": Page(OWNERS),
    "actionplans:plan-detail": Page(READERS, kwargs=_plan),
    "actionplans:plan-change": Page(EDITORS, kwargs=_plan),
    "actionplans:plan-history": Page(READERS, kwargs=_plan),
    "actionplans:template-move": Page(EDITORS, kwargs=_plan),
    "actionplans:plan-submit": Page(EDITORS, kwargs=_plan),
    "actionplans:plan-revise": Page(EDITORS, kwargs=_plan),
    "actionplans:plan-csv": Page(READERS, kwargs=_table),
    "actionplans:stage-detail": Page(READERS, kwargs=_stage),
    "actionplans:stage-autosave": Page(
        EDITORS, kwargs=_stage, method="post", data={"opened_edition": "1"}
    ),
    "actionplans:stage-reopen": Page(EDITORS, kwargs=_stage),
    "actionplans:revision-detail": Page(READERS, kwargs=_iteration),
    "actionplans:action-list": Page(READERS, kwargs=_plan),
    "actionplans:action-new": Page(EDITORS, kwargs=_plan),
    "actionplans:action-status": Page(READERS, kwargs=_action),
    "actionplans:action-change": Page(EDITORS, kwargs=_action),
    "actionplans:member-new": Page(EDITORS, kwargs=_plan),
    "actionplans:member-remove": Page(EDITORS, kwargs=_member),
    "actionplans:need-new": Page(EDITORS, kwargs=_plan),
    "actionplans:need-change": Page(EDITORS, kwargs=_need),
    "actionplans:need-withdraw": Page(EDITORS, kwargs=_need),
    "actionplans:outcome-new": Page(EDITORS, kwargs=_plan),
    "actionplans:outcome-change": Page(EDITORS, kwargs=_outcome),
    "actionplans:outcome-remove": Page(EDITORS, kwargs=_outcome),
    "actionplans:resource-new": Page(EDITORS, kwargs=_plan),
    "actionplans:resource-change": Page(EDITORS, kwargs=_resource),
    "actionplans:resource-remove": Page(EDITORS, kwargs=_resource),
    "actionplans:equality-change": Page(EDITORS, kwargs=_plan),
    "actionplans:framework-change": Page(EDITORS, kwargs=_plan),
    "actionplans:share-new": Page(EDITORS, kwargs=_plan),
    "actionplans:share-detail": Page(READERS, kwargs=_share),
    "actionplans:share-end": Page(EDITORS, kwargs=_share),
    "actionplans:shared-plan": Page(EVERYBODY, public=True, kwargs=_shared),
    "actionplans:version-list": Page(READERS, kwargs=_plan),
    "actionplans:version-detail": Page(READERS, kwargs=_version),
    "actionplans:version-compare": Page(READERS, kwargs=_plan),
    "actionplans:version-csv": Page(READERS, kwargs=_version_table),
    "actionplans:return-list": Page(READERS),
    "actionplans:review-list": Page(READERS, kwargs=_plan),
    "actionplans:monitoring-detail": Page(READERS, kwargs=_plan),
    "actionplans:monitoring-csv": Page(READERS, kwargs=_measures),
    "actionplans:measure-new": Page(EDITORS, kwargs=_plan),
    "actionplans:measure-detail": Page(READERS, kwargs=_measure),
    "actionplans:measure-change": Page(EDITORS, kwargs=_measure),
    "actionplans:measure-withdraw": Page(EDITORS, kwargs=_measure),
    "actionplans:figure-new": Page(EDITORS, kwargs=_measure),
    "actionplans:return-detail": Page(READERS, kwargs=_return),
    "actionplans:return-write": Page(EDITORS, kwargs=_return),
    "actionplans:review-new": Page(EDITORS, kwargs=_plan),
    "actionplans:evaluation-write": Page(EDITORS, kwargs=_plan),
    "actionplans:evaluation-detail": Page(READERS, kwargs=_evaluation),
    "actionplans:evaluation-agree": Page(EDITORS, kwargs=_evaluation, method="post"),
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
    "boards:my-boards": Page(BOARD_READERS),
    "boards:group-list": Page(BOARD_READERS | SEATERS),
    "boards:seat-list": Page(BOARD_READERS | SEATERS, kwargs=_board),
    "boards:seat-new": Page(SEATERS, kwargs=_board),
    "boards:seat-end": Page(SEATERS, kwargs=_seat),
    "boards:interest-list": Page(BOARD_READERS),
    "boards:interest-new": Page(SEATED),
    "boards:interest-end": Page(NOBODY, kwargs=_interest, refused=404),
    "boards:meeting-list": Page(BOARD_READERS, kwargs=_board),
    "boards:meeting-cancel": Page(SEATED, kwargs=_meeting),
    "boards:attendance": Page(SEATED, kwargs=_meeting),
    "boards:papers": Page(BOARD_READERS, kwargs=_meeting),
    "boards:papers-pdf": Page(BOARD_READERS, kwargs=_meeting),
    "boards:agenda-fill": Page(SEATED, kwargs=_meeting, method="post"),
    "boards:item-place": Page(SEATED, kwargs=_waiting, method="post"),
    "boards:item-new": Page(SEATED, kwargs=_meeting),
    "boards:item-move": Page(SEATED, kwargs=_item, method="post"),
    "boards:item-defer": Page(SEATED, kwargs=_item),
    "boards:item-interest": Page(SEATED, kwargs=_item),
    "boards:referral-decide": Page(REPORT_READERS, kwargs=_referral, refused=404),
    "boards:version-decide": Page(BOARD_READERS, kwargs=_version_of_board),
    "boards:version-rule": Page(SEATED, kwargs=_version_in_force),
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
