"""Restricted reports, the changes of their lists, and handovers to safeguarding."""

from typing import Any

from carp.accounts.models import User
from carp.accounts.roles import Role
from tests.make.accounts import user
from tests.make.triggers import trigger_report
from triggers.models import ListChange, NamedPerson, QuarantinedText, Restriction, TriggerReport

Status = TriggerReport.Status


def restriction(report: TriggerReport, *people: User, **fields: Any) -> Restriction:
    """In force, naming these people beside the officer who restricted it and a second one."""
    by = fields.pop("restricted_by", None) or user(Role.NOMINATED_OFFICER)
    made = Restriction.objects.create(
        report=report,
        restricted_by=by,
        **{"reason": "A witness lives on the street."} | fields,
    )
    for person in {by, *(people or (user(Role.NOMINATED_OFFICER),))}:
        named_person(made, person)
    return made


def named_person(made: Restriction, person: User) -> NamedPerson:
    return NamedPerson.objects.create(restriction=made, user=person)


def list_change(made: Restriction, **fields: Any) -> ListChange:
    """One more service manager, proposed by the officer who restricted it."""
    fields.setdefault(
        "person", None if fields.get("kind") == "lift" else user(Role.SERVICE_MANAGER)
    )
    return ListChange.objects.create(
        restriction=made,
        **{"kind": "add", "reason": "He acts on it.", "proposed_by": made.restricted_by} | fields,
    )


def quarantined_text(report: TriggerReport | None = None, **fields: Any) -> QuarantinedText:
    """Waiting for a safeguarding lead."""
    if report is None:
        report = trigger_report(Status.REDIRECTED, close_reason="safeguarding-adult")
    by = fields.pop("quarantined_by", None) or user(Role.NOMINATED_OFFICER)
    return QuarantinedText.objects.create(
        report=report,
        quarantined_by=by,
        **{"safeguarding_reference": "SG-004127", "text": "What is happening\nCanary Name"}
        | fields,
    )
