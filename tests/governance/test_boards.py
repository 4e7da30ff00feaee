"""Terms, quorum, meetings and seats of boards (policy 8.4, 10.2)."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.governance import permissions, workflow
from carp.governance.models import DelegatedTask, Group, Meeting, Membership
from carp.governance.models.groups import Sits
from tests import make

pytestmark = pytest.mark.django_db

HOUSING = "housing-board"
TODAY = date(2024, 6, 18)


@pytest.fixture(autouse=True)
def _in_june():
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        yield


# --- Terms ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts", "ends", "sits"),
    [
        (0, None, True),
        (1, None, False),
        (-400, 0, True),
        (-400, -1, False),
        (-400, None, True),
    ],
)
def test_a_seat_holds_from_its_first_day_to_its_last(starts, ends, sits):
    begins = TODAY + timedelta(days=starts)
    ends_on = None if ends is None else TODAY + timedelta(days=ends)

    member = make.board_member(HOUSING, starts_on=begins, ends_on=ends_on)

    assert Membership.objects.in_term(on=TODAY).filter(user=member).exists() == sits
    assert bool(permissions.can_decide(member, make.group())) == sits


def test_who_left_the_council_has_no_seat():
    member = make.board_member(HOUSING)
    member.is_active = False
    member.save(update_fields=["is_active"])

    assert not Membership.objects.in_term(on=TODAY).exists()


def test_a_seat_on_one_board_is_none_on_another():
    member = make.board_member(HOUSING)

    assert not permissions.can_decide(member, make.group("management-team"))


def test_a_seat_without_the_role_decides_nothing():
    officer = make.user(Role.OFFICER)
    Membership.objects.create(group=make.group(), user=officer, starts_on=TODAY)

    verdict = permissions.can_decide(officer, make.group())

    assert verdict.reason == "Only a board member can decide for a board."


def test_a_secretary_records_and_does_not_decide():
    secretary = make.board_member(HOUSING, Role.BOARD_SECRETARY, seat=Membership.Seat.SECRETARY)

    assert permissions.can_run(secretary, make.group())
    assert not permissions.can_decide(secretary, make.group())


def test_groups_that_stand_on_a_day():
    codes = set(Group.objects.standing(on=date(2015, 9, 14)).values_list("code", flat=True))

    assert "housing-board" in codes
    assert "sww-strategic" not in codes
    assert Group.objects.standing(on=date(2015, 9, 15)).filter(code="sww-strategic").exists()


def test_seats_in_written_words_are_those_of_terms():
    member, other = make.user(Role.BOARD_MEMBER), make.board_member(HOUSING)
    gone = make.user(Role.BOARD_MEMBER, is_active=False)
    day = timedelta(days=1)
    for code, begins, ends in (
        (HOUSING, TODAY - day, TODAY),
        ("management-team", TODAY, None),
        ("sww-strategic", TODAY + day, None),
        ("sww-tactical", TODAY - 2 * day, TODAY - day),
    ):
        term = {"group": make.group(code), "starts_on": begins, "ends_on": ends}
        for person in (member, gone):
            Membership.objects.create(user=person, **term)
    for on in (TODAY - 2 * day, TODAY - day, TODAY, TODAY + day):
        for person in (member, other, gone):
            seats = Membership.objects.in_term(on=on).filter(user=person).values("group")
            sits = set(Group.objects.filter(Sits("pk", person, on=on)))
            assert sits == set(Group.objects.filter(pk__in=seats))
            assert set(Group.objects.filter(~Q(Sits("pk", person, on=on)))).isdisjoint(sits)
    assert Group.objects.filter(Sits("pk", member, on=TODAY)).count() == 2


def test_groups_of_a_member():
    member = make.board_member(HOUSING)

    assert list(Group.objects.of_member(member, on=TODAY)) == [make.group()]
    assert not Group.objects.of_member(make.user(Role.BOARD_MEMBER), on=TODAY)


def test_a_pack_that_no_longer_names_a_group_ends_it_and_keeps_its_past():
    kept = [group for group in packs.current().content()["groups"] if group["code"] == HOUSING]
    wanted = ("code", "name", "kind", "quorum", "cadence_min_days", "cadence_max_days", "parent")
    meeting = make.meeting("management-team")

    workflow.sync_groups([{key: group[key] for key in wanted} for group in kept])

    assert make.group("management-team").valid_to == TODAY
    assert make.group().valid_to is None
    assert meeting.group.meetings.exists()


# --- Quorum ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("members", "secretaries", "recused", "enough"),
    [(3, 0, 0, True), (2, 0, 0, False), (2, 1, 0, False), (4, 0, 1, True), (3, 0, 1, False)],
)
def test_members_without_an_interest_make_the_quorum(members, secretaries, recused, enough):
    present = [make.board_member(HOUSING) for _ in range(members)]
    present += [make.secretary() for _ in range(secretaries)]

    verdict = permissions.is_quorate(make.group(), present, present[:recused], on=TODAY)

    assert bool(verdict) == enough


def test_the_sentence_says_how_many_are_missing():
    verdict = permissions.is_quorate(make.group(), [make.board_member(HOUSING)], [], on=TODAY)

    assert verdict.reason == (
        "The Housing Board needs 3 members without an interest to decide; 1 took part."
    )


def test_somebody_with_two_seats_counts_once():
    board = make.board(size=2)
    Membership.objects.create(
        group=make.group(), user=board[0], seat=Membership.Seat.CHAIR, starts_on=TODAY
    )

    assert not permissions.is_quorate(make.group(), board, [], on=TODAY)


# --- Meetings and seats ---------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_nobody_without_a_seat_plans_a_meeting(role):
    with pytest.raises(Refused):
        workflow.schedule_meeting(make.group(), by=make.user(role), on=TODAY)


def test_a_secretary_runs_the_board_of_their_seat_and_no_other():
    secretary, other = make.secretary(HOUSING), make.group("management-team")
    assert workflow.schedule_meeting(make.group(), by=secretary, on=TODAY).state == "planned"
    with pytest.raises(Refused, match="Only the secretary or a member of the Management Team"):
        workflow.schedule_meeting(other, by=secretary, on=TODAY)


def test_a_member_plans_a_meeting_of_their_own_board():
    member = make.board_member(HOUSING)

    meeting = workflow.schedule_meeting(make.group(), by=member, on=TODAY, place="Guildhall")

    assert str(meeting) == "Housing Board, 18 June 2024"
    assert trail.of_subject(meeting).get().by == member
    with pytest.raises(Refused):
        workflow.schedule_meeting(make.group("management-team"), by=member, on=TODAY)


def test_a_board_meets_once_a_day():
    secretary = make.secretary()
    first = workflow.schedule_meeting(make.group(), by=secretary, on=TODAY)

    with pytest.raises(Refused, match="already meets on 18 June 2024"):
        workflow.schedule_meeting(make.group(), by=secretary, on=TODAY)

    Meeting.objects.filter(pk=first.pk).update(state=Meeting.State.CANCELLED)
    assert workflow.schedule_meeting(make.group(), by=secretary, on=TODAY)


def test_the_next_meeting_is_the_first_planned_one_from_today():
    make.meeting(on=TODAY - timedelta(days=1))
    make.meeting(on=TODAY, state=Meeting.State.CANCELLED)
    later = make.meeting(on=TODAY + timedelta(days=14))
    make.meeting(on=TODAY + timedelta(days=28))

    assert workflow.next_meeting(make.group(), on=TODAY) == later
    assert workflow.next_meeting(make.group("management-team"), on=TODAY) is None


@pytest.mark.parametrize("role", Role)
def test_who_gives_seats(role):
    person, member = make.user(role), make.user(Role.BOARD_MEMBER)
    if Capability.ACCOUNTS_MANAGE in ROLES[role]:
        seat = workflow.seat(member, make.group(), by=person)
        after = trail.of_subject(seat).get().after
        assert after == {
            "group": HOUSING,
            "seat": "member",
            "starts_on": TODAY.isoformat(),
            "ends_on": None,
        }
    else:
        with pytest.raises(Refused, match="Only an administrator"):
            workflow.seat(member, make.group(), by=person)


def test_nobody_seats_themselves():
    administrator = make.user(Role.ADMINISTRATOR)

    with pytest.raises(Refused, match="yourself a seat"):
        workflow.seat(administrator, make.group(), by=administrator)


# --- Tasks ----------------------------------------------------------------------------------------
def test_a_task_is_overdue_from_the_day_after_it_was_due():
    task = make.delegated_task(due_on=date(2024, 7, 16))

    assert not task.is_overdue(on=date(2024, 7, 16))
    assert task.is_overdue(on=date(2024, 7, 17))
    assert not DelegatedTask.objects.overdue(on=date(2024, 7, 16))
    assert list(DelegatedTask.objects.overdue(on=date(2024, 7, 17))) == [task]


def test_a_task_that_is_done_is_not_overdue():
    task = make.delegated_task(due_on=TODAY)
    workflow.complete_task(task, by=task.owner)
    task.refresh_from_db()

    assert not task.is_overdue(on=date(2025, 1, 1))
    assert not DelegatedTask.objects.open()


@pytest.mark.parametrize("role", Role)
def test_nobody_without_a_seat_marks_anothers_task_as_done(role):
    with pytest.raises(Refused):
        workflow.complete_task(make.delegated_task(), by=make.user(role))


def test_the_secretary_of_its_board_marks_a_task_as_done():
    task, other = make.delegated_task(), make.secretary("management-team")
    with pytest.raises(Refused):
        workflow.complete_task(task, by=other)
    secretary = make.secretary(task.decision.group.code)
    assert workflow.complete_task(task, by=secretary).completed_by == secretary


def test_a_task_is_done_once():
    task = make.delegated_task()
    workflow.complete_task(task, by=task.owner)

    with pytest.raises(Refused, match="already marked"):
        workflow.complete_task(task, by=task.owner)
    assert trail.of_subject(task).count() == 1


def test_a_task_that_a_plan_fulfilled_first_keeps_its_first_end():
    task = make.delegated_task()
    workflow.complete_task(task, by=task.owner)

    workflow.discharge(task, by=make.user(Role.BOARD_MEMBER))

    task.refresh_from_db()
    assert task.completed_by == task.owner


@pytest.mark.parametrize("role", Role)
def test_who_reads_the_tasks_of_boards(role):
    task, person = make.delegated_task(), make.user(role)
    mine = make.delegated_task(owner=person)
    readable = {task, mine} if Capability.BOARD_READ in ROLES[role] else {mine}

    assert set(DelegatedTask.objects.visible_to(person)) == readable


def test_a_task_goes_to_somebody_who_is_there():
    gone = make.user(Role.OFFICER, is_active=False)

    with pytest.raises(Refused, match="no longer has an account"):
        make.delegated_task(owner=gone)
