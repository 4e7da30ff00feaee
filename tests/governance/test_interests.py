"""Declared interests: kept with their dates, and binding wherever a board decides (s. 31)."""

from datetime import date, datetime, timedelta
from itertools import combinations_with_replacement

import pytest

from actionplans.selectors import boards
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import agenda, permissions, workflow
from carp.governance.models import Decision, Interest
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 18)


@pytest.fixture(autouse=True)
def _in_june():
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        yield


@pytest.fixture
def board():
    return make.board(size=4)


@pytest.fixture
def referral():
    report = make.trigger_report("outcome_agreed", community=make.community())
    return report.referrals.get()


# --- What an interest touches ---------------------------------------------------------------------
def things_about(referral):
    return {
        "referral": referral,
        "report": referral.report,
        "community": referral.report.community,
    }


@pytest.mark.parametrize("what", ["referral", "report", "community"])
def test_an_interest_in_what_it_is_about_is_one_in_the_referral(board, referral, what):
    make.interest(things_about(referral)[what], user=board[0])

    assert permissions.conflicted(board[0], referral)
    assert not permissions.conflicted(board[1], referral)


def test_an_interest_in_the_partner_that_reported_counts(board):
    partner = make.user(Role.PARTNER, organisation=make.organisation())
    report = make.trigger_report("assessed", submitted_by=partner)
    referral = make.referral(report)
    make.interest(partner.organisation, user=board[0])

    assert permissions.conflicted(board[0], referral)


@pytest.mark.parametrize("what", ["plan", "community", "version", "team", "owner"])
def test_an_interest_in_a_plan_or_its_people_is_one_in_its_versions(board, what):
    version = make.submitted_version()
    organisation = make.organisation(name="Trent Homes")
    things = {
        "plan": version.plan,
        "community": version.plan.community,
        "version": version,
        "team": organisation,
        "owner": organisation,
    }
    if what == "team":
        make.team_member(version.plan, organisation="Trent Homes")
    if what == "owner":
        make.action(version.plan, owner_organisation="Trent Homes")
    make.interest(things[what], user=board[0])

    assert permissions.conflicted(board[0], version)
    assert not permissions.conflicted(board[1], version)


def test_another_community_is_another_interest(board, referral):
    make.interest(make.community(name="Elsewhere"), user=board[0])

    assert not permissions.conflicted(board[0], referral)


@pytest.mark.parametrize(
    ("declared", "ended", "binds"),
    [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True), (-9, -1, False)],
)
def test_an_interest_binds_from_its_first_day_to_the_day_before_it_ends(
    board, referral, declared, ended, binds
):
    ends = {} if ended is None else {"ended_by": board[0]}
    make.interest(
        referral,
        user=board[0],
        declared_on=TODAY + timedelta(days=declared),
        ended_on=None if ended is None else TODAY + timedelta(days=ended),
        **ends,
    )

    assert permissions.conflicted(board[0], referral, on=TODAY) == binds


# --- Quorum and vote ------------------------------------------------------------------------------
def test_a_conflicted_member_is_no_part_of_the_quorum(board, referral):
    make.interest(referral.report.community, user=board[0])
    three = board[:3]

    verdict = permissions.is_quorate(make.group(), three, three[:1], on=TODAY, subject=referral)

    assert verdict.reason == (
        "The Housing Board needs 3 members without an interest to decide; 2 took part."
    )
    assert permissions.is_quorate(make.group(), board, board[:1], on=TODAY, subject=referral)


def test_a_conflicted_member_is_not_called_present(board, referral):
    make.interest(referral.report.community, user=board[0])

    verdict = permissions.is_quorate(make.group(), board, (), on=TODAY, subject=referral)

    name = referral.report.community.reference
    assert verdict.reason == (
        f"{board[0]} declared an interest in {name}. Record that they left the room."
    )


def test_nobody_records_a_decision_in_spite_of_an_interest(board, referral):
    make.interest(referral.report.community, user=board[0])
    left = make.deliberation(present=board[1:], recused=board[:1])

    with pytest.raises(Refused, match="You declared an interest"):
        workflow.draft(referral, by=board[0], group=make.group(), kind="note", deliberation=left)
    drafted = workflow.draft(
        referral, by=board[1], group=make.group(), kind="note", deliberation=left
    )
    with pytest.raises(Refused, match="You declared an interest"):
        workflow.revise(drafted, by=board[0], kind="close", deliberation=left)
    with pytest.raises(Refused, match="You declared an interest"):
        workflow.confirm(drafted, by=board[0])
    assert workflow.confirm(drafted, by=board[2]).quorum == 3


