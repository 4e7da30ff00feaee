"""What differs between two frozen contents, section by section, row by row, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from actionplans.stages.sections import SECTIONS, TEXT, Content, Field, Row, Section, Terms
from actionplans.stages.words import Span, replaced, spans

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
NOTHING: Row = {}


class Change(NamedTuple):
    """One field that differs, in words."""

    what: str
    before: str
    after: str
    material: bool = True


@dataclass(frozen=True)
class FieldChange:
    """A field of a row, before and after."""

    label: str
    before: str
    after: str
    material: bool
    kind: str = TEXT

    @property
    def spans(self) -> list[Span]:
        """Prose by the word; an amount, a date or a name as one."""
        told = spans if self.kind == TEXT else replaced
        return told(self.before, self.after)


@dataclass(frozen=True)
class RowChange:
    """A row that was added, taken out or changed, with its fields that say something new."""

    name: str
    state: str
    fields: Sequence[FieldChange]
    material: bool


@dataclass(frozen=True)
class SectionChange:
    """The rows of a section that differ, and how many do not."""

    section: Section
    rows: Sequence[RowChange]
    unchanged: int

    @property
    def title(self) -> str:
        return self.section.title


def compare(before: Content, after: Content, terms: Terms) -> list[SectionChange]:
    """Every section in which something differs, in the order in which a plan is read."""
    told = (_section(section, before, after, terms) for section in SECTIONS)
    return [section for section in told if section.rows]


def changes(before: Content, after: Content, terms: Terms) -> list[Change]:
    """The same as one list, a line for each field that differs."""
    told = compare(before, after, terms)
    return [change for section in told for row in section.rows for change in _lines(row)]


def is_material(told: Sequence[SectionChange]) -> bool:
    """Whether something differs that boards must approve again (`domain.md` 4.2)."""
    return any(row.material for section in told for row in section.rows)


def _section(section: Section, before: Content, after: Content, terms: Terms) -> SectionChange:
    old, new = section.by_identity(before), section.by_identity(after)
    keys = list(dict.fromkeys((*old, *new)))
    found = [_row(section, old.get(key), new.get(key), terms) for key in keys]
    rows = [row for row in found if row is not None]
    return SectionChange(section, rows, len(keys) - len(rows))


def _row(section: Section, old: Row | None, new: Row | None, terms: Terms) -> RowChange | None:
    shown = new if new is not None else old
    if shown is None or old == new:
        return None
    minor = section.may_be_minor(shown, terms)
    state = _state(section, old, new)
    fields = list(_fields(section, old or NOTHING, new or NOTHING, terms, minor=minor))
    if state == CHANGED and not fields:
        return None
    comes = state != CHANGED
    material = not section.comes_and_goes if comes else any(each.material for each in fields)
    return RowChange(section.name(shown), state, fields, material)


def _state(section: Section, old: Row | None, new: Row | None) -> str:
    if section.always_there or (old is not None and new is not None):
        return CHANGED
    return REMOVED if new is None else ADDED


def _fields(
    section: Section, old: Row, new: Row, terms: Terms, *, minor: bool
) -> Iterator[FieldChange]:
    for each in section.fields:
        before, after = _text(each, old, terms), _text(each, new, terms)
        if old.get(each.key) != new.get(each.key) and (before or after):
            yield FieldChange(each.label, before, after, not (minor and each.minor), each.kind)


def _text(field: Field, row: Row, terms: Terms) -> str:
    return field.text(row, terms) if row else ""


def _lines(row: RowChange) -> Iterator[Change]:
    if row.state == ADDED:
        yield Change(row.name, "not in the plan", "added", row.material)
    elif row.state == REMOVED:
        yield Change(row.name, "in the plan", "taken out", row.material)
    else:
        for each in row.fields:
            what = ", ".join(part for part in (row.name, each.label) if part)
            yield Change(what[:1].upper() + what[1:], each.before, each.after, each.material)
