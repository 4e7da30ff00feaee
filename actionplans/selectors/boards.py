"""What waits for a board, and what it has done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from actionplans.models import Plan, PlanVersion
from actionplans.selectors.cadence import Due, due_of, with_days
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
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
from carp.governance.models.decisions import TO_NOTE, DecisionQuerySet
from carp.governance.permissions import conflicting, touches
from carp.governance.ties import interests_in
from carp.together import Kind, beside, together
from triggers import selectors as triggers
from triggers.models import Referral, Restriction, TriggerReport
from triggers.models.referrals import Hidden

SHOWN = 50
SEATS_SHOWN = 200
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
    own = Group.objects.of_member(user, on=today).filter(pk=OuterRef("pk"))
    standing = with_days(Group.objects.standing(on=today)).annotate(is_mine=Exists(own))
    known = Referral.objects.known_to(user).waiting()
    referrals = _by_group(known.filter(group__isnull=False), Count("pk"))
    tasks = tasks_known_to(user, DelegatedTask.objects.overdue(on=today))
    overdue = _by_group(tasks, Count("pk"), key="decision__group_id")
    waiting = _versions_waiting()
    cards = [
        BoardCard(
            group,
            group.is_mine,
            group.planned_on,
            referrals.get(group.pk, 0),
            waiting.get(group.code, 0),
            overdue.get(group.pk, 0),
            due_of(group),
        )
        for group in standing
    ]
    return sorted(cards, key=lambda card: not card.is_mine)


def _by_group(rows: QuerySet, figure: Count, *, key: str = "group_id") -> dict:
    return dict(rows.order_by().values(key).annotate(figure=figure).values_list(key, "figure"))


def _versions_waiting() -> dict[str, int]:
    """How many submitted versions each group must still answer, by its code."""
    submitted = PlanVersion.objects.submitted().order_by()
    answers = submitted.values_list("pk", "approving_groups", "approvals__group__code")
    open_to: dict[int, set[str]] = {}
    for key, codes, answered in answers:
        open_to.setdefault(key, set(codes)).discard(answered)
    return Counter(code for codes in open_to.values() for code in codes)


def members(group: Group, *, on: date | None = None) -> QuerySet[Membership]:
    """Everybody with a seat on a day, today unless told, the chair first, secretaries last."""
    seats = group.memberships.in_term(on=on or clock.today()).select_related("user")
    return seats.order_by("seat", "user__name")


class People:
    """Who has a seat on the day of a meeting, and what they declared; in one question.

    The chair stands first and secretaries last; ``came`` is what was recorded of each, by key. Of
    what members declared it is what touches the items that a person may read, the oldest first.
    """

    def __init__(self, meeting: Meeting, lines: Iterable[Line]) -> None:
        group = meeting.group
        seats = Membership.objects.in_term(on=meeting.on).filter(group=group)
        self.seats, came, self.interests = together(
            Kind(seats, "user"),
            Kind(meeting.attendances.all()),
            Kind(_interests_at(meeting, lines).filter(user__in=seats.values("user")), "user"),
        )
        self.seats.sort(key=lambda seat: (seat.seat, seat.user.alphabetical))
        self.interests.sort(key=lambda each: (each.declared_on, each.pk))
        self.came: dict[int, str] = {each.user_id: each.part for each in came}


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


def _interests_at(meeting: Meeting, lines: Iterable[Line]) -> QuerySet[Interest]:
    """What was declared in the items of a meeting that a person may read."""
    found, subjects = Q(pk__in=()), [line.subject for line in lines if line.subject is not None]
    for model in {type(subject) for subject in subjects}:
        keys = [subject.pk for subject in subjects if isinstance(subject, model)]
        found |= Q(pk__in=interests_in(model, keys).order_by().values("pk"))
    return Interest.objects.in_force(on=meeting.on).filter(found)


def readable_referrals(code: str, user: User) -> QuerySet[Any]:
    """Everything that was ever referred to a board, as far as this person may read it."""
    if not user.may(Capability.BOARD_READ):
        return Referral.objects.none()
    return with_report(seen_by(user, Referral.objects.filter(group__code=code)))


def with_report(referrals: QuerySet[Referral]) -> QuerySet[Any]:
    """Each with its report and assessment, and with whether the report is restricted."""
    restricted = Restriction.objects.in_force().filter(report=OuterRef("report"))
    report = ("report__area", "report__community", "report__figure")
    referrals = referrals.select_related("group", "assessment__assessor", *report)
    return referrals.annotate(is_restricted=Exists(restricted))


def seen_by(user: User, referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Not by having reported it: whoever did follows it elsewhere, without its assessment.

    Nor with an interest in it, whatever else opens the report to a person.
    """
    theirs = referrals.filter(report__in=triggers.readable(user))
    return theirs.exclude(conflicting(user, Referral))


