"""Who may make, change, submit and approve a plan."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Value

from actionplans.models import (
    Action,
    Approval,
    Evaluation,
    MonitoringReturn,
    Plan,
    PlanShare,
    PlanVersion,
    Ruling,
)
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.council import packs
from carp.governance import permissions as governance
from carp.governance.models import Attendance, Decision, DelegatedTask, Group, Membership
from carp.once import once_a_page
from carp.web.formats import day


def can_read(user: User) -> Verdict:
    """Officers read every plan (policy 6.2)."""
    if user.may(Capability.PLAN_READ):
        return ALLOWED
    return refused("Only officers of the council can read action plans.")


def can_create(
    user: User, task: DelegatedTask | None = None, *, umbrella: Plan | None = None
) -> Verdict:
    """Nominated officers and service managers; whom a board asked for a plan (policy 8.4); and
    whoever may change the umbrella plan, for a plan under it."""
    asked = task is not None and task.owner_id == user.pk and user.may(Capability.PLAN_EDIT_OWN)
    above = umbrella is not None and can_edit(user, umbrella).allowed
    if asked or above or user.may(Capability.PLAN_CREATE):
        return ALLOWED
    return refused(
        "Only a nominated officer, a service manager or whom a board asked can start a plan."
    )


def is_named(user: User, plan: Plan) -> bool:
    """Leads the plan, made it, or is in its delivery team."""
    own = user.pk in (plan.lead_id, plan.created_by_id)
    return own or in_team(user, plan)


def in_team(user: User, plan: Plan) -> bool:
    """Whether a person is in the delivery team; the page of a plan may know it of its visitor."""
    known: dict[int, bool] = getattr(plan, "team_has", {})
    return known[user.pk] if user.pk in known else plan.team.filter(user=user).exists()


def can_edit(user: User, plan: Plan) -> Verdict:
    """Nominated officers change any plan; everybody else those in which they are named."""
    if plan.closed_at is not None:
        return refused("This plan is closed.")
    if user.may(Capability.PLAN_EDIT):
        return ALLOWED
    if user.may(Capability.PLAN_EDIT_OWN) and is_named(user, plan):
        return ALLOWED
    return refused("Only its lead, its delivery team and nominated officers can change this plan.")


def can_move_action(user: User, action: Action) -> Verdict:
    """Whoever may change the plan; and its owner, for their own action."""
    owns = action.owner_id == user.pk and user.may(Capability.PLAN_EDIT_OWN)
    if owns and action.plan.closed_at is None:
        return ALLOWED
    return can_edit(user, action.plan)


def can_own_actions(user: User) -> Verdict:
    """Whoever may be given an action of their own, and so has a page of them."""
    if user.may(Capability.PLAN_EDIT_OWN):
        return ALLOWED
    return refused("Only officers of the council own actions of a plan.")


def can_submit(user: User, plan: Plan) -> Verdict:
    """The lead, who made the plan, or a nominated officer; a team member writes but does not."""
    return _answers_for_open(user, plan, "submit this plan for approval")


def can_move_template(user: User, plan: Plan) -> Verdict:
    """Let a newer council pack ask the questions: whoever may submit the plan."""
    return _answers_for_open(user, plan, "give this plan another template")


def can_share(user: User, plan: Plan) -> Verdict:
    """Give a partner an address at which they read parts of it (policy 7.1)."""
    return _answers_for_open(user, plan, "share this plan") and is_shareable(plan)


def _answers_for_open(user: User, plan: Plan, step: str) -> Verdict:
    if plan.closed_at is not None:
        return refused("This plan is closed.")
    if _answers_for(user, plan):
        return ALLOWED
    return refused(f"Only its lead or a nominated officer can {step}.")


def _answers_for(user: User, plan: Plan) -> bool:
    own = user.may(Capability.PLAN_EDIT_OWN) and user.pk in (plan.lead_id, plan.created_by_id)
    return own or user.may(Capability.PLAN_EDIT)


def can_end_share(user: User, share: PlanShare) -> Verdict:
    """Whoever answers for the plan, closed or not: what was given can always be taken back."""
    if not _answers_for(user, share.plan):
        return refused("Only its lead or a nominated officer can end this.")
    if share.state != PlanShare.State.OPEN:
        return refused("This address has ended already.")
    return ALLOWED


def is_shareable(plan: Plan) -> Verdict:
    """Nothing of what a restricted report led to goes out of the council (quality T9)."""
    if plan.task_id is not None and Plan.objects.withheld().filter(pk=plan.pk).exists():
        return refused("This plan cannot be shared. Ask a nominated officer.")
    return ALLOWED


def can_change_lead(user: User, plan: Plan) -> Verdict:
    """Whoever may submit it: a team member does not make themselves its lead."""
    if can_submit(user, plan):
        return ALLOWED
    return refused("Only its lead or a nominated officer can give this plan another lead.")


@once_a_page
def barred_people(version: PlanVersion) -> dict[int, str]:
    """Who cannot decide on a version, by key, each with the reason (quality S1).

    Both those named in the frozen plan and those named in it today: nobody escapes by a change.
    """
    plan, content = version.plan, json.loads(version.content)
    owners = {action["owner"]["id"] for action in content["actions"] if action["owner"]}
    team = {member["user"] for member in content["team"]} - {None}
    barred = {plan.created_by_id: "made the plan"}
    barred |= dict.fromkeys(owners | _who(version, "owns"), "owns an action of the plan")
    barred |= dict.fromkeys(team | _who(version, "helps"), "is in the delivery team")
    barred |= dict.fromkeys((plan.lead_id, content["lead"]["id"]), "leads the plan")
    return barred | {version.submitted_by_id: "submitted this version"}


def barred_from(version: PlanVersion, group: Group) -> dict[int, str]:
    """Who can have no part in a group's answer on a version, by key, each with the reason."""
    return took_part_elsewhere(version, group) | barred_people(version)


