"""Explains every fault of a pack at once, each with its place, in plain English.

The shapes say what may stand where; this module adds what only the whole pack can tell.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

from carp.council import feedback
from carp.council import matrix as risk
from carp.council.colour import contrast_fault
from carp.council.pack import Pack
from carp.council.plantypes import PROTECTED
from carp.council.schema import BROKEN, Path, Problem, Reader, dangling, is_broken
from carp.council.source import WHOLE_PACK, Fault, pack_files, read_source
from carp.council.statuses import PUBLIC_STATUSES, WITHDRAWN

Found = Iterator[tuple[Path, str]]
STAGES = 7
MOST_WORDS, MOST_MEANING = 40, 130


class PackFaults(Exception):
    """The pack can't be loaded; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read_pack(where: FilePath) -> Pack:
    """The pack in a folder or a file; every fault at once where it has any."""
    files = pack_files(where)
    if not files:
        raise PackFaults([Fault(str(where), None, "", "holds no .toml files.")])
    source = read_source(files)
    if source.faults:
        raise PackFaults(source.faults)
    pack, problems = examine(source.data)
    if pack is None or problems:
        faults = [source.fault(problem.path, problem.says) for problem in problems]
        raise PackFaults(sorted(faults, key=lambda fault: (fault.file, fault.line or 0)))
    return pack


def faults_of(where: FilePath) -> list[Fault]:
    """Everything wrong with a pack; of one file of a folder, what is wrong or missing with it."""
    part_of_folder = where.is_file() and len(pack_files(where.parent)) > 1
    try:
        read_pack(where.parent if part_of_folder else where)
    except PackFaults as found:
        if part_of_folder:
            return [fault for fault in found.faults if fault.file in (where.name, WHOLE_PACK)]
        return found.faults
    return []


def examine(data: dict[str, Any]) -> tuple[Pack | None, list[Problem]]:
    """The pack that the data make, if they do, and all their problems."""
    reader = Reader()
    parts = reader.parts(Pack, data)
    problems = reader.problems + list(dangling(reader, _codes(data)))
    for check in CHECKS:
        problems += [Problem(path, says) for path, says in check(_Parts(parts))]
    return (None if problems else Pack(**parts)), problems


