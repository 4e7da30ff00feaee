"""The move tables of plans: for each step, from which state it leads to which.

What is not in a table is refused. The tests try every state with every step.
"""

from collections.abc import Mapping

from actionplans.models import Action, Evaluation, MonitoringReturn, PlanVersion, Stage
from carp.accounts.verdicts import Refused

Moves = Mapping[str, Mapping[str, str]]

S = Stage.Status
STAGE_MOVES: Moves = {
    "save": {S.NOT_STARTED: S.IN_PROGRESS, S.IN_PROGRESS: S.IN_PROGRESS},
    "complete": {S.IN_PROGRESS: S.COMPLETE},
    "reopen": {S.COMPLETE: S.IN_PROGRESS},
}

A = Action.Status
ACTION_MOVES: Moves = {
    "start": {A.PLANNED: A.IN_PROGRESS},
    "block": {A.PLANNED: A.BLOCKED, A.IN_PROGRESS: A.BLOCKED},
    "resume": {A.BLOCKED: A.IN_PROGRESS},
    "complete": {A.PLANNED: A.COMPLETE, A.IN_PROGRESS: A.COMPLETE, A.BLOCKED: A.COMPLETE},
    "cancel": {A.PLANNED: A.CANCELLED, A.IN_PROGRESS: A.CANCELLED, A.BLOCKED: A.CANCELLED},
    "reopen": {A.COMPLETE: A.IN_PROGRESS, A.CANCELLED: A.PLANNED},
}

V = PlanVersion.Status
VERSION_MOVES: Moves = {
    "take_effect": {V.SUBMITTED: V.EFFECTIVE},
    "return": {V.SUBMITTED: V.RETURNED},
    "reject": {V.SUBMITTED: V.REJECTED},
    "supersede": {
        V.SUBMITTED: V.SUPERSEDED,
        V.EFFECTIVE: V.SUPERSEDED,
        V.SUSPENDED: V.SUPERSEDED,
    },
    "suspend": {V.EFFECTIVE: V.SUSPENDED, V.SUSPENDED: V.SUSPENDED},
    "resume": {V.SUSPENDED: V.EFFECTIVE},
    "rescind": {V.EFFECTIVE: V.RESCINDED, V.SUSPENDED: V.RESCINDED},
}

R = MonitoringReturn.Status
RETURN_MOVES: Moves = {
    "send": {R.SCHEDULED: R.SUBMITTED, R.QUERIED: R.SUBMITTED},
    "accept": {R.SUBMITTED: R.ACCEPTED},
    "query": {R.SUBMITTED: R.QUERIED},
}

E = Evaluation.Status
EVALUATION_MOVES: Moves = {"agree": {E.DRAFTED: E.AGREED}}

Thing = Action | Evaluation | MonitoringReturn | PlanVersion | Stage


def steps_from(moves: Moves, status: str) -> list[str]:
    """The steps that the table allows in a state."""
    return [step for step, ways in moves.items() if status in ways]


def destination(moves: Moves, step: str, thing: Thing) -> str:
    """Where a step leads from where a thing stands; raises Refused where it leads nowhere."""
    to = moves[step].get(thing.status)
    if to is None:
        now, words = thing.get_status_display().lower(), step.replace("_", " ")
        raise Refused(f"You cannot {words} “{thing}”: it is {now}.")
    return to
