"""Plain text and tables: letters that can be read, and nothing that only pretends to be text."""

import csv
import re

from carp.files.kinds import CSV, Kind
from carp.files.refusals import Unfit

UNREADABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
LONGEST_LINE = 100_000
LONGEST_CELL = 32_767  # what a spreadsheet holds
ENCODINGS = ("utf-8-sig", "cp1252")
NOT_TEXT = "holds characters that are no text. Save it as plain text (UTF-8) and send it again."
TOO_LONG = "has a line of more than 100,000 characters. Break it up and send it again."
NO_TABLE = "cannot be read as a table. Save it as CSV again and send that."


def look_at(content: bytes, kind: Kind) -> None:
    """Raises Unfit with what is wrong; the bytes stay as they are."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit(NOT_TEXT)  # UTF-16: every second byte is a NUL
    words = _decoded(content)
    if UNREADABLE.search(words):
        raise Unfit(NOT_TEXT)
    lines = words.splitlines()
    if not words.strip():
        raise Unfit("is empty.")
    if max(map(len, lines)) > LONGEST_LINE:
        raise Unfit(TOO_LONG)
    if kind is CSV:
        _require_table(lines)


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit(NOT_TEXT)


def _require_table(lines: list[str]) -> None:
    """Ragged rows and odd headings are a table still; cells without an end are none."""
    try:
        longest = max((len(cell) for row in csv.reader(lines) for cell in row), default=0)
    except csv.Error as error:
        raise Unfit(NO_TABLE) from error
    if longest > LONGEST_CELL:
        raise Unfit(NO_TABLE)
