"""The work that a step in triage starts: the outbox hands it over."""

from typing import Any

from django.db import transaction

from carp.outbox.models import OutboxItem
from triggers import notices
from triggers.models import TriggerReport


@transaction.atomic
def tell_received(payload: dict[str, Any], *, item: OutboxItem) -> None:
    """Owe the mails that a new report wants; their keys keep a second handing over harmless."""
    report = TriggerReport.objects.select_related("contact").get(pk=payload["report"])
    notices.tell_received(report)
