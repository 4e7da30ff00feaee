"""The work that a step in triage starts: the outbox hands it over."""

from typing import Any

from django.db import transaction

from carp.outbox.models import OutboxItem
from triggers import notices
from triggers.models import REPORT_INDEX, TriggerReport


@transaction.atomic
def tell_received(payload: dict[str, Any], *, item: OutboxItem) -> None:
    """Owe the mails that a new report wants; their keys keep a second handing over harmless."""
    report = TriggerReport.objects.select_related("contact").get(pk=payload["report"])
    notices.tell_received(report)


def forget_words(payload: dict[str, Any], *, item: OutboxItem) -> None:
    """A text was handed over or erased: the search index and the journal hold nothing of it."""
    REPORT_INDEX.forget()
