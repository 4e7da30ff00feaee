"""A board that has met for years and a plan that has lived for years: `python -m bench.years PART`.

PART 1 is the whole (200 meetings, 40 versions, 300 actions, five years of returns), 10 a tenth of
it. The workflow makes the first of each kind; the rest is laid beside it, as it would take minutes.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from actionplans import selectors, workflow
from actionplans.models import (
    Action,
    Approval,
    Measure,
    MeasureValue,
    MinorRevision,
    MonitoringReturn,
    Outcome,
    Plan,
    PlanVersion,
    ProgressNote,
    ResourceLine,
    Review,
    StageRevision,
    TeamMember,
    VersionNeed,
)
from actionplans.stages.content import canonical, hash_of
from bench.words import STREETS
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.audit.models import AuditEvent
from carp.council import packs
from carp.governance import workflow as governance
from carp.governance.models import (
    AgendaItem,
    Decision,
    DelegatedTask,
    Group,
    Meeting,
    MeetingAttendance,
)
from tests import make
from triggers import workflow as triggers
from triggers.models import Referral

BOARD = "housing-board"
NOTES, FIGURES, NEEDS = 5, 10, 12  # notes of an action, measures of the plan, needs of the plan
DECIDED, MEMBERS = 5, 6  # matters that a meeting decides; who sits on the board


@dataclass(frozen=True)
class Size:
    """How long the board has met and the plan has lived; ``waiting`` reports are still to come."""

    meetings: int = 200
    versions: int = 40
    actions: int = 300
    months: int = 60
    waiting: int = 30

    def tenth(self, part: int) -> "Size":
        return Size(*(max(3, number // part) for number in vars(self).values()))


class Years:
    """What the rows point to."""

    def __init__(self, size: Size) -> None:
        self.size, self.today = size, clock.today()
        self.officer: User = make.user(Role.NOMINATED_OFFICER, name="Officer of the plan")
        self.members: list[User] = make.board(BOARD, size=MEMBERS)
        self.others: list[User] = make.board("management-team")
        self.plan: Plan = make.plan(by=self.officer)
        for number in range(NEEDS):
            make.need_line(self.plan, by=self.officer, need=f"Lighting {number}")
        self.group: Group = make.group(BOARD)
        self.referrals: list[Referral] = [
            make.referral(make.trigger_report("assessed")) for _ in range(size.waiting)
        ]

    @property
    def member(self) -> User:
        return self.members[0]

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def at(self, days: int) -> datetime:
        return clock.now() - timedelta(days=days)


@transaction.atomic
def lay(size: Size) -> Years:
    """All of it, in an empty database that knows the council's pack."""
    years = Years(size)
    for rows in (actions, team, parts, measures, returns, reviews, revised_stages):
        _store(rows(years))
    _store(notes(years))
    _store(figures(years))
    versions(years)
    meetings(years)
    coming(years)
    drafts(years)
    outside(years)
    _store(events(years))
    return years


def _store(rows: Iterator[Model]) -> Sequence[Any]:
    """One kind after the other as they come; of each kind all at once."""
    by_kind: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_kind.setdefault(type(row), []).append(row)
    stored: list[Model] = []
    for kind, several in by_kind.items():
        stored += kind._base_manager.bulk_create(several)
    return stored


# --- The plan ------------------------------------------------------------------------------------
def actions(years: Years) -> Iterator[Action]:
    """Of every term and state; a tenth is late."""
    horizons = [code for code, _label in packs.current().choices("horizons")]
    states = ("planned", "in_progress", "complete", "blocked", "complete")
    for number in range(years.size.actions - 1):
        status = states[number % len(states)]
        yield Action(
            plan=years.plan,
            title=f"Clear and light the alleys behind {STREETS[number % len(STREETS)]}, {number}",
            horizon=horizons[number % len(horizons)],
            owner_organisation="West Lindsey District Council",
            owner=years.officer if number % 3 == 0 else years.plan.lead,
            due_on=years.ago(number * 7 - 200),
            status=status,
            status_reason="The lorry has broken down." if status == "blocked" else "",
            outcome="Alleys that people use without fear.",
        )


def notes(years: Years) -> Iterator[ProgressNote]:
    """As many of the first action as of all the others together."""
    first, *others = years.plan.actions.order_by("pk")
    for action in [*others, *[first] * len(others)]:
        for number in range(NOTES):
            yield ProgressNote(
                action=action,
                text=f"{number + 1} of {NOTES} are clear.",
                status=action.status,
                written_by=years.officer,
            )


def team(years: Years) -> Iterator[TeamMember]:
    for number in range(12):
        yield TeamMember(plan=years.plan, name=f"Member {number}", part="Clears the alleys")


def parts(years: Years) -> Iterator[Outcome | ResourceLine]:
    for number in range(12):
        outcome = make.outcome_details(outcome=f"Alleys without fear {number}")
        yield Outcome(plan=years.plan, **vars(outcome))
        line = make.resource_details(resource=f"Outreach worker {number}")
        yield ResourceLine(plan=years.plan, **vars(line))


