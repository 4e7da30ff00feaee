"""Mail: owed as an outbox row, delivered once for its key.

A mail names no place and carries no content (quality T25): it says that something waits and
where to sign in.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from carp.outbox import queue
from carp.outbox.models import DeliveredMail, OutboxItem


def send_later(*, to: str, subject: str, body: str, key: str) -> OutboxItem:
    """Owe one mail to one person, in the transaction of the change it tells of."""
    subject = " ".join(subject.split())
    return queue.put("mail", {"to": to, "subject": subject, "body": body}, key=f"mail:{key}")


def send(payload: dict[str, Any], *, item: OutboxItem) -> None:
    """Deliver a mail: to the visible outbox in the demonstration, else by the mail server."""
    if settings.MAIL_TO_OUTBOX:
        with transaction.atomic():
            DeliveredMail.objects.get_or_create(
                key=item.key,
                defaults={
                    "to": payload["to"],
                    "subject": payload["subject"],
                    "body": payload["body"],
                },
            )
        return
    EmailMessage(
        subject=payload["subject"],
        body=payload["body"],
        to=[payload["to"]],
        headers={"Message-ID": f"<{item.key.replace(':', '.')}@{settings.MAIL_DOMAIN}>"},
    ).send()
