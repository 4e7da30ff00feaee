"""Receipts: what somebody without an account holds of a report, and what they are told for it.

A receipt has 130 bits: 26 letters of Crockford's base 32, and a check letter that finds a mistyped
one (ISO 7064, hybrid system). It is worked out from the secret key of one submission, so that a
repeated submission shows the same receipt; stored is only its keyed hash (quality T1).
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac

from carp import clock
from carp.web.formats import day
from triggers.models import TriggerReport

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("ILO", "110")
LETTERS, GROUP = 26, 4
Status = TriggerReport.Status


def of_submission(key: str) -> str:
    """The receipt of the submission that has this secret key."""
    number = int.from_bytes(_keyed("receipt", key))
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
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    hashes = [_keyed("stored", plain(typed), secret).hex() for secret in secrets]
    found = TriggerReport.objects.filter(receipt_hash__in=hashes)
    row = found.values_list("status", "assess_due_on").first()
    if row is not None:
        return told(row[0], assess_due_on=row[1])
    return UNKNOWN if is_well_typed(typed) else MISTYPED
