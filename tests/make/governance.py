"""Boards with enough members to decide, their meetings, decisions and tasks."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.governance import workflow
from carp.governance.models import (
    AgendaItem,
    Decision,
    DelegatedTask,
    Group,
    Interest,
    Meeting,
    MeetingAttendance,
    Membership,
)
from carp.governance.workflow import Deliberation
from tests.make.accounts import board_member
from tests.make.accounts import user as person


def group(code: str = "housing-board") -> Group:
    return Group.objects.get(code=code)


def board(code: str = "housing-board", *, size: int = 0) -> list[User]:
    """A group's members in term, in order of seats; as many as its quorum or ``size``."""
    wanted = size or group(code).quorum
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group__code=code)
        .exclude(seat=Membership.Seat.SECRETARY)
    )
    people = [seat.user for seat in seats.select_related("user")]
    return people + [board_member(code) for _ in range(wanted - len(people))]


def secretary(code: str = "housing-board") -> User:
    """A secretary: records, and is not counted."""
    member = person(Role.BOARD_SECRETARY)
    Membership.objects.create(
        group=group(code), user=member, seat=Membership.Seat.SECRETARY, starts_on="2019-05-01"
    )
    return member


def secretary_also(member: User, code: str) -> Membership:
    """The secretary of one board serves another too."""
    return Membership.objects.create(
        group=group(code), user=member, seat=Membership.Seat.SECRETARY, starts_on="2019-05-01"
    )


def seat_also(member: User, code: str) -> Membership:
    """A seat on another board for somebody who has one already."""
    return Membership.objects.create(group=group(code), user=member, starts_on="2019-05-01")


def deliberation(
    code: str = "housing-board",
    *,
    present: Collection[User] | None = None,
    recused: Collection[User] = (),
    against: Collection[User] = (),
    meeting: Meeting | None = None,
    reasons: str = "The need is clear and the plan answers it.",
    **more: Any,
) -> Deliberation:
    """How a group came to a decision: without more, today, the whole board for it."""
    votes = dict.fromkeys(board(code) if present is None else present, "for")
    votes |= dict.fromkeys(against, "against") | dict.fromkeys(recused, "recused")
    return Deliberation(
        reasons=reasons,
        alternatives="Waiting a quarter: rejected, because the trend is worsening.",
        conflicts="None declared.",
        votes=votes,
        meeting=meeting or todays_meeting(code),
        **more,
    )


def todays_meeting(code: str = "housing-board") -> Meeting:
    return Meeting.objects.get_or_create(group=group(code), on=clock.today())[0]


def urgent(**more: Any) -> Deliberation:
    """What is to be decided between meetings, before anybody has voted."""
    return Deliberation(
        reasons="The boiler of the shelter has failed.",
        alternatives="Waiting for the meeting: rejected, the nights are cold.",
        conflicts="None declared.",
        urgency="The shelter closes tonight without heating.",
        **more,
    )


def confirmed(draft: Decision) -> Decision:
    """A draft confirmed by the first of those counted who did not write it."""
    counted = draft.attendances.counted().select_related("user").order_by("pk")
    others = [each.user for each in counted if each.user_id != draft.drafted_by_id]
    return workflow.confirm(draft, by=User.objects.get(pk=others[0].pk))


def meeting(code: str = "housing-board", *, on: date | None = None, **fields: Any) -> Meeting:
    day = on or clock.today() + timedelta(days=7)
    return Meeting.objects.create(group=group(code), on=day, **fields)


def agenda_item(at: Meeting | None = None, **fields: Any) -> AgendaItem:
    """A matter in words before a meeting of the Housing Board."""
    given = {"title": "Minutes of the last meeting", "position": 1, "placed_by": person()} | fields
    return AgendaItem.objects.create(meeting=at or meeting(), **given)


def interest(subject: Any = None, *, user: User | None = None, **fields: Any) -> Interest:
    """What a board's member declared: without more, in their own neighbour's affairs."""
    user = user or board_member("housing-board")
    subject = subject or person()
    given = {
        "subject_type": subject._meta.label_lower,
        "subject_id": subject.pk,
        "subject_name": getattr(subject, "reference", "") or str(subject),
        "nature": "I own a house there.",
        "declared_on": clock.today(),
        "recorded_by": user,
    }
    return Interest.objects.create(user=user, **given | fields)


def meeting_attendance(at: Meeting | None = None, **fields: Any) -> MeetingAttendance:
    """Somebody who sent apologies."""
    given = {"user": fields.pop("user", None) or person(), "part": "apologies"} | fields
    return MeetingAttendance.objects.create(meeting=at or meeting(), **given)


def decision(subject: Any, code: str = "housing-board", *, kind: str = "note") -> Decision:
    """A decision about anything, drafted by the board's first member."""
    members = board(code)
    draft = workflow.draft(
        subject,
        by=members[0],
        group=group(code),
        kind=kind,
        deliberation=deliberation(code, present=members),
    )
    return confirmed(draft)


def delegated_task(
    subject: Any = None, *, owner: User | None = None, due_on: date | None = None, **fields: Any
) -> DelegatedTask:
    """The task of preparing a plan, given to an officer by the Housing Board."""
    owner = owner or person(Role.OFFICER)
    decided = decision(subject or owner, kind="require_plan" if subject is None else "note")
    return workflow.assign_task(
        decided,
        kind=fields.get("kind", "prepare_plan"),
        title=fields.get("title", "Prepare an action plan"),
        owner=owner,
        due_on=due_on or clock.today() + timedelta(days=28),
    )
