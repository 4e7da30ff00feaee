"""What a board decided: drafted by one, confirmed by another, with everybody's vote."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import permissions, workflow
from carp.governance.models import Attendance, Decision, Meeting, Membership
from carp.outbox.models import OutboxItem
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 18)
HOUSING, MANAGEMENT = "housing-board", "management-team"
State, Part = Decision.State, Attendance.Part


@pytest.fixture(autouse=True)
def _in_june():
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        yield


def draft(subject=None, *, by=None, group=HOUSING, deliberation=None, **changes):
    return workflow.draft(
        subject or make.community(),
        by=by or make.board(group)[0],
        group=make.group(group),
        kind="note",
        deliberation=deliberation or make.deliberation(group, **changes),
    )


def chair(code=HOUSING):
    return make.board_member(code, seat=Membership.Seat.CHAIR)


# --- Drafting -------------------------------------------------------------------------------------
def test_a_draft_says_what_the_law_asks_for_and_stands_for_nothing_yet():
    community, board = make.community(), make.board(size=4)

    made = draft(community, by=board[1], present=board[:3], recused=board[3:])

    assert (made.subject_name, made.subject_id) == (community.reference, community.pk)
    assert (made.state, made.decided_on, made.drafted_by) == (State.DRAFT, TODAY, board[1])
    assert (made.votes_for, made.votes_against, made.quorum) == (3, 0, 3)
    assert made.attendances.get(user=board[3]).part == Part.RECUSED
    assert list(Decision.objects.about(community)) == [made]
    assert not Decision.objects.standing()
    event = trail.of_subject(made).get()
    assert (event.action, event.by) == ("governance.draft", board[1])


def test_a_decision_without_a_quorum_is_none():
    with pytest.raises(Refused, match="needs 3 members"):
        draft(present=make.board(size=3)[:2])

    assert not Decision.objects.exists()


def test_somebody_outside_drafts_nothing():
    with pytest.raises(Refused, match="Only the secretary or a member"):
        draft(by=make.user(Role.OFFICER))


def test_who_has_an_interest_does_not_draft():
    board = make.board(size=4)

    with pytest.raises(Refused, match="declared an interest"):
        draft(by=board[0], present=board[1:], recused=board[:1])


def test_only_members_vote():
    secretary, board = make.secretary(), make.board()

    with pytest.raises(Refused, match=f"Not a member of the Housing Board.*{secretary.name}"):
        draft(present=[*board, secretary])


def test_a_vote_that_there_is_not_is_refused():
    board = make.board()
    wrong = replace(make.deliberation(present=board), votes=dict.fromkeys(board, "perhaps"))

    with pytest.raises(Refused, match="There is no such vote: perhaps"):
        draft(deliberation=wrong)


@pytest.mark.parametrize(
    ("against", "casting", "sentence"),
    [
        (1, False, None),
        (2, False, "The votes are equal, 2 for and 2 against, and no casting vote is recorded"),
        (2, True, None),
        (1, True, "There is no casting vote, because the votes are not equal"),
        (3, False, "The votes do not carry this: 1 for and 3 against"),
    ],
)
def test_a_majority_of_the_votes_cast_carries_it(against, casting, sentence):
    board = make.board(size=4)
    given = {"present": board, "against": board[:against], "casting_vote": casting}

    if sentence is None:
        assert make.confirmed(draft(**given)).votes_against == against
        return
    with pytest.raises(Refused, match=sentence):
        draft(**given)


def test_abstentions_count_for_the_quorum_and_not_for_the_majority():
    board = make.board()
    given = make.deliberation(present=board)
    votes = {board[0]: "for", board[1]: "abstain", board[2]: "abstain"}

    made = make.confirmed(draft(by=board[0], deliberation=replace(given, votes=votes)))

    assert (made.votes_for, made.abstentions) == (1, 2)


def test_a_board_has_one_draft_about_a_thing():
    community, board = make.community(), make.board()
    draft(community, by=board[0])

    with pytest.raises(Refused, match="A draft of the Housing Board about this waits"):
        draft(community, by=board[1])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": TODAY + timedelta(days=1)}, "before the day it is made"),
        ({"on": TODAY, "state": "cancelled"}, "was cancelled"),
    ],
)
def test_a_meeting_that_has_not_been_decides_nothing(fields, sentence):
    with pytest.raises(Refused, match=sentence):
        draft(meeting=make.meeting(**fields))


def test_a_meeting_of_another_board_is_refused():
    with pytest.raises(Refused, match="not a meeting of the Housing Board"):
        draft(meeting=make.meeting(MANAGEMENT, on=TODAY))


def test_the_quorum_is_counted_on_the_day_of_the_decision():
    last_week = TODAY - timedelta(days=7)
    board = make.board(size=3)
    Membership.objects.filter(user=board[2]).update(ends_on=last_week)
    late = make.board_member(HOUSING, starts_on=TODAY)
    meeting = make.meeting(on=last_week)

    assert draft(by=board[0], present=board, meeting=meeting).decided_on == last_week
    with pytest.raises(Refused, match="2 took part"):
        draft(by=board[0], present=[*board[:2], late], meeting=meeting)


@pytest.mark.parametrize(
    ("paragraph", "why", "sentence"),
    [(3, " ", "outweighs the public's interest"), (8, "It would.", "the paragraphs 1 to 7")],
)
def test_an_exemption_is_one_of_seven_and_says_why(paragraph, why, sentence):
    with pytest.raises(Refused, match=sentence):
        draft(exempt_paragraph=paragraph, public_interest=why)


# --- Changing and withdrawing a draft -------------------------------------------------------------
def revised(made, by, edition=None, **changes):
    return workflow.revise(
        made,
        by=by,
        kind="close",
        deliberation=make.deliberation(**changes),
        edition=edition,
    )


def test_a_draft_is_written_anew_by_whoever_drafts_for_the_board():
    board = make.board(size=4)
    made = draft(by=board[0])

    again = revised(made, board[1], edition=1, present=board, against=board[:1], reasons="Others.")

    assert (again.kind, again.reasons, again.edition) == ("close", "Others.", 2)
    assert (again.drafted_by, again.votes_for, again.votes_against) == (board[1], 3, 1)
    assert again.attendances.count() == 4
    assert trail.of_subject(made).last().action == "governance.revise"


def test_of_two_who_write_the_second_is_told():
    board = make.board()
    made = draft(by=board[0])
    revised(made, board[1], edition=1)

    with pytest.raises(Refused, match="Somebody else changed this draft"):
        revised(made, board[2], edition=1)


def test_whoever_wrote_last_does_not_confirm_and_who_wrote_before_may():
    board = make.board()
    made = draft(by=board[0])
    revised(made, board[1])

    with pytest.raises(Refused, match="You wrote this draft"):
        workflow.confirm(made, by=board[1])
    assert workflow.confirm(made, by=board[0]).confirmed_by == board[0]


def test_a_withdrawn_draft_stays_on_record_and_makes_room():
    community, board = make.community(), make.board()
    made = draft(community, by=board[0])
    with pytest.raises(Refused, match="Say why the draft is withdrawn"):
        workflow.withdraw_draft(made, by=board[1], reason=" ")

    workflow.withdraw_draft(made, by=board[1], reason="Overtaken.")

    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    assert trail.of_subject(made).last().reason == "Overtaken."
    assert draft(community, by=board[0])
    with pytest.raises(Refused, match="not a draft any more: Withdrawn draft"):
        workflow.confirm(made, by=board[1])


@pytest.mark.parametrize("role", Role)
def test_nobody_without_a_seat_takes_a_step_with_a_draft(role):
    made, person = draft(), make.user(role)
    steps = (
        lambda: revised(made, person),
        lambda: workflow.withdraw_draft(made, by=person, reason="No."),
        lambda: workflow.put_to_members(made, by=person),
        lambda: workflow.vote(made, by=person, part="for"),
        lambda: workflow.confirm(made, by=person),
        lambda: workflow.note(made, by=person, meeting=made.meeting),
        lambda: workflow.correct(
            made, by=person, deliberation=make.deliberation(correction="A slip.")
        ),
    )
    for step in steps:
        with pytest.raises(Refused):
            step()
    made.refresh_from_db()
    assert (made.state, made.edition) == (State.DRAFT, 1)


# --- Confirming -----------------------------------------------------------------------------------
def test_the_chair_confirms_what_another_drafted():
    leads, board = chair(), make.board(size=3)
    made = draft(by=make.secretary(), present=board)

    done = workflow.confirm(made, by=leads, edition=1)

    assert (done.state, done.confirmed_by, done.quorum) == (State.CONFIRMED, leads, 3)
    event = trail.of_subject(made).last()
    assert (event.action, event.before["state"], event.after["state"]) == (
        "governance.confirm",
        "draft",
        "confirmed",
    )
    assert (event.after["for"], event.after["quorum"]) == (3, 3)


def test_a_member_does_not_confirm_over_the_chair_who_was_there():
    chair()
    board = make.board(size=3)
    made = draft(by=make.secretary(), present=board)

    with pytest.raises(Refused, match="so the chair confirms it"):
        workflow.confirm(made, by=board[1])


@pytest.mark.parametrize("chairs_part", ["away", "recused", "drafted"])
def test_another_presides_where_the_chair_cannot(chairs_part):
    leads = chair()
    others = [one for one in make.board(size=4) if one != leads]
    given = {"present": others}
    if chairs_part == "recused":
        given["recused"] = [leads]
    if chairs_part == "drafted":
        given["present"] = [leads, *others]
    made = draft(by=leads if chairs_part == "drafted" else others[0], **given)

    assert workflow.confirm(made, by=others[1]).confirmed_by == others[1]


def test_nobody_confirms_what_they_drafted():
    board = make.board()
    made = draft(by=board[0])

    assert permissions.can_confirm(board[0], made).reason == (
        "You wrote this draft, so another member must confirm it."
    )
    with pytest.raises(Refused, match="You wrote this draft"):
        workflow.confirm(made, by=board[0])


def test_who_was_not_counted_does_not_confirm():
    board = make.board(size=5)
    made = draft(by=board[0], present=board[:3], recused=board[3:4])

    for outside in board[3:]:
        with pytest.raises(Refused, match="Only somebody who took part"):
            workflow.confirm(made, by=outside)


def test_what_was_read_is_what_is_confirmed():
    board = make.board()
    made = draft(by=board[0])
    revised(made, board[0])

    with pytest.raises(Refused, match="changed since you opened it"):
        workflow.confirm(made, by=board[1], edition=1)


def test_a_decision_is_confirmed_once():
    board = make.board()
    made = draft(by=board[0])
    workflow.confirm(made, by=board[1])

    with pytest.raises(Refused, match="not a draft any more"):
        workflow.confirm(made, by=board[2])


def test_the_quorum_of_the_day_of_confirmation_is_looked_at_again():
    board = make.board()
    made = draft(by=board[0])
    Membership.objects.filter(user=board[2]).update(ends_on=TODAY - timedelta(days=1))

    with pytest.raises(Refused, match="2 took part"):
        workflow.confirm(made, by=board[1])


def test_a_meeting_was_held_when_its_decision_is_confirmed():
    meeting = make.meeting(on=TODAY - timedelta(days=4))

    made = draft(meeting=meeting)
    meeting.refresh_from_db()
    assert (made.decided_on, meeting.state) == (meeting.on, Meeting.State.PLANNED)

    make.confirmed(made)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD


# --- Correcting -----------------------------------------------------------------------------------
def test_a_correction_takes_the_place_of_a_decision_when_it_is_confirmed():
    board = make.board()
    first = make.confirmed(draft(by=board[0]))
    wording = make.deliberation(reasons="In better words.", correction="A slip.")

    second = workflow.correct(first, by=board[0], deliberation=wording)
    first.refresh_from_db()
    assert (second.state, second.kind, first.state) == (State.DRAFT, first.kind, State.CONFIRMED)

    workflow.confirm(second, by=board[1])
    first.refresh_from_db()
    assert (first.state, first.corrections.get()) == (State.SUPERSEDED, second)
    assert trail.of_subject(second).last().reason == "A slip."


def test_a_draft_or_what_was_superseded_is_not_corrected():
    board = make.board()
    made = draft(by=board[0])
    words = make.deliberation()

    with pytest.raises(Refused, match="Only a confirmed decision"):
        workflow.correct(made, by=board[0], deliberation=words)
    first = make.confirmed(made)
    with pytest.raises(Refused, match="Say why the decision is corrected"):
        workflow.correct(first, by=board[0], deliberation=words)


# --- Between meetings -----------------------------------------------------------------------------
def urgent(by, **more):
    return draft(by=by, deliberation=make.urgent(**more))


def test_what_is_urgent_is_put_to_the_members_who_each_vote():
    board, secretary = make.board(size=4), make.secretary()
    made = urgent(secretary)

    workflow.put_to_members(made, by=secretary)
    told = OutboxItem.objects.filter(key__startswith=f"mail:decision-opened:{made.pk}:1:")
    assert {item.payload["to"] for item in told} == {member.email for member in board}
    assert "boiler" not in str([item.payload for item in told])

    for member in board[:2]:
        workflow.vote(made, by=member, part="for")
    with pytest.raises(Refused, match="2 took part"):
        workflow.confirm(made, by=board[0])
    workflow.vote(made, by=board[2], part="against")
    with clock.at(datetime(2024, 6, 20, 9)):
        done = workflow.confirm(made, by=board[0])

    assert (done.state, done.votes_for, done.votes_against) == (State.CONFIRMED, 2, 1)
    assert (done.decided_on, done.meeting) == (date(2024, 6, 20), None)


def test_between_meetings_says_why_and_takes_no_votes_of_others():
    board = make.board()
    with pytest.raises(Refused, match="cannot wait for a meeting"):
        draft(by=board[0], deliberation=replace(make.urgent(), urgency=" "))
    with pytest.raises(Refused, match="each member votes for themselves"):
        urgent(board[0], votes=dict.fromkeys(board, "for"))


def test_nobody_votes_before_or_without_being_asked():
    board = make.board()
    made = urgent(board[0])
    with pytest.raises(Refused, match="not been put to the members"):
        workflow.vote(made, by=board[1], part="for")
    with pytest.raises(Refused, match="put to the members first|Only somebody who took part"):
        workflow.confirm(made, by=board[1])
    with pytest.raises(Refused, match="recorded with the draft"):
        workflow.put_to_members(draft(by=board[0]), by=board[0])

    workflow.put_to_members(made, by=board[0])
    with pytest.raises(Refused, match="already"):
        workflow.put_to_members(made, by=board[0])
    with pytest.raises(Refused, match="Only a board member can decide"):
        workflow.vote(made, by=make.secretary(), part="for")
    with pytest.raises(Refused, match="Choose how you vote"):
        workflow.vote(made, by=board[1], part="present")


def test_the_last_vote_counts_and_who_has_an_interest_does_not():
    board = make.board(size=4)
    made = urgent(board[0])
    workflow.put_to_members(made, by=board[0])
    for member in board:
        workflow.vote(made, by=member, part="against")
    for member in board[1:]:
        workflow.vote(made, by=member, part="for")
    workflow.vote(made, by=board[0], part="recused")

    done = workflow.confirm(made, by=board[1])

    assert (done.votes_for, done.votes_against) == (3, 0)
    assert [event.before for event in trail.of_subject(made) if event.before.get("part")] == [
        {"part": "against"}
    ] * 4


def test_votes_fall_when_the_words_are_changed():
    board = make.board()
    made = urgent(board[0])
    workflow.put_to_members(made, by=board[0])
    workflow.vote(made, by=board[1], part="for", edition=1)

    workflow.revise(made, by=board[0], kind="note", deliberation=make.urgent())

    made.refresh_from_db()
    assert (made.opened_at, made.attendances.count()) == (None, 0)
    workflow.put_to_members(made, by=board[0])
    with pytest.raises(Refused, match="words were changed"):
        workflow.vote(made, by=board[1], part="for", edition=1)


def test_what_was_decided_between_meetings_is_noted_at_the_next_once():
    board = make.board()
    made = urgent(board[0])
    workflow.put_to_members(made, by=board[0])
    for member in board:
        workflow.vote(made, by=member, part="for")
    done = workflow.confirm(made, by=board[1])
    early, later = make.meeting(on=TODAY - timedelta(days=1)), make.meeting(on=TODAY)
    assert list(Decision.objects.to_note(make.group())) == [done]

    for wrong in (early, make.meeting(on=TODAY + timedelta(days=7))):
        with pytest.raises(Refused, match="held since it was decided"):
            workflow.note(done, by=board[0], meeting=wrong)
    with pytest.raises(Refused, match="Choose a meeting of the Housing Board"):
        workflow.note(done, by=board[0], meeting=make.meeting(MANAGEMENT, on=TODAY))
    workflow.note(done, by=board[0], meeting=later)

    done.refresh_from_db()
    assert done.noted_in == later
    with pytest.raises(Refused, match="and once"):
        workflow.note(done, by=board[0], meeting=later)


# --- Who reads ------------------------------------------------------------------------------------
def test_a_draft_is_read_by_those_who_sit_there():
    board, officer = make.board(), make.user(Role.OFFICER)
    made = draft(by=board[0])
    known = Decision.objects.known_to

    assert list(known(board[1])) == list(known(make.secretary())) == [made]
    assert not known(officer)
    assert not known(make.board(MANAGEMENT)[0])
    workflow.confirm(made, by=board[1])
    assert list(known(officer)) == [made]


def test_the_owner_of_a_task_is_told_once_and_without_its_content():
    task = make.delegated_task()

    mail = OutboxItem.objects.get(key=f"mail:task-assigned:{task.pk}")

    assert mail.payload["to"] == task.owner.email
    assert task.title not in mail.payload["body"]
