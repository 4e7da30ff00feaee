"""A figure before and now: the change is worked out, never typed (policy 5.2, scenario O2)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from carp.documents.report import hundredths

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What is counted, as "people a week", with its number before and now; neither is negative."""

    counted: str
    before: Decimal
    now: Decimal

    @property
    def change(self) -> str:
        """`+43%`, in whole percent; "" from nothing, of which nothing is a share."""
        if self.now == self.before:
            return "no change"
        if not self.before:
            return ""
        percent = _whole((self.now - self.before) * 100 / self.before)
        if not percent:
            return f"{'up' if self.now > self.before else 'down'} by less than 1%"
        return f"{'+' if percent > 0 else MINUS}{abs(percent):,}%"

    def __str__(self) -> str:
        """`people a week: from 140 to 200, +43%`."""
        told = f"{self.counted.rstrip('.: ')}: from {_plain(self.before)} to {_plain(self.now)}"
        return f"{told}, {self.change}" if self.change else told


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _plain(number: Decimal) -> str:
    return hundredths(_whole(number * 100))
