"""By which day a report is to be assessed: the council's service level for its urgency."""

from datetime import date
from typing import Any

from carp import clock
from carp.council import packs
from carp.council.calendar import add_working_days
from carp.council.pack import Pack
from triggers.models import TriggerReport

DUE_FIELDS = ("assess_due_on", "first_due_on")


def due_from(on: date, *, urgency: str, in_danger: bool, pack: Pack) -> date:
    """Where anybody is in danger, as soon as what is most urgent (listed first)."""
    code = urgency if not in_danger else pack.urgencies[0].code
    return add_working_days(on, int(pack.item("urgencies", code).assess_within_working_days))


def promise_anew(report: TriggerReport) -> dict[str, Any]:
    """Another day for a report that is taken up again; the day before, for the audit row.

    Its first day stays with it: by that the reports measure whether it was assessed in time.
    """
    before, pack = report.assess_due_on, packs.current()
    if report.urgency not in pack.items("urgencies"):  # a council's list may have changed since
        pack = packs.of(report.council_pack_id)
    report.first_due_on = report.first_due_on or before
    report.assess_due_on = due_from(
        clock.today(), urgency=report.urgency, in_danger=report.immediate_danger, pack=pack
    )
    return {"assess_due_on": before}
