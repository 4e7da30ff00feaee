"""CSV of a list, streamed: the file grows, the memory does not (performance P16)."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from carp import clock

# What a spreadsheet takes for the start of a formula, in full width (U+FF..) as well.
FORMULA = (*"=+-@\t\r\n|%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLAIN_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?£?[\d,]+(\.\d+)?%?")
BOM = "\ufeff"


class _Line:
    """What csv.writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: Any) -> str:
    """A cell as text that no spreadsheet takes for a formula (quality section 7)."""
    if value is None:
        return ""
    text = str(value).replace("\x00", "")
    if text.lstrip().startswith(FORMULA) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of the file; it begins with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow([safe_cell(name) for name in head])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A download called `<name>-<today>.csv`."""
    response = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    filename = f"{name}-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
