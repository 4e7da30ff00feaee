"""Money is whole pence in the database; pounds exist only at the edges (forms and print).

SQLite does Decimal arithmetic as floating point, so a Decimal column would break the fund's
balances there; integers are exact on every database.
"""

from decimal import Decimal, InvalidOperation

PENCE = Decimal("0.01")
MOST_PENCE = 100_000_000_000_00


class NotAnAmount(ValueError):
    """The text is not an amount of pounds and pence; the message says what to type."""


def pounds(pence: int) -> str:
    """Pence as people read them: ``£1,234`` or ``£1,234.50``, with a true minus sign."""
    sign = "\N{MINUS SIGN}" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def parse_pounds(text: str) -> int:
    """Pence from what a person types: an optional £, commas between thousands, two decimals.

    Raises NotAnAmount for anything else, NaN, infinities and fractions of a penny included.
    """
    plain = text.strip().removeprefix("£").replace(",", "").strip()
    if not plain.isascii():
        raise NotAnAmount("Enter an amount in pounds, like 6500 or 6500.50.")
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise NotAnAmount("Enter an amount in pounds, like 6500 or 6500.50.") from error
    if not amount.is_finite() or amount.adjusted() > 12:
        raise NotAnAmount("Enter an amount in pounds, like 6500 or 6500.50.")
    if amount != amount.quantize(PENCE):
        raise NotAnAmount("Enter pounds and whole pence, like 6500.50.")
    pence = int(amount * 100)
    if abs(pence) > MOST_PENCE:
        raise NotAnAmount("Enter an amount below £100,000,000,000.")
    return pence
