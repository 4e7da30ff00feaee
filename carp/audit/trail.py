"""Writing, reading and verifying the audit trail."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, models

from carp import clock, rows
from carp.audit.models import AuditEvent, ChainHead, ErasableReason

GENESIS = "0" * 64
SYSTEM = "The portal"
HEAD = "SELECT id, sequence, hash FROM audit_chainhead"
HEAD_LOCKED = f"{HEAD} FOR UPDATE"
MOVE_HEAD = "UPDATE audit_chainhead SET sequence = %s, hash = %s WHERE id = 1"
DIGEST = "reason_digest"


class NotInTransaction(RuntimeError):
    """An audit event belongs to the transaction of the change it records."""


def record(  # noqa: PLR0913 - an event has this many sides
    action: str,
    subject: models.Model,
    *,
    by: AbstractBaseUser | None,
    capability: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    erasable: bool = False,
) -> AuditEvent:
    """Append one event inside the transaction of the change itself.

    Call it last in a step: it locks the chain's one head row until the transaction ends.
    ``by=None`` is the portal acting by itself. An ``erasable`` reason is kept beside the chain,
    and ``event.why`` reads it. Raises NotInTransaction outside ``atomic()``.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"audit.record({action!r}) needs transaction.atomic()")
    apart = ErasableReason(text=reason, salt=secrets.token_hex(16)) if erasable and reason else None
    if apart is not None:
        after, reason = {**(after or {}), DIGEST: _digest(apart)}, ""
    head = _head(locked=connection.features.has_select_for_update)
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=clock.now(),
        by_id=None if by is None else by.pk,
        by_name=describe_person(by),
        action=action,
        capability=str(capability),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_name=(getattr(subject, "reference", "") or str(subject))[:200],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        previous_hash=head.hash,
    )
    event.hash = hash_of(event)
    message = rows.Message(AuditEvent)
    message.add(event)
    if apart is not None:
        apart.event = event
        message.add(apart)
    message.say(MOVE_HEAD, [event.sequence, event.hash])
    message.send()
    return event


def describe_person(person: AbstractBaseUser | None) -> str:
    """The actor as text, kept even if the account's name changes later."""
    if person is None:
        return SYSTEM
    post = getattr(person, "post", "")
    return (f"{person}, {post}" if post else str(person))[:200]


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(values or {}), cls=DjangoJSONEncoder))
    return plain


def _digest(reason: ErasableReason) -> str:
    return hashlib.sha256(f"{reason.salt} {reason.text}".encode()).hexdigest()


def erase_reasons(events: models.QuerySet[AuditEvent]) -> list[str]:
    """Take what people typed as reasons out of events for good; what it was, oldest first.

    The chain stays whole: it holds the digests, from which nothing can be told without the salts.
    """
    kept = ErasableReason.objects.filter(event__in=events).exclude(text="").order_by("pk")
    texts = list(kept.values_list("text", flat=True))
    ErasableReason.objects.filter(event__in=events).update(text="", salt="")
    return texts


def hash_of(event: AuditEvent) -> str:
    """SHA-256 over the row's canonical JSON, the previous hash included."""
    at: datetime = event.at
    content = [
        event.sequence,
        int(at.timestamp() * 1_000_000),
        event.by_id,
        event.by_name,
        event.action,
        event.capability,
        event.subject_type,
        event.subject_id,
        event.subject_name,
        event.before,
        event.after,
        event.reason,
        event.previous_hash,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def position() -> int:
    """How far the trail has come. Every act moves it on, so until then nothing has changed."""
    return _head().sequence


def _head(*, locked: bool = False) -> ChainHead:
    """The chain's end, in plain words: every act reads it, and many pages."""
    with connections[ChainHead.objects.db].cursor() as cursor:
        cursor.execute(HEAD_LOCKED if locked else HEAD)
        return ChainHead(*cursor.fetchone())


def of_subject(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """What happened to one thing, oldest first."""
    return AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).select_related("by")


def first_broken_row() -> tuple[int, str] | None:
    """The first row at which the chain does not hold, with the reason; None when it is whole."""
    last_hash, last_sequence = GENESIS, 0
    for event in _events():
        if event.sequence != last_sequence + 1:
            return last_sequence + 1, "the row is missing"
        if event.previous_hash != last_hash:
            return event.sequence, "the row does not follow the one before it"
        if event.hash != hash_of(event):
            return event.sequence, "the row's content is not what was recorded"
        if not _is_vouched_for(event):
            return event.sequence, "its reason is not the one that was given"
        last_hash, last_sequence = event.hash, event.sequence
    head = ChainHead.objects.get(pk=1)
    if (head.sequence, head.hash) != (last_sequence, last_hash):
        return last_sequence + 1, "the chain's head names a row that is not there"
    return None


def _is_vouched_for(event: AuditEvent) -> bool:
    """Whether a reason beside the chain is what the event says it was, or was erased."""
    kept = getattr(event, "erasable_reason", None)
    if kept is None:
        return DIGEST not in event.after
    return not kept.text or _digest(kept) == event.after.get(DIGEST)


def _events() -> Iterator[AuditEvent]:
    rows = AuditEvent.objects.select_related("erasable_reason").order_by("sequence")
    return rows.iterator(chunk_size=2000)
