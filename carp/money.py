"""Money is whole pence in the database; pounds exist only at the edges (forms and print).

SQLite does Decimal arithmetic as floating point, so a Decimal column would break the fund's
balances there; integers are exact on every database.
"""

import re

MOST_PENCE = 100_000_000_000_00
PENCE_DIGITS = 2
AMOUNT = re.compile(
    r"(?P<sign>-?)\s*£?\s*(?=\.?[0-9])"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{0,18})(?:\.(?P<pence>[0-9]{0,18}))?"
)


class NotAnAmount(ValueError):
    """The text is not an amount of pounds and pence; the message says what to type."""


def pounds(pence: int) -> str:
    """Pence as people read them: ``£1,234`` or ``£1,234.50``, with a true minus sign."""
    sign = "\N{MINUS SIGN}" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def parse_pounds(text: str) -> int:
    """Pence from what a person types: an optional £, commas between thousands, two decimals.

    Raises NotAnAmount for anything else. A comma that does not part thousands is refused, so that
    ``12,34`` never becomes £1,234.
    """
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        raise NotAnAmount("Enter an amount in pounds, like 6500 or 6500.50.")
    sign, whole, pence = found["sign"], found["whole"].replace(",", ""), found["pence"] or ""
    if len(pence) > PENCE_DIGITS:
        raise NotAnAmount("Enter pounds and whole pence, like 6500.50.")
    amount = int(f"{whole or 0}{pence:0<{PENCE_DIGITS}}")
    if amount > MOST_PENCE:
        raise NotAnAmount("Enter an amount of £100,000,000,000 or less.")
    return -amount if sign else amount
