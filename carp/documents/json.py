"""A report as canonical JSON, and back: the snapshot that is stored, hashed and drawn from."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Never, get_type_hints

from carp.documents import report as pieces
from carp.documents.report import Piece, Report, ReportFault

TAG = "is"
MOST_CHARACTERS = 20_000_000
PIECES = {
    name: cls
    for name, cls in vars(pieces).items()
    if isinstance(cls, type) and issubclass(cls, Piece)
}
HINTS = {name: get_type_hints(cls) for name, cls in PIECES.items()}


def dumps(report: Report) -> str:
    """The one spelling of a report: sorted keys, no spare spaces, no floats."""
    return json.dumps(
        _plain(report), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def render(report: Report) -> bytes:
    """The JSON to download; its SHA-256 is the report's content hash."""
    return dumps(report).encode()


def digest(report: Report) -> str:
    return hashlib.sha256(render(report)).hexdigest()


def loads(text: str) -> Report:
    """The report of a snapshot; anything but a whole report of this schema raises ReportFault."""
    if len(text) > MOST_CHARACTERS:
        raise ReportFault("The snapshot is longer than any report.")
    try:
        raw = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
        report = _piece(raw)
    except ReportFault:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
        raise ReportFault(f"The snapshot is not a report: {error}") from error
    if not isinstance(report, Report):
        raise ReportFault("The snapshot is only a part of a report.")
    return report


def _no_float(text: str) -> Never:
    raise ReportFault(f"A report holds whole numbers and text only, not {text}.")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        own = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {TAG: type(value).__name__, **own}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.value if isinstance(value, Enum) else value


def _piece(raw: Any) -> Any:
    if isinstance(raw, list):
        return tuple(_piece(item) for item in raw)
    if not isinstance(raw, dict):
        return raw
    name = raw.pop(TAG)
    hints = HINTS[name]
    given = {key: _typed(_piece(value), hints.get(key)) for key, value in raw.items()}
    return PIECES[name](**given)


def _typed(value: Any, hint: Any) -> Any:
    """Give back the types that JSON has no word for."""
    if hint is datetime:
        return datetime.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value
