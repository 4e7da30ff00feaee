"""Referrals before their boards: agendas and what was decided (policy 8.4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.council.shapes import DecisionKind
from carp.governance import workflow as governance
from carp.governance.models import Decision, DelegatedTask, Group, Meeting
from register import workflow as register
from triggers import notices, permissions
from triggers.models import Referral
from triggers.workflow.outcome import list_before_group, send_to_group
from triggers.workflow.steps import locked_referral, require_sound

State = Referral.State
REQUIRE_PLAN, DEFER, ESCALATE = "require_plan", "defer", "escalate"
PREPARE_PLAN = "prepare_plan"


@dataclass(frozen=True)
class TaskEntry:
    """Who does what the board asked for, and by when."""

    owner: User
    due_on: date
    title: str = ""


@transaction.atomic
def place_on_agenda(referral: Referral, *, by: User, meeting: Meeting) -> Referral:
    """Put a waiting referral before a planned meeting of its board."""
    permissions.can_place_on_agenda(by, referral).require()
    if meeting.group_id != referral.group_id:
        raise Refused(f"That is a meeting of the {meeting.group}, not of the {referral.group}.")
    governance.place_item(meeting, referral, by=by)
    return Referral.objects.get(pk=referral.pk)


@transaction.atomic
def follow_agenda(referral: Referral, meeting: Meeting | None, by: User) -> None:
    """A referral waits for the meeting before which it was put; without one, for any."""
    referral = locked_referral(referral)
    permissions.can_place_on_agenda(by, referral).require()
    before = {"state": referral.state, "meeting": referral.meeting_id}
    referral.state, referral.meeting = State.ON_AGENDA if meeting else State.RAISED, meeting
    referral.save(update_fields=("state", "meeting"))
    step = "place_on_agenda" if meeting else "take_off_agenda"
    after = {"on": meeting.on} if meeting else {}
    _record(step, referral, by=by, before=before, after=after)


@transaction.atomic
def draft_consideration(
    referral: Referral,
    *,
    by: User,
    kind: str,
    deliberation: governance.Deliberation,
    task: TaskEntry | None = None,
    onward: str = "",
) -> Decision:
    """Draft what a board decided on a referral, and what it asks for (policy 8.4).

    ``onward`` is the route of the group to which one is escalated. Nothing happens to the report
    before the decision is confirmed.
    """
    permissions.can_consider(by, referral).require()
    return governance.draft(
        referral,
        by=by,
        group=_board(referral),
        kind=kind,
        deliberation=deliberation,
        follow_up=follow_up_of(task, onward),
    )


def follow_up_of(task: TaskEntry | None, onward: str) -> dict[str, Any]:
    """What a decision on a report asks for, as the draft keeps it."""
    asked: dict[str, Any] = {"onward": onward}
    if task is not None:
        due_on = task.due_on.isoformat()
        asked["task"] = {"owner": task.owner.pk, "due_on": due_on, "title": task.title}
    return asked


def task_of(decision: Decision) -> TaskEntry | None:
    """The task that a draft asks for."""
    task = decision.follow_up.get("task")
    if task is None:
        return None
    owner = User.objects.get(pk=task["owner"])
    return TaskEntry(owner, date.fromisoformat(task["due_on"]), task["title"])


def require_considerable(referral: Referral, decision: Decision) -> None:
    """Raise unless the board can decide this on this report, as it now stands."""
    permissions.can_move_referral(referral, "consider").require()
    faults = decision_faults(
        referral,
        kind=decision.kind,
        task=task_of(decision),
        onward=decision.follow_up.get("onward", ""),
        on=clock.local_date(decision.drafted_at),
    )
    require_sound(faults)
    if decision.decided_on < clock.local_date(referral.raised_at):
        raise Refused("This report was not before the board on that day.")


@transaction.atomic
def consider(referral: Referral, decision: Decision, *, by: User) -> Decision:
    """A confirmed decision takes effect on its report, and sets going what it asks for.

    "Require a plan" makes a task with an owner and a due date, and the community is identified
    from that day. A deferred referral waits for the next meeting.
    """
    referral = locked_referral(referral)
    require_considerable(referral, decision)
    task, kind = task_of(decision), decision.kind
    before = {"state": referral.state}
    _settle(referral, decision, by=by)
    after = {"state": referral.state, "kind": kind, "decision": decision.pk}
    if task is not None and _kind(kind).makes_task:
        after["task"] = _delegate(referral, decision, by=by, task=task).pk
    if kind == ESCALATE:
        onward = decision.follow_up["onward"]
        after["onward"] = _send_onward(referral, onward, decision, by=by).route
    notices.tell_considered(referral, decision)
    _record("consider", referral, by=by, before=before, after=after, reason=decision.reasons)
    return decision


def decision_faults(
    referral: Referral,
    *,
    kind: str,
    task: TaskEntry | None,
    onward: str,
    on: date | None = None,
) -> dict[str, str]:
    """What a decision lacks, a sentence for each field of the form.

    A task is not due before the day ``on`` which it was written down; without it, today.
    """
    found: dict[str, str] = {}
    chosen = packs.current().items("decision_kinds").get(kind)
    if chosen is None or "report" not in chosen.about:
        return {"kind": "Choose what the board decided."}
    if chosen.makes_task and task is None:
        found |= {"task_owner": "Name who is to do it.", "task_due_on": "Enter by when."}
    if chosen.makes_task and task is not None and task.due_on < (on or clock.today()):
        found["task_due_on"] = "It cannot be due before today."
    if kind == REQUIRE_PLAN and referral.report.community_id is None:
        found["kind"] = "Link the report to a community before you require a plan for it."
    if kind == ESCALATE and onward not in onward_routes(referral):
        found["onward"] = "Choose the group to which it is escalated."
    return found


def onward_routes(referral: Referral) -> dict[str, str]:
    """Routes to the other groups, by code, for a referral that is escalated."""
    own = referral.group.code if referral.group else ""
    routes = packs.current().routes
    return {
        route.code: route.label for route in routes if route.kind == "refer" and route.group != own
    }


def _board(referral: Referral) -> Group:
    if referral.group is None:
        raise Refused("This referral was not sent to a board.")
    return referral.group


def _kind(code: str) -> DecisionKind:
    found: DecisionKind = packs.current().item("decision_kinds", code)
    return found


def _settle(referral: Referral, decision: Decision, *, by: User) -> None:
    """Considered; or, when deferred, waiting for the next meeting after this one."""
    referral.state, referral.decision = State.CONSIDERED, decision
    if decision.kind == DEFER:
        meeting = _meeting_after(referral, decision)
        referral.state = State.ON_AGENDA if meeting else State.RAISED
        referral.meeting, referral.decision = meeting, None
    referral.save(update_fields=("state", "meeting", "decision"))
    if decision.kind == DEFER:
        governance.carry_over(
            referral,
            group=decision.group,
            by=by,
            to=referral.meeting,
            reason=decision.reasons,
        )


def _meeting_after(referral: Referral, decision: Decision) -> Meeting | None:
    """The next planned meeting after the one that deferred it."""
    days = [decision.decided_on, *([decision.meeting.on] if decision.meeting else [])]
    return governance.hold_next(_board(referral), after=max(days))


def _delegate(
    referral: Referral, decision: Decision, *, by: User, task: TaskEntry
) -> DelegatedTask:
    """The task of a decision; a required plan also starts the community's clock (policy 7.1)."""
    kind, community = decision.kind, referral.report.community
    title = f"{_kind(kind).label}: {referral.report.reference}"
    if kind == REQUIRE_PLAN and community is not None:
        kind, title = PREPARE_PLAN, f"Prepare an action plan for {community}"
    made = governance.assign_task(
        decision,
        kind=kind,
        title=(task.title.strip() or title)[:200],
        owner=task.owner,
        due_on=task.due_on,
    )
    if kind == PREPARE_PLAN and community is not None:
        reason = f"Required by the {decision.group}."
        register.require_plan(community, by=by, plan_due_on=task.due_on, reason=reason)
    return made


def _send_onward(referral: Referral, route: str, decision: Decision, *, by: User) -> Referral:
    """A new referral to the next group, unless the report waits there already."""
    waiting = Referral.objects.waiting().filter(report=referral.report, route=route).first()
    if waiting is not None:
        return waiting
    onward = Referral(
        report=referral.report,
        assessment=referral.assessment,
        route=route,
        reason=f"Escalated by the {decision.group}: {decision.reasons}",
        raised_by=by,
    )
    send_to_group(onward, packs.current().item("routes", route))
    onward.save(force_insert=True)
    list_before_group(onward)
    notices.tell_board(onward)
    return onward


def _record(
    step: str, referral: Referral, *, by: User, before: dict, after: dict, reason: str = ""
) -> None:
    deciding = by.may(Capability.BOARD_DECIDE)
    trail.record(
        f"triggers.{step}",
        referral,
        by=by,
        capability=Capability.BOARD_DECIDE if deciding else Capability.BOARD_RUN,
        before=before,
        after={"state": referral.state, "route": referral.route} | after,
        reason=reason,
        erasable=True,
    )
