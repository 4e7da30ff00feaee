"""When the day's mails are due, and writing them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.council.calendar import is_working_day
from carp.digest import lines
from carp.outbox import mail, queue
from carp.outbox.models import OutboxItem

TEMPLATE = "digest"


def is_due() -> bool:
    """Whether today's mails may go out: from the hour of the council pack, on its days."""
    mails, now = packs.current().mails, clock.local(clock.now())
    if mails.digest_days == "working-days" and not is_working_day(now.date()):
        return False
    return now.hour >= mails.digest_hour


def ask_due() -> OutboxItem | None:
    """Owe the mails of today, once for the day however often it is asked."""
    if not is_due():
        return None
    day = clock.today().isoformat()
    with transaction.atomic():
        return queue.put("digest", {"day": day}, key=f"digest:{day}")


def send(payload: dict[str, Any], *, item: OutboxItem) -> None:
    """Owe each person their mail of the day; its key makes it one, whoever asks again."""
    day = date.fromisoformat(payload["day"])
    if day != clock.today():
        return  # what waited then is told with what waits now
    people = User.objects.filter(is_active=True, daily_digest=True)
    letters = list(_letters(people.select_related("organisation").order_by("pk"), day))
    with transaction.atomic():
        mail.send_all_later(letters)


def _letters(people: Any, day: date) -> Iterator[mail.Letter]:
    for person in people:
        if waits := list(lines.of(person)):
            yield mail.Letter(
                to=person.email,
                subject="What waits for you on the portal",
                body=body(waits),
                key=f"digest:{day.isoformat()}:{person.pk}",
            )


def body(waits: list[lines.Line]) -> str:
    """The words of one mail."""
    context = {
        "lines": waits,
        "address": settings.PORTAL_ADDRESS.rstrip("/"),
        "council": packs.current().identity,
    }
    return render_to_string(f"email/{TEMPLATE}.txt", context)
