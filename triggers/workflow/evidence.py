"""Evidence files: kept while a report is written, sent with it, added later, given out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import NotReady
from carp.audit import trail
from carp.files import intake, names, store
from carp.files.refusals import NotTaken
from carp.rows import Message
from triggers import permissions
from triggers.models import EvidenceFile, SavedDraft, TriggerReport
from triggers.models.evidence import EvidenceFileQuerySet
from triggers.workflow import drafts, limits
from triggers.workflow.steps import locked, require_text

SEND_WITH = """
    UPDATE triggers_evidencefile SET report_id = %s, draft_key = NULL
    WHERE report_id IS NULL AND draft_key = %s
"""

MOST_FILES = 5
MOST_OF_A_REPORT = 20
# So that officers always have room for theirs.
MOST_OF_A_REPORTER = 15
NO_MORE = f"was not taken: {MOST_FILES} files can be sent at once. Remove one first."
TOO_MANY = (
    f"You can send {MOST_OF_A_REPORTER} files with a report, and these would be more. Remove some, "
    "or ring us."
)
TOO_OFTEN = (
    "was not taken: too many files were sent from your network within an hour. Try again later, or "
    "go on without it."
)
# Bytes are written before their row: what is younger may still get one.
SETTLED = timedelta(days=1)


def draft_key_of(key: str, owner: User | None) -> str:
    """What a draft's files are found by: bound to the person, and no way back to its secret."""
    return drafts.hash_of(key if owner is None else f"{owner.pk} {key}")


def draft_files(key: str, owner: User | None) -> list[EvidenceFile]:
    """The files of a report that is being written, in the order in which they came."""
    return list(EvidenceFile.objects.of_draft(draft_key_of(key, owner)))


def keep_in_draft(upload: UploadedFile, *, key: str, owner: User | None, network: str) -> None:
    """Take a file for a report that is being written; raises NotTaken with its sentence.

    Counted again when it is in, so that no two tabs both bring the last one.
    """
    files = EvidenceFile.objects.of_draft(draft_key_of(key, owner))
    if files.count() >= MOST_FILES:
        raise NotTaken(NO_MORE)
    if owner is None:
        _within_limit(network)
    row = _stored(upload)
    row.draft_key, row.added_by = draft_key_of(key, owner), owner
    with _bytes_only_with(row):
        row.save(force_insert=True)
    if files.count() > MOST_FILES:
        _delete(files.filter(pk=row.pk))
        raise NotTaken(NO_MORE)


def drop_from_draft(keys: list[int], *, key: str, owner: User | None) -> int:
    """Remove files of one's own draft, with their bytes; how many there were."""
    return _delete(EvidenceFile.objects.of_draft(draft_key_of(key, owner)).filter(pk__in=keys))


def drop_draft(key: str, owner: User | None) -> None:
    """Remove all files of a report that will not be sent; saved answers keep theirs."""
    _delete(_unsaved(EvidenceFile.objects.of_draft(draft_key_of(key, owner))))


def erase_files(report: TriggerReport) -> int:
    """What came with a report that safeguarding has taken over, rows and bytes."""
    return _delete(report.files.all())


def carry_files(key: str, *, to: str, owner: User | None) -> None:
    """What came after a report was sent belongs to the one that is written on from it."""
    files = EvidenceFile.objects.of_draft(draft_key_of(key, owner))
    files.update(draft_key=draft_key_of(to, owner))


def send_with(report: TriggerReport, message: Message, *, key: str, owner: User | None) -> int:
    """The draft's files are the report's, in the transaction in which it is logged; how many.

    Most reports have none, so it is said in plain SQL, at the end of what else is said.
    """
    message.say(SEND_WITH, [report.pk, draft_key_of(key, owner)])
    return message.send()


def send_more(report: TriggerReport, *, key: str, owner: User | None) -> int:
    """Files that come with a message of the reporter, in its transaction; the report is locked."""
    files = list(EvidenceFile.objects.of_draft(draft_key_of(key, owner)).select_for_update())
    sent = report.files.sent_by_reporter().count()
    if files and sent + len(files) > MOST_OF_A_REPORTER:
        raise NotReady({"evidence_files": TOO_MANY})
    keys = [file.pk for file in files]
    EvidenceFile.objects.filter(pk__in=keys).update(report=report, draft_key=None)
    for file in files:
        capability = Capability.TRIGGER_REPORT if owner else ""
        _record("send_file", report, file, by=owner, capability=capability)
    return len(files)