def decisions_known_to(user: User, decisions: DecisionQuerySet) -> DecisionQuerySet:
    """Without drafts of other boards, and without those on reports hidden from this person.

    Nor drafts and exempt decisions about what the person declared an interest in: they are papers
    like any other. What the public reads they read too.
    """
    return decisions.known_to(user).filter(~_is_hidden(user), ~_is_conflicting(user))


def _is_conflicting(user: User) -> Q:
    found = Q()
    for model in (Referral, PlanVersion):
        touched = Q(touches("subject_id", model, user))
        found |= Q(subject_type=model._meta.label_lower) & touched
    # Said first, as it is looked at first: of most decisions nothing else is asked.
    kept = Q(state=Decision.State.DRAFT) | Q(exempt_paragraph__isnull=False)
    return kept & found


def _is_hidden(user: User, of: str = "") -> Q:
    """Decisions on reports that are hidden from a person; ``of`` leads to the decision."""
    about_reports = Q((f"{of}subject_type", Referral._meta.label_lower))
    return about_reports & Q(Hidden(f"{of}subject_id", user))


def published() -> DecisionQuerySet:
    """What the public reads: confirmed by two people, and about nothing that is restricted.

    Nor about a plan to which something restricted led.
    """
    shown = Referral.objects.filter(report__in=TriggerReport.objects.publishable())
    withheld = Plan.objects.withheld().filter(versions=OuterRef("subject_id"))
    about_reports = Q(subject_type=Referral._meta.label_lower)
    about_plans = Q(subject_type=PlanVersion._meta.label_lower)
    decided = Decision.objects.standing().filter(one_step=False)
    return decided.filter(
        ~about_reports | Q(subject_id__in=shown.values("pk")), ~about_plans | ~Exists(withheld)
    )


def exempt_by_correction() -> dict[int, int]:
    """Decisions that another took the place of which is exempt, by key, with its paragraph.

    Their words are what was found to be exempt, so from then on nobody outside reads them either.
    """
    corrections = Decision.objects.standing().filter(supersedes__isnull=False)
    exempt = corrections.filter(exempt_paragraph__isnull=False)
    found: dict[int, int] = {}
    newest: dict[Any, Any] = dict(exempt.values_list("supersedes", "exempt_paragraph"))
    while newest:
        found = newest | found
        earlier = corrections.filter(pk__in=newest).values_list("pk", "supersedes")
        newest = {before: found[key] for key, before in earlier if before not in found}
    return found


def tasks_known_to(user: User, tasks: QuerySet[DelegatedTask]) -> QuerySet[DelegatedTask]:
    """Without those that follow from reports that are hidden from this person, but for their own.

    Whoever is to do a task says why it is late and that it is done, whatever led to it.
    """
    return tasks.filter(Q(owner=user) | ~_is_hidden(user, of="decision__"))


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
    """A person's own open tasks, the next due first; each says whether its decision opens."""
    known = decisions_known_to(user, Decision.objects.filter(pk=OuterRef("decision")))
    tasks = DelegatedTask.objects.open().filter(owner=user)
    tasks = tasks.annotate(decision_opens=Exists(known))
    return tasks.select_related("decision__group", "plan")[:SHOWN]