def test_an_interest_declared_after_the_draft_was_written_is_asked_for_again(board, referral):
    everybody = make.deliberation(present=board)
    drafted = workflow.draft(
        referral, by=board[1], group=make.group(), kind="note", deliberation=everybody
    )
    make.interest(referral.report.community, user=board[0])

    with pytest.raises(Refused, match="Record that they left the room"):
        workflow.confirm(drafted, by=board[2])
    left = make.deliberation(present=board[1:], recused=board[:1])
    workflow.revise(drafted, by=board[1], kind="note", deliberation=left)
    assert workflow.confirm(drafted, by=board[2]).votes_for == 3


def test_where_the_chair_has_an_interest_by_now_another_member_confirms(board, referral):
    """The chair was lawfully counted at the meeting, and reads no papers of it any more."""
    chair = board[0].memberships.get()
    chair.seat = "chair"
    chair.save()
    drafted = workflow.draft(
        referral,
        by=make.secretary(),
        group=make.group(),
        kind="note",
        deliberation=make.deliberation(present=board),
    )
    assert not permissions.can_confirm(board[1], drafted)

    with clock.at(datetime(2024, 6, 19, 10, 0)):
        make.interest(referral.report.community, user=board[0])
        assert not permissions.can_confirm(board[0], drafted)
        assert workflow.confirm(drafted, by=board[1]).votes_for == 4


def test_between_meetings_a_declared_interest_takes_the_vote_with_it(board, referral):
    drafted = workflow.draft(
        referral, by=board[1], group=make.group(), kind="note", deliberation=make.urgent()
    )
    workflow.put_to_members(drafted, by=board[1])
    for member in board:
        workflow.vote(drafted, by=member, part="for")

    workflow.declare_interest(
        board[0], referral.report.community, by=board[0], nature="I own a house there."
    )

    assert drafted.attendances.get(user=board[0]).part == "recused"
    with pytest.raises(Refused, match="You declared an interest"):
        workflow.vote(drafted, by=board[0], part="for")
    assert workflow.confirm(drafted, by=board[2]).votes_for == 3


def test_drafts_about_it_are_no_papers_of_who_has_an_interest(board, referral):
    drafted = workflow.draft(
        referral,
        by=board[1],
        group=make.group(),
        kind="note",
        deliberation=make.deliberation(present=board[1:], recused=board[:1]),
    )
    make.interest(referral.report.community, user=board[0])

    assert drafted not in boards.decisions_known_to(board[0], Decision.objects.all())
    assert drafted in boards.decisions_known_to(board[1], Decision.objects.all())
    workflow.confirm(drafted, by=board[2])
    assert drafted in boards.decisions_known_to(board[0], Decision.objects.all())


def test_an_exempt_decision_about_it_is_read_by_the_others_only(board, referral):
    make.interest(referral.report.community, user=board[0])
    words = {"exempt_paragraph": 3, "public_interest": "The price of a tender."}
    drafted = workflow.draft(
        referral,
        by=board[1],
        group=make.group(),
        kind="note",
        deliberation=make.deliberation(present=board[1:], recused=board[:1], **words),
    )

    exempt = workflow.confirm(drafted, by=board[2])

    assert exempt not in boards.decisions_known_to(board[0], Decision.objects.all())
    assert exempt in boards.decisions_known_to(board[1], Decision.objects.all())


# --- Declaring and ending -------------------------------------------------------------------------
def test_a_standing_interest_is_ones_own(board):
    community = make.community()

    interest = workflow.declare_interest(board[0], community, by=board[0], nature="My house.")

    assert (interest.declared_on, interest.meeting) == (TODAY, None)
    assert trail.of_subject(interest).get().action == "governance.declare_interest"
    with pytest.raises(Refused, match="their own standing interests"):
        workflow.declare_interest(board[1], community, by=board[0], nature="Her house.")
    with pytest.raises(Refused, match="was declared already"):
        workflow.declare_interest(board[0], community, by=board[0], nature="My house.")


