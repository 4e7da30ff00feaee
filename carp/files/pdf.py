"""PDFs, as far as a plain look can tell: whole, readable, and without anything that acts.

A PDF is not opened here, only looked at; whoever reads it downloads it first. The look goes into
packed objects too, because that is where a modern writer puts them.
"""

import re
import zlib
from collections.abc import Iterator

from carp.files.refusals import Unfit

END = b"%%EOF"
SPACE = b" \t\r\n\x0c\x00"
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PACKED, BEGINS, ENDS = re.compile(rb"/ObjStm\b"), b"stream", b"endstream"
MOST_PARTS, LONGEST_HEAD = 2000, 500
MOST_PACKED, MOST_UNPACKED = 4 * 1024 * 1024, 64 * 1024 * 1024
ACTING = (
    (b"/Encrypt", "is locked with a password. Save it without one and send it again."),
    (b"/JavaScript", "has a script in it. Print it to a new PDF and send that."),
    (b"/EmbeddedFile", "has other files inside. Send those one by one."),
    (b"/Launch", "starts a program when it is opened. Print it to a new PDF and send that."),
    (b"/RichMedia", "has a film or a program in it. Print it to a new PDF and send that."),
)
NOT_WHOLE = "is damaged or not whole. Save it as a PDF again and send that."
TOO_PACKED = "is packed too tightly to be looked at. Print it to a new PDF and send that."


def look_at(content: bytes) -> None:
    """Raises Unfit with what is wrong."""
    whole = content.rstrip(SPACE)
    if not whole.endswith(END) or b"startxref" not in whole[-4096:]:
        raise Unfit(NOT_WHOLE)
    for part in (content, *_unpacked(content)):
        words = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        for mark, sentence in ACTING:
            if mark in part or mark in words:
                raise Unfit(sentence)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What stands in the packed objects; never more of it than the bounds."""
    left = MOST_UNPACKED
    for number, found in enumerate(PACKED.finditer(content), 1):
        packed = _stream(content, found.end())
        unpacker = zlib.decompressobj()
        try:
            part = unpacker.decompress(packed, MOST_PACKED)
        except zlib.error:
            continue  # packed in another way, or not at all
        left -= len(part)
        if left < 0 or number > MOST_PARTS or unpacker.unconsumed_tail:
            raise Unfit(TOO_PACKED)
        yield part


def _stream(content: bytes, after: int) -> bytes:
    """The bytes of the stream whose dictionary ends soon after this place."""
    begins = content.find(BEGINS, after, after + LONGEST_HEAD)
    if begins < 0:
        return b""
    start = begins + len(BEGINS)
    ends = content.find(ENDS, start, start + MOST_PACKED)
    if ends < 0:
        raise Unfit(NOT_WHOLE)
    return content[start:ends].lstrip(b"\r\n")
