"""A concern comes in: logged, promised an assessment, acknowledged (policy 8.1, 8.2, 8.5)."""

from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction

from carp import clock, rows
from carp.accounts.models import User
from carp.accounts.roles import Capability, Role
from carp.audit import trail
from carp.council import packs
from carp.council.references import next_reference
from carp.web.search import indexable
from register.models import Area
from triggers import likeness, permissions, receipts
from triggers.figures import Figure
from triggers.known import named_to_anybody
from triggers.models import (
    ReportedFigure,
    ReporterContact,
    SuggestedLink,
    TriggerCategory,
    TriggerReport,
    TriggerSource,
)
from triggers.workflow import evidence, limits
from triggers.workflow.drafts import end_drafts
from triggers.workflow.drafts import report_key_of as _stored_key
from triggers.workflow.due import due_from
from triggers.workflow.held import owe_received

Reporter, Status = TriggerReport.Reporter, TriggerReport.Status
# By these a second sending is told from the first one sent again.
SAID = (
    *("where", "what", "since", "trend", "extent", "people_affected", "urgency"),
    *("being_done", "what_works", "evidence_link", "immediate_danger"),
)


@dataclass(frozen=True, kw_only=True)
class ContactEntry:
    """Who reported and how to reach them safely; only what serves the chosen way is kept."""

    method: str = ReporterContact.Method.NONE
    name: str = ""
    organisation: str = ""
    email: str = ""
    telephone: str = ""
    safe_note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportEntry:
    """The answers of one report; codes are those of the council pack in force."""

    community_kind: str
    what: str
    urgency: str
    trend: str = "unknown"
    reporter_kind: str = Reporter.UNSAID
    where: str = ""
    area: Area | None = None
    categories: tuple[str, ...] = ()
    extent: str = ""
    people_affected: int | None = None
    since: str = ""
    sources: tuple[str, ...] = ()
    figure: Figure | None = None
    being_done: str = ""
    what_works: str = ""
    evidence_link: str = ""
    immediate_danger: bool = False
    same_as: int | None = None
    contact: ContactEntry = field(default_factory=ContactEntry)


@dataclass(frozen=True)
class Submission:
    """What came of a submission; `created` is False when it had come in before.

    `differs`: what had come in before says something else than what was sent now.
    """

    report: TriggerReport
    receipt: str | None
    created: bool
    differs: bool = False


def submit(
    entry: ReportEntry, *, by: User | None, idempotency_key: str, held: bool = False
) -> Submission:
    """Log a concern, once for its key however often it arrives; ``held`` until it is released.

    `by=None` is somebody without an account, who gets a receipt. The key is a secret of the form:
    the receipt follows from it, and it is stored only as a hash.
    """
    if by is not None:
        permissions.can_report(by).require()
    key, receipt = _stored_key(idempotency_key, by), _receipt(idempotency_key, by)
    try:
        with transaction.atomic():
            report = _create(entry, by=by, key=key, receipt=receipt, held=held)
            said = _rows_of(report, entry)
            files = evidence.send_with(report, said, key=idempotency_key, owner=by)
            _record(report, by=by, files=files)
    except IntegrityError:
        more = bool(evidence.draft_files(idempotency_key, by))
        return _sent_before(key, entry, receipt, more=more)
    return Submission(report, receipt, created=True)


def _sent_before(
    key: str, entry: ReportEntry, receipt: str | None, *, more: bool = False
) -> Submission:
    """The same key came before, or just now; any other fault is raised again by get().

    Files that wait are ``more`` than was sent the first time.
    """
    first = TriggerReport.objects.get(idempotency_key=key)
    kept = ReportedFigure.objects.filter(report=first).first()
    more |= (kept and kept.as_given) != entry.figure
    differs = more or any(getattr(first, name) != getattr(entry, name) for name in SAID)
    return Submission(first, receipt, created=False, differs=differs)


@transaction.atomic
def submit_from(network: str, entry: ReportEntry, *, idempotency_key: str) -> Submission:
    """Submit from the public page; over the limit of its network a report is taken, but held.

    Ten times that limit protects the disk: there nothing is taken, and LimitReached is raised. A
    repeated submission is answered as the first was and takes nothing from either: where the first
    was not to be seen yet, its use is given back before the transaction lets anybody see it.
    """
    before = TriggerReport.objects.filter(idempotency_key=_stored_key(idempotency_key, None))
    use, held = None, False
    if not before.exists():
        try:
            use, held = _take(network)
        except limits.LimitReached:
            if not before.exists():  # else the same submission came first just now
                raise
    submission = submit(entry, by=None, idempotency_key=idempotency_key, held=held)
    if use is not None and not submission.created:
        limits.give_back(use)
    end_drafts(idempotency_key)
    return submission


def _take(network: str) -> tuple[str, bool]:
    """One use of the door by a network, and whether it is one too many to be taken on trust."""
    try:
        return limits.take("report", network=network, most=settings.REPORTS_AN_HOUR), False
    except limits.LimitReached:
        most = settings.REPORTS_AN_HOUR_AT_MOST
        return limits.take("report", network=network, most=most), True


