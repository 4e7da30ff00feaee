"""A plan's frozen content: canonical JSON, its hash, and what differs between two of them.

Sorted keys, no spaces, pence and ISO dates; never a float, which two machines may write apart.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

SCHEMA = 1
NOT_ASKED = ("", "")
Content = dict[str, Any]


class Change(NamedTuple):
    """One field that differs, in words."""

    what: str
    before: str
    after: str


class NotCanonical(TypeError):
    """A value that cannot be written the same way everywhere."""


def canonical(content: Content) -> str:
    """The one text of a content."""
    _refuse_floats(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of the canonical text: the name of what is approved."""
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise NotCanonical(f"{value!r}: write pence, or text")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


def changes(before: Content, after: Content) -> list[Change]:
    """What differs, in the order in which the plan is read."""
    return [
        *_plain(before, after),
        *_answers(before, after),
        *_entries(before, after, "actions", "id", "Action"),
        *_entries(before, after, "team", "id", "Delivery team"),
        *_entries(before, after, "needs", "number", "Need"),
    ]


def _plain(before: Content, after: Content) -> Iterator[Change]:
    for key, words in (("title", "Title"), ("lead", "Lead officer"), ("community", "Community")):
        old, new = _name(before[key]), _name(after[key])
        if before[key] != after[key]:
            yield Change(words, old, new)


def _name(value: Any) -> str:
    return str(value["name"]) if isinstance(value, Mapping) else str(value)


def _answers(before: Content, after: Content) -> Iterator[Change]:
    old, new = _by_question(before), _by_question(after)
    for key in dict.fromkeys((*new, *old)):
        words = new[key][0] if key in new else old[key][0]
        was, now = old.get(key, NOT_ASKED)[1], new.get(key, NOT_ASKED)[1]
        if was != now:
            yield Change(words, was, now)


def _by_question(content: Content) -> dict[tuple[int, str], tuple[str, str]]:
    return {
        (stage["number"], answer["code"]): (
            f"Stage {stage['number']}, {answer['label'].lower()}",
            answer["answer"],
        )
        for stage in content["stages"]
        for answer in stage["answers"]
    }


FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "actions": (
        ("title", "title"),
        ("horizon", "term"),
        ("owner_organisation", "organisation"),
        ("owner", "owner"),
        ("starts_on", "start date"),
        ("due_on", "due date"),
        ("outcome", "outcome"),
    ),
    "team": (("name", "name"), ("organisation", "organisation"), ("part", "part")),
    "needs": (
        ("need", "need"),
        ("outcome", "outcome"),
        ("monitoring_on", "monitoring date"),
        ("amount_pence", "amount"),
        ("money_type", "money"),
        ("purpose", "purpose"),
        ("category", "category"),
    ),
}


def _entries(before: Content, after: Content, part: str, key: str, noun: str) -> Iterator[Change]:
    old = {entry[key]: entry for entry in before[part]}
    new = {entry[key]: entry for entry in after[part]}
    for name in dict.fromkeys((*old, *new)):
        words = f"{noun} {_called(part, new.get(name) or old[name])}"
        if name not in new:
            yield Change(words, "in the plan", "taken out")
        elif name not in old:
            yield Change(words, "not in the plan", "added")
        else:
            yield from _within(words, FIELDS[part], old[name], new[name])


def _called(part: str, entry: Mapping[str, Any]) -> str:
    return str(entry["number"]) if part == "needs" else f"“{entry.get('title') or entry['name']}”"


def _within(
    words: str, fields: Sequence[tuple[str, str]], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    for key, label in fields:
        was, now = old.get(key), new.get(key)  # an earlier version may lack the key
        if was != now:
            yield Change(f"{words}, {label}", _shown(key, was), _shown(key, now))


def _shown(key: str, value: Any) -> str:
    if key.endswith("_pence"):
        whole, rest = divmod(int(value), 100)
        return f"£{whole:,}" + (f".{rest:02d}" if rest else "")
    return _name(value) if value else ""
