"""The reporter and the officers talk; a report is withdrawn; a lost receipt is replaced.

What the reporter does is done by their account, or by `by=None`: the holder of the receipt, whom
the page has looked up. Each message carries the secret key of its form, so that one that is sent
twice is kept once; its files are kept under that key until it is sent.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council.statuses import WITHDRAWN
from triggers import notices, permissions, receipts
from triggers.models import ReportMessage, TriggerReport
from triggers.workflow import evidence
from triggers.workflow.steps import locked, move, record, require_text

Status = TriggerReport.Status
Visibility = ReportMessage.Visibility
EDITION_LETTERS = 16
FILES_ALONE = "Files, without a text."
REPLACED = (
    "A new receipt was made for this report a moment ago. Make another only if nobody wrote that "
    "one down: open this page again."
)


# --- The reporter ------------------------------------------------------------------------------
@transaction.atomic
def add_information(
    report: TriggerReport, *, by: User | None, body: str, key: str
) -> ReportMessage:
    """Answer the officers or add to the report, until our work on it is finished (policy 8.2).

    The files that were kept under the same key go with it; they need no words.
    """
    report = locked(report)
    if sent_before := _sent_before(report, key):
        evidence.drop_draft(key, by)
        return sent_before
    permissions.can_take_part(by, report, "add_information").require()
    files = evidence.send_more(report, key=key, owner=by)
    body = body if body.strip() or not files else FILES_ALONE
    require_text("body", body, "Enter what you want to tell us, or choose a file.")
    message = _write(report, Visibility.REPORTER, by=by, body=body, key=key, from_reporter=True)
    report.unread_since = report.unread_since or message.written_at
    report.save(update_fields=("unread_since",))
    after = {"message": message.pk, "files": files}
    _record_of_reporter("add_information", report, by=by, after=after)
    return message


@transaction.atomic
def withdraw_report(report: TriggerReport, *, by: User | None) -> TriggerReport:
    """Close a report because whoever made it asks for that; the officers are told."""
    report = locked(report)
    permissions.can_take_part(by, report, "withdraw_report").require()
    report.closed_at, report.closed_by, report.close_reason = clock.now(), by, WITHDRAWN
    ended = ("closed_at", "closed_by", "close_reason")
    before = move(report, "withdraw_report", Status.CLOSED, *ended)
    notices.tell_withdrawn(report)
    after = {"close_reason": WITHDRAWN}
    _record_of_reporter("withdraw_report", report, by=by, before=before, after=after)
    return report


# --- The officers ------------------------------------------------------------------------------
@transaction.atomic
def write_to_reporter(
    report: TriggerReport, *, by: User, body: str, key: str, seen: int = 0
) -> ReportMessage:
    """Tell or ask whoever reported; ``seen`` is the last message that its writer had read."""
    report = locked(report)
    permissions.can_converse(by, report).require()
    if sent_before := _sent_before(report, key):
        return sent_before
    require_text("body", body, "Enter what the reporter is to read.")
    message = _write(report, Visibility.REPORTER, by=by, body=body, key=key)
    _read_up_to(report, seen)
    notices.tell_of_message(message)
    after = {"message": message.pk}
    record("write_to_reporter", report, by=by, before={}, after=after)
    return message


@transaction.atomic
def write_note(report: TriggerReport, *, by: User, body: str, key: str) -> ReportMessage:
    """Keep a private note for those who work on the report; the reporter never sees it."""
    report = locked(report)
    permissions.can_converse(by, report).require()
    if sent_before := _sent_before(report, key):
        return sent_before
    require_text("body", body, "Enter the note.")
    message = _write(report, Visibility.INTERNAL, by=by, body=body, key=key)
    record("write_note", report, by=by, before={}, after={"message": message.pk})
    return message


@transaction.atomic
def read_messages(report: TriggerReport, *, by: User, seen: int) -> TriggerReport:
    """Note that an officer has read what the reporter wrote, up to the message ``seen``."""
    report = locked(report)
    permissions.can_converse(by, report).require()
    before = {"unread_since": report.unread_since}
    _read_up_to(report, seen)
    after = {"unread_since": report.unread_since, "seen": seen}
    record("read_messages", report, by=by, before=before, after=after)
    return report


@transaction.atomic
def withdraw_message(message: ReportMessage, *, by: User, reason: str) -> ReportMessage:
    """Take back what was written by mistake; that something stood there is still shown."""
    report = locked(message.report)
    message = ReportMessage.objects.select_for_update().get(pk=message.pk)
    permissions.can_withdraw_message(by, message).require()
    require_text("reason", reason, "Say why it is withdrawn.")
    message.withdrawn_at, message.withdrawn_by = clock.now(), by
    message.withdrawn_reason = reason
    message.save(update_fields=("withdrawn_at", "withdrawn_by", "withdrawn_reason"))
    after = {"message": message.pk, "visibility": message.visibility}
    record("withdraw_message", report, by=by, before={}, after=after, reason=reason)
    return message


@transaction.atomic
def reissue_receipt(report: TriggerReport, *, by: User, recognised: str, edition: str) -> str:
    """A new receipt for somebody who lost theirs; the old one finds nothing any more.

    ``recognised`` says how the person was known; ``edition`` names the receipt that is replaced,
    so that a form that is sent twice does not replace the one that was just read out.
    """
    report = locked(report)
    permissions.can_reissue_receipt(by, report).require()
    require_text("recognised", recognised, "Say how you made sure who it is.")
    if edition != receipt_edition(report):
        raise Refused(REPLACED)
    receipt = receipts.new()
    report.receipt_hash = receipts.digest(receipt)
    report.save(update_fields=("receipt_hash",))
    record("reissue_receipt", report, by=by, before={}, after={}, reason=recognised)
    return receipt


def receipt_edition(report: TriggerReport) -> str:
    """A short name of the receipt in force, from which nothing of it can be told."""
    return _keyed("edition", report.receipt_hash or "")[:EDITION_LETTERS]


# --- What they share ---------------------------------------------------------------------------
def _keyed(purpose: str, text: str) -> str:
    salt = f"triggers.conversation.{purpose}"
    return salted_hmac(salt, text, algorithm="sha256").hexdigest()


def _stored_key(report: TriggerReport, key: str) -> str:
    return _keyed("message", f"{report.pk} {key}")


def _sent_before(report: TriggerReport, key: str) -> ReportMessage | None:
    """The message that the same form has sent already; the report is locked, so none is doubled."""
    return ReportMessage.objects.filter(idempotency_key=_stored_key(report, key)).first()


def _write(
    report: TriggerReport,
    visibility: str,
    *,
    by: User | None,
    body: str,
    key: str,
    from_reporter: bool = False,
) -> ReportMessage:
    return ReportMessage.objects.create(
        report=report,
        visibility=visibility,
        from_reporter=from_reporter,
        written_by=by,
        body=body,
        idempotency_key=_stored_key(report, key),
    )


def _read_up_to(report: TriggerReport, seen: int) -> None:
    """Unread is what the reporter wrote after the last message that an officer had before them.

    Writing to the reporter without ``seen`` reads nothing; what was read stays read.
    """
    if report.unread_since is None:
        return
    unread = report.messages.filter(from_reporter=True, written_at__gte=report.unread_since)
    later = unread.filter(pk__gt=seen).order_by("pk").first()
    report.unread_since = later.written_at if later else None
    report.save(update_fields=("unread_since",))


def _record_of_reporter(
    step: str,
    report: TriggerReport,
    *,
    by: User | None,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    trail.record(
        f"triggers.{step}",
        report,
        by=by,
        capability=Capability.TRIGGER_REPORT if by else "",
        before=before,
        after={"status": report.status} | dict(after),
    )