ELSEWHERE = {
    "drafted": "drafted the answer of the",
    "confirmed": "confirmed the answer of the",
    "counted": "decided for the",
}


def took_part_elsewhere(version: PlanVersion, group: Group) -> dict[int, str]:
    """Who drafted, confirmed or was counted for another group's answer on this version (S2)."""
    return {
        part.user: f"{words} {part.name}"
        for what, words in ELSEWHERE.items()
        for part in _parts(version)
        if part.what == what and part.group != group.pk
    }


class _Part(NamedTuple):
    """What somebody has to do with a version, and for which group."""

    what: str
    user: int
    group: int
    name: str


@once_a_page
def _parts(version: PlanVersion) -> list[_Part]:
    """Who has what to do with a version, all in one question."""
    answers = Decision.objects.about(version).exclude(state=Decision.State.WITHDRAWN)
    answers = answers.filter(kind__in=Approval.Outcome.values)
    counted = Attendance.objects.counted().filter(decision__in=answers.values("pk"))
    plan = version.plan
    asked = (
        _rows(answers, "drafted", "drafted_by"),
        _rows(answers.filter(confirmed_by__isnull=False), "confirmed", "confirmed_by"),
        _rows(counted, "counted", "user", "decision__group"),
        _rows(version.approvals.all(), "answered", "recorded_by"),
        _rows(version.rulings.suspending(), "suspends", "recorded_by"),
        _rows(plan.actions.filter(owner__isnull=False), "owns", "owner", ""),
        _rows(plan.team.filter(user__isnull=False), "helps", "user", ""),
    )
    return [_Part(*row) for row in asked[0].union(*asked[1:])]


def _rows(rows: QuerySet[Any], what: str, who: str, group: str = "group") -> QuerySet[Any, Any]:
    """The rows as parts; ``group`` leads to the group, and is empty where there is none."""
    named = {"part_group": F(f"{group}_id"), "part_name": F(f"{group}__name")}
    none = {"part_group": Value(0), "part_name": Value("")}
    shown = rows.order_by().annotate(
        part_what=Value(what), part_user=F(f"{who}_id"), **named if group else none
    )
    parts: QuerySet[Any, Any] = shown.values_list(
        "part_what", "part_user", "part_group", "part_name"
    )
    return parts


def _who(version: PlanVersion, what: str) -> set[int]:
    return {part.user for part in _parts(version) if part.what == what}


def _by(version: PlanVersion, what: str, group: Group) -> bool:
    """Whether a group did that."""
    return any(part.what == what and part.group == group.pk for part in _parts(version))


def can_answer(user: User, version: PlanVersion, group: Group) -> Verdict:
    """Draft what a group decided on a version, if it still waits for that."""
    person = governance.can_run(user, group) and can_answer_for(user, version, group)
    return person and can_be_answered(version, group)


def can_be_answered(version: PlanVersion, group: Group) -> Verdict:
    """Whether a version still waits for this group."""
    return is_waiting(version) and has_not_answered(version, group)


