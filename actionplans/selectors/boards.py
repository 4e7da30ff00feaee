"""What waits for a board, and what it has done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from actionplans.models import Plan, PlanVersion
from actionplans.selectors.cadence import Due, dues
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.governance import agenda
from carp.governance.agenda import Line
from carp.governance.models import (
    Decision,
    DelegatedTask,
    Group,
    Interest,
    Meeting,
    MeetingAttendance,
    Membership,
)
from carp.governance.models.decisions import DecisionQuerySet
from carp.governance.permissions import conflicting
from carp.governance.ties import interests_in
from carp.web.formats import day
from triggers import selectors as triggers
from triggers.models import Referral, TriggerReport

SHOWN = 50
SEATS_SHOWN = 200
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
    due: Due


def board_cards(user: User) -> list[BoardCard]:
    """Every standing group, the person's own first; as many queries whatever their number."""
    today = clock.today()
    groups = list(Group.objects.standing(on=today))
    mine = set(Group.objects.of_member(user, on=today).values_list("pk", flat=True))
    due = dues(groups)
    known = Referral.objects.known_to(user).waiting()
    referrals = _by_group(known.filter(group__isnull=False), Count("pk"))
    tasks = tasks_known_to(user, DelegatedTask.objects.overdue(on=today))
    overdue = _by_group(tasks, Count("pk"), key="decision__group_id")
    waiting = _versions_waiting(groups)
    cards = [
        BoardCard(
            group,
            group.pk in mine,
            due[group.pk].planned_on,
            referrals.get(group.pk, 0),
            waiting.get(group.pk, 0),
            overdue.get(group.pk, 0),
            due[group.pk],
        )
        for group in groups
    ]
    return sorted(cards, key=lambda card: not card.is_mine)


def _by_group(rows: QuerySet, figure: Count, *, key: str = "group_id") -> dict:
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


def members(group: Group, *, on: date | None = None) -> QuerySet[Membership]:
    """Everybody with a seat on a day, today unless told, the chair first, secretaries last."""
    seats = group.memberships.in_term(on=on or clock.today()).select_related("user")
    return seats.order_by("seat", "user__name")


def seats(group: Group) -> QuerySet[Membership]:
    """Every seat that a group ever had, those without an end first."""
    return group.memberships.select_related("user").order_by(
        F("ends_on").desc(nulls_first=True), "seat", "user__name", "pk"
    )[:SEATS_SHOWN]


def officers(groups: Iterable[Group]) -> dict[int, dict[str, list[str]]]:
    """The names of everybody in term by group and seat; one question for all."""
    found: dict[int, dict[str, list[str]]] = {
        group.pk: {seat.value: [] for seat in Membership.Seat} for group in groups
    }
    sitting = Membership.objects.in_term(on=clock.today()).filter(group__in=found)
    for seat in sitting.select_related("user").order_by("user__name", "pk"):
        found[seat.group_id][seat.seat].append(seat.user.name)
    return found


def attendances(meeting: Meeting) -> dict[str, list[str]]:
    """Names by what was recorded of them, in the order of the words."""
    found: dict[str, list[str]] = {}
    rows = meeting.attendances.select_related("user").order_by("user__name", "pk")
    for part in MeetingAttendance.Part:
        names = [row.user.name for row in rows if row.part == part]
        if names:
            found[part.label] = names
    return found


def interests_of(user: User) -> QuerySet[Interest]:
    """What a person declared, those in force first."""
    theirs = Interest.objects.of(user).select_related("meeting__group")
    return theirs.order_by(F("ended_on").desc(nulls_first=True), "-declared_on", "-pk")[:SHOWN]


def interests_of_members(group: Group, user: User) -> list[Interest]:
    """The standing interests of a group's members, for whoever reads boards' business.

    One in a single item stands in the papers of its meeting, for those who may read the item.
    """
    if not user.may(Capability.BOARD_READ):
        return []
    sitting = group.memberships.in_term(on=clock.today()).values("user")
    found = Interest.objects.in_force(on=clock.today()).filter(
        user__in=sitting, meeting__isnull=True
    )
    return list(found.select_related("user").order_by("user__name", "pk")[:SHOWN])


def interests_at(meeting: Meeting, lines: Iterable[Line]) -> list[Interest]:
    """What members declared in the items of a meeting that a person may read, the oldest first."""
    found = Q(pk__in=())
    for line in lines:
        if line.subject is not None:
            found |= Q(pk__in=interests_in(line.subject).order_by().values("pk"))
    seats = Membership.objects.in_term(on=meeting.on).filter(group=meeting.group)
    interests = Interest.objects.in_force(on=meeting.on).filter(
        found, user__in=seats.values("user")
    )
    return list(interests.select_related("user").order_by("declared_on", "pk"))


