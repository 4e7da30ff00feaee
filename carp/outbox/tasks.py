"""Celery's part: beat pokes ``relay``, which hands each due row to a worker."""

from celery import shared_task
from kombu.exceptions import OperationalError

from carp.outbox import queue


@shared_task(ignore_result=True)
def relay() -> None:
    """Claim every due row and hand it to a worker.

    A message that is lost costs one lease: the row falls due again. A message that comes twice
    is begun once.
    """
    for item_id in queue.due_ids():
        item = queue.claim(item_id)
        if item is None:
            continue
        try:
            run.delay(item_id=item_id, lease=item.lease)
        except (OperationalError, OSError):
            queue.release(item)
            return


@shared_task(ignore_result=True)
def run(*, item_id: int, lease: str) -> None:
    """Do what one claimed row owes."""
    item = queue.begin(item_id, lease=lease)
    if item is not None:
        queue.run(item)
