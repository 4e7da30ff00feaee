"""What the database itself refuses of restrictions, their lists and handovers."""

import pytest

from carp import clock
from carp.accounts.roles import Role
from tests import make
from tests.refusals import refused_as_null, refused_by
from triggers.models import ListChange, NamedPerson, QuarantinedText, Restriction

pytestmark = pytest.mark.django_db
State = ListChange.State


def change(row, **fields):
    """Past every form and workflow."""
    type(row).objects.filter(pk=row.pk).update(**fields)


def test_report_has_one_restriction_in_force():
    report = make.trigger_report()
    first = make.restriction(report)
    with refused_by("triggers_one_restriction_in_force"):
        make.restriction(report)
    with refused_as_null():
        change(first, report=None)
    change(first, lifted_at=clock.now())
    assert make.restriction(report).pk
    assert Restriction.objects.in_force().count() == 1


def test_restriction_says_why():
    with refused_by("triggers_restriction_says_why"):
        make.restriction(make.trigger_report(), reason="")
    with refused_as_null():
        make.restriction(make.trigger_report(), reason=None)


def test_person_is_named_once():
    made = make.restriction(make.trigger_report())
    with refused_by("triggers_person_named_once"):
        make.named_person(made, made.restricted_by)
    with refused_as_null():
        NamedPerson.objects.create(restriction=made, user=None)


def test_one_change_of_a_list_waits():
    made = make.restriction(make.trigger_report())
    make.list_change(made)
    with refused_by("triggers_one_list_change_waits"):
        make.list_change(made)
    with refused_as_null():
        ListChange.objects.create(restriction=None, kind="lift", proposed_by=made.restricted_by)


@pytest.mark.parametrize(("kind", "named"), [("lift", True), ("add", False), ("remove", False)])
def test_change_of_a_list_names_whom(kind, named):
    made = make.restriction(make.trigger_report())
    person = make.user(Role.SERVICE_MANAGER) if named else None
    with refused_by("triggers_list_change_names_whom"):
        make.list_change(made, kind=kind, person=person)
    with refused_as_null():
        make.list_change(made, kind=None)


@pytest.mark.parametrize("lost", ["decided_at", "decided_by"])
@pytest.mark.parametrize("state", [State.CONFIRMED, State.REFUSED])
def test_decided_change_says_when_and_by_whom(state, lost):
    made = make.list_change(make.restriction(make.trigger_report()))
    decided = {"decided_at": clock.now(), "decided_by": make.user(Role.NOMINATED_OFFICER)}
    with refused_by("triggers_list_change_says_who_decided"):
        change(made, state=state, **decided | {lost: None})
    with refused_by("triggers_list_change_says_who_decided"):
        change(made, **decided)
    with refused_as_null():
        change(made, state=None)


def test_change_of_a_list_is_confirmed_by_another():
    made = make.list_change(make.restriction(make.trigger_report()))
    own = {"decided_at": clock.now(), "decided_by": made.proposed_by}
    with refused_by("triggers_list_change_by_two"):
        change(made, state=State.CONFIRMED, **own)
    change(made, state=State.REFUSED, **own)
    with refused_as_null():
        change(made, proposed_by=None)


def test_one_handover_of_a_report_waits():
    first = make.quarantined_text()
    with refused_by("triggers_one_handover_waits"):
        make.quarantined_text(first.report)
    with refused_as_null():
        change(first, report=None)


def test_handover_has_its_reference():
    with refused_by("triggers_handover_has_reference"):
        make.quarantined_text(safeguarding_reference="")
    with refused_as_null():
        make.quarantined_text(safeguarding_reference=None)


def test_text_is_there_until_confirmed_and_not_a_moment_longer():
    waiting = make.quarantined_text()
    confirmed = {"confirmed_at": clock.now(), "confirmed_by": make.user(Role.SAFEGUARDING_LEAD)}
    for wrong in (
        {"text": ""},
        confirmed,
        confirmed | {"text": "", "confirmed_at": None},
        confirmed | {"text": "", "confirmed_by": None},
    ):
        with refused_by("triggers_text_erased_when_confirmed"):
            change(waiting, **wrong)
    with refused_as_null():
        change(waiting, text=None)
    change(waiting, text="", **confirmed)
    assert not QuarantinedText.objects.waiting().exists()


def test_handover_is_confirmed_by_another():
    waiting = make.quarantined_text()
    own = {"text": "", "confirmed_at": clock.now(), "confirmed_by": waiting.quarantined_by}
    with refused_by("triggers_handover_by_two"):
        change(waiting, **own)
    with refused_as_null():
        change(waiting, quarantined_by=None)
