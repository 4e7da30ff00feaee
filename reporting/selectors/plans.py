"""Plans, their stages and actions, and what boards were asked, as they stood at a moment."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from actionplans.models import Action, Plan, PlanVersion, Ruling, Stage
from carp import clock
from carp.governance.models import DelegatedTask
from reporting.selectors.periods import Period
from triggers.models import Referral, TriggerReport

Version = PlanVersion.Status
PREPARED, WITH_BOARDS, IN_FORCE = "Being prepared", "With the boards", "In force"
RETURNED, REJECTED, CLOSED = "Returned for changes", "Rejected", "Closed"
SUSPENDED, RESCINDED = "Suspended", "Rescinded"
STATES = (PREPARED, WITH_BOARDS, RETURNED, REJECTED, IN_FORCE, SUSPENDED, RESCINDED, CLOSED)
ENDS: dict[str, str] = {
    Version.RETURNED: RETURNED,
    Version.REJECTED: REJECTED,
    Version.RESCINDED: RESCINDED,
}


@dataclass(frozen=True)
class PlanStanding:
    plan: Plan
    state: str
    version: int | None
    began: bool
    took_effect: bool


@dataclass(frozen=True)
class OverdueAction:
    title: str
    plan: str
    owner: str
    due_on: date
    days: int


@dataclass(frozen=True)
class LateReferral:
    report: str
    group: str
    since: date
    days: int


@dataclass(frozen=True)
class PlanFigures:
    plans: tuple[PlanStanding, ...]
    stages: dict[int, Counter[str]]
    reopened: int
    overdue: tuple[OverdueAction, ...]
    actions: Counter[str]
    late_tasks: int
    late_referrals: tuple[LateReferral, ...]

    def by_state(self) -> list[tuple[str, int]]:
        counted = Counter(each.state for each in self.plans)
        return [(state, counted[state]) for state in STATES]

    @property
    def took_effect(self) -> int:
        return sum(each.took_effect for each in self.plans)

    @property
    def begun(self) -> int:
        return sum(each.began for each in self.plans)

    def communities_in_force(self) -> set[int]:
        return {each.plan.community_id for each in self.plans if each.state == IN_FORCE}


def plan_figures(period: Period) -> PlanFigures:
    """What a report says of plans; stages and actions as they stand when the figures are taken."""
    plans = list(
        Plan.objects.filter(created_at__lt=period.end)
        .select_related("community", "lead")
        .order_by("reference")
    )
    versions = defaultdict(list)
    rows = PlanVersion.objects.filter(submitted_at__lt=period.end).defer("content")
    for version in rows.order_by("plan_id", "number"):
        versions[version.plan_id].append(version)
    suspended = _suspended(period)
    standing = Action.objects.filter(plan__created_at__lt=period.end, plan__closed_at__isnull=True)
    return PlanFigures(
        plans=tuple(_standing(plan, versions[plan.pk], period, suspended) for plan in plans),
        stages=_stages(period),
        reopened=Stage.objects.filter(
            iteration__gt=1, updated_at__gte=period.start, updated_at__lt=period.end
        ).count(),
        overdue=_overdue(period),
        actions=Counter(standing.order_by().values_list("status", flat=True)),
        late_tasks=DelegatedTask.objects.filter(
            Q(completed_at__isnull=True) | Q(completed_at__gte=period.end),
            created_at__lt=period.end,
            due_on__lt=period.ends_on,
        ).count(),
        late_referrals=tuple(_late_referrals(period)),
    )


def _suspended(period: Period) -> set[int]:
    """The versions that some group had suspended, and not resumed, at the end of the period."""
    rulings = Ruling.objects.filter(recorded_at__lt=period.end).order_by("pk")
    last = {
        (version, group): kind
        for version, group, kind in rulings.values_list("version_id", "group_id", "kind")
    }
    return {version for (version, _), kind in last.items() if kind == Ruling.Kind.SUSPEND}


def _standing(
    plan: Plan, versions: list[PlanVersion], period: Period, suspended: set[int]
) -> PlanStanding:
    state, number = _state(plan, versions, period, suspended)
    effective = [each.effective_at for each in versions if each.effective_at]
    return PlanStanding(
        plan,
        state,
        number,
        began=period.start <= plan.created_at,
        took_effect=any(period.start <= moment < period.end for moment in effective),
    )


def _state(
    plan: Plan, versions: list[PlanVersion], period: Period, suspended: set[int]
) -> tuple[str, int | None]:
    """The state at the end of the period, with the number of the version that decides it."""
    end = period.end
    if plan.closed_at is not None and plan.closed_at < end:
        return CLOSED, None
    over = [each for each in versions if each.ended_at is not None and each.ended_at < end]
    living = [each for each in versions if each not in over]
    in_force = [each for each in living if each.effective_at and each.effective_at < end]
    if in_force:
        return SUSPENDED if in_force[-1].pk in suspended else IN_FORCE, in_force[-1].number
    if living:
        return WITH_BOARDS, living[-1].number
    last = over[-1] if over else None
    if last is not None and last.status in ENDS:
        return ENDS[last.status], last.number
    return PREPARED, None


def _stages(period: Period) -> dict[int, Counter[str]]:
    rows = (
        Stage.objects.filter(plan__created_at__lt=period.end, plan__closed_at__isnull=True)
        .order_by("number")
        .values_list("number", "status")
    )
    return {
        number: Counter(status for _, status in group)
        for number, group in groupby(rows, key=lambda row: row[0])
    }


def _overdue(period: Period) -> tuple[OverdueAction, ...]:
    late = Action.objects.overdue(on=period.ends_on).filter(
        plan__created_at__lt=period.end, plan__closed_at__isnull=True
    )
    rows = late.order_by("due_on", "pk").values_list(
        "title", "plan__reference", "owner_organisation", "due_on"
    )
    return tuple(
        OverdueAction(title, plan, owner, due_on, (period.ends_on - due_on).days)
        for title, plan, owner, due_on in rows
    )


def _late_referrals(period: Period) -> Iterator[LateReferral]:
    """Waiting longer than the group's longest time between meetings."""
    waiting = Referral.objects.filter(
        Q(state__in=(Referral.State.RAISED, Referral.State.ON_AGENDA))
        | Q(decision__confirmed_at__gte=period.end)
        | Q(decision__one_step=True, decision__drafted_at__gte=period.end),
        group__cadence_max_days__isnull=False,
        raised_at__lt=period.end,
        report__in=TriggerReport.objects.publishable(),
    )
    rows = waiting.order_by("raised_at", "pk").values_list(
        "report__reference", "group__name", "raised_at", "group__cadence_max_days"
    )
    for report, group, raised_at, longest in rows:
        since = clock.local_date(raised_at)
        days = (period.ends_on - since).days
        if days > (longest or 0):
            yield LateReferral(report, group, since, days)
