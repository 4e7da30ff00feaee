"""The papers of a meeting: one pack for each reader, as a page and as a PDF."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from actionplans.views.meetings import meeting_or_404
from actionplans.views.pack import COLOPHON, pack
from carp import clock
from carp.audit import trail
from carp.documents import html, pdf
from carp.web.requests import Request

KEPT_SECONDS = 600
INSTEAD = "A PDF cannot be made just now. Print this page instead: it says the same."


@require_safe
def papers(request: Request, code: str, key: int) -> HttpResponseBase:
    """The pack on one page, to read on a tablet."""
    meeting = meeting_or_404(request, code, key)
    part = html.part(pack(meeting, request.user), colophon=COLOPHON)
    context = {"group": meeting.group, "meeting": meeting, "part": part}
    return render(request, "boards/papers.html", context)


@require_safe
def papers_pdf(request: Request, code: str, key: int) -> HttpResponseBase:
    """The pack as a tagged PDF; the same file for ten minutes unless something is recorded."""
    meeting = meeting_or_404(request, code, key)
    name = f"boards.pack:{key}:{request.user.pk}:{clock.today()}:{trail.position()}"
    content = cache.get(name)
    if content is None:
        try:
            content = pdf.render(pack(meeting, request.user), colophon=COLOPHON)
        except pdf.PdfUnavailable:
            messages.info(request, INSTEAD)
            return redirect("boards:papers", code, key)
        cache.set(name, content, KEPT_SECONDS)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{code}-{meeting.on}-papers.pdf"'},
    )
