"""The demonstration's list of mails."""

from datetime import datetime

from django.urls import reverse

from carp.web.formats import when
from carp.web.lists import Column, Link, ListPage


class MailList(ListPage):
    """What went to the visible outbox, newest first."""

    caption = "Mail outbox"
    columns = (Column("Subject"), Column("To"), Column("Sent"))
    fields = ("pk", "subject", "to", "sent_at")
    order = "-sent_at"
    empty = "No mail has been sent yet."

    def row(self, pk: int, subject: str, to: str, sent_at: datetime) -> tuple[Link, str, str]:
        return Link(subject, reverse("demo:mail-detail", args=(pk,))), to, when(sent_at)
