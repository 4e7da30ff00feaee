"""Codes for people without an account: the receipt of a report, the code of saved answers.

A receipt has 130 bits: 26 letters of Crockford's base 32, and a check letter that finds a mistyped
one (ISO 7064, hybrid system). It is worked out from the secret key of one submission, so that a
repeated submission shows the same receipt; stored is only its keyed hash (quality T1). The code of
saved answers is made in the same way from a secret of its own, and is never a receipt.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from carp import clock
from carp.web.formats import day
from triggers.models import SavedDraft, TriggerReport

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("ILO", "110")
LETTERS, GROUP = 26, 4
Status = TriggerReport.Status


def of_submission(key: str) -> str:
    """The receipt of the submission that has this secret key."""
    return _in_letters(_keyed("receipt", key))


def of_saved_draft(secret: str) -> str:
    """The code of the saved answers that have this secret."""
    return _in_letters(_keyed("saved draft", secret))


def _in_letters(digest: bytes) -> str:
    number = int.from_bytes(digest)
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LETTERS))
    return grouped(letters + check_letter(letters))


def grouped(code: str) -> str:
    """In groups of four, as people copy it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(typed: str) -> str:
    """A receipt as we write it, from one as it was typed: spaces, case, I for 1 and O for 0."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    return code.translate(READ_AS)


def check_letter(letters: str) -> str:
    rest = 32
    for letter in letters:
        total = (rest + ALPHABET.index(letter)) % 32 or 32
        rest = total * 2 % 33
    return ALPHABET[(1 - rest) % 32]


def is_well_typed(typed: str) -> bool:
    code = plain(typed)
    letters, check = code[:-1], code[-1:]
    known = len(code) == LETTERS + 1 and set(code) <= set(ALPHABET)
    return known and check == check_letter(letters)


def digest(typed: str) -> str:
    """What is stored of a receipt."""
    return _keyed("stored", plain(typed)).hex()


def digest_of_draft(typed: str) -> str:
    """What is stored of the code of saved answers."""
    return _keyed("stored draft", plain(typed)).hex()


def _digests(purpose: str, typed: str) -> list[str]:
    """By the secret key and by those that it has replaced."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_keyed(purpose, plain(typed), secret).hex() for secret in secrets]


def _keyed(purpose: str, text: str, secret: str | None = None) -> bytes:
    salt = f"triggers.receipts.{purpose}"
    return salted_hmac(salt, text, secret=secret, algorithm="sha256").digest()


@dataclass(frozen=True)
class PublicStatus:
    """A status in the words for the person who reported."""

    words: str
    meaning: str
    colour: str = ""


LOOKED_AT = PublicStatus("Being looked at", "An officer is looking at what you told us.", "blue")
PUBLIC_STATUSES: dict[str, PublicStatus] = {
    Status.HELD: PublicStatus(
        "Waiting to be checked",
        "Many reports came from one network, so an officer checks first that yours is genuine. "
        "Ring us if it cannot wait.",
        "orange",
    ),
    Status.RECEIVED: PublicStatus(
        "Arrived", "What you told us has arrived and waits for an officer.", "grey"
    ),
    Status.UNDER_REVIEW: LOOKED_AT,
    Status.AWAITING_INFORMATION: LOOKED_AT,
    Status.ASSESSED: LOOKED_AT,
    Status.OUTCOME_AGREED: PublicStatus(
        "Being acted on", "We have agreed what should follow, and it is under way.", "purple"
    ),
    Status.REDIRECTED: PublicStatus(
        "Passed on", "Another service can help better, so we have passed it on.", "yellow"
    ),
    Status.CLOSED: PublicStatus("Finished", "Our work on what you told us is finished.", "green"),
}
MISTYPED = PublicStatus(
    "Check the receipt",
    "This is not a whole receipt: a letter is wrong or missing. Compare it with your copy.",
)
UNKNOWN = PublicStatus(
    "No report found",
    "We hold no report for this receipt. Compare it with your copy, or ring us.",
)


def told(status: str, *, assess_due_on: date | None = None) -> PublicStatus:
    """What the reporter is told; with the promised day while nobody has looked at it yet."""
    public = PUBLIC_STATUSES[status]
    if status != Status.RECEIVED or assess_due_on is None or assess_due_on < clock.today():
        return public
    promise = f"{public.meaning} We aim to assess it by {day(assess_due_on)}."
    return PublicStatus(public.words, promise, public.colour)


def look_up(typed: str) -> PublicStatus:
    """The answer to a receipt; the same work whether it is right, wrong or mistyped."""
    found = TriggerReport.objects.filter(receipt_hash__in=_digests("stored", typed))
    row = found.values_list("status", "assess_due_on").first()
    if row is not None:
        return told(row[0], assess_due_on=row[1])
    return UNKNOWN if is_well_typed(typed) else MISTYPED


OPENED = PublicStatus("Found", "These are the answers that you saved.")
DRAFT_MISTYPED = PublicStatus(
    "Check the code",
    "This is not a whole code: a letter is wrong or missing. Compare it with your copy.",
)
DRAFT_UNKNOWN = PublicStatus(
    "No saved answers found",
    "We hold no answers for this code. Compare it with your copy. Answers whose last day is over "
    "are deleted.",
)
DRAFT_ENDED: dict[str, PublicStatus] = {
    SavedDraft.State.KEPT: OPENED,
    SavedDraft.State.SAVED_AGAIN: PublicStatus(
        "There is a newer code",
        "You saved these answers again later. The newest link or code opens them, with everything "
        "you wrote since; this one does not.",
    ),
    SavedDraft.State.SENT: PublicStatus(
        "This report was sent",
        "It has arrived, so the saved answers are deleted. Your receipt shows how it is getting "
        "on.",
    ),
    SavedDraft.State.EXPIRED: PublicStatus(
        "The last day is over",
        "These answers were kept for the time that was promised, and are deleted. Please start "
        "again, or ring us.",
    ),
}


def find_draft(typed: str) -> tuple[Any, PublicStatus]:
    """The saved answers of a code, or None and why; the same work for every code."""
    found = SavedDraft.objects.filter(code_hash__in=_digests("stored draft", typed))
    row = found.values_list("state", "answers", "expires_on").first()
    if row is None:
        return None, DRAFT_UNKNOWN if is_well_typed(typed) else DRAFT_MISTYPED
    state, answers, expires_on = row
    if state == SavedDraft.State.KEPT and expires_on < clock.today():
        return None, DRAFT_ENDED[SavedDraft.State.EXPIRED]
    return json.loads(answers) if answers else None, DRAFT_ENDED[state]
