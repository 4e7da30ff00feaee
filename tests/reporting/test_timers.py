"""The tick that asks what is due, from beat and by hand."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from carp import clock
from carp.outbox.models import OutboxItem
from reporting import timers
from reporting.models import ReportRun
from tests import make

pytestmark = pytest.mark.django_db


def test_the_tick_asks_for_both_reports_once():
    with clock.at(datetime(2031, 4, 1, 0, 1)):
        timers.due()
        timers.due()

    asked = set(ReportRun.objects.values_list("kind", "period", "version"))
    assert asked == {("quarterly", "2030/31 Q4", 1), ("annual", "2030/31", 1)}


def test_the_command_does_what_the_tick_does():
    with clock.at(datetime(2031, 4, 1, 0, 1)):
        first, second = StringIO(), StringIO()
        call_command("reports_due", stdout=first)
        call_command("reports_due", stdout=second)

    assert first.getvalue().splitlines() == [
        "RUN-2031-0001: Progress & Delivery report, 2030/31 Q4",
        "RUN-2031-0002: Annual committee report, 2030/31",
    ]
    assert second.getvalue() == "Nothing is due.\n"


def test_the_tick_goes_on_while_a_person_has_the_report_of_a_part_made():
    with clock.at(datetime(2031, 3, 30, 9)):
        early = make.report_run(period="2030/31 Q4")
        OutboxItem.objects.update(state="dead", finished_at=clock.machine_now())
    with clock.at(datetime(2031, 4, 1, 0, 1)):
        timers.due()
        assert set(ReportRun.objects.values_list("kind", "version")) == {
            ("quarterly", 1),
            ("annual", 1),
        }
        assert OutboxItem.objects.filter(payload__run=early.pk).count() == 2
        ReportRun.objects.filter(pk=early.pk).update(state=ReportRun.State.FAILED)
        timers.due()

    whole = ReportRun.objects.get(kind="quarterly", version=2)
    assert (whole.ends_on, whole.requested_by) == (date(2031, 3, 31), None)
