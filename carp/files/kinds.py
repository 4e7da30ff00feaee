"""The five kinds of file that are taken, told by their bytes (quality T6).

The name's ending and the kind that the browser claims must agree with the bytes: a file that says
two things at once is meant for a reader that believes the other one.
"""

from dataclasses import dataclass

from carp.files.names import ending
from carp.files.refusals import Unfit

TAKEN = "a picture (JPEG or PNG), a PDF, a CSV or a plain text file"
# Some browsers know nothing of a kind, and say so.
UNSURE = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name for people, what it begins with, how it may be named."""

    code: str
    label: str
    content_type: str
    endings: frozenset[str]
    starts: bytes = b""
    also_claimed: frozenset[str] = frozenset()

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


JPEG = Kind(
    "jpeg",
    "JPEG picture",
    "image/jpeg",
    frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    b"\xff\xd8\xff",
    frozenset({"image/jpg", "image/pjpeg"}),
)
PNG = Kind(
    "png",
    "PNG picture",
    "image/png",
    frozenset({"png"}),
    b"\x89PNG\r\n\x1a\n",
    frozenset({"image/x-png"}),
)
PDF = Kind(
    "pdf",
    "PDF",
    "application/pdf",
    frozenset({"pdf"}),
    b"%PDF-",
    frozenset({"application/x-pdf"}),
)
CSV = Kind(
    "csv",
    "CSV",
    "text/csv",
    frozenset({"csv"}),
    also_claimed=frozenset(
        {
            "application/csv",
            "application/vnd.ms-excel",  # Windows, where Excel is installed
            "text/comma-separated-values",
            "text/plain",
            "text/x-csv",
        }
    ),
)
TEXT = Kind("text", "Plain text", "text/plain", frozenset({"txt", "text"}))
KINDS = {kind.code: kind for kind in (JPEG, PNG, PDF, CSV, TEXT)}
ENDINGS = tuple(f".{end}" for kind in KINDS.values() for end in sorted(kind.endings))

# What people send most often instead, and what they can do about it. The first ones could begin a
# text as well ("BMX tracks"): they count only where bytes follow that no text has.
NOT_WORDS = frozenset(range(9))
BINARY = (
    ((b"PK",), "a Word, Excel or zip file", "Save it as a PDF or CSV"),
    ((b"\xd0\xcf\x11\xe0",), "an older Word or Excel file", "Save it as a PDF or CSV"),
    ((b"GIF8",), "a GIF picture", "Save it as a JPEG or PNG"),
    ((b"RIFF",), "a WebP picture or a recording", "Save a picture as a JPEG or PNG"),
    ((b"II*\x00", b"MM\x00*"), "a TIFF picture", "Save it as a JPEG or PNG"),
    ((b"BM",), "a BMP picture", "Save it as a JPEG or PNG"),
    ((b"MZ", b"\x7fELF"), "a program", "We do not take programs"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh"), "an archive", "Send the files in it instead"),
)
WRITTEN = (
    ((b"{\\rtf",), "an RTF document", "Save it as a PDF"),
    ((b"%!PS",), "a PostScript file", "Save it as a PDF"),
    ((b"#!",), "a program", "We do not take programs"),
)
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<?php", "<script", "<body", "<head")
HEAD = 512


def of(content: bytes, *, name: str, claimed: str) -> Kind:
    """The kind of a file; raises Unfit where it is none of ours, or not what it says it is."""
    kind = _by_bytes(content) or _text_kind(content, name)
    said = claimed.partition(";")[0].strip().lower()
    if ending(name) not in kind.endings:
        raise Unfit(_misnamed(name, kind))
    if said not in {kind.content_type, *kind.also_claimed, *UNSURE}:
        raise Unfit(f"was sent as something else, but it is {_a(kind)}. Save it again.")
    return kind


def _by_bytes(content: bytes) -> Kind | None:
    for kind in KINDS.values():
        if kind.starts and content.startswith(kind.starts):
            return kind
    binary = not NOT_WORDS.isdisjoint(content[:HEAD])
    for starts, what, instead in (*BINARY, *WRITTEN) if binary else WRITTEN:
        if content.startswith(starts):
            raise Unfit(f"is {what}. {instead}.")
    if content[4:8] == b"ftyp":
        raise Unfit("is a HEIC picture or a film. Save a picture as a JPEG or PNG.")
    return None


def _text_kind(content: bytes, name: str) -> Kind:
    """Text has no mark of its own: whether it is a table is said by the ending alone."""
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.lower().startswith(tuple(mark.encode() for mark in MARKUP)):
        raise Unfit(f"is a web page or a drawing in code. Send {TAKEN}.")
    last = ending(name)
    for kind in (CSV, TEXT):
        if last in kind.endings:
            return kind
    raise Unfit(f"is not {TAKEN}.")


def _misnamed(name: str, kind: Kind) -> str:
    wanted = min(kind.endings, key=len)
    last = ending(name)
    if not last:
        return f"has no ending in its name. It is {_a(kind)}: name it with .{wanted} at the end."
    return f"is {_a(kind)}, but its name ends in .{last[:20]}. Save it with .{wanted} at the end."


def _a(kind: Kind) -> str:
    return f"a {kind.label[0].lower() if kind is TEXT else kind.label[0]}{kind.label[1:]}"