class _Parts:
    """What could be read of the pack: sound elements by their place, sound tables or nothing."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self.parts = parts

    def each(self, name: str) -> list[tuple[Path, Any]]:
        value = self.parts.get(name, BROKEN)
        items = () if value is BROKEN else value
        return [((name, at), item) for at, item in enumerate(items) if item is not BROKEN]

    def whole(self, name: str) -> tuple[Any, ...]:
        """Every element of a list, or none where one of them is broken."""
        value = self.parts.get(name, BROKEN)
        return () if is_broken(value) else value

    def table(self, name: str) -> Any:
        value = self.parts.get(name, BROKEN)
        return None if value is BROKEN else value


def _codes(data: dict[str, Any]) -> dict[str, set[str]]:
    """The codes of each list as written, so that one broken element breaks no other."""
    return {
        name: {item["code"] for item in items if _has_code(item)}
        for name, items in data.items()
        if isinstance(items, list)
    }


def _has_code(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("code"), str)


def _matrices(parts: _Parts) -> Found:
    for path, matrix in parts.each("matrices"):
        for place, says in risk.faults(matrix):
            yield (*path, *place), says
    defaults = [matrix.name for matrix in parts.whole("matrices") if matrix.default]
    if parts.whole("matrices") and len(defaults) != 1:
        which = ", ".join(defaults) or "none of them"
        yield ("matrices",), f"exactly one matrix must be the default; now it is {which}."


def _groups(parts: _Parts) -> Found:
    for path, group in parts.each("groups"):
        if group.cadence_min_days > group.cadence_max_days:
            yield (
                (*path, "cadence_max_days"),
                f"is {group.cadence_max_days}, below the least, {group.cadence_min_days}.",
            )
    parents = {group.code: group.parent for _, group in parts.each("groups")}
    for path, group in parts.each("groups"):
        if group.code in _ancestors(group.code, parents):
            yield (*path, "parent"), f'makes "{group.code}" its own ancestor.'


def _ancestors(code: str, parents: dict[str, str | None]) -> list[str]:
    found: list[str] = []
    parent = parents.get(code)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return found


def _frameworks(parts: _Parts) -> Found:
    for path, framework in parts.each("frameworks"):
        ends, starts = framework.valid_to, framework.valid_from
        if ends is not None and ends < starts:
            yield (*path, "valid_to"), f"is {ends}, before valid_from, {starts}."
        items = [
            ((*path, "themes", at, "items", place, "code"), item.code)
            for at, theme in enumerate(framework.themes)
            for place, item in enumerate(theme.items)
        ]
        yield from _repeated(items, "stands in two themes of this framework")


def _sources(parts: _Parts) -> Found:
    items = [
        ((*path, "items", at, "code"), item.code)
        for path, group in parts.each("sources")
        for at, item in enumerate(group.items)
    ]
    yield from _repeated(items, "stands in two groups of sources")


def _repeated(items: list[tuple[Path, str]], says: str) -> Found:
    """Codes used in two lists that are read as one; twice in one list is told elsewhere."""
    first: dict[str, Path] = {}
    for path, code in items:
        if code in first and first[code][:-2] != path[:-2]:
            yield path, f'"{code}" {says}.'
        first.setdefault(code, path)


def _routes(parts: _Parts) -> Found:
    for path, route in parts.each("routes"):
        if route.kind == "refer" and route.group is None:
            yield (*path, "group"), "is missing: a route that refers must name its group."
        if route.kind != "refer" and route.group is not None:
            yield (*path, "group"), f'must not be given for a route of kind "{route.kind}".'
    routes = parts.whole("routes")
    for kind in ("refer", "close", "redirect"):
        if routes and kind not in {route.kind for route in routes}:
            yield ("routes",), f'at least one route must be of kind "{kind}".'


def _doors(parts: _Parts) -> Found:
    doors = parts.whole("doors")
    if doors and not any(door.emergency for door in doors):
        yield ("doors",), "at least one door must be for an emergency."
    for path, door in parts.each("doors"):
        if not door.telephone and door.link is None:
            yield path, f'"{door.label}" needs a telephone number or a link.'


def _stages(parts: _Parts) -> Found:
    stages = parts.whole("stages")
    if stages and len(stages) != STAGES:
        yield ("stages",), f"has {len(stages)} stages: a plan has {STAGES} (clause 7.6)."


PLAN_KINDS = ("approve", "return", "reject", "suspend", "resume", "rescind")


def _decisions(parts: _Parts) -> Found:
    """What boards decide about plans has its words, because the portal acts on each of them."""
    kinds = parts.whole("decision_kinds")
    known = {kind.code for kind in kinds if "plan" in kind.about}
    for code in PLAN_KINDS:
        if kinds and code not in known:
            yield ("decision_kinds",), f'has no "{code}" about a "plan".'


def _plan_types(parts: _Parts) -> Found:
    types = {plan_type.code: plan_type for _, plan_type in parts.each("plan_types")}
    whole = parts.whole("plan_types")
    umbrellas = {plan_type.under for plan_type in whole}
    for path, plan_type in parts.each("plan_types"):
        above = types.get(plan_type.under)
        if above is not None and not above.themes:
            yield (*path, "under"), f'"{above.code}" has no themes for a plan to stand under.'
        if plan_type.themes and plan_type.under is not None:
            yield (*path, "under"), "must not be given for a type with themes of its own."
        if whole and plan_type.themes and plan_type.code not in umbrellas:
            yield (*path, "themes"), "no plan type stands under this one: give one its under."


def _equality(parts: _Parts) -> Found:
    equality = parts.table("equality")
    protected = {term.code for term in PROTECTED}
    for at, term in enumerate(equality.local_characteristics if equality else ()):
        if term.code in protected:
            path = ("equality", "local_characteristics", at, "code")
            yield path, f'"{term.code}" is one of the nine that the law protects already.'


def _ranges(parts: _Parts) -> Found:
    for name, low, high in (
        ("extents", "people_from", "people_to"),
        ("horizons", "months_from", "months_to"),
    ):
        for path, item in parts.each(name):
            top = getattr(item, high)
            if top is not None and top < getattr(item, low):
                yield (*path, high), f"is {top}, below {low}, {getattr(item, low)}."


def _urgencies(parts: _Parts) -> Found:
    for at, (sooner, later) in enumerate(pairwise(parts.whole("urgencies")), 1):
        if later.assess_within_working_days < sooner.assess_within_working_days:
            yield (
                ("urgencies", at, "assess_within_working_days"),
                f"is {later.assess_within_working_days}, sooner than "
                f'"{sooner.label}" above it: list the most urgent first.',
            )
        if later.is_at_once and not sooner.is_at_once:
            yield (
                ("urgencies", at, "at_once"),
                f'is told at once, and "{sooner.label}" above it, more urgent, is not.',
            )


def _public_statuses(parts: _Parts) -> Found:
    """One word for each place where a report can stand, short enough for one size of answer."""
    statuses = parts.table("public_statuses")
    if statuses is not None and not is_broken(statuses):
        given = {status.code for status in statuses}
        for lacking in (each.code for each in PUBLIC_STATUSES if each.code not in given):
            yield ("public_statuses",), f'has no words for "{lacking}".'
    for path, status in parts.each("public_statuses"):
        for field, most in (("words", MOST_WORDS), ("meaning", MOST_MEANING)):
            if (length := len(getattr(status, field))) > most:
                yield (*path, field), f"has {length} letters: {most} are the most."


def _closure_reasons(parts: _Parts) -> Found:
    reasons = parts.whole("closure_reasons")
    if reasons and WITHDRAWN not in {reason.code for reason in reasons}:
        yield ("closure_reasons",), f'must hold "{WITHDRAWN}": a reporter may withdraw a report.'


def _recurrence(parts: _Parts) -> Found:
    recurrence = parts.table("recurrence")
    if recurrence is not None and recurrence.reports < 2:
        yield ("recurrence", "reports"), "is 1: a single report adds up to nothing."


def _fund(parts: _Parts) -> Found:
    fund, plan_types = parts.table("fund"), parts.whole("plan_types")
    if fund is None or not plan_types:
        return
    needed = set(fund.approving_groups)
    if not any(needed <= set(plan_type.approving_groups) for plan_type in plan_types):
        yield (
            ("fund", "approving_groups"),
            "no plan type is approved by all of these groups, so nothing could ever be spent.",
        )
        return
    for path, plan_type in parts.each("plan_types"):
        lacking = ", ".join(sorted(needed - set(plan_type.approving_groups)))
        if plan_type.asks_for_money and lacking:
            yield (
                (*path, "asks_for_money"),
                f"must be false: without the approval of {lacking} no money could follow the plan.",
            )


def _cadences(parts: _Parts) -> Found:
    """Returns end with parts of the financial year, so that those of a council come together."""
    for path, plan_type in parts.each("plan_types"):
        if 12 % plan_type.monitoring_months:
            yield (*path, "monitoring_months"), "must divide the year: 1, 2, 3, 4, 6 or 12."


def _brand(parts: _Parts) -> Found:
    identity = parts.table("identity")
    fault = identity and contrast_fault(identity.brand.text, identity.brand.colour)
    if fault:
        yield ("identity", "brand", "text"), fault


def _feedback(parts: _Parts) -> Found:
    for name in ("routes", "closure_reasons", "redirect_reasons"):
        for path, item in parts.each(name):
            if says := feedback.fault(item.feedback):
                yield (*path, "feedback"), says


def _safeguarding(parts: _Parts) -> Found:
    kept = parts.table("safeguarding")
    if kept is not None and (says := feedback.form_fault(kept.reference_form)):
        yield ("safeguarding", "reference_form"), says


CHECKS: tuple[Callable[[_Parts], Found], ...] = (
    _matrices,
    _groups,
    _frameworks,
    _sources,
    _routes,
    _doors,
    _stages,
    _decisions,
    _plan_types,
    _equality,
    _ranges,
    _urgencies,
    _public_statuses,
    _closure_reasons,
    _recurrence,
    _fund,
    _cadences,
    _brand,
    _feedback,
    _safeguarding,
)
