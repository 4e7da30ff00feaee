"""Giving a file out: always as a download, never as a page of ours (quality T6)."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from carp.files.kinds import Kind


def attachment(content: bytes, *, name: str, kind: Kind) -> HttpResponse:
    """The bytes under their shown name (RFC 6266).

    The policy matters where a browser opens it all the same: no script runs, nothing is fetched.
    """
    return HttpResponse(
        content,
        content_type=kind.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "no-store",
        },
    )
