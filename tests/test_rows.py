"""Rows added by a statement that is remembered are the rows that Django would add."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from carp import clock, rows
from carp.audit.models import AuditEvent
from tests import make
from triggers.models import TriggerCategory, TriggerReport

pytestmark = pytest.mark.django_db


def event(sequence, **fields):
    given = {
        "sequence": sequence,
        "at": clock.now(),
        "by": make.user(),
        "by_name": "Somebody, Officer",
        "action": "tests.add",
        "subject_type": "tests.row",
        "subject_id": "1",
        "subject_name": "A row",
        "before": {"status": "née", "when": None},
        "after": {"list": [1, 2.5, True], "text": 'quotes " and \\ and %s'},
        "previous_hash": "0" * 64,
        "hash": f"{sequence:064}",
    }
    return AuditEvent(**given | fields)


def test_a_row_reads_as_one_that_was_saved():
    added, saved = event(9001), event(9002, hash="f" * 64)
    rows.add(added)
    saved.save(force_insert=True)
    names = [field.attname for field in AuditEvent._meta.concrete_fields]
    for one in (added, saved):
        read = AuditEvent.objects.get(pk=one.pk)
        assert {name: getattr(read, name) for name in names} == {
            name: getattr(one, name) for name in names
        }
    assert not added._state.adding
    assert added._state.db == saved._state.db


def test_rows_are_added_by_one_statement_and_get_their_keys_in_order():
    report = make.trigger_report()
    TriggerCategory.objects.all().delete()
    codes = ["older-people", "young-people", "transport"]
    made = [TriggerCategory(report=report, code=code) for code in codes]
    with CaptureQueriesContext(connection) as captured:
        rows.add(*made)
        rows.add()
    assert len(captured) == 1
    assert list(TriggerCategory.objects.order_by("pk").values_list("pk", "code")) == [
        (row.pk, row.code) for row in made
    ]


def test_what_the_database_refuses_is_raised_and_ends_the_transaction():
    first = make.trigger_report()
    twin = TriggerReport.objects.get(pk=first.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        try:
            rows.add(twin)
        finally:
            assert connection.needs_rollback
    assert TriggerReport.objects.get() == first


def test_rows_that_are_there_already_are_left_as_they_are():
    report = make.trigger_report()
    TriggerCategory.objects.all().delete()
    numbers = range(rows.AT_ONCE + 1)
    rows.add(TriggerCategory(report=report, code="code 1"))
    kept = TriggerCategory.objects.get()
    with CaptureQueriesContext(connection) as captured:
        rows.add_missing([TriggerCategory(report=report, code=f"code {n}") for n in numbers])
        rows.add_missing([])
    assert len(captured) == 2
    assert TriggerCategory.objects.get(code="code 1") == kept
    assert TriggerCategory.objects.count() == len(numbers)


def test_what_is_wrong_with_a_missing_row_is_raised():
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.add_missing([TriggerCategory(report_id=None, code="transport")])


def test_what_is_said_together_is_kept_and_the_last_of_it_counted():
    report = make.trigger_report()
    TriggerCategory.objects.all().delete()
    message = rows.Message(TriggerReport)
    message.add(*(TriggerCategory(report=report, code=code) for code in ("older", "younger; 100%")))
    message.add()
    message.add_missing(TriggerCategory(report=report, code="older"))
    message.add(event(9003))
    message.say("UPDATE triggers_triggercategory SET code = %s WHERE report_id = %s", ["x", 0])
    message.say('UPDATE triggers_triggerreport SET "where" = %s WHERE id = %s', ["Y", report.pk])
    with CaptureQueriesContext(connection) as captured:
        assert message.send() == 1
    assert len(captured) == (1 if connection.vendor == "postgresql" else 5)
    assert set(TriggerCategory.objects.values_list("code", flat=True)) == {"older", "younger; 100%"}
    assert AuditEvent.objects.get(pk=9003).after["list"] == [1, 2.5, True]
    report.refresh_from_db()
    assert report.where == "Y"


def test_of_what_is_said_together_nothing_stays_where_a_part_is_refused():
    report = make.trigger_report()
    TriggerCategory.objects.all().delete()
    message = rows.Message(TriggerReport)
    message.add(TriggerCategory(report=report, code="older"))
    message.add(TriggerCategory(report=report, code="older"))
    message.add(event(9004))
    with pytest.raises(IntegrityError), transaction.atomic():
        try:
            message.send()
        finally:
            assert connection.needs_rollback
    assert not TriggerCategory.objects.exists()
    assert not AuditEvent.objects.filter(pk=9004).exists()
