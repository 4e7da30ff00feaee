"""What waits for a board, and what it has done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, Model, Q, QuerySet
from django.urls import reverse

from actionplans.models import PlanVersion
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.governance.models import (
    Decision,
    DelegatedTask,
    Group,
    Meeting,
    Membership,
)
from carp.governance.models.decisions import DecisionQuerySet
from carp.web.formats import day
from triggers import selectors as triggers
from triggers.models import Referral, TriggerReport

SHOWN = 50
LATEST = 5
SCHEDULED, DONE_SHOWN_DAYS = 200, 90


@dataclass(frozen=True)
class BoardCard:
    """One board on the boards' first page."""

    group: Group
    is_mine: bool
    next_on: date | None
    referrals: int
    versions: int
    overdue: int


def board_cards(user: User) -> list[BoardCard]:
    """Every standing group, the person's own first; as many queries whatever their number."""
    today = clock.today()
    groups = list(Group.objects.standing(on=today))
    mine = set(Group.objects.of_member(user, on=today).values_list("pk", flat=True))
    next_on = _by_group(
        Meeting.objects.filter(state=Meeting.State.PLANNED, on__gte=today), Min("on")
    )
    known = Referral.objects.known_to(user).waiting()
    referrals = _by_group(known.filter(group__isnull=False), Count("pk"))
    tasks = tasks_known_to(user, DelegatedTask.objects.overdue(on=today))
    overdue = _by_group(tasks, Count("pk"), key="decision__group_id")
    waiting = _versions_waiting(groups)
    cards = [
        BoardCard(
            group,
            group.pk in mine,
            next_on.get(group.pk),
            referrals.get(group.pk, 0),
            waiting.get(group.pk, 0),
            overdue.get(group.pk, 0),
        )
        for group in groups
    ]
    return sorted(cards, key=lambda card: not card.is_mine)


def _by_group(rows: QuerySet, figure: Count | Min, *, key: str = "group_id") -> dict:
    return dict(rows.order_by().values(key).annotate(figure=figure).values_list(key, "figure"))


def _versions_waiting(groups: Iterable[Group]) -> dict[int, int]:
    """How many submitted versions each group must still answer."""
    asked = PlanVersion.objects.submitted().values_list("pk", "approving_groups")
    answered = set(
        PlanVersion.objects.submitted()
        .filter(approvals__isnull=False)
        .values_list("pk", "approvals__group__code")
    )
    counts: dict[str, int] = {}
    for key, codes in asked.order_by():
        for code in codes:
            counts[code] = counts.get(code, 0) + ((key, code) not in answered)
    return {group.pk: counts.get(group.code, 0) for group in groups}


def members(group: Group) -> QuerySet[Membership]:
    """Everybody with a seat today, the chair first, secretaries last."""
    seats = group.memberships.in_term(on=clock.today()).select_related("user")
    return seats.order_by("seat", "user__name")


def referrals_waiting(group: Group, user: User) -> QuerySet[Referral]:
    """The reports that wait for a board and that this person may read, the oldest first."""
    return _seen_by(user, triggers.referrals_waiting(group))[:SHOWN]


def readable_referrals(group: Group, user: User) -> QuerySet[Referral]:
    """Everything that was ever referred to a board, as far as this person may read it."""
    if not user.may(Capability.BOARD_READ):
        return Referral.objects.none()
    return _seen_by(user, Referral.objects.filter(group=group))


