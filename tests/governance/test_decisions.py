"""Recording what a board decided: by whom, about what, on which day, with whom in the room."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.governance import workflow
from carp.governance.models import Attendance, Decision, Meeting, Membership
from carp.outbox.models import OutboxItem
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 18)


@pytest.fixture(autouse=True)
def _in_june():
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        yield


def decide(subject=None, *, by=None, group="housing-board", **changes):
    given = make.deliberation(group, **changes)
    with transaction.atomic():
        return workflow.decide(
            subject or make.community(),
            by=by or make.board(group)[0],
            group=make.group(group),
            kind="note",
            deliberation=given,
        )


def test_a_decision_says_what_the_law_asks_for():
    community, board = make.community(), make.board(size=4)

    decision = decide(community, by=board[1], present=board[:3], recused=board[3:])

    assert (decision.subject_name, decision.subject_id) == (community.reference, community.pk)
    assert (decision.decided_on, decision.quorum, decision.recorded_by) == (TODAY, 3, board[1])
    assert list(Decision.objects.about(community)) == [decision]
    parts = dict(decision.attendances.values_list("user", "part"))
    assert list(parts.values()).count(Attendance.Part.PRESENT) == 3
    assert parts[board[3].pk] == Attendance.Part.RECUSED


def test_a_decision_without_a_quorum_is_none():
    with pytest.raises(Refused, match="needs 3 members"):
        decide(present=make.board(size=3)[:2])

    assert not Decision.objects.exists()


def test_somebody_outside_records_nothing():
    with pytest.raises(Refused, match="Only the secretary or a member"):
        decide(by=make.user(Role.OFFICER))


def test_who_has_an_interest_does_not_record():
    board = make.board(size=4)

    with pytest.raises(Refused, match="declared an interest"):
        decide(by=board[0], present=board[1:], recused=board[:1])


def test_somebody_named_twice_left_the_room():
    board = make.board(size=4)

    decision = decide(by=board[0], present=board, recused=board[3:])

    assert decision.attendances.get(user=board[3]).part == Attendance.Part.RECUSED


def test_a_decision_of_a_meeting_bears_its_day_and_the_meeting_was_held():
    meeting = make.meeting(on=TODAY - timedelta(days=4))

    decision = decide(meeting=meeting)

    meeting.refresh_from_db()
    assert (decision.decided_on, meeting.state) == (meeting.on, Meeting.State.HELD)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": TODAY + timedelta(days=1)}, "before the day it is made"),
        ({"on": TODAY, "state": "cancelled"}, "was cancelled"),
    ],
)
def test_a_meeting_that_has_not_been_decides_nothing(fields, sentence):
    with pytest.raises(Refused, match=sentence):
        decide(meeting=make.meeting(**fields))


def test_a_meeting_of_another_board_is_refused():
    with pytest.raises(Refused, match="not a meeting of the Housing Board"):
        decide(meeting=make.meeting("management-team", on=TODAY))


def test_the_quorum_is_counted_on_the_day_of_the_decision():
    last_week = TODAY - timedelta(days=7)
    board = make.board(size=3)
    Membership.objects.filter(user=board[2]).update(ends_on=last_week)
    late = make.board_member("housing-board", starts_on=TODAY)
    meeting = make.meeting(on=last_week)

    assert decide(by=board[0], present=board, meeting=meeting).decided_on == last_week
    with pytest.raises(Refused, match="2 were present"):
        decide(by=board[0], present=[*board[:2], late], meeting=meeting)


def test_a_correction_is_a_later_decision():
    community, board = make.community(), make.board()
    first = decide(community)

    with transaction.atomic():
        second = workflow.decide(
            community,
            by=board[0],
            group=make.group(),
            kind="rescind",
            deliberation=make.deliberation(present=board),
            supersedes=first,
        )

    first.refresh_from_db()
    assert first.superseded_by == second


def test_the_owner_of_a_task_is_told_once_and_without_its_content():
    task = make.delegated_task()

    mail = OutboxItem.objects.get(key=f"mail:task-assigned:{task.pk}")

    assert mail.payload["to"] == task.owner.email
    assert task.title not in mail.payload["body"]
