"""The database itself refuses what no board, meeting or decision may be, NULL included."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from carp import clock
from carp.accounts.roles import Role
from carp.governance.models import (
    Attendance,
    Decision,
    DelegatedTask,
    Group,
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
