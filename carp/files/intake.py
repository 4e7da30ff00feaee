"""One file from a form: looked at, cleaned, and ready to be stored."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from carp.files import images, kinds, names, pdf, scanner, text
from carp.files.kinds import PDF, Kind
from carp.files.refusals import NoRoom, Unfit
from carp.files.uploads import MOST_BYTES, Upload

TOO_LARGE = "is larger than 10 MB. Make it smaller, or send a part of it."
NO_ROOM = (
    "could not be kept: our disk is full just now. Nothing that you typed is lost. Try again "
    "later, or go on without it."
)


@dataclass(frozen=True)
class Received:
    """What is kept of a file."""

    name: str
    kind: Kind
    content: bytes


def receive(upload: UploadedFile) -> Received:
    """The file as it may be kept; raises NotTaken with the sentence that follows its name."""
    if isinstance(upload, Upload) and upload.cut_by_full_disk:
        raise NoRoom(NO_ROOM)
    if (upload.size or 0) > MOST_BYTES:
        raise Unfit(TOO_LARGE)
    content = upload.read()
    if not content:
        raise Unfit("is empty.")
    kind = kinds.of(content, name=upload.name or "", claimed=upload.content_type or "")
    scanner.require_clean(content)
    return Received(names.shown(upload.name or ""), kind, _cleaned(content, kind))


def _cleaned(content: bytes, kind: Kind) -> bytes:
    if kind.is_picture:
        return images.redrawn(content, kind)
    if kind is PDF:
        pdf.look_at(content)
    else:
        text.look_at(content, kind)
    return content
