"""Outcomes, resources, equality record and framework links of a plan (policy 3.3, 7.6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from actionplans import permissions, selectors
from actionplans.models import EqualityRecord, FrameworkLink, Outcome, Plan, ResourceLine
from actionplans.selectors.content import (
    EQUALITY_FIELDS,
    OUTCOME_FIELDS,
    RESOURCE_FIELDS,
    frameworks_offered,
)
from actionplans.workflow.details import values_in
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.web.editing import require_unchanged

PartRow = Outcome | ResourceLine
Point = tuple[str, str]


@dataclass(frozen=True)
class OutcomeDetails:
    """What is to be achieved, what shows it, where it stands, and how that is monitored."""

    outcome: str
    measure: str
    monitored: str
    baseline: str = ""
    target: str = ""


@dataclass(frozen=True)
class ResourceDetails:
    """Something that the plan takes, whose it is, and whether it is there."""

    standing: str
    kind: str
    resource: str
    organisation: str
    amount: str = ""


@transaction.atomic
def add_outcome(plan: Plan, *, by: User, details: OutcomeDetails) -> Outcome:
    """Say what the plan is to achieve and by what we shall know (policy 7.6.6)."""
    plan = _editable(plan, by=by)
    values = _outcome_values(details)
    made = Outcome.objects.create(plan=plan, **values)
    _record("actionplans.add_outcome", plan, by=by, after=values)
    return made


@transaction.atomic
def change_outcome(
    outcome: Outcome, *, by: User, details: OutcomeDetails, opened: str | None = None
) -> Outcome:
    """Change an outcome; versions that boards approved keep it as it was."""
    _change(outcome, _outcome_values(details), by=by, opened=opened, name="change_outcome")
    return outcome


@transaction.atomic
def remove_outcome(outcome: Outcome, *, by: User) -> None:
    """Take an outcome out of the plan; the trail and the frozen versions keep it.

    Measures that show it stay, without an outcome.
    """
    _remove(outcome, by=by, name="remove_outcome")


@transaction.atomic
def add_resource(plan: Plan, *, by: User, details: ResourceDetails) -> ResourceLine:
    """Say what the plan takes: what there is, what is wanted, what partners give (policy 7.6.3)."""
    plan = _editable(plan, by=by)
    values = _resource_values(plan, details)
    made = ResourceLine.objects.create(plan=plan, **values)
    _record("actionplans.add_resource", plan, by=by, after=values)
    return made


@transaction.atomic
def change_resource(
    resource: ResourceLine, *, by: User, details: ResourceDetails, opened: str | None = None
) -> ResourceLine:
    """Change a resource; versions that boards approved keep it as it was."""
    values = _resource_values(resource.plan, details)
    _change(resource, values, by=by, opened=opened, name="change_resource")
    return resource


@transaction.atomic
def remove_resource(resource: ResourceLine, *, by: User) -> None:
    """Take a resource out of the plan; the trail and the frozen versions keep it."""
    _remove(resource, by=by, name="remove_resource")


@transaction.atomic
def record_equality(
    plan: Plan, *, by: User, answers: Mapping[str, Mapping[str, str]], opened: str | None = None
) -> Plan:
    """Say what the plan does to people who share each characteristic (Equality Act 2010, s149).

    Answers may stay open while the plan is written; approval allows no blank.
    """
    plan = _editable(plan, by=by)
    before, after = equality_values(plan), _equality_answers(plan, answers)
    changed = [code for code in after if after[code] != before[code]]
    if not changed:
        return plan
    require_unchanged(flat(before), opened)
    signed = {"updated_at": clock.now(), "updated_by": by}
    EqualityRecord.objects.bulk_create(
        (
            EqualityRecord(plan=plan, characteristic=code, **after[code], **signed)
            for code in changed
        ),
        update_conflicts=True,
        unique_fields=("plan", "characteristic"),
        update_fields=(*EQUALITY_FIELDS, *signed),
    )
    _record(
        "actionplans.record_equality",
        plan,
        by=by,
        before={code: before[code] for code in changed},
        after={code: after[code] for code in changed},
    )
    return plan


@transaction.atomic
def link_framework(
    plan: Plan, *, by: User, points: Collection[Point], opened: str | None = None
) -> Plan:
    """Say which points of the council's frameworks the plan serves (policy 3.3).

    Points of a framework that is no longer in force stay until somebody takes them out.
    """
    plan = _editable(plan, by=by)
    there = {(link.framework, link.item): link for link in plan.framework_links.all()}
    offered = _offered()
    if any(point not in there and point not in offered for point in points):
        raise Refused("Choose from the aims of a framework that is in force.")
    if set(points) == set(there):
        return plan
    require_unchanged({"links": link_values(plan)}, opened)
    for point in there.keys() - set(points):
        there[point].delete()
    FrameworkLink.objects.bulk_create(
        FrameworkLink(plan=plan, **offered[point])
        for point in offered
        if point in points and point not in there
    )
    _record(
        "actionplans.link_framework",
        plan,
        by=by,
        before={"links": sorted("/".join(point) for point in there)},
        after={"links": link_values(plan)},
    )
    return plan


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """What an outcome says, as the record and a form keep it."""
    return {field: getattr(outcome, field) for field in OUTCOME_FIELDS}


def resource_values(resource: ResourceLine) -> dict[str, Any]:
    """What a resource says, as the record and a form keep it."""
    return {field: getattr(resource, field) for field in RESOURCE_FIELDS}


def equality_values(plan: Plan) -> dict[str, dict[str, str]]:
    """What is recorded for each characteristic that is asked about."""
    rows = {row.characteristic: row for row in plan.equality.all()}
    codes = [term.code for term in selectors.pack_of(plan).characteristics]
    return {
        code: {field: getattr(rows.get(code), field, "") for field in EQUALITY_FIELDS}
        for code in codes
    }


def flat(answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The same by field of the one form: ``effect_age``."""
    return {
        f"{field}_{code}": answer[field] for code, answer in answers.items() for field in answer
    }


