"""Plain text and tables: letters that can be read, and nothing that only pretends to be text.

Read some lines at a time: ten megabytes of short lines would fill two hundred as a list.
"""

import csv
import io
import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterator
from itertools import chain

from carp.files.kinds import CSV, Kind
from carp.files.refusals import Unfit

# The same bytes in UTF-8 and in cp1252, and part of no other letter.
UNREADABLE = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LONGEST_LINE = 100_000
AT_A_TIME = 32 * 1024
ENCODINGS = ("utf-8-sig", "cp1252")
NOT_TEXT = "holds characters that are no text. Save it as plain text (UTF-8) and send it again."
TOO_LONG = "has a line of more than 100,000 characters. Break it up and send it again."
NO_TABLE = "cannot be read as a table. Save it as CSV again and send that."


def look_at(content: bytes, kind: Kind) -> None:
    """Raises Unfit with what is wrong; the bytes stay as they are."""
    if UNREADABLE.search(content):
        raise Unfit(NOT_TEXT)
    if not content.removeprefix(BOM_UTF8).strip():
        raise Unfit("is empty.")
    for encoding in ENCODINGS:
        try:
            _read_through(content, encoding, kind)
        except UnicodeDecodeError:
            continue
        return
    raise Unfit(NOT_TEXT)


def _read_through(content: bytes, encoding: str, kind: Kind) -> None:
    """To the end, keeping nothing. Ragged rows and odd headings are a table still."""
    lines = chain.from_iterable(_lines(content, encoding))
    try:
        deque(csv.reader(lines) if kind is CSV else lines, maxlen=0)
    except csv.Error as error:  # a cell without an end
        raise Unfit(NO_TABLE) from error


def _lines(content: bytes, encoding: str) -> Iterator[list[str]]:
    """Some at a time."""
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="strict") as text:
        while lines := text.readlines(AT_A_TIME):
            if max(map(len, lines)) > LONGEST_LINE:
                raise Unfit(TOO_LONG)
            yield lines
