"""What a report says of the concerns that came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carp.council.shapes import Urgency
from carp.documents import maps
from carp.documents.report import (
    Block,
    Chart,
    Column,
    Kind,
    Paragraphs,
    Series,
    Table,
    Value,
    WardMap,
)
from reporting.documents.figures import Figures
from reporting.documents.privacy import fewer_than, suppressed
from reporting.documents.words import bars
from reporting.selectors.triggers import Counts, Wait, share_in_time, usual

TOO_SMALL = (
    "{title}: the numbers are too small to be broken down without pointing at people, so they are "
    "not shown."
)


def by_quarter(figures: Figures) -> Chart:
    quarters = figures.triggers.quarters
    (first, fewer), (last, more) = quarters[0], quarters[-1]
    return Chart(
        "line",
        "Reports received in each quarter",
        "Quarter",
        tuple(label for label, _ in quarters),
        (Series("Received", tuple(number for _, number in quarters)),),
        description=f"{fewer:,} in {first}; {more:,} in {last}.",
    )


def by_month(figures: Figures) -> Table:
    """Received, assessed and closed apart: a report need not do all three in one period."""
    rows = tuple(
        (month.name, month.received, month.assessed, month.closed)
        for month in figures.triggers.months
    )
    totals = (sum(column) for column in zip(*(row[1:] for row in rows), strict=True))
    heads = (Column(name, Kind.NUMBER) for name in ("Received", "Assessed", "Closed"))
    return Table(
        "Reports received, assessed and closed by month",
        (Column("Month"), *heads),
        (*rows, ("Whole period", *totals)),
        total=True,
    )


def named(figures: Figures, vocabulary: str, counts: Counts) -> list[tuple[str, int]]:
    return [(figures.pack.label(vocabulary, code), number) for code, number in counts]


def sources(figures: Figures) -> Block:
    counted = named(figures, "sources", figures.triggers.sources)
    note = "A report can have more than one source."
    return bars("How concerns came to light", "Source", counted, note=note)


def routes(figures: Figures) -> Block:
    counted = named(figures, "routes", figures.triggers.routes)
    note = "A report can be sent on more than one route."
    return bars("Where reports were sent after assessment", "Route", counted, note=note)


def endings(figures: Figures) -> Table:
    """Why reports were closed or shown to another door."""
    reasons = dict(figures.pack.choices("redirect_reasons"))
    reasons |= dict(figures.pack.choices("closure_reasons"))
    rows = tuple((reasons.get(code, code), number) for code, number in figures.triggers.endings)
    columns = (Column("Reason"), Column("Reports", Kind.NUMBER))
    empty = "No report was closed or redirected in this period."
    return Table("Why reports ended", columns, rows, empty=empty)


def time_to_assess(figures: Figures) -> Table:
    """For each urgency: how many were assessed, how fast, and how many in the time promised."""
    rows = []
    for urgency in figures.pack.urgencies:
        waits = [wait for wait in figures.triggers.waits if wait.urgency == urgency.code]
        if waits:
            rows.append(_urgency_row(urgency, waits))
    columns = (
        Column("Urgency"),
        Column("Promised"),
        Column("Assessed", Kind.NUMBER),
        Column("Usual time", Kind.DAYS),
        Column("In time", Kind.PERCENT),
    )
    return Table(
        "Working days from receipt to the first completed assessment",
        columns,
        tuple(rows),
        note="The usual time is the median: half took less and half took more. A report of "
        "immediate danger is promised as the most urgent.",
        empty="No report was assessed in this period.",
    )


def _urgency_row(urgency: Urgency, waits: Sequence[Wait]) -> tuple[Value, ...]:
    days = urgency.assess_within_working_days
    promised = "The same day" if days == 0 else f"{days} working day{'' if days == 1 else 's'}"
    return urgency.label, promised, len(waits), usual(waits), share_in_time(waits)


def categories(figures: Figures) -> Block:
    """Who is affected, small numbers kept back; a report can name several groups."""
    below = figures.template.small_numbers_below
    counted = named(figures, "categories", figures.triggers.categories)
    shown = suppressed([number for _, number in counted], below=below, adds_up=False) or []
    names = [name for name, _ in counted]
    note = "A report can concern more than one group of people."
    return bars("Who the concerns were about", "Group", zip(names, shown, strict=True), note=note)


@dataclass(frozen=True)
class Bands:
    """Bands of a map of counts; what is only said in words falls in the band of those words."""

    words: tuple[str, ...]
    least: tuple[int, ...]
    spoken: Mapping[str, int]

    def of(self, value: Value) -> int | None:
        if isinstance(value, int):
            return max(place for place, least in enumerate(self.least) if value >= least)
        return self.spoken.get(value or "")


def plain_wards(figures: Figures) -> list[Block]:
    """Every ward with its number, for those who work on it."""
    bands = Bands(("None", "1 or 2", "3 to 5", "6 or more"), (0, 1, 3, 6), {})
    return _wards(figures, dict(figures.triggers.wards), bands, figures.triggers.elsewhere)


def guarded_wards(figures: Figures) -> list[Block]:
    """Every ward with its number, small ones kept back and others with them."""
    below = figures.template.small_numbers_below
    counted = dict(figures.triggers.wards)
    codes = [ward.code for ward in figures.wards]
    numbers = [counted.get(code, 0) for code in codes]
    beside = figures.triggers.received - sum(numbers)
    shown = suppressed([*numbers, beside], below=below, adds_up=True)
    if shown is None:
        return [Paragraphs((TOO_SMALL.format(title="Reports received by ward"),))]
    few = fewer_than(below)
    words = ("None", few.capitalize(), f"{below} to {2 * below - 1}", f"{2 * below} or more")
    bands = Bands(words, (0, 1, below, 2 * below), {few: 1})
    return _wards(figures, dict(zip(codes, shown, strict=False)), bands, shown[-1])


def _wards(
    figures: Figures, values: Mapping[str, Value], bands: Bands, beside: Value
) -> list[Block]:
    title = "Reports received by ward"
    said = Paragraphs((f"Reports that name no ward of the district: {beside}.",))
    drawn = tuple(
        maps.area(
            ward.code,
            ward.name,
            dict(ward.geometry),
            value=values.get(ward.code, 0),
            band=bands.of(values.get(ward.code, 0)),
        )
        for ward in figures.wards
        if ward.geometry
    )
    if not drawn:
        rows = tuple((ward.name, values.get(ward.code, 0)) for ward in figures.wards)
        columns = (Column("Ward"), Column("Reports", Kind.NUMBER))
        return [Table(title, columns, rows, empty="No ward is known."), said]
    year = max(ward.vintage for ward in figures.wards)
    source = maps.ATTRIBUTION.format(year=year)
    return [WardMap(title, "Reports", bands.words, drawn, source), said]
