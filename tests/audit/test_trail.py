"""The audit trail: written with the change, never altered, and the first broken row is named."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from carp.accounts.roles import Capability, Role
from carp.audit import trail
from carp.audit.models import AuditEvent, ChainHead, ErasableReason
from tests import make
from tests.concurrency import race
from tests.database import guards_lifted
from tests.refusals import refused_by

ATTEMPTS_TO_CHANGE = [
    "UPDATE audit_auditevent SET reason = 'otherwise'",
    "DELETE FROM audit_auditevent",
]
ONLY_SQLITE = [
    "REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent",
    "INSERT OR REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent",
]
ONLY_POSTGRES = [
    "TRUNCATE audit_auditevent CASCADE",
    "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent "
    "ON CONFLICT (sequence) DO UPDATE SET reason = 'otherwise'",
]


def _record(**more):
    person = make.user(Role.OFFICER)
    with transaction.atomic():
        return trail.record("test.act", person, by=person, **more)


@pytest.mark.django_db
def test_record_keeps_who_what_when_by_which_right_and_why():
    person = make.user(Role.NOMINATED_OFFICER, name="Officer A", post="Community officer")

    with transaction.atomic():
        event = trail.record(
            "test.act",
            person,
            by=person,
            capability=Capability.TRIGGER_TRIAGE,
            before={"status": "received"},
            after={"status": "assessed"},
            reason="Because.",
        )

    event.refresh_from_db()
    assert (event.by, event.by_name) == (person, "Officer A, Community officer")
    assert (event.action, event.capability) == ("test.act", "trigger.triage")
    assert (event.subject_type, event.subject_id) == ("accounts.user", str(person.pk))
    assert (event.before, event.after) == ({"status": "received"}, {"status": "assessed"})
    assert event.reason == "Because."
    assert list(trail.of_subject(person)) == [event]


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    person = make.user()
    with pytest.raises(trail.NotInTransaction):
        trail.record("test.act", person, by=person)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_event():
    before = AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        person = make.user()
        trail.record("test.act", person, by=person)
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == before
    assert trail.first_broken_row() is None


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [*ATTEMPTS_TO_CHANGE, *ONLY_SQLITE, *ONLY_POSTGRES])
def test_database_refuses_to_alter_the_trail(statement):
    here = ONLY_POSTGRES if connection.vendor == "postgresql" else ONLY_SQLITE
    if statement not in [*ATTEMPTS_TO_CHANGE, *here]:
        return  # the other database's own statement
    _record()
    connection.check_constraints()  # PostgreSQL truncates nothing while a check is pending
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_verify_finds_the_trail_whole(capsys):
    for number in range(3):
        _record(reason=f"{number}")
    call_command("audit", "verify")
    assert f"{AuditEvent.objects.count()} rows" in capsys.readouterr().out


def _broken_by(change):
    events = [_record(reason=f"{number}") for number in range(4)]
    with guards_lifted():
        change(events)
    return events


@pytest.mark.django_db(transaction=True)
def test_verify_names_a_row_whose_content_was_changed():
    events = _broken_by(
        lambda rows: AuditEvent.objects.filter(pk=rows[1].pk).update(reason="otherwise")
    )
    assert trail.first_broken_row() == (
        events[1].sequence,
        "the row's content is not what was recorded",
    )
    with pytest.raises(CommandError, match=f"Row {events[1].sequence} of the audit trail"):
        call_command("audit", "verify")


@pytest.mark.django_db(transaction=True)
def test_verify_names_a_row_that_was_taken_out():
    events = _broken_by(lambda rows: AuditEvent.objects.filter(pk=rows[2].pk).delete())
    assert trail.first_broken_row() == (events[2].sequence, "the row is missing")


@pytest.mark.django_db(transaction=True)
def test_verify_names_a_row_that_was_cut_from_the_end():
    events = _broken_by(lambda rows: AuditEvent.objects.filter(pk=rows[3].pk).delete())
    assert trail.first_broken_row() == (
        events[3].sequence,
        "the chain's head names a row that is not there",
    )


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_one_chain():
    people = [make.user() for _ in range(8)]

    def write(person):
        for _ in range(10):
            with transaction.atomic():
                trail.record("test.act", person, by=person)

    before = AuditEvent.objects.count()
    outcomes = race(*[lambda person=person: write(person) for person in people])

    assert outcomes == [None] * 8
    assert AuditEvent.objects.count() == before + 80
    assert trail.first_broken_row() is None


@pytest.mark.django_db
def test_the_chain_has_one_head_only():
    with refused_by("audit_one_head"):
        ChainHead.objects.create(pk=2, hash="x")


@pytest.mark.django_db
def test_events_are_numbered_from_one():
    event = _record()
    for sequence in (0, -1):
        event.sequence, event.hash = sequence, f"{sequence}"
        with refused_by("audit_sequence_positive"):
            event.save(force_insert=True)


# --- Reasons beside the chain -------------------------------------------------------------------
@pytest.mark.django_db
def test_reason_that_may_be_erased_stands_beside_the_chain_which_vouches_for_it():
    event = _record(reason="She rang.", erasable=True, after={"status": "closed"})
    event = AuditEvent.objects.get(pk=event.pk)
    assert (event.why, event.reason) == ("She rang.", "")
    assert set(event.after) == {"status", trail.DIGEST}
    assert "She rang." not in str(event.after)
    assert _record(erasable=True).why == ""
    assert _record(reason="Kept.").why == "Kept."
    assert trail.first_broken_row() is None


@pytest.mark.django_db
def test_erased_reason_leaves_the_chain_whole():
    events = [_record(reason=f"{number}", erasable=True) for number in range(3)]
    wanted = AuditEvent.objects.filter(pk__in=[event.pk for event in events[:2]])
    assert trail.erase_reasons(wanted) == ["0", "1"]
    assert trail.erase_reasons(wanted) == []
    assert [event.why for event in AuditEvent.objects.filter(action="test.act")] == ["", "", "2"]
    assert trail.first_broken_row() is None


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"text": "Otherwise."}, {"salt": "other"}, {"event_id": -1}])
def test_reason_can_be_erased_but_not_rewritten(changed):
    kept = ErasableReason.objects.filter(event=_record(reason="She rang.", erasable=True))
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        kept.update(**changed)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        kept.delete()
    kept.update(text="", salt="")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        kept.update(text="Written again.", salt="salt")


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["text", "salt"])
def test_reason_is_erased_with_its_salt(lost):
    kept = ErasableReason.objects.filter(event=_record(reason="She rang.", erasable=True))
    with refused_by("audit_reason_erased_with_its_salt"):
        kept.update(**{lost: ""})


@pytest.mark.django_db(transaction=True)
def test_verify_names_a_reason_that_was_put_in_the_place_of_another():
    event = _record(reason="She rang.", erasable=True)
    with guards_lifted():
        ErasableReason.objects.update(text="Otherwise.")
    assert trail.first_broken_row() == (event.sequence, "its reason is not the one that was given")