def add_file(report: TriggerReport, *, by: User, upload: UploadedFile, note: str) -> EvidenceFile:
    """A nominated officer adds what came by another way, and says by which (policy 5.2)."""
    permissions.can_add_file(by, report).require()
    require_text("note", note, "Say where the file came from.")
    try:
        row = _stored(upload)
    except NotTaken as refusal:
        raise NotReady({"file": said_of(upload, refusal)}) from refusal
    row.report, row.added_by, row.source_note = report, by, note
    with _bytes_only_with(row), transaction.atomic():
        if locked(report).files.count() >= MOST_OF_A_REPORT:
            raise NotReady({"file": f"A report can have {MOST_OF_A_REPORT} files at most."})
        row.save(force_insert=True)
        _record("add_file", report, row, by=by, capability=Capability.TRIGGER_TRIAGE)
    return row


@transaction.atomic
def note_download(report: TriggerReport, file: EvidenceFile, *, by: User) -> None:
    """Whoever may read the report takes a file of it; who and when stays on record."""
    permissions.can_read(by, report).require()
    reads_all = by.may(Capability.TRIGGER_READ)
    opened_by = Capability.TRIGGER_READ if reads_all else Capability.TRIGGER_READ_REFERRED
    _record("download_file", report, file, by=by, capability=opened_by)


def clear() -> int:
    """Forget the files of reports that were never sent, and bytes that belong to no row."""
    before = clock.now() - timedelta(days=settings.DRAFT_DAYS)
    gone = _delete(_unsaved(EvidenceFile.objects.left_behind(before=before)))
    for places in store.settled(before=clock.machine_now() - SETTLED):
        held = EvidenceFile.objects.filter(stored_as__in=places)
        orphans = set(places) - set(held.values_list("stored_as", flat=True))
        for place in orphans:
            store.remove(place)
        gone += len(orphans)
    return gone


def said_of(upload: UploadedFile, refusal: NotTaken) -> str:
    """The sentence beside the field: which file, and why not."""
    return f"“{names.shown(upload.name or '')}” {refusal}"


def _unsaved(files: EvidenceFileQuerySet) -> EvidenceFileQuerySet:
    """Those whose answers nobody holds a code for."""
    return files.exclude(draft_key__in=SavedDraft.objects.kept().values("draft_hash"))


def _within_limit(network: str) -> None:
    try:
        limits.take("file", network=network, most=settings.FILES_AN_HOUR)
    except limits.LimitReached as reached:
        raise NotTaken(TOO_OFTEN) from reached


def _stored(upload: UploadedFile) -> EvidenceFile:
    """The bytes on disk, and the row that will tell of them."""
    received = intake.receive(upload)
    stored = store.put(received)
    return EvidenceFile(
        name=received.name,
        kind=received.kind.code,
        size=stored.size,
        sha256=stored.sha256,
        stored_as=stored.place,
    )


@contextmanager
def _bytes_only_with(row: EvidenceFile) -> Iterator[None]:
    """Where the row does not come in, its bytes go again."""
    try:
        yield
    except Exception:
        store.remove(row.stored_as)
        raise


@transaction.atomic
def _delete(files: EvidenceFileQuerySet) -> int:
    """The rows now, their bytes when that is certain; a fall in between leaves bytes to clear.

    They are held first: one that is sent with its report in this moment is not deleted.
    """
    gone = dict(files.select_for_update().values_list("pk", "stored_as"))
    EvidenceFile.objects.filter(pk__in=gone).delete()
    for place in gone.values():
        transaction.on_commit(partial(store.remove, place))
    return len(gone)


def _record(
    step: str, report: TriggerReport, file: EvidenceFile, *, by: User | None, capability: str
) -> None:
    """By the hash, never by the name, which people choose and which may name somebody."""
    trail.record(
        f"triggers.{step}",
        report,
        by=by,
        capability=capability,
        after={
            "file": file.pk,
            "kind_of_file": file.its_kind.label,
            "size": file.size,
            "sha256": file.sha256,
        },
    )
