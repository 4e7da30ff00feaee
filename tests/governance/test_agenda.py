"""Agendas built from what waits; cancelled meetings; attendance; terms (policy 8.4, 10.2)."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import agenda, permissions, workflow
from carp.governance.models import AgendaItem, Meeting, MeetingAttendance, Membership
from tests import make
from tests.concurrency import race
from triggers import workflow as triggers
from triggers.models import Referral

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 18)


@pytest.fixture(autouse=True)
def _in_june():
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        yield


@pytest.fixture
def board():
    return make.board(size=4)


def referral():
    report = make.trigger_report("outcome_agreed", community=make.community())
    return report.referrals.get()


@pytest.fixture
def at_once():
    """Calls in one race, in June for each of them."""

    def run(*calls):
        return race(*(partial(_in_time, call) for call in calls))

    return run


def _in_time(call):
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        return call()


def titles(meeting):
    return [item.title for item in meeting.items.listed()]


# --- Building -------------------------------------------------------------------------------------
def test_an_agenda_is_filled_with_everything_that_waits(board):
    first, version = referral(), make.submitted_version()
    meeting = make.meeting()

    placed = workflow.fill_agenda(meeting, by=board[0])

    assert titles(meeting) == [f"{version.plan.reference} version 1", first.report.reference]
    assert [item.position for item in placed] == [1, 2]
    first.refresh_from_db()
    assert (first.state, first.meeting) == (Referral.State.ON_AGENDA, meeting)
    assert trail.of_subject(first).latest("sequence").action == "triggers.place_on_agenda"
    assert workflow.fill_agenda(meeting, by=board[0]) == []


def test_what_is_before_another_meeting_stays_there(board):
    workflow.place_item(make.meeting(), referral(), by=board[0])
    later = make.meeting(on=TODAY + timedelta(days=35))

    assert workflow.fill_agenda(later, by=board[0]) == []


def test_a_thing_moves_when_it_is_put_before_another_meeting(board):
    thing, first = referral(), make.meeting()
    later = make.meeting(on=TODAY + timedelta(days=35))
    workflow.place_item(first, thing, by=board[0])

    workflow.place_item(later, thing, by=board[0])

    assert (titles(first), titles(later)) == ([], [thing.report.reference])
    with pytest.raises(Refused, match="on the agenda already"):
        workflow.place_item(later, thing, by=board[0])


def test_only_what_waits_for_the_group_is_put_before_it(board):
    management = make.meeting("management-team")
    member = make.board("management-team")[0]

    for thing in (referral(), make.community()):
        with pytest.raises(Refused, match="does not wait for the Management Team"):
            workflow.place_item(management, thing, by=member)


def test_what_is_sent_to_a_board_stands_on_its_next_agenda(board):
    meeting = make.meeting()
    report = make.trigger_report("assessed", community=make.community())

    triggers.agree_outcome(
        report, by=make.user(Role.NOMINATED_OFFICER), choice=make.outcome_choice()
    )

    assert titles(meeting) == [report.reference]
    (line,) = agenda.read(meeting, board[0])
    assert (line.waits, line.subject) == (True, report.referrals.get())


def test_what_was_withdrawn_no_longer_waits(board):
    thing, meeting = referral(), make.meeting()
    workflow.place_item(meeting, thing, by=board[0])
    Referral.objects.update(state=Referral.State.WITHDRAWN)

    assert [line.waits for line in agenda.read(meeting, board[0])] == [False]


def test_a_matter_in_words_and_the_order(board):
    meeting = make.meeting()
    for title in ("Minutes", "Matters arising", "Any other business"):
        last = workflow.add_item(meeting, by=board[0], title=title)

    workflow.move_item(last, by=board[0], up=True)
    assert titles(meeting) == ["Minutes", "Any other business", "Matters arising"]
    workflow.move_item(meeting.items.first(), by=board[0], up=True)
    assert titles(meeting) == ["Minutes", "Any other business", "Matters arising"]
    workflow.move_item(meeting.items.first(), by=board[0], up=False)
    assert titles(meeting) == ["Any other business", "Minutes", "Matters arising"]


def steps(meeting):
    item = make.agenda_item(meeting)
    return {
        "fill": lambda by: (
            workflow.fill_agenda(meeting, by=by) or workflow.add_item(meeting, by=by, title="T")
        ),
        "add": lambda by: workflow.add_item(meeting, by=by, title="Minutes"),
        "move": lambda by: workflow.move_item(item, by=by, up=True),
        "defer": lambda by: workflow.defer_item(item, by=by, reason="No time."),
        "cancel": lambda by: workflow.cancel_meeting(meeting, by=by, reason="Snow."),
        "attendance": lambda by: workflow.record_attendance(meeting, by=by, parts={}),
    }


@pytest.mark.parametrize("step", ["fill", "add", "move", "defer", "cancel", "attendance"])
def test_only_the_boards_own_people_run_its_meetings(board, step):
    meeting = make.meeting()
    outsider = make.board_member("management-team")

    with pytest.raises(Refused, match="Only the secretary or a member of the Housing Board"):
        steps(meeting)[step](outsider)
    steps(meeting)[step](make.secretary())


@pytest.mark.parametrize("state", [Meeting.State.HELD, Meeting.State.CANCELLED])
@pytest.mark.parametrize("step", ["add", "move", "defer", "cancel"])
def test_what_was_held_or_cancelled_stays_as_it_was(board, step, state):
    meeting = make.meeting(state=state)

    with pytest.raises(Refused):
        steps(meeting)[step](board[0])


# --- Putting off ----------------------------------------------------------------------------------
def test_an_item_is_put_off_to_the_next_meeting(board):
    thing, meeting = referral(), make.meeting()
    later = make.meeting(on=TODAY + timedelta(days=35))
    item = workflow.place_item(meeting, thing, by=board[0])

    workflow.defer_item(item, by=board[0], reason="The officer is ill.")

    item.refresh_from_db()
    assert (item.state, item.deferred_to) == (AgendaItem.State.DEFERRED, later)
    assert titles(later) == [thing.report.reference]
    thing.refresh_from_db()
    assert (thing.state, thing.meeting) == (Referral.State.ON_AGENDA, later)
    with pytest.raises(Refused, match="put off already"):
        workflow.defer_item(item, by=board[0], reason="Again.")


def test_without_a_later_meeting_it_waits_for_any(board):
    thing, meeting = referral(), make.meeting()
    item = workflow.place_item(meeting, thing, by=board[0])

    workflow.defer_item(item, by=board[0], reason="The officer is ill.")

    thing.refresh_from_db()
    assert (thing.state, thing.meeting) == (Referral.State.RAISED, None)
    later = make.meeting(on=TODAY + timedelta(days=35))
    assert len(workflow.fill_agenda(later, by=board[0])) == 1


def test_what_was_decided_is_not_put_off(board):
    thing, meeting = referral(), make.meeting(on=TODAY)
    item = workflow.place_item(meeting, thing, by=board[0])
    decided = make.deliberation(present=board, meeting=meeting)
    make.considered(thing, by=board[0], kind="note", deliberation=decided)
    Meeting.objects.update(state=Meeting.State.PLANNED)

    with pytest.raises(Refused, match="This was decided"):
        workflow.defer_item(item, by=board[0], reason="No time.")


def test_a_decision_to_defer_moves_the_item_too(board):
    thing, meeting = referral(), make.meeting(on=TODAY)
    later = make.meeting(on=TODAY + timedelta(days=35))
    workflow.place_item(meeting, thing, by=board[0])
    deferred = make.deliberation(present=board, meeting=meeting)

    make.considered(thing, by=board[0], kind="defer", deliberation=deferred)

    assert (titles(meeting), titles(later)) == ([], [thing.report.reference])
    assert meeting.items.get().deferred_to == later


def test_a_cancelled_meeting_hands_on_what_was_before_it(board):
    thing, meeting = referral(), make.meeting()
    later = make.meeting(on=TODAY + timedelta(days=35))
    workflow.place_item(meeting, thing, by=board[0])
    workflow.add_item(meeting, by=board[0], title="Minutes")

    workflow.cancel_meeting(meeting, by=board[0], reason="Snow.")

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    assert titles(later) == [thing.report.reference, "Minutes"]
    assert trail.of_subject(meeting).get().reason == "Snow."


# --- Two secretaries at once ----------------------------------------------------------------------
def on_agendas(thing):
    """On how many agendas to come a thing stands."""
    return AgendaItem.objects.to_come().about(thing).count()


def waiting_thing(kind):
    return referral() if kind == "referral" else make.submitted_version()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["referral", "version"])
def test_two_who_place_one_thing_at_once_leave_it_on_one_agenda(kind, at_once):
    board, thing = make.board(size=4), waiting_thing(kind)
    first, second = make.meeting(), make.meeting(on=TODAY + timedelta(days=35))

    done = at_once(
        partial(workflow.place_item, first, thing, by=board[0]),
        partial(workflow.place_item, second, thing, by=board[1]),
    )

    assert all(isinstance(each, AgendaItem) for each in done)
    assert on_agendas(thing) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["referral", "version"])
def test_two_who_fill_agendas_at_once_place_each_thing_once(kind, at_once):
    board, thing = make.board(size=4), waiting_thing(kind)
    first, second = make.meeting(), make.meeting(on=TODAY + timedelta(days=35))

    done = at_once(
        *(partial(workflow.fill_agenda, first, by=each) for each in board[:2]),
        partial(workflow.fill_agenda, second, by=board[2]),
    )

    assert sorted(map(len, done)) == [0, 0, 1]
    assert on_agendas(thing) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["referral", "version"])
def test_what_one_puts_off_while_another_moves_it_is_on_one_agenda(kind, at_once):
    board, thing = make.board(size=4), waiting_thing(kind)
    first, _next = make.meeting(), make.meeting(on=TODAY + timedelta(days=35))
    last = make.meeting(on=TODAY + timedelta(days=70))
    item = workflow.place_item(first, thing, by=board[0])

    put_off, moved = at_once(
        partial(workflow.defer_item, item, by=board[0], reason="No time."),
        partial(workflow.place_item, last, thing, by=board[1]),
    )

    assert isinstance(moved, AgendaItem)
    assert isinstance(put_off, AgendaItem | Refused)
    assert titles(last) == [moved.title]
    assert on_agendas(thing) == 1


# --- Who sees what --------------------------------------------------------------------------------
def test_each_reader_sees_of_an_agenda_what_they_may(board):
    thing, meeting = referral(), make.meeting()
    workflow.place_item(meeting, thing, by=board[0])
    make.interest(thing.report.community, user=board[1])
    officer = make.user(Role.OFFICER)

    (mine,) = agenda.read(meeting, board[0])
    (conflicted,) = agenda.read(meeting, board[1])
    (closed,) = agenda.read(meeting, officer)

    assert (mine.subject, mine.address) == (
        thing,
        f"/boards/housing-board/referrals/{thing.pk}/decide/",
    )
    assert (conflicted.subject, conflicted.conflicted, conflicted.address) == (None, True, "")
    assert (closed.subject, closed.conflicted, closed.is_closed) == (None, False, True)


def test_a_restricted_report_is_on_no_agenda_of_those_it_does_not_name(board):
    thing, meeting = referral(), make.meeting()
    workflow.place_item(meeting, thing, by=board[0])
    make.restriction(thing.report)

    assert agenda.read(meeting, board[1]) == []


# --- Attendance -----------------------------------------------------------------------------------
PRESENT, APOLOGIES = MeetingAttendance.Part.PRESENT, MeetingAttendance.Part.APOLOGIES


def test_a_meeting_is_held_when_somebody_came(board):
    meeting = make.meeting(on=TODAY)

    workflow.record_attendance(
        meeting, by=board[0], parts={board[0].pk: PRESENT, board[1].pk: APOLOGIES}
    )
    workflow.record_attendance(meeting, by=board[0], parts={board[0].pk: PRESENT})

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD
    assert dict(meeting.attendances.values_list("user_id", "part")) == {board[0].pk: PRESENT}


def test_before_the_day_there_are_only_apologies(board):
    meeting = make.meeting()

    with pytest.raises(Refused, match="still to come"):
        workflow.record_attendance(meeting, by=board[0], parts={board[0].pk: PRESENT})
    workflow.record_attendance(meeting, by=board[0], parts={board[1].pk: APOLOGIES})

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED


def test_only_who_has_a_seat_comes(board):
    stranger = make.board_member("management-team")
    meeting = make.meeting(on=TODAY)

    with pytest.raises(Refused, match="no seat"):
        workflow.record_attendance(meeting, by=board[0], parts={stranger.pk: PRESENT})
    with pytest.raises(Refused, match="whether they came"):
        workflow.record_attendance(meeting, by=board[0], parts={board[0].pk: "asleep"})


# --- Seats ----------------------------------------------------------------------------------------
def test_a_seat_has_a_last_day():
    administrator, member = make.user(Role.ADMINISTRATOR), make.board_member("housing-board")
    seat = member.memberships.get()

    workflow.end_seat(seat, by=administrator, ends_on=TODAY)

    assert Membership.objects.in_term(on=TODAY).filter(user=member).exists()
    assert not Membership.objects.in_term(on=TODAY + timedelta(days=1)).exists()
    assert trail.of_subject(seat).get().after == {"ends_on": "2024-06-18"}


@pytest.mark.parametrize(
    ("ends", "why"), [(-2, "yesterday at the earliest"), (-9000, "before it begins")]
)
def test_a_seat_does_not_end_in_the_past(ends, why):
    seat = make.board_member("housing-board").memberships.get()

    with pytest.raises(Refused, match=why):
        workflow.end_seat(
            seat, by=make.user(Role.ADMINISTRATOR), ends_on=TODAY + timedelta(days=ends)
        )


def test_nobody_has_the_same_seat_twice_at_a_time():
    administrator, member = make.user(Role.ADMINISTRATOR), make.board_member("housing-board")

    with pytest.raises(Refused, match="already has this seat"):
        workflow.seat(member, make.group(), by=administrator)
    assert workflow.seat(member, make.group(), by=administrator, seat="chair").pk
    with pytest.raises(Refused, match="before it begins"):
        workflow.seat(
            make.user(Role.BOARD_MEMBER),
            make.group(),
            by=administrator,
            ends_on=TODAY - timedelta(days=1),
        )


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.BOARD_SECRETARY, Role.OFFICER])
def test_only_administrators_end_seats(role):
    seat = make.board_member("housing-board").memberships.get()

    assert not permissions.can_seat(make.user(role))
    with pytest.raises(Refused, match="Only an administrator"):
        workflow.end_seat(seat, by=make.user(role), ends_on=TODAY)