def revised_stages(years: Years) -> Iterator[StageRevision]:
    for stage in years.plan.stages.all():
        for iteration in range(1, 1 + max(1, years.size.versions // 4)):
            yield StageRevision(stage=stage, iteration=iteration, completed_by=years.officer)


def versions(years: Years) -> None:
    """Every one differs from the one before; the last is before the boards, the one before that is
    in force, and all others gave way."""
    now = selectors.frozen_content(selectors.WorkingCopy(years.plan))
    made, last = [], years.size.versions
    for number in range(1, last + 1):
        content = canonical(now | {"title": f"Safer alleys, {number}"})
        status = {last: "submitted", last - 1: "effective"}.get(number, "superseded")
        submitted_at = years.at(45 * (last - number))
        made.append(
            PlanVersion(
                plan=years.plan,
                number=number,
                content=content,
                content_hash=hash_of(content),
                approving_groups=[BOARD, "management-team"],
                status=status,
                submitted_at=submitted_at,
                submitted_by=years.officer,
                effective_at=None if status == "submitted" else submitted_at,
                ended_at=submitted_at if status == "superseded" else None,
            )
        )
    stored = _store(iter(made))
    _store(_of_versions(years, stored))
    _answers(years, stored[:-1])


def _of_versions(years: Years, stored: Sequence[Any]) -> Iterator[MinorRevision | VersionNeed]:
    lines = list(years.plan.need_lines.all())
    for version in stored:
        for line in lines:
            kept = {"amount_pence": line.amount_pence, "money_type": line.money_type}
            yield VersionNeed(version=version, line=line, **kept)
    for version in stored[:-1]:
        yield MinorRevision(
            version=version,
            number=1,
            content=version.content,
            content_hash=f"{version.number:064}",
            reason="A better word.",
            published_by=years.officer,
        )


def _answers(years: Years, stored: Sequence[Any]) -> None:
    boards = ((years.group, years.members), (make.group("management-team"), years.others))
    asked = [(version, *board) for version in stored for board in boards]
    decided = _store(
        _decision(group, people, version, on=clock.local_date(version.submitted_at))
        for version, group, people in asked
    )
    _store(
        Approval(
            version=version,
            group=group,
            content_hash=version.content_hash,
            outcome="approve",
            decision=decision,
            recorded_by=people[0],
        )
        for (version, group, people), decision in zip(asked, decided, strict=True)
    )


def _decision(
    group: Group, people: Sequence[User], subject: Any, *, on: date, meeting: Meeting | None = None
) -> Decision:
    urgent = {} if meeting else {"urgency": "It could not wait.", "opened_at": clock.now()}
    return Decision(
        group=group,
        meeting=meeting,
        kind="approve" if isinstance(subject, PlanVersion) else "note",
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_name=f"{subject._meta.verbose_name} {subject.pk}",
        state="confirmed",
        decided_on=on,
        reasons="The need is clear and the plan answers it.",
        alternatives="Waiting a quarter: rejected, because the trend is worsening.",
        conflicts="None declared.",
        quorum=group.quorum,
        votes_for=len(people),
        drafted_by=people[1],
        confirmed_by=people[0],
        confirmed_at=clock.now(),
        noted_in=None,
        **urgent,
    )


# --- How it does ---------------------------------------------------------------------------------
def measures(years: Years) -> Iterator[Measure]:
    for number in range(1, FIGURES + 1):
        details = make.measure_details(name=f"Complaints about rubbish {number}")
        yield Measure(plan=years.plan, number=number, **vars(details))


def figures(years: Years) -> Iterator[MeasureValue]:
    for measure in years.plan.measures.all():
        for month in range(years.size.months):
            yield MeasureValue(
                measure=measure,
                dated=years.ago(30 * month),
                actual=20 + (month * measure.number) % 12,
                target=measure.target,
                tolerance=measure.tolerance,
                recorded_by=years.officer,
            )


def returns(years: Years) -> Iterator[MonitoringReturn]:
    """One a month, all accepted but the last."""
    for month in range(years.size.months):
        end = years.ago(30 * month + 1)
        sent = {
            "status": "accepted",
            "progress": "Two alleys have gates.",
            "submitted_at": years.at(30 * month),
            "submitted_by": years.plan.lead,
            "answered_at": years.at(30 * month),
            "answered_by": years.officer,
        }
        yield MonitoringReturn(
            plan=years.plan,
            number=years.size.months - month,
            period_start=end - timedelta(days=29),
            period_end=end,
            due_on=end + timedelta(days=14),
            **sent if month else {},
        )


def reviews(years: Years) -> Iterator[Review]:
    """One every six weeks."""
    number = years.size.months * 30 // 42
    for count in range(number):
        held_on = years.ago(42 * (number - count))
        yield Review(
            plan=years.plan,
            held_on=held_on,
            outcome="continue",
            reasons="Complaints have fallen by half.",
            next_on=held_on + timedelta(days=42),
            recorded_by=years.officer,
        )


def events(years: Years) -> Iterator[AuditEvent]:
    """What the workflow would have put on record of the plan; no chain is checked here."""
    last = AuditEvent.objects.latest("sequence").sequence
    keys = years.plan.actions.values_list("pk", flat=True)
    for number, key in enumerate([key for key in keys for _ in range(2)], start=last + 1):
        yield AuditEvent(
            sequence=number,
            by=years.officer,
            by_name=years.officer.name,
            action="actionplans.note_progress",
            subject_type=Action._meta.label_lower,
            subject_id=str(key),
            subject_name=f"{years.plan.reference} action {key}",
            previous_hash=f"{number - 1:064}",
            hash=f"{number:064}",
        )


# --- The board -----------------------------------------------------------------------------------
def meetings(years: Years) -> None:
    """One a week, with who came, what was before it, what it decided and delegated."""
    weeks = range(years.size.meetings, 0, -1)
    held = _store(
        Meeting(group=years.group, on=years.ago(7 * week), place="Guildhall", state="held")
        for week in weeks
    )
    considered = _store(_referrals(years))
    before = [considered[DECIDED * number :][:DECIDED] for number in range(len(held))]
    _store(_before(years, held, before))
    decided = _store(
        _decision(years.group, years.members, referral, on=meeting.on, meeting=meeting)
        for meeting, referrals in zip(held, before, strict=True)
        for referral in referrals
    )
    for referral, decision in zip(considered, decided, strict=True):
        referral.state, referral.decision = Referral.State.CONSIDERED, decision
    Referral.objects.bulk_update(considered, ("state", "decision"), batch_size=200)
    _store(_after(years, decided))


def _referrals(years: Years) -> Iterator[Referral]:
    """What was before the meetings: the same few reports again and again."""
    for number in range(DECIDED * years.size.meetings):
        like = years.referrals[number % len(years.referrals)]
        yield Referral(
            report=like.report,
            assessment=like.assessment,
            route="housing_board",
            group=years.group,
            state=Referral.State.WITHDRAWN,
            raised_by=like.raised_by,
        )


def _before(years: Years, held: Sequence[Any], before: Sequence[Sequence[Any]]) -> Iterator[Model]:
    for meeting, referrals in zip(held, before, strict=True):
        for member in years.members:
            yield MeetingAttendance(meeting=meeting, user=member, part="present")
        yield AgendaItem(meeting=meeting, position=1, title="Minutes", placed_by=years.member)
        for position, referral in enumerate(referrals, start=2):
            yield _item(years, meeting, position, referral)


def _item(years: Years, meeting: Meeting, position: int, subject: Any) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        position=position,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        title=str(subject)[:200],
        placed_by=years.member,
    )


def _after(years: Years, decided: Sequence[Any]) -> Iterator[Model]:
    """A task of every other decision, of which the last fifty are open."""
    for number, decision in enumerate(decided):
        if number % 2 == 0:
            is_open = number >= len(decided) - 100
            done = {"completed_at": clock.now(), "completed_by": years.officer}
            yield DelegatedTask(
                decision=decision,
                kind="other",
                title="Ask the tenants",
                owner=years.officer,
                due_on=decision.decided_on + timedelta(days=28),
                original_due_on=decision.decided_on + timedelta(days=28),
                **{} if is_open else done,
            )


def coming(years: Years) -> None:
    """The next meeting, with two thirds of what waits on its agenda."""
    meeting = Meeting.objects.create(group=years.group, on=years.ago(-7), place="Guildhall")
    placed = years.referrals[: len(years.referrals) * 2 // 3]
    version = years.plan.versions.first()
    _store(
        _item(years, meeting, position, subject)
        for position, subject in enumerate([version, *placed], start=1)
    )
    Referral.objects.filter(pk__in=[each.pk for each in placed]).update(
        state=Referral.State.ON_AGENDA, meeting=meeting
    )


def drafts(years: Years) -> None:
    """One that waits to be confirmed, and an urgent one on which the first member has voted."""
    drafted, urgent = (Referral.objects.get(pk=each.pk) for each in years.referrals[1:3])
    by, words = years.members[1], make.deliberation(BOARD, present=years.members)
    triggers.draft_consideration(drafted, by=by, kind="note", deliberation=words)
    asked = triggers.draft_consideration(urgent, by=by, kind="note", deliberation=make.urgent())
    governance.put_to_members(asked, by=by)
    governance.vote(asked, by=years.member, part="for", edition=asked.edition)


def outside(years: Years) -> None:
    """What a partner reads of the plan, its evaluation, and interests that others declared."""
    shared = make.share(years.plan, by=years.officer)
    for _ in range(years.size.months):
        workflow.open_share(shared)
    make.evaluation(years.plan, by=years.plan.lead)
    for member in years.members[2:4]:
        make.interest(years.plan, user=member)
    make.interest(user=years.member)


def seed(part: int) -> None:
    packs.load(settings.COUNCIL_PACK)
    lay(Size().tenth(part) if part > 1 else Size())
    # No password fits this one; a random one would end the session that both sizes share.
    User.objects.update(password="!")  # noqa: S106 - none
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


if __name__ == "__main__":
    seed(int(sys.argv[1]))
