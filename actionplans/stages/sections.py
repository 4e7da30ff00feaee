"""What a frozen plan is made of: its kinds of rows, when two rows are the same one, their fields.

Everything that compares two contents walks SECTIONS. A field says whether a change of it is minor
(dates, wording, progress: `domain.md` 4.2); what is not marked is material and needs a new
approval, so that a new kind of row is material until somebody decides otherwise.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from carp.money import pounds
from carp.web.formats import day

Content = Mapping[str, Any]
Row = Mapping[str, Any]
TEXT, DATE, MONEY, NAME = "text", "date", "money", "name"


@dataclass(frozen=True)
class Terms:
    """What a content means in the council pack under which its plan was begun.

    ``label`` gives the words of a code; ``asked`` are the stages that approval asks for.
    """

    label: Callable[[str, str], str]
    asked: Collection[str] = ()


class Field(NamedTuple):
    """One field of a row; ``kind`` is text, a date, money, a name, or a vocabulary of the pack."""

    key: str
    label: str
    kind: str = TEXT
    minor: bool = False

    def text(self, row: Row, terms: Terms) -> str:
        """The field as people read it."""
        value = row.get(self.key)
        if value in (None, ""):
            return ""
        if self.kind == DATE:
            return day(date.fromisoformat(value))
        if self.kind == MONEY:
            return pounds(value)
        if self.kind == NAME:
            return ", ".join(filter(None, (value["name"], value.get("post"))))
        return str(value) if self.kind == TEXT else terms.label(self.kind, value)


def _listed(key: str) -> Callable[[Content], Sequence[Row]]:
    """The rows under a key; a content that was frozen before there were any has none."""
    return lambda content: content.get(key, ())


def _always(_row: Row, _terms: Terms) -> bool:
    return True


@dataclass(frozen=True)
class Section:
    """A kind of rows. ``name`` is what a row is called, ``identity`` by what it is known again.

    ``comes_and_goes`` means that a row is added or taken out without a new approval; with
    ``always_there`` a row that one side lacks is an empty one. ``may_be_minor`` holds a row's
    changes to be material, whatever its fields say.
    """

    key: str
    title: str
    fields: Sequence[Field]
    name: Callable[[Row], str]
    rows: Callable[[Content], Sequence[Row]]
    identity: Callable[[Row], Hashable] = field(default=lambda row: row["id"])
    comes_and_goes: bool = False
    always_there: bool = False
    may_be_minor: Callable[[Row, Terms], bool] = _always

    def by_identity(self, content: Content) -> dict[Hashable, Row]:
        return {self.identity(row): row for row in self.rows(content)}


def _answers(content: Content) -> list[Row]:
    return list(_each_answer(content))


def _each_answer(content: Content) -> Iterator[Row]:
    for stage in content["stages"]:
        for answer in stage["answers"]:
            number, code = stage["number"], answer["code"]
            yield {**answer, "id": (number, code), "number": number, "stage": stage.get("code")}


SECTIONS: tuple[Section, ...] = (
    Section(
        key="plan",
        title="The plan",
        rows=lambda content: [content],
        identity=lambda _row: "plan",
        name=lambda _row: "",
        fields=(
            Field("title", "title", minor=True),
            Field("plan_type", "type", "plan_types"),
            Field("lead", "lead officer", NAME),
            Field("community", "community", NAME),
            Field("umbrella", "umbrella plan", NAME),
        ),
    ),
    Section(
        key="needs",
        title="Need lines",
        rows=_listed("needs"),
        identity=lambda row: row["number"],
        name=lambda row: f"Need {row['number']}",
        fields=(
            Field("need", "need", minor=True),
            Field("outcome", "outcome"),
            Field("monitoring_on", "monitoring date", DATE, minor=True),
            Field("amount_pence", "amount", MONEY),
            Field("money_type", "money", "fund.money_types"),
            Field("purpose", "purpose", "fund.purposes"),
            Field("category", "category", "fund.categories"),
        ),
    ),
    Section(
        key="actions",
        title="Actions",
        rows=_listed("actions"),
        name=lambda row: f"Action “{row['title']}”",
        fields=(
            Field("title", "title", minor=True),
            Field("outcome", "outcome"),
            Field("horizon", "term", "horizons", minor=True),
            Field("owner_organisation", "organisation"),
            Field("owner", "owner", NAME, minor=True),
            Field("starts_on", "start date", DATE, minor=True),
            Field("due_on", "due date", DATE, minor=True),
        ),
    ),
    Section(
        key="outcomes",
        title="Outcomes",
        rows=_listed("outcomes"),
        name=lambda row: f"Outcome “{row['outcome']}”",
        fields=(
            Field("outcome", "outcome"),
            Field("measure", "measure"),
            Field("baseline", "baseline", minor=True),
            Field("target", "target"),
            Field("monitored", "monitoring", minor=True),
        ),
    ),
    Section(
        key="resources",
        title="Resources",
        rows=_listed("resources"),
        name=lambda row: f"Resource “{row['resource']}”",
        fields=(
            Field("resource", "resource", minor=True),
            Field("kind", "kind", "resource_kinds", minor=True),
            Field("amount", "how much"),
            Field("organisation", "organisation"),
            Field("standing", "state", "resource_standings", minor=True),
        ),
    ),
    Section(
        key="equality",
        title="Equality record",
        rows=_listed("equality"),
        identity=lambda row: row["code"],
        name=lambda row: f"Equality, {row['label']}",
        always_there=True,
        fields=(
            Field("effect", "effect", "equality_effects"),
            Field("evidence", "evidence", minor=True),
            Field("mitigation", "mitigation"),
        ),
    ),
    Section(
        key="framework",
        title="Aims that the plan serves",
        rows=_listed("framework"),
        identity=lambda row: (row["framework"], row["item"]),
        name=lambda row: f"Aim “{row['item_label']}”",
        comes_and_goes=True,
        fields=(
            Field("item_label", "aim", minor=True),
            Field("theme_label", "theme", minor=True),
            Field("framework_name", "framework", minor=True),
        ),
    ),
    Section(
        key="team",
        title="Delivery team",
        rows=_listed("team"),
        name=lambda row: f"Delivery team “{row['name']}”",
        comes_and_goes=True,
        fields=(
            Field("name", "name", minor=True),
            Field("organisation", "organisation", minor=True),
            Field("part", "part", minor=True),
        ),
    ),
    Section(
        key="stages",
        title="Stages",
        rows=_answers,
        name=lambda row: f"Stage {row['number']}, {row['label'].lower()}",
        always_there=True,
        may_be_minor=lambda row, terms: row["stage"] not in terms.asked,
        fields=(Field("answer", "", minor=True),),
    ),
)
