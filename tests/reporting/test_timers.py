"""The tick that asks what is due, from beat and by hand."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from carp import clock
from reporting import timers
from reporting.models import ReportRun

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