def can_answer_for(user: User, version: PlanVersion, group: Group) -> Verdict:
    """Whether the person may have a part in the group's answer at all (quality S1, S2).

    Money follows these answers: one person drafts and another, a member, confirms.
    """
    if not (verdict := is_for(version, group) and governance.can_record(user, group, version)):
        return verdict
    return is_unbarred(user, barred_from(version, group))


def is_for(version: PlanVersion, group: Group) -> Verdict:
    """Whether the plan's type asks for this group's approval."""
    if group.code in version.approving_groups:
        return ALLOWED
    return refused(f"This plan does not need the approval of the {group}.")


def is_unbarred(user: User, barred: Mapping[int, str]) -> Verdict:
    """Whether somebody is free to take part, of those whom ``barred_from`` names."""
    if why := barred.get(user.pk):
        return refused(f"You cannot take part in this decision: {user} {why}.")
    return ALLOWED


def is_waiting(version: PlanVersion) -> Verdict:
    """Only a submitted version can be answered."""
    if version.status == PlanVersion.Status.SUBMITTED:
        return ALLOWED
    now = version.get_status_display().lower()
    return refused(f"Version {version.number} is not waiting for an answer: it is {now}.")


def has_not_answered(version: PlanVersion, group: Group) -> Verdict:
    if _by(version, "answered", group):
        return refused(f"The {group} has already answered on version {version.number}.")
    return ALLOWED


def is_open_to(version: PlanVersion, group: Group, kind: str) -> Verdict:
    """What is in force is suspended or rescinded; only its own suspension does a group lift."""
    if version.status not in (PlanVersion.Status.EFFECTIVE, PlanVersion.Status.SUSPENDED):
        now = version.get_status_display().lower()
        return refused(f"Version {version.number} is not in force: it is {now}.")
    suspends = _by(version, "suspends", group)
    if kind == Ruling.Kind.RESUME and not suspends:
        return refused(f"The {group} has not suspended version {version.number}.")
    if kind == Ruling.Kind.SUSPEND and suspends:
        return refused(f"The {group} has already suspended version {version.number}.")
    return ALLOWED


def rulings_open_to(version: PlanVersion, group: Group) -> list[str]:
    """What a group could decide about a version now."""
    return [kind for kind in Ruling.Kind.values if is_open_to(version, group, kind)]


# --- Monitoring ----------------------------------------------------------------------------------
def can_oversee(user: User, plan: Plan) -> Verdict:
    """Answer returns, review a plan and agree its evaluation (policy 10.2).

    Nominated officers and members of the boards that approve it; nobody who leads it or is in its
    delivery team looks after their own work.
    """
    if user.pk == plan.lead_id or in_team(user, plan):
        return refused("You lead this plan or are in its team, so somebody else must do this.")
    if user.may(Capability.PLAN_EDIT) or _sits_on_its_board(user, plan):
        return ALLOWED
    return refused(
        "Only a nominated officer or a member of a board that approves the plan can do this."
    )


def _sits_on_its_board(user: User, plan: Plan) -> bool:
    if not user.may(Capability.BOARD_DECIDE):
        return False
    groups = packs.of(plan.council_pack_id).item("plan_types", plan.plan_type).approving_groups
    seats = Membership.objects.in_term(on=clock.today()).filter(user=user, group__code__in=groups)
    return seats.exclude(seat=Membership.Seat.SECRETARY).exists()


def can_answer_return(user: User, made: MonitoringReturn) -> Verdict:
    """Accept a return or ask back: not whoever sent it."""
    if made.submitted_by_id == user.pk:
        return refused("You sent this return, so somebody else must look at it.")
    return can_oversee(user, made.plan)


def can_agree_evaluation(user: User, evaluation: Evaluation) -> Verdict:
    """Whoever wrote any of it does not agree to it."""
    if user.pk in evaluation.writers:
        return refused("You wrote some of this evaluation, so somebody else must agree to it.")
    return can_oversee(user, evaluation.plan)


def may_be_funded(plan: Plan, *, late: Sequence[MonitoringReturn] | None = None) -> Verdict:
    """An overdue return blocks the next payment and a new award; so does a closed plan (I7).

    ``late`` is the return that is overdue longest, or none, where that is known already.
    """
    if plan.closed_at is not None:
        return refused(f"{plan.reference} is closed, so no money can follow it.")
    for made in plan.returns.overdue_longest(on=clock.today()) if late is None else late:
        return refused(
            f"The monitoring return of {plan.reference} for {made.period.label} was due on "
            f"{day(made.due_on)}. Until it is sent, nothing is allocated or paid."
        )
    return ALLOWED
