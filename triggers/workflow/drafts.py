"""Save and come back: answers kept for a code until they are sent or their last day is over.

Nobody is signed in and nothing has been reported yet, so none of this is put on the audit trail:
once its day is over, nothing of it must be left (quality T10).
"""

import contextlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from carp import clock
from carp.accounts.models import User
from triggers import notices, receipts
from triggers.models import SavedDraft, TriggerReport

State = SavedDraft.State
# How long an old code is still told why it opens nothing.
KNOWN_AFTERWARDS = timedelta(days=30)
MOST_AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A link to the saved answers, and where to; the address is not kept once it is sent."""

    to: str
    link: str


def last_day() -> date:
    """The last day on which answers that are saved now can be opened."""
    return clock.today() + timedelta(days=settings.DRAFT_DAYS)


def save_draft(
    answers: dict[str, Any], *, key: str, secret: str, letter: Letter | None = None
) -> SavedDraft:
    """Keep the answers of a report for a new code; any code of it from before opens nothing more.

    ``key`` is the report's own secret and ``secret`` that of the code: neither is stored here but
    in the answers themselves, from which the report goes on.
    """
    for _press in range(MOST_AT_ONCE):
        # Saved several times at once, and another came first: the later one wins.
        with contextlib.suppress(IntegrityError):
            return _save(answers, key=key, secret=secret, letter=letter)
    return _save(answers, key=key, secret=secret, letter=letter)


@transaction.atomic
def _save(answers: dict[str, Any], *, key: str, secret: str, letter: Letter | None) -> SavedDraft:
    draft_hash = hash_of(key)
    earlier = SavedDraft.objects.kept().filter(draft_hash=draft_hash)
    earlier.update(state=State.SAVED_AGAIN, answers="")
    saved = SavedDraft.objects.create(
        code_hash=receipts.digest_of_draft(receipts.of_saved_draft(secret)),
        draft_hash=draft_hash,
        report_key=report_key_of(key, None),
        answers=json.dumps(answers),
        expires_on=last_day(),
    )
    if letter is not None:
        notices.send_link_to_draft(saved, to=letter.to, link=letter.link)
    return saved


def kept_until(key: str) -> date | None:
    """The last day of what was saved of a report, where a code still opens it."""
    kept = SavedDraft.objects.kept().filter(draft_hash=hash_of(key), expires_on__gte=clock.today())
    return kept.values_list("expires_on", flat=True).first()


def end_drafts(key: str) -> None:
    """Forget what was saved of a report that has been sent."""
    SavedDraft.objects.filter(draft_hash=hash_of(key)).update(state=State.SENT, answers="")


def forget_drafts_of(report: TriggerReport) -> None:
    """Forget what was saved of a report after it was sent, in another tab or on another device."""
    SavedDraft.objects.filter(report_key=report.idempotency_key).update(
        state=State.SENT, answers=""
    )


@transaction.atomic
def purge_drafts() -> int:
    """Forget the answers whose last day is over, and a while later that they were there."""
    today = clock.today()
    emptied = SavedDraft.objects.kept().out_of_time(on=today)
    number = emptied.update(state=State.EXPIRED, answers="")
    SavedDraft.objects.out_of_time(on=today - KNOWN_AFTERWARDS).delete()
    return number


def hash_of(key: str) -> str:
    """What a draft and its files are found by; no way leads back to its secret."""
    return salted_hmac("triggers.drafts", key, algorithm="sha256").hexdigest()


def report_key_of(key: str, by: User | None) -> str:
    """The key as a report stores it: bound to the person, so that nobody meets another's report."""
    owner = "outside" if by is None else by.pk
    return salted_hmac("triggers.intake", f"{owner} {key}", algorithm="sha256").hexdigest()
