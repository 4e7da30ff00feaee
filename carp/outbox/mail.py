"""Mail: owed as an outbox row, delivered once for its key.

A mail names no place and carries no content (quality T25): it says that something waits and
where to sign in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from carp.outbox import queue
from carp.outbox.models import DeliveredMail, OutboxItem


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one person; it is sent once for its key."""

    to: str
    subject: str
    body: str
    key: str


def send_later(*, to: str, subject: str, body: str, key: str) -> None:
    """Owe one mail to one person, in the transaction of the change it tells of."""
    send_all_later([Letter(to=to, subject=subject, body=body, key=key)])


def send_all_later(letters: Iterable[Letter]) -> None:
    """The same for many, in one statement."""
    payloads = {
        f"mail:{letter.key}": {
            "to": letter.to,
            "subject": " ".join(letter.subject.split()),
            "body": letter.body,
        }
        for letter in letters
    }
    queue.put_all("mail", payloads)


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
