"""Reads plain data into frozen dataclasses, collecting every fault and never just the first.

The dataclasses are the schema: their field types say what a pack may hold, and the annotations
below add what a type alone can't say (how a code is spelt, which list a code must stand in).
"""

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spelt:
    """A text must match the pattern."""

    pattern: str
    says: str

    def fault(self, value: str) -> str | None:
        return None if re.fullmatch(self.pattern, value) else f"{self.says}."


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A whole number must not be lower."""

    least: int

    def fault(self, value: int) -> str | None:
        return f"is {value}: it must be {self.least} or more." if value < self.least else None


@dataclass(frozen=True, slots=True)
class AtMost:
    """A whole number must not be higher."""

    most: int

    def fault(self, value: int) -> str | None:
        return f"is {value}: it must be {self.most} or less." if value > self.most else None


@dataclass(frozen=True, slots=True)
class Reference:
    """A code must stand in the named list of the pack."""

    to: str


Text = Annotated[str, Spelt(r"(?s).*\S.*", "must not be empty")]
Code = Annotated[
    str,
    Spelt(
        r"(?=.{1,30}$)[a-z0-9]+([-_][a-z0-9]+)*",
        "must be a code: at most 30 small letters and digits, joined by hyphens or underscores",
    ),
]
Colour = Annotated[str, Spelt(r"#[0-9a-f]{6}", "must be a colour written like #1d70b8")]
Email = Annotated[str, Spelt(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an e-mail address")]
Link = Annotated[str, Spelt(r"https?://\S+", "must be an address starting with https://")]
AreaCode = Annotated[str, Spelt(r"[EWSN]\d{8}", "must be an area code such as E07000142")]
Count = Annotated[int, AtLeast(0)]
Positive = Annotated[int, AtLeast(1)]
Hour = Annotated[int, AtLeast(0), AtMost(23)]

GroupCode = Annotated[str, Reference("groups")]
RouteCode = Annotated[str, Reference("routes")]
StageCode = Annotated[str, Reference("stages")]
DoorCode = Annotated[str, Reference("doors")]

BROKEN = object()
KINDS = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2024-04-01",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one key path."""

    path: Path
    says: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """A code found in the data that must stand in another list."""

    path: Path
    to: str
    code: str


class Reader:
    """One reading of one pack: what it could make of the data, its problems and its pointers."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.pointers: list[Pointer] = []

    def read(self, shape: Any, value: Any, path: Path = ()) -> Any:
        """The value in its shape, or BROKEN after a complaint."""
        origin = get_origin(shape)
        if origin is Annotated:
            return self._annotated(shape, value, path)
        if origin in (Union, UnionType):
            return None if value is None else self.read(_without_none(shape), value, path)
        if origin is tuple:
            return self._many(get_args(shape)[0], value, path)
        if origin is Literal:
            return self._one_of(get_args(shape), value, path)
        if is_dataclass(shape):
            return self._table(shape, value, path)
        return self._plain(shape, value, path)

    def parts(self, shape: Any, value: Any, path: Path = ()) -> dict[str, Any]:
        """Each field of the shape that the table gives; a list may hold BROKEN elements."""
        if not isinstance(value, dict):
            return {"": self._broken(path, "must be a table with keys and values.")}
        known = _fields(shape)
        for key in sorted(value.keys() - known.keys()):
            self._broken((*path, key), f"is not a known key.{_perhaps(key, known)}")
        return {
            key: self._part(kind, value, (*path, key), needed=needed)
            for key, (kind, needed) in known.items()
            if needed or key in value
        }

    def _part(self, kind: Any, table: dict[str, Any], path: Path, *, needed: bool) -> Any:
        key = path[-1]
        if key not in table:
            return self._broken(path, "is missing.")
        if table[key] == [] and needed and get_origin(kind) is tuple:
            return self._broken(path, "must not be empty.")
        return self.read(kind, table[key], path)

    def _table(self, shape: Any, value: Any, path: Path) -> Any:
        parts = self.parts(shape, value, path)
        return BROKEN if any(map(is_broken, parts.values())) else shape(**parts)

    def _broken(self, path: Path, says: str) -> object:
        self.problems.append(Problem(path, says))
        return BROKEN

    def _plain(self, shape: type, value: Any, path: Path) -> Any:
        if shape is date and isinstance(value, str):
            value = _date(value)
        return value if type(value) is shape else self._broken(path, f"must be {KINDS[shape]}.")

    def _annotated(self, shape: Any, value: Any, path: Path) -> Any:
        plain, *rules = get_args(shape)
        value = self.read(plain, value, path)
        if value is not BROKEN:
            for rule in rules:
                self._keep(rule, value, path)
        return value

    def _keep(self, rule: Any, value: Any, path: Path) -> None:
        if isinstance(rule, Reference):
            self.pointers.append(Pointer(path, rule.to, value))
        elif says := rule.fault(value):
            self._broken(path, says)

    def _one_of(self, allowed: tuple[str, ...], value: Any, path: Path) -> Any:
        if value in allowed:
            return value
        words = ", ".join(f'"{word}"' for word in allowed)
        return self._broken(path, f"must be one of {words}.{_perhaps(value, allowed)}")

    def _many(self, shape: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, list | tuple):
            return self._broken(path, "must be a list.")
        items = tuple(self.read(shape, item, (*path, at)) for at, item in enumerate(value))
        self._no_doubles(items, path)
        return items

    def _no_doubles(self, items: tuple[Any, ...], path: Path) -> None:
        seen: set[str | None] = set()
        for at, item in enumerate(items):
            code = item if isinstance(item, str) else getattr(item, "code", None)
            if code is not None and code in seen:
                place = (*path, at) if isinstance(item, str) else (*path, at, "code")
                self._broken(place, f'"{code}" stands twice in this list.')
            seen.add(code)


def is_broken(value: Any) -> bool:
    """Could no value be made of it, or of something in it?"""
    return value is BROKEN or (isinstance(value, tuple) and BROKEN in value)


@cache
def _fields(shape: Any) -> dict[str, tuple[Any, bool]]:
    """Each field with its type and whether it must be given."""
    hints = get_type_hints(shape, include_extras=True)
    return {field.name: (hints[field.name], _is_needed(field)) for field in fields(shape)}


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _without_none(shape: Any) -> Any:
    return next(part for part in get_args(shape) if part is not NoneType)


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _perhaps(value: Any, known: Any) -> str:
    close = get_close_matches(str(value), list(known), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def dangling(reader: Reader, codes: dict[str, set[str]]) -> Iterator[Problem]:
    """Codes that point at nothing."""
    for pointer in reader.pointers:
        known = codes.get(pointer.to, set())
        if pointer.code not in known:
            says = f'"{pointer.code}" is not one of the {pointer.to}.'
            yield Problem(pointer.path, says + _perhaps(pointer.code, known))
