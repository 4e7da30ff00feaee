"""Writing, reading and verifying the audit trail."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from carp import clock
from carp.audit.models import AuditEvent, ChainHead

GENESIS = "0" * 64
SYSTEM = "The portal"
HEAD = "SELECT * FROM audit_chainhead"
HEAD_LOCKED = f"{HEAD} FOR UPDATE"
MOVE_HEAD = "UPDATE audit_chainhead SET sequence = %s, hash = %s WHERE id = 1"


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
) -> AuditEvent:
    """Append one event inside the transaction of the change itself.

    Call it last in a step: it locks the chain's one head row until the transaction ends.
    ``by=None`` is the portal acting by itself. Raises NotInTransaction outside ``atomic()``.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"audit.record({action!r}) needs transaction.atomic()")
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
    event.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_HEAD, [event.sequence, event.hash])
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
    return ChainHead.objects.raw(HEAD_LOCKED if locked else HEAD)[0]


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
        last_hash, last_sequence = event.hash, event.sequence
    head = ChainHead.objects.get(pk=1)
    if (head.sequence, head.hash) != (last_sequence, last_hash):
        return last_sequence + 1, "the chain's head names a row that is not there"
    return None


def _events() -> Iterator[AuditEvent]:
    return AuditEvent.objects.order_by("sequence").iterator(chunk_size=2000)