def _seen_by(user: User, referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Not by having reported it: whoever did follows it elsewhere, without its assessment."""
    return referrals.filter(report__in=triggers.readable(user))


def referrals_hidden(group: Group, user: User, shown: int) -> int:
    """How many more reports wait, whose content this person may not read.

    A restricted report that does not name them is not even counted.
    """
    known = Referral.objects.known_to(user).waiting()
    return known.filter(group=group)[:SHOWN].count() - shown


def decisions_known_to(user: User, decisions: DecisionQuerySet) -> DecisionQuerySet:
    """Without drafts of other boards, and without those on reports hidden from this person."""
    return decisions.known_to(user).exclude(pk__in=_hidden_decisions(user))


def published() -> DecisionQuerySet:
    """What the public reads: confirmed by two people, and about nothing that is restricted."""
    shown = Referral.objects.filter(report__in=TriggerReport.objects.publishable())
    about_reports = Q(subject_type=Referral._meta.label_lower)
    decided = Decision.objects.standing().filter(one_step=False)
    return decided.filter(~about_reports | Q(subject_id__in=shown.values("pk")))


def tasks_known_to(user: User, tasks: QuerySet[DelegatedTask]) -> QuerySet[DelegatedTask]:
    """Without those that follow from reports that are hidden from this person."""
    return tasks.exclude(decision__in=_hidden_decisions(user))


def _hidden_decisions(user: User) -> QuerySet[Decision]:
    hidden = Referral.objects.hidden_from(user)
    return Decision.objects.filter(
        subject_type=Referral._meta.label_lower, subject_id__in=hidden.values("pk")
    )


def versions_waiting(group: Group) -> QuerySet[PlanVersion]:
    """The plan versions on which a board must answer, the longest waiting first."""
    waiting = PlanVersion.objects.awaiting(group).defer("content")
    return waiting.select_related("plan__community", "plan__lead")[:SHOWN]


def open_tasks(group: Group, user: User) -> QuerySet[DelegatedTask]:
    """What a board delegated and is not done, the next due first."""
    tasks = DelegatedTask.objects.open().filter(decision__group=group)
    return tasks_known_to(user, tasks).select_related("owner", "plan")[:SHOWN]


def tasks_of(user: User) -> QuerySet[DelegatedTask]:
    """A person's own open tasks, the next due first."""
    tasks = DelegatedTask.objects.open().filter(owner=user)
    return tasks.select_related("decision__group", "plan")[:SHOWN]


def meetings(group: Group) -> QuerySet[Meeting]:
    """A board's meetings, the newest first."""
    return group.meetings.order_by("-on", "-pk")[:SHOWN]


def decisions_at(meeting: Meeting, user: User) -> QuerySet[Decision]:
    """What a meeting decided, drafts included for whoever may read them."""
    kept = Decision.objects.filter(meeting=meeting).exclude(state=Decision.State.WITHDRAWN)
    return decisions_known_to(user, kept).order_by("pk")


def latest_decisions(group: Group, user: User) -> list[dict[str, Any]]:
    """A board's last decisions, as components/timeline.html draws them."""
    label = packs.current().label
    return [
        {
            "title": f"{label('decision_kinds', decision.kind)}: {decision.subject_name}",
            "by": day(decision.decided_on),
            "text": decision.reasons,
            "href": reverse("boards:decision-detail", args=(group.code, decision.pk)),
        }
        for decision in decisions_known_to(user, group.decisions.standing()).order_by(
            "-decided_on", "-pk"
        )[:LATEST]
    ]


def votes(decision: Decision) -> dict[str, list[str]]:
    """Who voted how, or left the room: names by part."""
    rows = decision.attendances.select_related("user").order_by("user__name")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row.user.name)
    return found


def drafts(group: Group, user: User) -> QuerySet[Decision]:
    """What a board has drafted and not confirmed, as far as this person may read it."""
    waiting = decisions_known_to(user, group.decisions.drafts())
    return waiting.select_related("drafted_by").order_by("drafted_at", "pk")[:SHOWN]


def draft_about(subject: Model, group: Group) -> Decision | None:
    """The draft of a board about a thing, which waits to be confirmed."""
    return Decision.objects.drafts().about(subject).filter(group=group).first()


def meetings_since(decision: Decision) -> QuerySet[Meeting]:
    """The meetings that can note what was decided between two of them."""
    held = decision.group.meetings.exclude(state=Meeting.State.CANCELLED)
    return held.filter(on__gte=decision.decided_on, on__lte=clock.today())[:SHOWN]


def to_note(group: Group, user: User) -> QuerySet[Decision]:
    """What was decided between meetings and no meeting has noted."""
    return decisions_known_to(user, Decision.objects.to_note(group)).order_by("pk")[:SHOWN]


def subject_url(decision: Decision, user: User) -> str:
    """The page of what was decided on; "" when there is none that this person may read."""
    if decision.subject_type == PlanVersion._meta.label_lower:
        version = PlanVersion.objects.select_related("plan").get(pk=decision.subject_id)
        return reverse("actionplans:version-detail", args=(version.plan.reference, version.number))
    visible = _seen_by(user, Referral.objects.filter(pk=decision.subject_id))
    if decision.subject_type == Referral._meta.label_lower and visible.exists():
        where = (decision.group.code, decision.subject_id)
        return reverse("boards:referral-decide", args=where)
    return ""


def is_to_come(meeting: Meeting) -> bool:
    """Whether reports can still be put on its agenda."""
    return meeting.state == Meeting.State.PLANNED and meeting.on >= clock.today()


def agenda(meeting: Meeting, user: User) -> QuerySet[Referral]:
    """The reports that were put on a meeting's agenda."""
    return _seen_by(user, triggers.agenda(meeting))


def matters_arising(group: Group, user: User) -> QuerySet[DelegatedTask]:
    """What a board delegated: everything open, and what was done of late, the next due first."""
    since = clock.now() - timedelta(days=DONE_SHOWN_DAYS)
    kept = Q(completed_at__isnull=True) | Q(completed_at__gte=since)
    tasks = tasks_known_to(user, DelegatedTask.objects.filter(kept, decision__group=group))
    tasks = tasks.select_related("owner", "decision").prefetch_related("revisions")
    return tasks.order_by(F("completed_at").asc(nulls_first=True), "due_on", "pk")[:SCHEDULED]
