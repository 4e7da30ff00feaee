"""What a plan holds beside stages, actions and needs: frozen, and what of it is open."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.urls import reverse

from actionplans.models import EqualityRecord, FrameworkLink, Outcome, Plan, ResourceLine
from actionplans.selectors.types import Missing, former_packs, pack_of, type_of
from carp import clock
from carp.council import packs
from carp.council.shapes import Framework, Term

Row = dict[str, Any]
OUTCOME_FIELDS = ("outcome", "measure", "baseline", "target", "monitored")
RESOURCE_FIELDS = ("standing", "kind", "resource", "organisation", "amount")
EQUALITY_FIELDS = ("effect", "evidence", "mitigation")
LINK_FIELDS = ("framework", "item", "framework_name", "theme_label", "item_label")


class Parts:
    """The rows that a plan holds beside its stages, actions and needs."""

    def __init__(self, plan: Plan, rows: Mapping[str, list[Any]]) -> None:
        self.plan = plan
        self.outcomes: list[Outcome] = rows["outcomes"]
        self.resources: list[ResourceLine] = rows["resources"]
        self.links: list[FrameworkLink] = rows["links"]
        self._records: dict[str, EqualityRecord] = {
            row.characteristic: row for row in rows["equality"]
        }

    @cached_property
    def equality(self) -> list[tuple[Term, EqualityRecord | None]]:
        """Each characteristic that is asked about, with what was recorded, in the pack's order."""
        asked = pack_of(self.plan).characteristics
        return [(term, self._records.get(term.code)) for term in asked]

    def rows(self, part: str) -> list[Row]:
        """The rows of one part as plain data; of the equality record every characteristic."""
        former = self._former_equality() if part == "equality" else []
        return [*self._all[part], *former]

    def _former_equality(self) -> list[Row]:
        """What was recorded of a characteristic that a newer pack does not ask about."""
        asked = {term.code for term, _record in self.equality}
        left = [self._records[code] for code in self._records if code not in asked]
        terms = _former_terms(self.plan) if left else {}
        rows = ((terms.get(each.characteristic), each) for each in left)
        return [_equality_row(term, each) for term, each in rows if term is not None]

    @cached_property
    def _all(self) -> dict[str, list[Row]]:
        return {
            "outcomes": [_row(each, "id", *OUTCOME_FIELDS) for each in self.outcomes],
            "resources": [_row(each, "id", *RESOURCE_FIELDS) for each in self.resources],
            "equality": [_equality_row(term, record) for term, record in self.equality],
            "framework": [_row(each, *LINK_FIELDS) for each in self.links],
        }

    @cached_property
    def frozen(self) -> dict[str, Any]:
        """What boards approve of them. What a plan lacks has no key: so old versions read alike."""
        answered = [row for row in self._all["equality"] if any(map(row.get, EQUALITY_FIELDS))]
        found = {**self._all, "equality": answered, "umbrella": _umbrella(self.plan)}
        return {key: value for key, value in found.items() if value}


def _equality_row(term: Term, record: EqualityRecord | None) -> Row:
    said = {field: getattr(record, field, "") for field in EQUALITY_FIELDS}
    return {"code": term.code, "label": term.label} | said


def _former_terms(plan: Plan) -> dict[str, Term]:
    """The characteristics of the packs that the plan went through."""
    return {
        term.code: Term(term.code, f"{term.label} (no longer asked)")
        for pack in reversed(former_packs(plan))
        for term in pack.characteristics
    }


def _row(thing: Model, *keys: str) -> Row:
    return {key: getattr(thing, key) for key in keys}


def _umbrella(plan: Plan) -> Row | None:
    above = plan.umbrella
    if above is None:
        return None
    theme = type_of(above).theme_label(plan.theme)
    return {"reference": above.reference, "name": above.title, "theme": theme}


def frameworks_offered() -> list[Framework]:
    """What a plan can be linked to today; a council adds the successor of a plan to its pack."""
    return packs.current().frameworks_in_force(clock.today())


def missing_parts(parts: Parts) -> list[Missing]:
    """What of the parts that the plan's type asks for is open (policy 3.3, 7.6.6; EqA s149)."""
    asked = type_of(parts.plan).required_parts
    checks = {
        "outcomes": _missing_outcomes,
        "resources": _missing_resources,
        "equality": _missing_equality,
        "framework": _missing_links,
    }
    return [lacking for part, check in checks.items() if part in asked for lacking in check(parts)]


def _place(parts: Parts, name: str, *args: Any, field: str = "") -> str:
    href = reverse(f"actionplans:{name}", args=(parts.plan.reference, *args))
    return f"{href}#id_{field}" if field else href


def _missing_outcomes(parts: Parts) -> Iterator[Missing]:
    if not parts.outcomes:
        yield Missing(
            "Add at least one outcome with its measure",
            _place(parts, "outcome-new", field="outcome"),
        )
    for row in parts.outcomes:
        for field in ("baseline", "target"):
            if not getattr(row, field).strip():
                href = _place(parts, "outcome-change", row.pk, field=field)
                yield Missing(f"Outcome “{row}”: give its {field}, or say why there is none", href)


def _missing_resources(parts: Parts) -> Iterator[Missing]:
    if not parts.resources:
        yield Missing("Add at least one resource", _place(parts, "resource-new", field="resource"))


def _missing_equality(parts: Parts) -> Iterator[Missing]:
    """A blank is not allowed: "no effect" is an answer and silence is none."""
    if not any(record for _term, record in parts.equality):
        first = f"effect_{parts.equality[0][0].code}"
        yield Missing("Fill in the equality record", _place(parts, "equality-change", field=first))
        return
    for term, record in parts.equality:
        for field, words in _open_answers(record):
            href = _place(parts, "equality-change", field=f"{field}_{term.code}")
            yield Missing(f"Equality, {term.label[:1].lower()}{term.label[1:]}: {words}", href)


def _open_answers(record: EqualityRecord | None) -> Iterator[tuple[str, str]]:
    if record is None or not record.effect:
        yield "effect", "choose the effect"
    if record is None or not record.evidence.strip():
        yield "evidence", "say how you know"
    elif record.effect == EqualityRecord.Effect.NEGATIVE and not record.mitigation.strip():
        yield "mitigation", "say what is done about the negative effect"


def _missing_links(parts: Parts) -> Iterator[Missing]:
    """At least one point of a framework in force, where the council has one in force."""
    in_force = {framework.code for framework in frameworks_offered()}
    if in_force and not any(link.framework in in_force for link in parts.links):
        href = _place(parts, "framework-change", field="links")
        yield Missing("Choose at least one aim of the council that the plan serves", href)
