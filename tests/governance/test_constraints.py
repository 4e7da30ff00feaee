"""The database itself refuses what no board, meeting or decision may be, NULL included."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from carp import clock
from carp.accounts.roles import Role
from carp.governance.models import (
    Attendance,
    Decision,
    DelegatedTask,
    Group,
    Interest,
    Meeting,
    Membership,
)
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = pytest.mark.django_db


def new_group(**changes):
    return Group.objects.create(
        **{"code": "new", "name": "New", "kind": "board", "quorum": 1} | changes
    )


def test_a_quorum_is_at_least_one():
    with refused_by("governance_quorum_of_one"):
        new_group(quorum=0)
    with refused_as_null():
        new_group(quorum=None)


@pytest.mark.parametrize(("least", "most"), [(28, 7), (28, None), (None, 28)])
def test_a_cadence_is_in_order_or_not_given(least, most):
    with refused_by("governance_cadence_in_order"):
        new_group(cadence_min_days=least, cadence_max_days=most)


def test_a_cadence_may_be_left_open():
    assert new_group(cadence_min_days=None, cadence_max_days=None).pk


def seat(**changes):
    given = {"group": make.group(), "starts_on": date(2024, 5, 1)}
    if "user" not in changes:
        given["user"] = make.user(Role.BOARD_MEMBER)
    return Membership.objects.create(**given | changes)


def test_a_seat_begins_once():
    first = seat()
    with refused_by("governance_one_seat_a_term"):
        seat(user=first.user)


def test_a_term_ends_after_it_begins():
    with refused_by("governance_term_in_order"):
        seat(ends_on=date(2024, 4, 30))
    with refused_as_null():
        seat(starts_on=None)
    assert seat(ends_on=None).pk


def test_a_seat_is_known():
    with refused_by("governance_known_seat"):
        seat(seat="guest")
    with refused_as_null():
        seat(seat=None)


def test_a_group_meets_once_a_day_unless_that_meeting_was_cancelled():
    first = make.meeting(on=date(2026, 1, 6))
    with refused_by("governance_one_meeting_a_day"):
        make.meeting(on=date(2026, 1, 6))
    Meeting.objects.filter(pk=first.pk).update(state="cancelled")
    assert make.meeting(on=date(2026, 1, 6)).pk


def test_the_state_of_a_meeting_is_known():
    with refused_by("governance_known_meeting_state"):
        make.meeting(state="perhaps")
    with refused_as_null():
        make.meeting(state=None)


def decision(**changes):
    """A draft, written to the table as it is."""
    person = make.user(Role.BOARD_MEMBER)
    given = {
        "group": make.group(),
        "kind": "note",
        "subject_type": "accounts.user",
        "subject_id": person.pk,
        "subject_name": "A person",
        "decided_on": clock.today(),
        "reasons": "Reasons.",
        "alternatives": "None.",
        "conflicts": "None.",
        "quorum": 3,
        "drafted_by": person,
        "meeting": make.todays_meeting(),
    }
    return Decision.objects.create(**given | changes)


def confirmed(**changes):
    """A confirmed decision, written to the table as it is."""
    given = {
        "state": "confirmed",
        "confirmed_by": make.user(Role.BOARD_MEMBER),
        "confirmed_at": clock.now(),
        "votes_for": 3,
    }
    return decision(**given | changes)


@pytest.mark.parametrize("field", ["reasons", "alternatives", "conflicts"])
def test_a_decision_gives_its_reasons(field):
    with refused_by("governance_decision_gives_reasons"):
        decision(**{field: ""})
    with refused_as_null():
        decision(**{field: None})


def test_the_state_of_a_decision_is_known():
    with refused_by("governance_known_decision_state"):
        decision(state="perhaps", one_step=True)
    with refused_as_null():
        decision(state=None)


def test_a_board_has_one_draft_about_a_thing():
    first = decision()
    with refused_by("governance_one_draft_a_subject"):
        decision(subject_id=first.subject_id)
    assert confirmed(subject_id=first.subject_id)


def test_a_decision_is_confirmed_by_somebody_else():
    member = make.user(Role.BOARD_MEMBER)
    with refused_by("governance_confirmed_by_another"):
        confirmed(drafted_by=member, confirmed_by=member)
    for missing in ("confirmed_by", "confirmed_at"):
        with refused_by("governance_confirmed_by_another"):
            confirmed(**{missing: None})
    with refused_by("governance_confirmed_by_another"):
        confirmed(state="draft")


@pytest.mark.parametrize(
    ("votes_for", "votes_against", "casting", "carried"),
    [
        (3, 0, False, True),
        (2, 2, False, False),
        (2, 2, True, True),
        (3, 1, True, False),
        (1, 3, False, False),
    ],
)
def test_a_decision_is_carried_by_the_votes(votes_for, votes_against, casting, carried):
    votes = {"votes_for": votes_for, "votes_against": votes_against, "casting_vote": casting}
    if carried:
        assert confirmed(**votes)
        return
    with refused_by("governance_confirmed_is_carried"):
        confirmed(**votes)


def test_a_decision_has_its_quorum():
    with refused_by("governance_confirmed_is_quorate"):
        confirmed(votes_for=2)
    assert confirmed(votes_for=2, abstentions=1)
    with refused_as_null():
        confirmed(votes_for=None)


@pytest.mark.parametrize(
    ("paragraph", "why"), [(3, ""), (None, "Because."), (0, "Because."), (8, "Because.")]
)
def test_an_exemption_names_its_paragraph_and_why(paragraph, why):
    with refused_by("governance_exempt_says_why"):
        decision(exempt_paragraph=paragraph, public_interest=why)
    assert decision(exempt_paragraph=7, public_interest="It would warn them.")


def test_between_meetings_it_is_urgent_and_was_put_to_the_members():
    with refused_by("governance_between_meetings_is_urgent"):
        decision(meeting=None)
    with refused_by("governance_between_meetings_is_urgent"):
        decision(urgency="At once.")
    with refused_by("governance_between_meetings_is_urgent"):
        confirmed(meeting=None, urgency="At once.")
    assert confirmed(meeting=None, urgency="At once.", opened_at=clock.now())


def test_a_correction_says_what_and_why():
    first = confirmed()
    with refused_by("governance_correction_says_why"):
        decision(supersedes=first)
    with refused_by("governance_correction_says_why"):
        decision(correction="A slip.")


def test_a_decision_is_superseded_once():
    first = confirmed()
    confirmed(supersedes=first, correction="A slip.")
    with refused_by("governance_superseded_once"):
        confirmed(supersedes=first, correction="Another.")


def test_only_what_was_decided_between_meetings_is_noted():
    with refused_by("governance_only_urgent_is_noted"):
        confirmed(noted_in=make.todays_meeting())
    urgent = {"meeting": None, "urgency": "At once.", "opened_at": clock.now()}
    assert confirmed(noted_in=make.todays_meeting(), **urgent)


def refused(**changes):
    """A change of all decisions that the guard refuses."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Decision.objects.update(**changes)


