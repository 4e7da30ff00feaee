"""Who may read and request reports, and which moves a run may make now (domain 4.2)."""

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from reporting.models import ReportRun

State = ReportRun.State

# A step, where it may start, and where it leads.
MOVES: dict[str, dict[str, str]] = {
    "start": {State.REQUESTED: State.BUILDING, State.BUILDING: State.BUILDING},
    "finish": {State.BUILDING: State.READY},
    "put_back": {State.BUILDING: State.REQUESTED},
    "fail": {State.BUILDING: State.FAILED},
    "retry": {State.FAILED: State.REQUESTED},
    "supersede": {State.READY: State.SUPERSEDED},
}


def can_read(user: User) -> Verdict:
    if user.may(Capability.REPORT_READ):
        return ALLOWED
    return refused("Your account cannot read reports.")


def can_request(user: User) -> Verdict:
    if user.may(Capability.REPORT_REQUEST):
        return ALLOWED
    return refused("Only people who work on reports can ask for one.")


def can_retry(user: User, run: ReportRun) -> Verdict:
    """A failed run can be tried again by whoever could have asked for it."""
    return can_request(user) and can_move(run, "retry")


def can_move(run: ReportRun, step: str) -> Verdict:
    if run.state in MOVES[step]:
        return ALLOWED
    return refused(f"{run.reference} is {run.get_state_display().lower()}.")