def referrals_waiting(group: Group, user: User) -> QuerySet[Referral]:
    """The reports that wait for a board and that this person may read, the oldest first."""
    return seen_by(user, triggers.referrals_waiting(group))[:SHOWN]


def readable_referrals(group: Group, user: User) -> QuerySet[Referral]:
    """Everything that was ever referred to a board, as far as this person may read it."""
    if not user.may(Capability.BOARD_READ):
        return Referral.objects.none()
    return seen_by(user, Referral.objects.filter(group=group))


def seen_by(user: User, referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Not by having reported it: whoever did follows it elsewhere, without its assessment.

    Nor with an interest in it, whatever else opens the report to a person.
    """
    theirs = referrals.filter(report__in=triggers.readable(user))
    return theirs.exclude(conflicting(user, Referral))


def referrals_hidden(group: Group, user: User, shown: int) -> int:
    """How many more reports wait, whose content this person may not read.

    A restricted report that does not name them is not even counted.
    """
    known = Referral.objects.known_to(user).waiting()
    return known.filter(group=group)[:SHOWN].count() - shown


def decisions_known_to(user: User, decisions: DecisionQuerySet) -> DecisionQuerySet:
    """Without drafts of other boards, and without those on reports hidden from this person.

    Nor drafts about what the person declared an interest in: they are papers like any other.
    """
    known = decisions.known_to(user).exclude(pk__in=_hidden_decisions(user))
    return known.exclude(_conflicting_drafts(user))


def _conflicting_drafts(user: User) -> Q:
    found = Q(pk__in=())
    for model in (Referral, PlanVersion):
        touched = model.objects.filter(conflicting(user, model)).order_by().values("pk")
        found |= Q(subject_type=model._meta.label_lower, subject_id__in=touched)
    return found & Q(state=Decision.State.DRAFT)


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


def versions_waiting(group: Group, user: User) -> QuerySet[PlanVersion]:
    """The plan versions on which a board must answer, the longest waiting first.

    Without those in which this person declared an interest.
    """
    waiting = PlanVersion.objects.awaiting(group).defer("content")
    waiting = waiting.exclude(conflicting(user, PlanVersion))
    return waiting.select_related("plan__community", "plan__lead")[:SHOWN]


def open_tasks(group: Group, user: User) -> QuerySet[DelegatedTask]:
    """What a board delegated and is not done, the next due first."""
    tasks = DelegatedTask.objects.open().filter(decision__group=group)
    opens = Plan.objects.visible_to(user).filter(task=OuterRef("pk"))
    known = tasks_known_to(user, tasks).annotate(plan_opens=Exists(opens))
    return known.select_related("owner", "plan")[:SHOWN]


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
        versions = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(user))
        version = versions.select_related("plan").filter(pk=decision.subject_id).first()
        where = () if version is None else (version.plan.reference, version.number)
        return reverse("actionplans:version-detail", args=where) if where else ""
    visible = seen_by(user, Referral.objects.filter(pk=decision.subject_id))
    if decision.subject_type == Referral._meta.label_lower and visible.exists():
        where = (decision.group.code, decision.subject_id)
        return reverse("boards:referral-decide", args=where)
    return ""


def subject_about(decision: Decision, user: User) -> str:
    """What was decided on, in words; "" for whoever may not know of it."""
    for source in agenda.sources():
        if source.label == decision.subject_type:
            thing = source.known_to(user).filter(pk=decision.subject_id).first()
            return source.about(thing) if thing else ""
    return ""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, with the kind to which it belongs."""

    source: agenda.Source
    thing: Any

    @property
    def title(self) -> str:
        return self.source.title(self.thing)

    @property
    def about(self) -> str:
        return self.source.about(self.thing)


def unplaced(meeting: Meeting, user: User) -> list[Waiting]:
    """What waits for a board, is on no agenda to come, and may be read by this person."""
    if not meeting.is_to_come:
        return []
    return [
        Waiting(source, thing)
        for source in agenda.sources()
        for thing in agenda.unplaced(meeting.group, source).filter(
            pk__in=source.readable_by(user).order_by().values("pk")
        )[:SHOWN]
    ]


def matters_arising(group: Group, user: User) -> QuerySet[DelegatedTask]:
    """What a board delegated: everything open, and what was done of late, the next due first."""
    since = clock.now() - timedelta(days=DONE_SHOWN_DAYS)
    kept = Q(completed_at__isnull=True) | Q(completed_at__gte=since)
    tasks = tasks_known_to(user, DelegatedTask.objects.filter(kept, decision__group=group))
    tasks = tasks.select_related("owner", "decision").prefetch_related("revisions")
    return tasks.order_by(F("completed_at").asc(nulls_first=True), "due_on", "pk")[:SCHEDULED]
