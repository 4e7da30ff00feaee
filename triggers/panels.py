"""The reports about a community, on its page of the register (policy 6.3)."""

from typing import Any

from django.urls import reverse

from carp.accounts.models import User
from carp.council import packs
from carp.web.formats import day
from carp.web.tables import Column, Link
from register import panels
from register.models import Community
from triggers import documents, gatherings, permissions, selectors
from triggers.filters import STATUS_TAGS, urgency_tag
from triggers.models import TriggerReport

COLUMNS = (Column("Reference"), Column("Received"), Column("Urgency"), Column("Status"))


def reports(community: Community, user: User) -> dict[str, Any] | None:
    """The newest reports that the person may read; left out for whoever may read none."""
    if not permissions.can_read_queue(user):
        return None
    found = selectors.reports_of(community, user)
    shown = found[: selectors.REPORTS_SHOWN]
    return {
        "head": COLUMNS,
        "rows": [_row(report) for report in shown],
        "more": len(found) > len(shown),
    }


def _row(report: TriggerReport) -> tuple[Any, ...]:
    return (
        Link(report.reference, reverse("triggers:triage-detail", args=[report.reference])),
        day(report.received_at),
        urgency_tag(report.urgency),
        STATUS_TAGS[TriggerReport.Status(report.status)],
    )


def adding_up(community: Community, user: User) -> dict[str, Any] | None:
    """Whether the reports about it add up; only where they do (policy 6.2)."""
    if not permissions.can_read_gatherings(user):
        return None
    concern, months = gatherings.with_months(gatherings.of_community(community), user)
    if not concern.adds_up:
        return None
    picture = documents.months_chart(months)
    return {"concern": concern, "picture": picture, "recurrence": packs.current().recurrence}


panels.add(panels.Panel("adding-up", "Adding up", "triggers/_adding_up.html", adding_up, 9))
panels.add(panels.Panel("reports", "Reports", "triggers/_community_reports.html", reports, 10))
