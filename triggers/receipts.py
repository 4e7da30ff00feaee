"""Codes for people without an account: the receipt of a report, the code of saved answers.

A receipt has 130 bits: 26 letters of Crockford's base 32, and a check letter that finds a mistyped
one (ISO 7064, hybrid system). It is worked out from the secret key of one submission, so that a
repeated submission shows the same receipt; one that replaces a lost receipt is random. Stored is
only its keyed hash (quality T1). The code of saved answers is made in the same way from a secret of
its own, and is never a receipt.
"""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from carp import clock
from carp.council import packs
from carp.council.statuses import WITHDRAWN
from carp.web.formats import day
from triggers.models import ReportMessage, SavedDraft, TriggerReport

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("ILO", "110")
LETTERS, GROUP = 26, 4
WORDS = (
    "Zero One Two Three Four Five Six Seven Eight Nine Alfa Bravo Charlie Delta Echo Foxtrot Golf "
    "Hotel Juliett Kilo Mike November Papa Quebec Romeo Sierra Tango Victor Whiskey X-ray Yankee "
    "Zulu"
)
SPOKEN = dict(zip(ALPHABET, WORDS.split(), strict=True))
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


def new() -> str:
    """A receipt that follows from nothing: for whoever has lost the first one."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))
    return grouped(letters + check_letter(letters))


def spelt(receipt: str) -> list[tuple[str, str]]:
    """Each group of four with its words, as one reads it out on the telephone."""
    groups = receipt.split("-")
    return [(group, " ".join(SPOKEN[letter] for letter in group)) for group in groups]


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
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_keyed(purpose, plain(typed), key).hex() for key in keys]


def _keyed(purpose: str, text: str, secret: str | None = None) -> bytes:
    salt = f"triggers.receipts.{purpose}"
    return salted_hmac(salt, text, secret=secret, algorithm="sha256").digest()


@dataclass(frozen=True)
class Told:
    """What the holder of a receipt is told; ``found`` opens the rest of the report to them."""

    words: str
    meaning: str
    colour: str = ""
    found: bool = False
    to_read: bool = False


MISTYPED = Told(
    "Check the receipt",
    "This is not a whole receipt: a letter is wrong or missing. Compare it with your copy.",
)
UNKNOWN = Told(
    "No report found",
    "We hold no report for this receipt. Compare it with your copy, or ring us.",
)


def told(status: str, *, assess_due_on: date | None = None, close_reason: str = "") -> Told:
    """What the reporter is told; with the promised day while nobody has looked at it yet."""
    withdrawn = status == Status.CLOSED and close_reason == WITHDRAWN
    public = packs.current().item("public_statuses", "withdrawn" if withdrawn else status)
    meaning = public.meaning
    if status == Status.RECEIVED and assess_due_on is not None and assess_due_on >= clock.today():
        meaning = f"{meaning} We aim to assess it by {day(assess_due_on)}."
    return Told(public.words, meaning, public.colour)


def look_up(typed: str) -> Told:
    """The answer to a receipt; the same work whether it is right, wrong or mistyped."""
    written = ReportMessage.objects.filter(report=OuterRef("pk"), from_reporter=False)
    to_read = Exists(written.for_the_reporter().filter(withdrawn_at__isnull=True))
    row = reports_of(typed).values_list("status", "assess_due_on", "close_reason", to_read).first()
    if row is None:
        return missing(typed)
    answer = told(row[0], assess_due_on=row[1], close_reason=row[2])
    return replace(answer, found=True, to_read=row[3])


def find(typed: str) -> TriggerReport | None:
    """The report of a receipt, for its holder alone."""
    return reports_of(typed).first()


def missing(typed: str) -> Told:
    """What is said where a receipt finds nothing."""
    return UNKNOWN if is_well_typed(typed) else MISTYPED


def reports_of(*typed: str) -> QuerySet[TriggerReport]:
    """By their hashes under the secret key, or under one that was retired."""
    hashes = [each for code in typed for each in _digests("stored", code)]
    return TriggerReport.objects.filter(receipt_hash__in=hashes)


OPENED = Told("Found", "These are the answers that you saved.")
DRAFT_MISTYPED = Told(
    "Check the code",
    "This is not a whole code: a letter is wrong or missing. Compare it with your copy.",
)
DRAFT_UNKNOWN = Told(
    "No saved answers found",
    "We hold no answers for this code. Compare it with your copy. Answers whose last day is over "
    "are deleted.",
)
DRAFT_ENDED: dict[str, Told] = {
    SavedDraft.State.KEPT: OPENED,
    SavedDraft.State.SAVED_AGAIN: Told(
        "There is a newer code",
        "You saved these answers again later. The newest link or code opens them, with everything "
        "you wrote since; this one does not.",
    ),
    SavedDraft.State.SENT: Told(
        "This report was sent",
        "It has arrived, so the saved answers are deleted. Your receipt shows how it is getting "
        "on.",
    ),
    SavedDraft.State.EXPIRED: Told(
        "The last day is over",
        "These answers were kept for the time that was promised, and are deleted. Please start "
        "again, or ring us.",
    ),
}


def find_draft(typed: str) -> tuple[Any, Told]:
    """The saved answers of a code, or None and why; the same work for every code."""
    found = SavedDraft.objects.filter(code_hash__in=_digests("stored draft", typed))
    row = found.values_list("state", "answers", "expires_on").first()
    if row is None:
        return None, DRAFT_UNKNOWN if is_well_typed(typed) else DRAFT_MISTYPED
    state, answers, expires_on = row
    if state == SavedDraft.State.KEPT and expires_on < clock.today():
        return None, DRAFT_ENDED[SavedDraft.State.EXPIRED]
    return json.loads(answers) if answers else None, DRAFT_ENDED[state]
