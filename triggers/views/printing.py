"""Sheets that a reporter prints: a PDF for as long as what it shows may be shown."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from carp.documents import pdf
from carp.documents.report import Report
from carp.web.address import client_network
from triggers.workflow import LimitReached, limits

INSTEAD = "A PDF cannot be made just now. Print this page instead: it says the same."


def printed(request: HttpRequest, sheet: Report, *, back: str) -> HttpResponse:
    """The sheet as a PDF; where none can be made, or too many were, the page to print instead."""
    try:
        # Drawing takes most of a second, so it is a door like the others.
        network = client_network(request)
        limits.take("print", network=network, most=settings.REPORTS_AN_HOUR_AT_MOST)
        content = pdf.render_sheet(sheet)
    except (LimitReached, pdf.PdfUnavailable):
        messages.info(request, INSTEAD)
        return redirect(back)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{sheet.reference}.pdf"'},
    )
