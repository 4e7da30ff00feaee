"""Submitting a plan, and what the boards answer (policy 11.2).

A version is frozen under its hash. It takes effect when every group that the plan type asks has
approved that same hash, and stays in force until the next one does.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from actionplans import notices, permissions, selectors
from actionplans.models import Approval, Plan, PlanVersion, VersionNeed
from actionplans.stages.content import canonical, hash_of
from actionplans.workflow.moves import VERSION_MOVES, destination
from actionplans.workflow.plans import locked
from actionplans.workflow.returns import schedule
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from carp.governance.models import Decision, Group
from register import workflow as register

Status = PlanVersion.Status


class Incomplete(Refused):
    """A plan lacks what approval asks for; ``missing`` is the whole list."""

    def __init__(self, missing: Sequence[selectors.Missing]) -> None:
        self.missing = missing
        super().__init__("Before you submit the plan, add what is missing.")


@transaction.atomic
def submit(plan: Plan, *, by: User) -> PlanVersion:
    """Freeze the plan as it stands and put it before its boards.

    A version that was still waiting is superseded, and its approvals stay with it. Raises
    Incomplete with the whole list of what is missing.
    """
    plan = locked(plan)
    permissions.can_submit(by, plan).require()
    copy = selectors.WorkingCopy(plan)
    if missing := selectors.missing(copy):
        raise Incomplete(missing)
    content = canonical(selectors.frozen_content(copy))
    name = hash_of(content)
    _require_news(plan, name)
    _supersede(plan, Status.SUBMITTED)
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion.objects.create(
        plan=plan,
        number=last + 1,
        content=content,
        content_hash=name,
        approving_groups=list(selectors.type_of(plan).approving_groups),
        submitted_by=by,
    )
    VersionNeed.objects.bulk_create(
        VersionNeed(
            version=version,
            line=line,
            amount_pence=line.amount_pence,
            money_type=line.money_type,
        )
        for line in copy.live_needs
    )
    notices.tell_boards(version)
    trail.record(
        "actionplans.submit",
        version,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        after={"number": version.number, "content_hash": name},
    )
    return version


def _require_news(plan: Plan, name: str) -> None:
    newest, standing = plan.versions.first(), plan.versions.standing().first()
    for version in (newest, standing):
        if version is not None and version.content_hash == name:
            raise Refused(f"Nothing has changed since version {version.number}.")


def _supersede(plan: Plan, *statuses: str) -> None:
    for version in plan.versions.select_for_update().filter(status__in=statuses):
        version.status = destination(VERSION_MOVES, "supersede", version)
        version.ended_at = clock.now()
        version.save(update_fields=("status", "ended_at"))


@transaction.atomic
def draft_answer(
    version: PlanVersion,
    *,
    by: User,
    group: Group,
    outcome: str,
    deliberation: governance.Deliberation,
) -> Decision:
    """Draft what one group decided about one version; it counts when it is confirmed.

    Nobody who made or submitted it, leads it or is in its team may draft, confirm or be counted
    (quality S1), and nobody does so for two groups (S2).
    """
    if outcome not in Approval.Outcome.values:
        raise Refused("Choose what the group decided.")
    return governance.draft(
        version,
        by=by,
        group=group,
        kind=outcome,
        deliberation=deliberation,
        follow_up={"content_hash": version.content_hash},
    )


def require_answerable(
    version: PlanVersion, decision: Decision, *, barred: Mapping[int, str]
) -> None:
    """Raise unless the group can give this answer on this version, as both now stand."""
    require_content(version, decision)
    require_unbarred(decision, barred)
    if decision.decided_on < clock.local_date(version.submitted_at):
        raise Refused(f"Version {version.number} was not before the boards on that day.")


@transaction.atomic
def answer(version: PlanVersion, decision: Decision, *, by: User) -> Approval:
    """A confirmed decision is the group's answer; the last approval puts the version in force.

    With its effect the community's response begins and the task that asked for the plan is done.
    """
    version = locked_version(version)
    approval = Approval.objects.create(
        version=version,
        group=decision.group,
        content_hash=version.content_hash,
        outcome=decision.kind,
        decision=decision,
        recorded_by=by,
    )
    before = version.status
    done = _follow(version, approval.outcome, by=by)
    notices.tell_lead(approval)
    outcome = {"group": decision.group.code, "outcome": approval.outcome}
    trail.record(
        "actionplans.answer",
        version,
        by=by,
        capability=Capability.BOARD_DECIDE,
        before={"status": before},
        after={"status": version.status, **outcome, **done},
        reason=decision.reasons,
    )
    return approval


def locked_version(version: PlanVersion) -> PlanVersion:
    """The version as it stands now, held with its plan until the step is over."""
    plan = locked(version.plan)
    version = PlanVersion.objects.select_for_update().get(pk=version.pk)
    version.plan = plan
    return version


def require_content(version: PlanVersion, decision: Decision) -> None:
    """A decision holds for the content on which it was drafted."""
    if decision.follow_up.get("content_hash") != version.content_hash:
        raise Refused("The content that was decided on is not that of this version.")


def require_unbarred(decision: Decision, barred: Mapping[int, str]) -> None:
    """Neither who wrote the draft nor anybody who is counted has another part in it."""
    writer = decision.drafted_by
    if writer.pk in barred:
        raise Refused(f"{writer} {barred[writer.pk]} and cannot draft this decision.")
    for each in decision.attendances.counted().select_related("user"):
        if each.user_id in barred:
            raise Refused(
                f"{each.user} {barred[each.user_id]} and cannot be counted. "
                "Record that they left the room."
            )


def _follow(version: PlanVersion, outcome: str, *, by: User) -> dict[str, int]:
    """What an answer does to the version; for the record, the task that it fulfilled."""
    if outcome != Approval.Outcome.APPROVE:
        _end(version, outcome)
    elif _approved_by(version) >= set(version.approving_groups):
        return _take_effect(version, by=by)
    return {}


def _approved_by(version: PlanVersion) -> set[str]:
    """The groups that approved this very content."""
    approvals = version.approvals.filter(
        outcome=Approval.Outcome.APPROVE, content_hash=version.content_hash
    )
    return set(approvals.values_list("group__code", flat=True))


def _end(version: PlanVersion, step: str) -> None:
    version.status = destination(VERSION_MOVES, step, version)
    version.ended_at = clock.now()
    version.save(update_fields=("status", "ended_at"))


def _take_effect(version: PlanVersion, *, by: User) -> dict[str, int]:
    plan = version.plan
    _supersede(plan, Status.EFFECTIVE, Status.SUSPENDED)
    version.status = destination(VERSION_MOVES, "take_effect", version)
    version.effective_at = clock.now()
    version.save(update_fields=("status", "effective_at"))
    schedule(plan)
    task = plan.task if plan.task is not None and plan.task.completed_at is None else None
    if task is not None:
        governance.discharge(task, by=by)
    # Last, as it writes to the audit trail: whoever holds the trail's head waits for no other row.
    register.begin_response(plan.community, by=by)
    return {} if task is None else {"task": task.pk}
