"""Plain text and tables: letters that can be read, and nothing that only pretends to be text.

Read a line at a time: ten megabytes of short lines would fill two hundred as a list.
"""

import csv
import io
import re
from collections.abc import Iterator

from carp.files.kinds import CSV, Kind
from carp.files.refusals import Unfit

# The same bytes in UTF-8 and in cp1252, and part of no other letter.
UNREADABLE = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LONGEST_LINE = 100_000
LONGEST_CELL = 32_767  # what a spreadsheet holds
ENCODINGS = ("utf-8-sig", "cp1252")
NOT_TEXT = "holds characters that are no text. Save it as plain text (UTF-8) and send it again."
TOO_LONG = "has a line of more than 100,000 characters. Break it up and send it again."
NO_TABLE = "cannot be read as a table. Save it as CSV again and send that."


def look_at(content: bytes, kind: Kind) -> None:
    """Raises Unfit with what is wrong; the bytes stay as they are."""
    if UNREADABLE.search(content):
        raise Unfit(NOT_TEXT)
    for encoding in ENCODINGS:
        try:
            _read(content, encoding, kind)
        except UnicodeDecodeError:
            continue
        return
    raise Unfit(NOT_TEXT)


def _read(content: bytes, encoding: str, kind: Kind) -> None:
    """Through to the end; ragged rows and odd headings are a table still."""
    filled = False
    lines = _lines(content, encoding)
    for row in _rows(lines) if kind is CSV else ([line] for line in lines):
        filled = filled or any(cell.strip() for cell in row)
    if not filled:
        raise Unfit("is empty.")


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="strict") as text:
        for line in text:
            if len(line) > LONGEST_LINE:
                raise Unfit(TOO_LONG)
            yield line


def _rows(lines: Iterator[str]) -> Iterator[list[str]]:
    """Cells without an end are no table."""
    try:
        for row in csv.reader(lines):
            if max(map(len, row), default=0) > LONGEST_CELL:
                raise Unfit(NO_TABLE)
            yield row
    except csv.Error as error:
        raise Unfit(NO_TABLE) from error
