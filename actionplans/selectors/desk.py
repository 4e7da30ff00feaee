"""What waits for one member of boards, and what changed since their board last answered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from actionplans.models import Approval, PlanVersion
from actionplans.selectors.boards import SHOWN, decisions_known_to, tasks_of
from actionplans.selectors.cadence import Due, due_of, next_meeting, with_days
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.governance import agenda
from carp.governance.models import (
    AgendaItem,
    Attendance,
    Decision,
    Group,
    Meeting,
    Membership,
)
from carp.governance.models.groups import Sits
from carp.governance.permissions import conflicting
from carp.web.formats import day


@dataclass(frozen=True)
class Matter:
    """One thing that waits for a decision of one board."""

    title: str
    about: str
    href: str
    meeting: Meeting | None
    changed: str

    @property
    def on(self) -> date | None:
        """The day of the meeting on whose agenda it is."""
        return self.meeting.on if self.meeting else None


@dataclass(frozen=True)
class Desk:
    """One board of a person: its next meeting and what waits; ``closed`` by their own interest."""

    group: Group
    due: Due
    meeting: Meeting | None
    matters: list[Matter]
    closed: int


def desks(user: User) -> list[Desk]:
    """One for each board on which a person sits; as many questions for several as for one."""
    groups = list(with_days(Group.objects.of_member(user, on=clock.today())))
    matters: dict[int, list[Matter]] = {group.pk: [] for group in groups}
    closed, placed = dict.fromkeys(matters, 0), _placed(groups)
    for source in agenda.sources() if groups else ():
        things = list(agenda.waiting_for(groups, source, user)[: SHOWN * len(groups)])
        answers = _answers(source, things, groups)
        for group in groups:
            waiting = [each for each in things if getattr(each, f"waits_for_{group.pk}")]
            closed[group.pk] += sum(each.is_conflicted for each in waiting)
            matters[group.pk] += [
                _matter(source, group, each, placed, answers)
                for each in waiting
                if each.may_be_read and not each.is_conflicted
            ]
    return [
        Desk(group, due_of(group), next_meeting(group), matters[group.pk], closed[group.pk])
        for group in groups
    ]


def open_tasks(user: User) -> int:
    return tasks_of(user).count()


def plans_waiting(user: User) -> QuerySet[PlanVersion]:
    """Versions on which a board of a person must answer, without those of their own interest."""
    waits = Q(pk__in=())
    for group in Group.objects.of_member(user, on=clock.today()):
        waits |= Q(pk__in=PlanVersion.objects.awaiting(group).order_by().values("pk"))
    return PlanVersion.objects.submitted().filter(waits, ~conflicting(user, PlanVersion))


def drafts_to_vote_on(user: User) -> QuerySet[Decision]:
    """Urgent drafts that were put to a member who has not voted."""
    return _drafts(user).filter(_waits_for_vote(user))


def drafts_to_confirm(user: User) -> QuerySet[Decision]:
    """Drafts of others that a member is the one to confirm."""
    return _drafts(user).filter(_waits_for_confirmation(user))


def drafts_waiting(user: User) -> list[Any]:
    """Both, of every board of a member, the oldest first; each says whether a vote is asked."""
    if not user.may(Capability.BOARD_DECIDE):
        return []
    vote = Case(When(_waits_for_vote(user), then=Value(True)), default=Value(False))
    waiting = _drafts(user).annotate(waits_for_vote=vote)
    waiting = waiting.filter(Q(waits_for_vote=True) | _waits_for_confirmation(user))
    return list(waiting.select_related("group").order_by("drafted_at", "pk")[:SHOWN])


def _waits_for_vote(user: User) -> Q:
    own = Attendance.objects.filter(decision=OuterRef("pk"), user=user)
    return Q(~Exists(own), opened_at__isnull=False)


def _waits_for_confirmation(user: User) -> Q:
    """Where the chair was counted it waits for the chair; between meetings, once enough voted."""
    counted = Attendance.objects.counted().filter(decision=OuterRef("pk"))
    chairs = counted.filter(
        user__in=Membership.objects.in_term(on=clock.today())
        .filter(group=OuterRef("decision__group"), seat=Membership.Seat.CHAIR)
        .values("user")
    ).exclude(user=OuterRef("drafted_by"))
    voted = counted.order_by().values("decision").annotate(number=Count("pk")).values("number")
    enough = Q(opened_at__isnull=True) | Q(group__quorum__lte=Subquery(voted))
    for_them = ~Exists(chairs) | Exists(chairs.filter(user=user))
    return Q(Exists(counted.filter(user=user))) & ~Q(drafted_by=user) & enough & Q(for_them)


def _drafts(user: User) -> QuerySet[Decision]:
    """Not about what the person declared an interest in: they take no part in that."""
    drafts = Decision.objects.drafts().filter(Sits("group", user, on=clock.today()))
    return decisions_known_to(user, drafts)


def answered_before(
    versions: Iterable[PlanVersion], groups: Collection[Group], *, contents: bool = False
) -> dict[tuple[int, int], Approval]:
    """Each group's newest earlier answer on the plan of each version; one question for all.

    By the keys of version and group; ``contents`` is to be asked for.
    """
    versions = list(versions)
    plans = [version.plan_id for version in versions]
    answers = Approval.objects.filter(group__in=groups, version__plan__in=plans)
    answers = answers.select_related("version", "decision", "group").order_by("version__number")
    answers = answers if contents else answers.defer("version__content")
    return {
        (version.pk, answer.group_id): answer
        for answer in answers
        for version in versions
        if answer.version.plan_id == version.plan_id and answer.version.number < version.number
    }


def _answers(
    source: agenda.Source, things: Iterable[Any], groups: Collection[Group]
) -> dict[tuple[int, int], Approval]:
    return answered_before(things, groups) if source.model is PlanVersion else {}


def _matter(
    source: agenda.Source,
    group: Group,
    thing: Any,
    placed: Mapping[tuple[int, str, int | None], Meeting],
    answers: Mapping[tuple[int, int], Approval],
) -> Matter:
    return Matter(
        source.title(thing),
        source.about(thing),
        source.address(group, thing),
        placed.get((group.pk, source.label, thing.pk)),
        _changed(answers.get((thing.pk, group.pk))),
    )


def _placed(groups: Collection[Group]) -> dict[tuple[int, str, int | None], Meeting]:
    """The meeting to come on whose agenda each thing is, by group."""
    items = AgendaItem.objects.to_come().filter(meeting__group__in=groups)
    return {
        (item.meeting.group_id, item.subject_type, item.subject_id): item.meeting
        for item in items.select_related("meeting")
    }


def _changed(answer: Approval | None) -> str:
    if answer is None:
        return ""
    on = day(answer.decision.decided_on)
    return f"What changed since version {answer.version.number}, answered on {on}"
