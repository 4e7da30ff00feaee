"""A measure as a picture: its figures over time beside their targets."""

from decimal import Decimal

from django.utils.safestring import SafeString

from actionplans.selectors.monitoring import Standing
from carp.documents import charts
from carp.documents.report import Chart, Kind, Series

FEWEST = 2


def measure_chart(standing: Standing) -> SafeString | None:
    """Once there are two figures; each of them stands in the table below."""
    if len(standing.figures) < FEWEST:
        return None
    measure = standing.measure
    chart = Chart(
        "line",
        f"{measure.name}{f', {measure.unit}' if measure.unit else ''}",
        "Day",
        tuple(f"{value.dated:%d/%m/%y}" for value in standing.figures),
        (
            Series("Figure", tuple(_drawn(value.actual) for value in standing.figures)),
            Series("Target", tuple(_drawn(value.target) for value in standing.figures)),
        ),
        unit=Kind.HUNDREDTHS,
        description=f"{measure.get_polarity_display()}. The figures stand in the table.",
    )
    return charts.draw(chart, key=f"measure-{measure.number}")


def _drawn(value: Decimal | None) -> int | None:
    """Charts rise from nought: what is below it stands in the table only."""
    return None if value is None or value < 0 else int(value * 100)
