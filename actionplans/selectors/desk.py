"""What waits for one member of boards, and what changed since their board last answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from actionplans.models import Approval, PlanVersion
from actionplans.selectors.boards import SHOWN, decisions_known_to, tasks_of
from actionplans.selectors.cadence import Due, dues
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.governance import agenda
from carp.governance.models import AgendaItem, Attendance, Decision, Group, Meeting
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
    """One for each board on which a person sits."""
    groups = list(Group.objects.of_member(user, on=clock.today()))
    due = dues(groups)
    return [_desk(group, user, due[group.pk]) for group in groups]


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
    own = Attendance.objects.filter(decision=OuterRef("pk"), user=user)
    return _drafts(user).filter(~Exists(own), opened_at__isnull=False)


def drafts_to_confirm(user: User) -> QuerySet[Decision]:
    """Drafts of others in which a member was counted."""
    counted = Attendance.objects.counted().filter(decision=OuterRef("pk"), user=user)
    return _drafts(user).filter(Exists(counted)).exclude(drafted_by=user)


def drafts_waiting(user: User) -> list[Decision]:
    """Both, of every board of a member, the oldest first; each says whether a vote is asked."""
    if not user.may(Capability.BOARD_DECIDE):
        return []
    asked = drafts_to_vote_on(user).values("pk")
    waiting = _drafts(user).filter(Q(pk__in=asked) | Q(pk__in=drafts_to_confirm(user).values("pk")))
    waiting = waiting.annotate(waits_for_vote=Exists(asked.filter(pk=OuterRef("pk"))))
    return list(waiting.select_related("group").order_by("drafted_at", "pk")[:SHOWN])


def _drafts(user: User) -> QuerySet[Decision]:
    """Not about what the person declared an interest in: they take no part in that."""
    seats = Group.objects.of_member(user, on=clock.today())
    drafts = decisions_known_to(user, Decision.objects.drafts())
    return drafts.filter(group__in=seats.values("pk"))


def answered_before(versions: Iterable[PlanVersion], group: Group) -> dict[int, Approval]:
    """The group's newest earlier answer on the plan of each version; one question for all."""
    versions = list(versions)
    plans = [version.plan_id for version in versions]
    answers = Approval.objects.filter(group=group, version__plan__in=plans)
    answers = answers.select_related("version", "decision", "group").order_by("version__number")
    return {
        version.pk: answer
        for answer in answers
        for version in versions
        if answer.version.plan_id == version.plan_id and answer.version.number < version.number
    }


def _desk(group: Group, user: User, due: Due) -> Desk:
    meetings = group.meetings.filter(state=Meeting.State.PLANNED, on__gte=clock.today())
    matters: list[Matter] = []
    closed, placed = 0, _placed(group)
    for source in agenda.sources():
        things = agenda.waiting_for(group, source, user)[:SHOWN]
        closed += sum(thing.is_conflicted for thing in things)
        shown = [thing for thing in things if thing.may_be_read and not thing.is_conflicted]
        answers = answered_before(shown, group) if source.model is PlanVersion else {}
        matters += [
            Matter(
                source.title(thing),
                source.about(thing),
                source.address(group, thing),
                placed.get((source.label, thing.pk)),
                _changed(answers.get(thing.pk)),
            )
            for thing in shown
        ]
    return Desk(group, due, meetings.first(), matters, closed)


def _placed(group: Group) -> dict[tuple[str, int | None], Meeting]:
    """The meeting to come on whose agenda each thing is."""
    items = AgendaItem.objects.to_come().filter(meeting__group=group)
    return {
        (item.subject_type, item.subject_id): item.meeting
        for item in items.select_related("meeting")
    }


def _changed(answer: Approval | None) -> str:
    if answer is None:
        return ""
    on = day(answer.decision.decided_on)
    return f"What changed since version {answer.version.number}, answered on {on}"
