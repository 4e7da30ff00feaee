"""What waits for one person: on their dashboard, and as lines of the digest of the day.

Found by ``carp.digest`` when the portal starts, which knows nothing of reports.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.urls import reverse

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.audit import trail
from carp.council import packs
from carp.council.calendar import add_working_days
from carp.digest import lines
from carp.digest.lines import Line, counted
from carp.governance.models import Group
from triggers import heaps
from triggers.gatherings import Concern, adding_up
from triggers.models import InformationRequest, Referral, ReportTask, SavedFilter, TriggerReport

Status = TriggerReport.Status
SHOWN, ADDING_UP, KEPT_FOR_SECONDS = 10, 3, 600


# --- The dashboard -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Thing:
    """A task, or a question that nobody has answered."""

    words: str
    reference: str
    due_on: date
    overdue: bool


@dataclass(frozen=True)
class Desk:
    """What somebody finds on opening the queue: heaps, what waits, what adds up, their filters.

    A saved filter is its name and where it leads.
    """

    counts: dict[str, str] = field(default_factory=dict)
    tasks: list[Thing] = field(default_factory=list)
    questions: list[Thing] = field(default_factory=list)
    saved: list[tuple[str, str]] = field(default_factory=list)
    adding_up: list[Concern] = field(default_factory=list)

    @property
    def overdue(self) -> bool:
        return any(each.overdue for each in (*self.tasks, *self.questions))


def desk(user: User) -> Desk:
    """The desk of a person; it stays the same until the audit trail moves on."""
    key = f"triggers.desk:{trail.position()}:{clock.today()}:{user.pk}"
    return cache.get_or_set(key, lambda: _desk(user), KEPT_FOR_SECONDS) or Desk()


def _desk(user: User) -> Desk:
    saved = [(each.name, shown(each)) for each in SavedFilter.objects.filter(owner=user)]
    triage = user.may(Capability.TRIGGER_READ)
    counts = heaps.tab_counts(user) if triage else {}
    concerns = adding_up(user)[:ADDING_UP] if triage else []
    if not user.may(Capability.TRIGGER_TRIAGE):
        return Desk(counts=counts, saved=saved, adding_up=concerns)
    tasks = open_tasks(user).values_list("title", "report__reference", "due_on")[:SHOWN]
    late = open_questions(user).overdue(on=clock.today())
    asked = late.values_list("asked_of", "report__reference", "due_on").order_by("due_on", "pk")
    return Desk(
        counts=counts,
        tasks=[_thing(*values) for values in tasks],
        questions=[_thing(*values) for values in asked[:SHOWN]],
        saved=saved,
        adding_up=concerns,
    )


def shown(saved: SavedFilter) -> str:
    """Where a saved filter leads."""
    path = reverse("triggers:triage-tab", args=[saved.heap])
    return f"{path}?{saved.query}" if saved.query else path


def _thing(words: str, reference: str, due_on: date) -> Thing:
    return Thing(words, reference, due_on, due_on < clock.today())


def open_tasks(user: User) -> QuerySet[ReportTask]:
    """What a person has to do for reports, the most urgent first."""
    return ReportTask.objects.visible_to(user).open().filter(owner=user).order_by("due_on", "pk")


def open_questions(user: User) -> Any:
    """Questions without an answer that a person asked, or on a report that they work on."""
    theirs = Q(asked_by=user) | Q(report__assigned_to=user)
    visible = InformationRequest.objects.visible_to(user)
    return visible.open().filter(theirs, report__closed_at__isnull=True)


# --- The digest --------------------------------------------------------------------------------
def what_waits(user: User) -> Iterator[Line]:
    """Counts and pages, for officers and for those whom reports are sent to (policy 8.2, 8.3)."""
    if user.may(Capability.TRIGGER_TRIAGE):
        yield from _for_an_officer(user)
    if user.may(Capability.TRIGGER_READ_REFERRED):
        yield from _for_who_is_sent_reports(user)


def _for_an_officer(user: User) -> Iterator[Line]:
    reports, today = TriggerReport.objects.visible_to(user), clock.today()
    heap = {code: reports.filter(tab.holds) for code, tab in heaps.tabs(user).items()}
    yield counted(heap["new"], "new report", "new reports", _heap("new"))
    words = "report is held to be checked", "reports are held to be checked"
    yield counted(heap["held"], *words, _heap("held"))
    yield counted(heap["mine"], "report assigned to you", "reports assigned to you", _heap("mine"))
    late = heap["mine"].overdue(on=clock.now())
    words = "of your reports is past its day", "of your reports are past their day"
    yield counted(late, *words, _heap("mine"))
    words = "report has an unread message", "reports have unread messages"
    yield counted(heap["all"].unread(), *words, _heap("all", message="unread"))
    tasks = open_tasks(user).filter(due_on__lte=today)
    yield counted(tasks, "task is due", "tasks are due", reverse("triggers:triage-list"))
    words = "report that boards have dealt with", "reports that boards have dealt with"
    agreed = _heap("all", status=Status.OUTCOME_AGREED, assigned=user.pk)
    yield counted(_dealt_with(reports, user), *words, agreed)
    yield from _reminders(open_questions(user), today)


def _reminders(asked: Any, today: date) -> Iterator[Line]:
    """Before an answer is due, by the days of the council pack, and once it is overdue."""
    days = packs.current().service_levels.information_reminder_working_days
    coming = asked.filter(due_on__range=(today, add_working_days(today, days)))
    words = "answer that you asked for is due soon", "answers that you asked for are due soon"
    yield counted(coming, *words, _heap("all", information="waiting"))
    words = "answer that you asked for is overdue", "answers that you asked for are overdue"
    yield counted(asked.overdue(on=today), *words, _heap("all", information="overdue"))


def _heap(code: str, **filters: Any) -> str:
    path = reverse("triggers:triage-tab", args=[code])
    return f"{path}?{urlencode(filters)}" if filters else path


def _dealt_with(reports: Any, user: User) -> Any:
    """Reports of an officer whose outcome is agreed and of which no board has still to decide."""
    waiting = Referral.objects.waiting().values("report_id")
    agreed = reports.filter(assigned_to=user, status=Status.OUTCOME_AGREED)
    return agreed.exclude(pk__in=waiting)


def _for_who_is_sent_reports(user: User) -> Iterator[Line]:
    waiting, sent = Referral.objects.waiting().visible_to(user), reverse("triggers:triage-list")
    seats = Group.objects.of_member(user, on=clock.today())
    words = "report waits for a board of yours", "reports wait for a board of yours"
    yield counted(waiting.filter(group__in=seats), *words, sent)
    words = "report asks you to act at once", "reports ask you to act at once"
    named = waiting.filter(group__isnull=True, service_managers=user)
    yield counted(named, *words, sent)


lines.add("triggers", what_waits)
