"""Who may open the pages of triggers."""

from collections.abc import Callable, Mapping
from typing import Any

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from tests import make
from tests.access.page import EVERYBODY, NOBODY, Page, having
from triggers import receipts
from triggers.models import Restriction, TriggerReport

Status = TriggerReport.Status
READ = having(Capability.TRIGGER_READ)
QUEUE = having(Capability.TRIGGER_READ, Capability.TRIGGER_READ_REFERRED)
SAFEGUARDING = having(Capability.SAFEGUARDING_RECEIVE)
TRIAGE = having(Capability.TRIGGER_TRIAGE)


def report(status: str = Status.RECEIVED) -> Callable[[], Mapping[str, Any]]:
    """A report that nobody was sent."""
    return lambda: {"reference": make.trigger_report(status).reference}


def question() -> Mapping[str, Any]:
    asked = make.information_request(make.trigger_report(Status.AWAITING_INFORMATION))
    return {"reference": asked.report.reference, "key": asked.pk}


def file() -> Mapping[str, Any]:
    sent = make.evidence_file(make.trigger_report())
    return {"reference": sent.report.reference, "key": sent.pk}


def task() -> Mapping[str, Any]:
    made = make.report_task(make.trigger_report(Status.UNDER_REVIEW))
    return {"reference": made.report.reference, "key": made.pk}


def saved() -> Mapping[str, Any]:
    """A filter of somebody else."""
    return {"key": make.saved_filter(make.user()).pk}


def board_referral() -> Mapping[str, Any]:
    referral = make.trigger_report(Status.OUTCOME_AGREED).referrals.get()
    return {"reference": referral.report.reference, "key": referral.pk}


def action_referral() -> Mapping[str, Any]:
    report = make.trigger_report(Status.OUTCOME_AGREED)
    referral = make.referral(report, "immediate_action", group=None)
    return {"reference": report.reference, "key": referral.pk}


def message() -> Mapping[str, Any]:
    written = make.report_message()
    return {"reference": written.report.reference, "key": written.pk}


def watched() -> Mapping[str, Any]:
    made = make.trigger_report(Status.OUTCOME_AGREED, watch_until=clock.today())
    return {"reference": made.reference}


def restricted() -> Mapping[str, Any]:
    """A restricted report that names everybody, with a change that waits."""
    made = make.restriction(make.trigger_report(), *User.objects.order_by("pk"))
    return {"reference": made.report.reference}


def handed_over_file() -> Mapping[str, Any]:
    handover = make.quarantined_text()
    return {"key": handover.pk, "file": make.evidence_file(handover.report).pk}


def list_change() -> Mapping[str, Any]:
    reference = restricted()["reference"]
    change = make.list_change(Restriction.objects.get(report__reference=reference))
    return {"reference": reference, "key": change.pk}


PROTECTING: dict[str, Page] = {
    "triggers:triage-access": Page(QUEUE, kwargs=restricted, refused=404),
    "triggers:triage-handover": Page(TRIAGE, kwargs=report()),
    "triggers:triage-restrict": Page(TRIAGE, kwargs=report()),
    # First the reason is asked for, on the page above.
    "triggers:triage-restriction": Page(TRIAGE, kwargs=restricted),
    "triggers:triage-list-change": Page(TRIAGE, kwargs=list_change, method="post"),
    "triggers:handover-list": Page(SAFEGUARDING),
    "triggers:handover-detail": Page(
        SAFEGUARDING, kwargs=lambda: {"key": make.quarantined_text().pk}
    ),
    "triggers:handover-file": Page(SAFEGUARDING, kwargs=handed_over_file, method="post"),
}


def gathering() -> Mapping[str, Any]:
    """Reports of one ward about the same people."""
    return {"key": f"{make.area().code}.asb-and-domestic-violence"}


