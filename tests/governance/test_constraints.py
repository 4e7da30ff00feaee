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
        "recorded_by": person,
    }
    return Decision.objects.create(**given | changes)


@pytest.mark.parametrize("field", ["reasons", "alternatives", "conflicts"])
def test_a_decision_gives_its_reasons(field):
    with refused_by("governance_decision_gives_reasons"):
        decision(**{field: ""})
    with refused_as_null():
        decision(**{field: None})


def test_a_decision_is_never_changed():
    made = decision()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Decision.objects.update(reasons="Others.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        made.delete()


def test_a_person_has_one_part_in_a_decision():
    made = decision()
    Attendance.objects.create(decision=made, user=made.recorded_by, part="present")
    with refused_by("governance_one_part_a_decision"):
        Attendance.objects.create(decision=made, user=made.recorded_by, part="recused")


def test_a_part_is_known():
    made = decision()
    with refused_by("governance_known_part"):
        Attendance.objects.create(decision=made, user=made.recorded_by, part="late")
    with refused_as_null():
        Attendance.objects.create(decision=made, user=made.recorded_by, part=None)


def test_an_attendance_is_never_changed():
    made = decision()
    Attendance.objects.create(decision=made, user=made.recorded_by, part="present")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Attendance.objects.update(part="recused")


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
