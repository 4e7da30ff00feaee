"""What a registered partner sees of the reports of their organisation (policy 8.5, Walsall 3.5).

How they are getting on, what their people are told and what was decided: no assessment, no notes,
no messages, and not who of them reported it.
"""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from carp.accounts.models import User
from carp.web.requests import Request
from triggers import permissions, receipts, selectors
from triggers.models import TriggerReport
from triggers.models.reports import TriggerReportQuerySet
from triggers.views.mine import OwnReports, said

CONTACT = "How to reach you"


class OrganisationReports(OwnReports):
    """The same list, of all the people of one organisation."""

    caption = "Reports of your organisation"
    leads_to = "triggers:organisation-report"
    empty = "Nobody of your organisation has reported a concern yet."


@require_safe
def organisation_list(request: Request) -> HttpResponseBase:
    context = {"organisation": request.user.organisation}
    rows = _of_organisation(request)
    return OrganisationReports(request, rows).response("triggers/organisation_list.html", context)


@require_safe
def organisation_report(request: Request, reference: str) -> HttpResponse:
    """A report of one's organisation; any other is not found."""
    rows = _of_organisation(request).select_related("area", "contact")
    report = get_object_or_404(rows, reference=reference)
    told = receipts.told(
        report.status, assess_due_on=report.assess_due_on, close_reason=report.close_reason
    )
    context = {
        "report": report,
        "told": told,
        "outcome": selectors.outcome(report),
        "rows": [row for row in said(report) if row[0] != CONTACT],
    }
    return render(request, "triggers/organisation_report.html", context)


def _of_organisation(request: Request) -> TriggerReportQuerySet:
    """Refused, with whom to ask, from the day after the agreement has ended.

    By the keys of its people: the planner knows from them how few reports there are.
    """
    permissions.can_read_organisation(request.user).require()
    visible = TriggerReport.objects.visible_to(request.user)
    people = User.objects.filter(organisation=request.user.organisation_id)
    return visible.filter(submitted_by__in=list(people.values_list("pk", flat=True)))