def test_a_draft_may_change_and_a_confirmed_decision_never_does():
    draft = decision()
    assert Decision.objects.filter(pk=draft.pk).update(reasons="Others.", votes_for=4)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        draft.delete()

    confirmed_one = confirmed()
    Decision.objects.filter(pk=draft.pk).update(state="withdrawn")
    for change in (
        {"reasons": "Others."},
        {"follow_up": {"onward": "x"}},
        {"votes_for": 9},
        {"confirmed_by": make.user(Role.BOARD_MEMBER)},
        {"state": "draft"},
        {"state": "confirmed", "kind": "approve"},
        {"one_step": True},
    ):
        refused(**change)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        confirmed_one.delete()


def test_a_confirmed_decision_is_superseded_and_nothing_else():
    made = confirmed()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(state="withdrawn")
    assert Decision.objects.filter(pk=made.pk).update(state="superseded")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(state="confirmed")


def test_what_was_noted_stays_noted():
    urgent = {"meeting": None, "urgency": "At once.", "opened_at": clock.now()}
    made = confirmed(**urgent)
    assert Decision.objects.filter(pk=made.pk).update(noted_in=make.todays_meeting())
    refused(noted_in=None)


def test_a_person_has_one_part_in_a_decision():
    made = decision()
    Attendance.objects.create(decision=made, user=made.drafted_by, part="for")
    with refused_by("governance_one_part_a_decision"):
        Attendance.objects.create(decision=made, user=made.drafted_by, part="recused")