def test_a_community_is_named_with_its_reference_and_other_things_as_they_are_called(board):
    community = make.community(name="The estate by the school")
    plan, partner = (
        make.plan(title="Safer alleys", ready=False),
        make.organisation(name="Trent Homes"),
    )

    for thing in (community, plan, partner):
        workflow.declare_interest(board[0], thing, by=board[0], nature="My house.")

    assert [each.subject_name for each in Interest.objects.order_by("pk")] == [
        f"{community.reference}, The estate by the school",
        plan.reference,
        "Trent Homes",
    ]
    assert "The estate by the school" in permissions.without_interest(board[0], community).reason


def test_who_has_no_seat_declares_nothing_here():
    officer = make.user(Role.OFFICER)

    with pytest.raises(Refused, match="seat on a board"):
        workflow.declare_interest(officer, make.community(), by=officer, nature="My house.")


def test_at_a_meeting_the_secretary_writes_down_what_a_member_says(board, referral):
    meeting, secretary = make.meeting(), make.secretary()
    outsider = make.board_member("management-team")

    interest = workflow.declare_interest(
        board[0], referral, by=secretary, nature="My tenant.", meeting=meeting
    )

    assert (interest.user, interest.recorded_by, interest.meeting) == (
        board[0],
        secretary,
        meeting,
    )
    with pytest.raises(Refused, match="has no seat on the Housing Board"):
        workflow.declare_interest(outsider, referral, by=secretary, nature="Mine.", meeting=meeting)
    with pytest.raises(Refused, match="secretary or a member"):
        workflow.declare_interest(board[1], referral, by=outsider, nature="Hers.", meeting=meeting)


def test_what_was_said_at_a_meeting_binds_from_its_day(board, referral):
    """Written down the day after: the member is no part of what the meeting decided."""
    meeting = make.meeting(on=TODAY - timedelta(days=1))
    make.agenda_item(meeting, subject_type="triggers.referral", subject_id=referral.pk)

    interest = workflow.declare_interest(
        board[0], referral, by=make.secretary(), nature="My tenant.", meeting=meeting
    )

    assert interest.declared_on == meeting.on
    verdict = permissions.is_quorate(make.group(), board, (), on=meeting.on, subject=referral)
    assert "Record that they left the room" in verdict.reason
    lines = agenda.read(meeting, board[1])
    assert boards.People(meeting, lines).interests == [interest]


def test_an_interest_ends_by_the_word_of_whose_it_is(board, referral):
    interest = make.interest(referral, user=board[0], declared_on=TODAY - timedelta(days=9))

    with pytest.raises(Refused, match="Only the person who declared"):
        workflow.end_interest(interest, by=board[1], ended_on=TODAY)
    for day in (TODAY - timedelta(days=10), TODAY + timedelta(days=1)):
        with pytest.raises(Refused, match="between the day"):
            workflow.end_interest(interest, by=board[0], ended_on=day)
    workflow.end_interest(interest, by=board[0], ended_on=TODAY)

    assert not permissions.conflicted(board[0], referral)
    with pytest.raises(Refused, match="has ended already"):
        workflow.end_interest(interest, by=board[0], ended_on=TODAY)
    assert Interest.objects.get().nature == "I own a house there."


STATES = ("absent", "present", "left", "conflicted and left", "conflicted and present")


@pytest.mark.slow
def test_a_quorum_is_of_those_who_stayed_and_have_no_interest(referral):
    """Every case of three members and a quorum of two, whoever of them is in which."""
    members = make.board(size=3)
    board = make.group()
    board.quorum = 2
    for states in combinations_with_replacement(STATES, 3):
        Interest.objects.all().update(ended_on=TODAY, ended_by=members[0])
        cases = list(zip(members, states, strict=True))
        for member, state in cases:
            if state.startswith("conflicted"):
                make.interest(referral, user=member)
        present = [member for member, state in cases if state.endswith("present")]
        left = [member for member, state in cases if state.endswith("left")]

        verdict = permissions.is_quorate(board, present, left, on=TODAY, subject=referral)

        free = states.count("present")
        assert bool(verdict) == (free >= 2 and "conflicted and present" not in states), states