def take_call(entry: ReportEntry, *, by: User, idempotency_key: str) -> Submission:
    """Log what somebody reports by telephone; the receipt is theirs, and is read out to them.

    Who took the call is named as that and is not the reporter: as a nominated officer they may
    assess the report like any other (quality S12 keeps people from judging their own concerns).
    """
    permissions.can_take_call(by).require()
    key, receipt = _stored_key(idempotency_key, by), receipts.of_submission(idempotency_key)
    try:
        with transaction.atomic():
            report = _create(entry, by=None, key=key, receipt=receipt, taken_by=by)
            _rows_of(report, entry).send()
            _record(report, by=by)
    except IntegrityError:
        return _sent_before(key, entry, receipt)
    return Submission(report, receipt, created=True)


def reporter_kind_of(user: User) -> str:
    """How a signed-in person reports: as a member, for a partner, or as an officer."""
    if Role.MEMBER in user.roles:
        return Reporter.MEMBER
    return Reporter.PARTNER if Role.PARTNER in user.roles else Reporter.OFFICER


def _receipt(key: str, by: User | None) -> str | None:
    return receipts.of_submission(key) if by is None else None


def _create(
    entry: ReportEntry,
    *,
    by: User | None,
    key: str,
    receipt: str | None,
    held: bool = False,
    taken_by: User | None = None,
) -> TriggerReport:
    """The report itself. Its number comes last of all: others who report wait for theirs from then
    until this one is kept."""
    now = clock.now()
    today = clock.local_date(now)
    report = TriggerReport(
        receipt_hash=receipts.digest(receipt) if receipt else None,
        idempotency_key=key,
        channel=_channel(by, taken_by),
        reporter_kind=entry.reporter_kind if by is None else reporter_kind_of(by),
        submitted_by=by,
        taken_by=taken_by,
        received_at=now,
        status=Status.HELD if held else Status.RECEIVED,
        held_at=now if held else None,
        council_pack=packs.current_version(),
        community_kind=entry.community_kind,
        where=entry.where,
        area=entry.area,
        what=entry.what,
        since=entry.since,
        trend=entry.trend,
        extent=entry.extent,
        people_affected=entry.people_affected,
        urgency=entry.urgency,
        being_done=entry.being_done,
        what_works=entry.what_works,
        evidence_link=entry.evidence_link,
        immediate_danger=entry.immediate_danger,
        assess_due_on=due_from(
            today, urgency=entry.urgency, in_danger=entry.immediate_danger, pack=packs.current()
        ),
        shape=likeness.shape(entry.what),
    )
    report.reference = next_reference("TRG", year=today.year, width=5)
    report.search_text = search_text_of(report)
    rows.add(report)
    return report


def _channel(by: User | None, taken_by: User | None) -> str:
    if taken_by is not None:
        return TriggerReport.Channel.TELEPHONE
    return TriggerReport.Channel.OUTSIDE if by is None else TriggerReport.Channel.INSIDE


def search_text_of(report: TriggerReport) -> str:
    """By which words a report is found, as it stands now."""
    area = report.area.name if report.area else ""
    return indexable(report.reference, report.where, report.what, area)


def _rows_of(report: TriggerReport, entry: ReportEntry) -> rows.Message:
    """What is kept beside the report itself, still to be sent to the database; and the mails that
    are owed, unless it is held."""
    said, contact, method = rows.Message(TriggerReport), entry.contact, ReporterContact.Method
    said.add(*(TriggerSource(report=report, code=code) for code in dict.fromkeys(entry.sources)))
    said.add(
        *(TriggerCategory(report=report, code=code) for code in dict.fromkeys(entry.categories))
    )
    if entry.figure:
        said.add(ReportedFigure(report=report, **asdict(entry.figure)))
    # Only what may be named to anybody: the key has been through a browser.
    if entry.same_as and (same := named_to_anybody().filter(pk=entry.same_as).first()):
        said.add(SuggestedLink(report=report, community=same))
    said.add(
        ReporterContact(
            report=report,
            name=contact.name if contact.method != method.NONE else "",
            organisation=contact.organisation,
            method=contact.method,
            email=contact.email if contact.method == method.EMAIL else "",
            telephone=contact.telephone if contact.method == method.TELEPHONE else "",
            safe_note=contact.safe_note if contact.method != method.NONE else "",
        )
    )
    if report.status != Status.HELD:
        owe_received(report, said)
    return said


def _record(report: TriggerReport, *, by: User | None, files: int = 0) -> None:
    """Leave the audit row, without content."""
    called = report.taken_by_id is not None
    opened_by = Capability.TRIGGER_TAKE_CALL if called else Capability.TRIGGER_REPORT
    trail.record(
        "triggers.take_call" if called else "triggers.submit",
        report,
        by=by,
        capability=opened_by if by else "",
        after={
            "status": report.status,
            "channel": report.channel,
            "reporter_kind": report.reporter_kind,
            "urgency": report.urgency,
            "assess_due_on": report.assess_due_on,
            "council_pack": report.council_pack.content_hash,
            "files": files,
        },
    )
