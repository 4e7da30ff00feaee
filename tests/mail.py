"""Which mails are owed, once what owes them has been carried out."""

from carp import clock
from carp.outbox import queue
from carp.outbox.models import OutboxItem


def owed_mails() -> list[OutboxItem]:
    """The mails that wait to be sent, oldest first; what waits to write mails is run before."""
    waiting = OutboxItem.objects.due(on=clock.machine_now()).exclude(topic="mail")
    for key in list(waiting.values_list("pk", flat=True)):
        claimed = queue.claim(key)
        item = claimed and queue.begin(key, lease=claimed.lease)
        assert item is not None
        assert queue.run(item), OutboxItem.objects.get(pk=key).last_error
    return list(OutboxItem.objects.filter(topic="mail").order_by("pk"))
