"""Restricting a report to named people, and opening it with a reason (quality T9, section 4)."""

from collections.abc import Collection

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import NotReady, Refused
from carp.audit import trail
from triggers import notices, permissions
from triggers.models import ListChange, NamedPerson, Restriction, TriggerReport
from triggers.workflow.steps import locked, record, require_sound, require_text

Kind, State = ListChange.Kind, ListChange.State
LEAST_OFFICERS = 2
TOO_FEW = (
    "Name at least one other nominated officer: a change of the list needs two of you, "
    "and so does judging a report that one of you made."
)
READS = {
    Capability.TRIGGER_READ,
    Capability.TRIGGER_READ_REFERRED,
}


@transaction.atomic
def restrict(
    report: TriggerReport, *, by: User, reason: str, people: Collection[User]
) -> Restriction:
    """Hide a report from all but named people, at once: protection comes first."""
    report = locked(report)
    permissions.can_restrict(by, report).require()
    named = {by, *people}
    require_sound(restriction_faults(reason, named))
    restriction = Restriction.objects.create(report=report, reason=reason, restricted_by=by)
    NamedPerson.objects.bulk_create(
        NamedPerson(restriction=restriction, user=person)
        for person in sorted(named, key=lambda person: person.pk)
    )
    if report.assigned_to is not None and report.assigned_to not in named:
        report.assigned_to = None if report.submitted_by_id == by.pk else by
        report.save(update_fields=("assigned_to",))
    after = {"restriction": restriction.pk, "named": sorted(str(person) for person in named)}
    record("restrict", report, by=by, before={}, after=after, reason=reason)
    return restriction


def restriction_faults(reason: str, named: Collection[User]) -> dict[str, str]:
    """What a restriction lacks, a sentence for each field of the form."""
    found = {}
    if not reason.strip():
        found["reason"] = "Say why it is restricted."
    if not _enough_officers(named):
        found["people"] = TOO_FEW
    for person in named:
        if not person.capabilities & READS:
            found["people"] = f"{person} does not work on reports and could not open it."
    return found


def _enough_officers(named: Collection[User]) -> bool:
    officers = [person for person in named if person.may(Capability.TRIGGER_TRIAGE)]
    return len(officers) >= LEAST_OFFICERS


@transaction.atomic
def propose_list_change(
    restriction: Restriction, *, by: User, kind: str, person: User | None, reason: str
) -> ListChange:
    """Ask a second nominated officer to change who is named, or to lift the restriction."""
    report = locked(restriction.report)
    restriction = Restriction.objects.get(pk=restriction.pk)
    permissions.can_change_list(by, restriction).require()
    person = None if kind == Kind.LIFT else person
    require_sound(list_change_faults(restriction, kind=kind, person=person, reason=reason))
    change = ListChange.objects.create(
        restriction=restriction, kind=kind, person=person, reason=reason, proposed_by=by
    )
    notices.tell_list_change(change)
    after = {"change": str(change), "kind": kind}
    record("propose_list_change", report, by=by, before={}, after=after, reason=reason)
    return change


def list_change_faults(
    restriction: Restriction, *, kind: str, person: User | None, reason: str
) -> dict[str, str]:
    """What a proposed change lacks, a sentence for each field of the form."""
    if restriction.changes.filter(state=State.PROPOSED).exists():
        return {"kind": "Another change waits to be confirmed. Decide that one first."}
    found = {}
    if kind not in Kind.values:
        found["kind"] = "Choose what should change."
    if not reason.strip():
        found["reason"] = "Say why."
    if kind in (Kind.ADD, Kind.REMOVE) and (why := _person_fault(restriction, kind, person)):
        found["person"] = why
    return found


def _person_fault(restriction: Restriction, kind: str, person: User | None) -> str:
    if person is None:
        return "Choose the person."
    is_named = restriction.named.filter(user=person).exists()
    if kind == Kind.ADD:
        if not person.capabilities & READS:
            return f"{person} does not work on reports and could not open it."
        return f"{person} is named already." if is_named else ""
    if not is_named:
        return f"{person} is not named."
    left = [row.user for row in restriction.named.exclude(user=person).select_related("user")]
    return "" if _enough_officers(left) else "Two nominated officers must stay on the list."


@transaction.atomic
def decide_list_change(change: ListChange, *, by: User, confirm: bool) -> ListChange:
    """A second nominated officer confirms a change of the list, or one of the two drops it."""
    report = locked(change.restriction.report)
    change = ListChange.objects.select_for_update().get(pk=change.pk)
    permissions.can_decide_change(by, change, confirm=confirm).require()
    change.state = State.CONFIRMED if confirm else State.REFUSED
    change.decided_at, change.decided_by = clock.now(), by
    change.save(update_fields=("state", "decided_at", "decided_by"))
    if confirm:
        _carry_out(change, report)
    after = {"change": str(change), "decision": change.get_state_display().lower()}
    record("decide_list_change", report, by=by, before={}, after=after, reason=change.reason)
    return change


def _carry_out(change: ListChange, report: TriggerReport) -> None:
    """Whoever comes off the list finds the report no more, so it is not theirs to work on."""
    restriction, person = change.restriction, change.person
    if change.kind == Kind.LIFT or person is None:
        restriction.lifted_at = clock.now()
        restriction.save(update_fields=("lifted_at",))
        return
    if fault := _person_fault(restriction, change.kind, person):
        raise Refused(fault)
    if change.kind == Kind.ADD:
        NamedPerson.objects.create(restriction=restriction, user=person)
        return
    restriction.named.filter(user=person).delete()
    if report.assigned_to_id == person.pk:
        report.assigned_to = None
        report.save(update_fields=("assigned_to",))


@transaction.atomic
def open_restricted(report: TriggerReport, *, by: User, reason: str) -> None:
    """Leave one row for each showing of a restricted report, with the reason given for it."""
    require_text("reason", reason, "Say why you open this report.")
    if not TriggerReport.objects.openable_by(by).filter(pk=report.pk).exists():
        raise NotReady({"reason": "You cannot open this report."})
    audit = by.may(Capability.TRIGGER_READ_RESTRICTED)
    trail.record(
        "triggers.open_restricted",
        report,
        by=by,
        capability=Capability.TRIGGER_READ_RESTRICTED if audit else Capability.TRIGGER_READ,
        reason=reason,
        erasable=True,
    )