WORKING: dict[str, Page] = {
    "triggers:triage-list": Page(QUEUE),
    "triggers:triage-tab": Page(QUEUE, kwargs=lambda: {"tab": "all"}),
    "triggers:gathering-list": Page(READ),
    "triggers:gathering-detail": Page(READ, kwargs=gathering),
    "triggers:triage-detail": Page(READ, kwargs=report(), refused=404),
    "triggers:triage-take-up": Page(TRIAGE, kwargs=report(), method="post"),
    "triggers:triage-contact": Page(TRIAGE, kwargs=report(), method="post"),
    "triggers:triage-release": Page(TRIAGE, kwargs=report(Status.HELD), method="post"),
    "triggers:held-release": Page(TRIAGE, method="post"),
    "triggers:held-set-aside": Page(TRIAGE, method="post"),
    "triggers:triage-set-aside": Page(TRIAGE, kwargs=report(Status.HELD)),
    "triggers:triage-add-file": Page(TRIAGE, kwargs=report()),
    "triggers:triage-file": Page(READ, kwargs=file, refused=404, method="post"),
    "triggers:triage-assign": Page(TRIAGE, kwargs=report()),
    "triggers:triage-ask": Page(TRIAGE, kwargs=report(Status.UNDER_REVIEW)),
    "triggers:triage-answer": Page(TRIAGE, kwargs=question),
    "triggers:triage-task": Page(TRIAGE, kwargs=report(Status.UNDER_REVIEW)),
    "triggers:triage-task-end": Page(TRIAGE, kwargs=task),
    "triggers:shortcuts": Page(QUEUE, method="post"),
    "triggers:saved-list": Page(QUEUE),
    "triggers:saved-new": Page(QUEUE),
    "triggers:saved-rename": Page(NOBODY, kwargs=saved, refused=404),  # but who saved it
    "triggers:saved-delete": Page(NOBODY, kwargs=saved, refused=404),
    "triggers:triage-redirect": Page(TRIAGE, kwargs=report()),
    "triggers:triage-watch": Page(TRIAGE, kwargs=watched),
    "triggers:triage-close": Page(TRIAGE, kwargs=report(Status.OUTCOME_AGREED)),
    "triggers:triage-reopen": Page(TRIAGE, kwargs=report(Status.CLOSED)),
    "triggers:triage-message": Page(TRIAGE, kwargs=report()),
    "triggers:triage-note": Page(TRIAGE, kwargs=report()),
    "triggers:triage-read": Page(TRIAGE, kwargs=report(), method="post"),
    "triggers:triage-receipt": Page(TRIAGE, kwargs=report()),
    "triggers:message-withdraw": Page(TRIAGE, kwargs=message),
    "triggers:assessment-edit": Page(TRIAGE, kwargs=report(Status.UNDER_REVIEW)),
    "triggers:outcome-agree": Page(TRIAGE, kwargs=report(Status.ASSESSED)),
    "triggers:outcome-action": Page(TRIAGE, kwargs=action_referral, refused=404),
    "triggers:outcome-withdraw": Page(TRIAGE, kwargs=board_referral),
}

OPEN = Page(EVERYBODY, public=True)
REPORT = having(Capability.TRIGGER_REPORT)

REPORTING: dict[str, Page] = {
    "triggers:report-start": OPEN,
    "triggers:report-step": Page(EVERYBODY, public=True, kwargs=lambda: {"step": "danger"}),
    "triggers:report-danger": OPEN,
    "triggers:report-save": OPEN,
    "triggers:report-saved": OPEN,
    "triggers:report-saved-pdf": OPEN,
    "triggers:report-resume": OPEN,
    "triggers:report-resume-link": Page(
        EVERYBODY, public=True, kwargs=lambda: {"code": receipts.of_saved_draft("secret")}
    ),
    "triggers:report-receipt": OPEN,
    "triggers:report-known": OPEN,
    "triggers:report-leave": Page(EVERYBODY, public=True, method="post"),
    "triggers:report-check": OPEN,
    "triggers:report-done": OPEN,
    "triggers:report-status": OPEN,
    "triggers:report-conversation": Page(EVERYBODY, public=True, method="post"),
    "triggers:report-add": Page(EVERYBODY, public=True, method="post"),
    "triggers:report-withdraw": Page(EVERYBODY, public=True, method="post"),
    "triggers:telephone-same": Page(NOBODY, refused=404, method="post"),  # but who took the call
    "triggers:report-telephone": Page(having(Capability.TRIGGER_TAKE_CALL)),
    # Only with an agreement; what a partner with one sees is told in test_organisation.py.
    "triggers:organisation-list": Page(NOBODY),
    "triggers:organisation-report": Page(NOBODY, kwargs=report()),
    "triggers:report-inside": Page(REPORT),
    "triggers:report-mine": Page(REPORT),
    "triggers:report-own": Page(NOBODY, kwargs=report(), refused=404),  # but who made it
    "triggers:report-own-add": Page(NOBODY, kwargs=report(), refused=404, method="post"),
    "triggers:report-own-same": Page(NOBODY, kwargs=report(), refused=404, method="post"),
    "triggers:report-own-withdraw": Page(NOBODY, kwargs=report(), refused=404),
}

PAGES: dict[str, Page] = REPORTING | WORKING | PROTECTING