def decisions_before(meeting: Meeting, user: User) -> list[Any]:
    """What was decided and a meeting's page tells of, in one question, the oldest first.

    What it decided, what it is to note, and what the group ever decided on the things of its
    agenda; ``is_known`` are those of which this person may read, drafts included.
    """
    group = meeting.group
    found = Decision.objects.filter(group=group).exclude(state=Decision.State.WITHDRAWN)
    found = found.filter(
        Q(meeting=meeting)
        | TO_NOTE
        | Q(subject_id__in=meeting.items.listed().order_by().values("subject_id"))
    )
    known = decisions_known_to(user, Decision.objects.filter(pk=OuterRef("pk")))
    return list(found.annotate(is_known=Exists(known)).order_by("-pk")[:SCHEDULED])[::-1]


def votes(decision: Decision) -> dict[str, list[str]]:
    """Who voted how, or left the room: names by part."""
    rows = sorted(decision.attendances.all(), key=lambda row: row.user.alphabetical)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row.user.name)
    return found


def draft_about(subject: Model, group: Group) -> Decision | None:
    """The draft of a board about a thing, which waits to be confirmed."""
    return Decision.objects.drafts().about(subject).filter(group=group).first()


def meetings_since(decision: Decision) -> QuerySet[Meeting]:
    """The meetings that can note what was decided between two of them."""
    held = decision.group.meetings.exclude(state=Meeting.State.CANCELLED)
    return held.filter(on__gte=decision.decided_on, on__lte=clock.today())


class Record:
    """What is read beside a decision on its page, in one question.

    Whoever had a part in it stands with its ``attendances``; ``meetings`` are those that can note
    what was decided between two of them.
    """

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        first = meetings_since(decision).order_by("on").values("pk")[:SHOWN]
        parts, tasks, corrections, meetings = together(
            Kind(decision.attendances.all(), "user"),
            Kind(decision.tasks.all(), "owner"),
            Kind(decision.corrections.standing(), only=()),
            Kind(Meeting.objects.filter(pk__in=first)),
        )
        beside(decision, "attendances", parts)
        self.corrected_by: Decision | None = next(iter(corrections), None)
        self.tasks: list[DelegatedTask] = sorted(tasks, key=lambda each: each.due_on)
        self.meetings: list[Meeting] = sorted(meetings, key=lambda each: each.on)


def subject_of(decision: Decision, user: User) -> tuple[str, str]:
    """What was decided on in words, and its page; both "" for whoever may not read it."""
    source = agenda.source_of(decision.subject_type)
    if source is None:
        return "", ""
    things = source.known_to(user).filter(pk=decision.subject_id)
    if source.model is PlanVersion:
        things = things.filter(plan__in=Plan.objects.visible_to(user)).defer("content")
    else:
        things = things.filter(pk__in=seen_by(user, Referral.objects.all()).order_by().values("pk"))
    thing = things.first()
    if isinstance(thing, PlanVersion):
        where = (thing.plan.reference, thing.number)
        return source.about(thing), reverse("actionplans:version-detail", args=where)
    if isinstance(thing, Referral):
        where = (decision.group.code, thing.pk)
        return source.about(thing), reverse("boards:referral-decide", args=where)
    return "", ""


def matters_arising(group: Group, user: User) -> QuerySet[DelegatedTask]:
    """What a board delegated: everything open, and what was done of late, the next due first."""
    since = clock.now() - timedelta(days=DONE_SHOWN_DAYS)
    kept = Q(completed_at__isnull=True) | Q(completed_at__gte=since)
    tasks = tasks_known_to(user, DelegatedTask.objects.filter(kept, decision__group=group))
    tasks = tasks.select_related("owner", "decision").prefetch_related("revisions")
    return tasks.order_by(F("completed_at").asc(nulls_first=True), "due_on", "pk")[:SCHEDULED]
