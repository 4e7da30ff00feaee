"""Writing rows to the outbox, claiming them, and finishing them."""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from carp import clock, rows
from carp.outbox.models import OutboxItem

FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(minutes=15)
MOST_FAILURES = 300  # three days at the longest delay: a mail server may be away over a weekend
MOST_WORKERS_LOST = 8
log = logging.getLogger(__name__)

Handler = Callable[..., None]
State = OutboxItem.State


class NotInTransaction(RuntimeError):
    """A side effect belongs to the transaction of the change that wants it."""


def put(
    topic: str, payload: Mapping[str, Any], *, key: str, due_at: datetime | None = None
) -> OutboxItem:
    """Owe one side effect, once for its key, in the transaction of the change.

    A key that is owed already answers its row and adds nothing. Raises NotInTransaction outside
    ``atomic()`` and KeyError for a topic that has no handler.
    """
    _require_transaction(topic)
    item, _created = OutboxItem.objects.get_or_create(
        key=key,
        defaults={
            "topic": topic,
            "payload": dict(payload),
            "due_at": due_at or clock.machine_now(),
        },
    )
    return item


def put_all(topic: str, payloads: Mapping[str, Mapping[str, Any]]) -> None:
    """Owe one side effect for each key, as ``put`` does, but many in one statement."""
    _require_transaction(topic)
    rows.add_missing([_owed_now(topic, key, payload) for key, payload in payloads.items()])


def put_with(message: rows.Message, topic: str, payload: Mapping[str, Any], *, key: str) -> None:
    """Owe one side effect, as ``put`` does, with what else is said to the database."""
    _require_transaction(topic)
    message.add_missing(_owed_now(topic, key, payload))


def _owed_now(topic: str, key: str, payload: Mapping[str, Any]) -> OutboxItem:
    now = clock.machine_now()
    return OutboxItem(topic=topic, key=key, payload=dict(payload), created_at=now, due_at=now)


def _require_transaction(topic: str) -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction(f"queue.put({topic!r}) needs transaction.atomic()")
    if topic not in settings.OUTBOX_HANDLERS:
        raise KeyError(topic)


def claim(item_id: int) -> OutboxItem | None:
    """Take a due row under a lease; None when somebody else has it, or it is done or given up.

    The lease runs on the machine's own clock, whatever ``clock.at`` holds for a rehearsal.
    """
    real = clock.machine_now()
    with transaction.atomic():
        item = OutboxItem.objects.due(on=real).select_for_update().filter(pk=item_id).first()
        if item is None:
            return None
        if item.attempts - item.failures >= MOST_WORKERS_LOST:
            # Begun so often, and neither done nor failed: it must not take more workers.
            _give_up(item, "Each worker that tried it was lost.")
            return None
        item.state, item.lease = State.LEASED, secrets.token_hex(16)
        item.leased_until = real + lease_time()
        item.save(update_fields=("state", "lease", "leased_until"))
    return item


def begin(item_id: int, *, lease: str) -> OutboxItem | None:
    """Start on a row that was claimed under ``lease``; None for a second delivery of the same.

    The lease changes hands here, so only one of any number of deliveries gets past it.
    """
    taken_over = secrets.token_hex(16)
    won = OutboxItem.objects.filter(pk=item_id, state=State.LEASED, lease=lease).update(
        lease=taken_over,
        leased_until=clock.machine_now() + lease_time(),
        attempts=F("attempts") + 1,
    )
    return OutboxItem.objects.get(pk=item_id) if won else None


def release(item: OutboxItem) -> None:
    """Give back a claimed row that could not be handed over (the broker is away)."""
    _held(item).update(state=State.WAITING, lease="", leased_until=None)


def lease_time() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def extend(item: OutboxItem) -> bool:
    """Push a working row's lease on; False when the lease has passed to somebody else."""
    return bool(
        OutboxItem.objects.filter(pk=item.pk, state=State.LEASED, lease=item.lease).update(
            leased_until=clock.machine_now() + lease_time()
        )
    )


def run(item: OutboxItem) -> bool:
    """Do what a claimed row owes; True when it is done, False when it will be tried again."""
    handler: Handler = import_string(settings.OUTBOX_HANDLERS[item.topic])
    try:
        handler(item.payload, item=item)
    except Exception as error:  # noqa: BLE001 - one bad effect must not stop the others
        _put_back(item, error)
        return False
    _finish(item, State.DONE)
    return True


def _put_back(item: OutboxItem, error: Exception) -> None:
    """Back-off doubles from five seconds to a quarter of an hour; after days it is given up."""
    last_error = f"{type(error).__name__}: {error}"[:2000]
    failures = item.failures + 1
    if failures >= MOST_FAILURES:
        _give_up(item, last_error)
        return
    delay = min(FIRST_DELAY * 2 ** min(failures - 1, 10), LONGEST_DELAY)
    log.warning("%s %s failed and is tried again: %s", item.topic, item.pk, type(error).__name__)
    _held(item).update(
        state=State.WAITING,
        failures=failures,
        due_at=clock.machine_now() + delay,
        lease="",
        leased_until=None,
        last_error=last_error,
    )


def _give_up(item: OutboxItem, last_error: str) -> None:
    """A dead letter: kept whole, so that it can be tried again when its fault is mended."""
    log.error("%s %s is given up; see: manage.py outbox", item.topic, item.pk)
    _finish(item, State.DEAD, last_error=last_error)


def try_again(rows: QuerySet[OutboxItem]) -> int:
    """Owe dead letters anew, as if nobody had tried them; the number of them."""
    return rows.filter(state=State.DEAD).update(
        state=State.WAITING,
        attempts=0,
        failures=0,
        due_at=clock.machine_now(),
        finished_at=None,
    )


def _finish(item: OutboxItem, state: str, *, last_error: str = "") -> None:
    """A mail that is done keeps no payload: the address in it must be erasable."""
    kept = {} if state == State.DONE and item.topic == "mail" else item.payload
    _held(item).update(
        payload=kept,
        state=state,
        finished_at=clock.machine_now(),
        lease="",
        leased_until=None,
        last_error=last_error,
    )


def _held(item: OutboxItem) -> Any:
    return OutboxItem.objects.filter(pk=item.pk, state=State.LEASED, lease=item.lease)


def due_ids(*, limit: int = 100) -> list[int]:
    """The oldest rows that are due now."""
    return list(OutboxItem.objects.due(on=clock.machine_now()).values_list("pk", flat=True)[:limit])


def run_due(*, limit: int = 100) -> int:
    """Claim and run what is due, in this process; the number of rows done."""
    done = 0
    for item_id in due_ids(limit=limit):
        claimed = claim(item_id)
        item = claimed and begin(item_id, lease=claimed.lease)
        if item is not None:
            done += run(item)
    return done


def oldest_due_seconds() -> float:
    """How long the oldest due row has waited: the one figure that says whether work is moving."""
    real = clock.machine_now()
    first = OutboxItem.objects.due(on=real).values_list("due_at", "leased_until").first()
    if first is None:
        return 0.0
    due_at, leased_until = first
    return max(0.0, (real - (leased_until or due_at)).total_seconds())