def test_a_part_is_known():
    made = decision()
    with refused_by("governance_known_part"):
        Attendance.objects.create(decision=made, user=made.drafted_by, part="late")
    with refused_as_null():
        Attendance.objects.create(decision=made, user=made.drafted_by, part=None)


def test_the_votes_of_a_draft_may_change_and_those_of_a_decision_never_do():
    made = decision()
    Attendance.objects.create(decision=made, user=made.drafted_by, part="for")
    assert Attendance.objects.update(part="recused")
    Decision.objects.update(
        state="confirmed",
        confirmed_by=make.user(Role.BOARD_MEMBER),
        confirmed_at=clock.now(),
        votes_for=3,
    )

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Attendance.objects.update(part="against")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Attendance.objects.all().delete()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Attendance.objects.create(decision=made, user=make.user(), part="for")


@pytest.mark.parametrize("missing", ["completed_at", "completed_by"])
def test_a_task_that_is_done_says_when_and_by_whom(missing):
    task = make.delegated_task()
    done = {"completed_at": clock.now(), "completed_by": task.owner} | {missing: None}
    with refused_by("governance_task_completed_pair"):
        DelegatedTask.objects.filter(pk=task.pk).update(**done)


# --- Agendas, attendance and interests ------------------------------------------------------------
def test_a_thing_is_once_on_an_agenda_unless_it_was_put_off():
    first = make.agenda_item(subject_type="triggers.referral", subject_id=1)
    twin = {"subject_type": "triggers.referral", "subject_id": 1}
    with refused_by("governance_once_on_an_agenda"):
        make.agenda_item(first.meeting, **twin)
    assert make.agenda_item(first.meeting, state="deferred", reason="Ill.", **twin).pk
    assert make.agenda_item(first.meeting).pk
    assert make.agenda_item(first.meeting).pk


def test_an_item_has_a_title():
    with refused_by("governance_item_has_title"):
        make.agenda_item(title="")
    with refused_as_null():
        make.agenda_item(title=None)


@pytest.mark.parametrize(("label", "key"), [("triggers.referral", None), ("", 1)])
def test_an_item_names_its_subject_whole(label, key):
    with refused_by("governance_item_subject_whole"):
        make.agenda_item(subject_type=label, subject_id=key)
    with refused_as_null():
        make.agenda_item(subject_type=None)


@pytest.mark.parametrize(
    ("state", "reason"), [("deferred", ""), ("listed", "Ill."), ("lost", "Ill.")]
)
def test_an_item_that_is_put_off_says_why(state, reason):
    with refused_by("governance_item_known_state"):
        make.agenda_item(state=state, reason=reason)
    with refused_as_null():
        make.agenda_item(state=None)


def test_a_person_has_one_part_in_a_meeting():
    first = make.meeting_attendance()
    with refused_by("governance_one_part_a_meeting"):
        make.meeting_attendance(first.meeting, user=first.user)


def test_a_part_in_a_meeting_is_known():
    with refused_by("governance_known_attendance"):
        make.meeting_attendance(part="asleep")
    with refused_as_null():
        make.meeting_attendance(part=None)


def test_an_interest_in_a_thing_is_declared_once_until_it_ends():
    first = make.interest()
    twin = {"subject_id": first.subject_id, "user": first.user}
    with refused_by("governance_interest_declared_once"):
        make.interest(**twin)
    Interest.objects.update(ended_on=clock.today(), ended_by=first.user)
    assert make.interest(**twin).pk


@pytest.mark.parametrize("field", ["nature", "subject_type", "subject_name"])
def test_an_interest_says_what_it_is(field):
    with refused_by("governance_interest_says_what"):
        make.interest(**{field: ""})
    with refused_as_null():
        make.interest(**{field: None})


def test_an_interest_ends_by_somebody_after_it_was_declared():
    user = make.user(Role.BOARD_MEMBER)
    for changes in (
        {"ended_on": clock.today()},
        {"ended_by": user},
        {"ended_on": clock.today() - timedelta(days=1), "ended_by": user},
    ):
        with refused_by("governance_interest_ended_pair"):
            make.interest(**changes)


def test_what_was_declared_is_frozen():
    interest = make.interest()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(nature="Nothing.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).delete()
