"""The fund as pictures: where the money of each pot stands."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from carp.documents import charts
from carp.documents.report import Chart, Kind, Series
from funds.models import Pot
from funds.selectors import pot_position

MOST_BARS = 12


def pots_chart(pots: Iterable[Pot]) -> SafeString | None:
    """Paid, allocated and free, one bar a pot; the same figures stand in the list."""
    shown = list(pots)
    if not shown:
        return None
    positions = [pot_position(pot) for pot in shown]
    chart = Chart(
        "stacked",
        "What is paid, allocated and free in each pot",
        "Pot",
        tuple(_name(pot) for pot in shown),
        (
            Series("Paid", tuple(each.paid for each in positions)),
            Series("Allocated, not paid", tuple(each.waiting for each in positions)),
            Series("Free", tuple(each.free for each in positions)),
        ),
        unit=Kind.POUNDS,
    )
    return charts.draw(chart, key="pots")


def _name(pot: Pot) -> str:
    return f"{pot.name}, {pot.get_money_type_display().lower()} {pot.financial_year}"