def link_values(plan: Plan) -> list[str]:
    """The points that a plan is linked to, as a form sends them: ``framework/item``."""
    pairs = plan.framework_links.values_list("framework", "item")
    return sorted(f"{framework}/{item}" for framework, item in pairs)


def _editable(plan: Plan, *, by: User) -> Plan:
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    return plan


def _row_editable(row: PartRow, *, by: User) -> PartRow:
    plan = _editable(row.plan, by=by)
    there = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if there is None:
        raise Refused("Somebody else took this out of the plan.")
    there.plan = plan
    return there


def _change(
    row: PartRow, values: Mapping[str, Any], *, by: User, opened: str | None, name: str
) -> None:
    there = _row_editable(row, by=by)
    before = {field: getattr(there, field) for field in values}
    changed = [field for field in values if before[field] != values[field]]
    if not changed:
        return
    require_unchanged(before, opened)
    for field in changed:
        setattr(there, field, values[field])
    there.save(update_fields=changed)
    _record(
        f"actionplans.{name}",
        there.plan,
        by=by,
        before={"id": there.pk} | {field: before[field] for field in changed},
        after={field: values[field] for field in changed},
    )


def _remove(row: PartRow, *, by: User, name: str) -> None:
    there = _row_editable(row, by=by)
    fields = OUTCOME_FIELDS if isinstance(there, Outcome) else RESOURCE_FIELDS
    before: dict[str, Any] = {field: getattr(there, field) for field in fields}
    if isinstance(there, Outcome):
        before["measures"] = list(
            there.measures.order_by("number").values_list("number", flat=True)
        )
    there.delete()
    _record(f"actionplans.{name}", there.plan, by=by, before=before)


def _outcome_values(details: OutcomeDetails) -> dict[str, str]:
    values = values_in(details)
    if not (values["outcome"] and values["measure"] and values["monitored"]):
        raise Refused("Say what is to be achieved, what is measured and how it is monitored.")
    return {field: values[field] for field in OUTCOME_FIELDS}


def _resource_values(plan: Plan, details: ResourceDetails) -> dict[str, str]:
    values = values_in(details)
    if not (values["resource"] and values["organisation"]):
        raise Refused("Say what the resource is and whose it is.")
    pack = selectors.pack_of(plan)
    if values["standing"] not in pack.items("resource_standings"):
        raise Refused("Choose whether the resource is there.")
    if values["kind"] not in pack.items("resource_kinds"):
        raise Refused("Choose the kind of resource.")
    return {field: values[field] for field in RESOURCE_FIELDS}


def _equality_answers(
    plan: Plan, answers: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """The answers in full; what somebody leaves out stays as it was."""
    full = equality_values(plan)
    for code, answer in answers.items():
        if code not in full:
            raise Refused("Choose from the characteristics that are asked about.")
        full[code] |= {field: answer[field].strip() for field in EQUALITY_FIELDS if field in answer}
        if full[code]["effect"] not in ("", *EqualityRecord.Effect.values):
            raise Refused("Choose positive, neutral or negative.")
    return full


def _offered() -> dict[Point, dict[str, str]]:
    """Each point that can be chosen today, with the words that the link keeps."""
    return {
        (framework.code, item.code): {
            "framework": framework.code,
            "item": item.code,
            "framework_name": framework.name,
            "theme_label": theme.label,
            "item_label": item.label,
        }
        for framework in frameworks_offered()
        for theme in framework.themes
        for item in theme.items
    }


def _record(name: str, plan: Plan, **what: Any) -> None:
    trail.record(name, plan, capability=Capability.PLAN_EDIT_OWN, **what)
