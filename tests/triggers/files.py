"""Sending files as a browser does, byte by byte, hostile names included."""

from collections.abc import Mapping, Sequence

from django.core.files.storage import default_storage
from django.test import Client

from triggers.models import EvidenceFile

BOUNDARY = "----of-these-tests"
Sent = tuple[str, str, bytes]


def multipart(
    fields: Mapping[str, str | list[str]], files: Sequence[Sent], name: str = "evidence_files"
) -> tuple[bytes, str]:
    """The body and the content type of a form."""
    parts = [
        (f'form-data; name="{field}"', "", each.encode())
        for field, value in fields.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    for filename, claims, content in files:
        quoted = filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        kind = f"Content-Type: {claims}\r\n" if claims else ""
        parts.append((f'form-data; name="{name}"; filename="{quoted}"', kind, content))
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: {head}\r\n{kind}\r\n".encode() + content + b"\r\n"
        for head, kind, content in parts
    )
    return body + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def post(
    client: Client,
    path: str,
    files: Sequence[Sent],
    *,
    chosen_in: str = "evidence_files",
    **fields: str | list[str],
):
    """Send a form with files."""
    return client.generic("POST", path, *multipart(fields, files, chosen_in))


def stored(file: EvidenceFile) -> bytes:
    """The bytes that were kept."""
    with default_storage.open(file.stored_as) as kept:
        return kept.read()
