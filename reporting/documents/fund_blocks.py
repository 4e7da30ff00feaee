"""What a report says of the fund: where it stands, and what it was given for."""

from collections.abc import Iterable

from carp.documents.report import Block, Chart, Column, Kind, Paragraphs, Series, Table, Value
from reporting.documents.figures import Figures
from reporting.documents.words import capped
from reporting.selectors.fund import Position

HEADS = ("Budget", "Allocated", "Paid", "Free")


def position(figures: Figures) -> list[Block]:
    """Revenue and capital apart (policy 11.1), then each pot."""
    if not figures.fund.pots:
        return [Paragraphs(("The fund has no pot for this period.",))]
    chart = _spoken_for(figures)
    rows = (
        *(_row(pot, pot.name) for pot in figures.fund.pots),
        _row(figures.fund.whole, "All pots"),
    )
    columns = (Column("Pot"), *(Column(head, Kind.POUNDS) for head in HEADS))
    return [
        chart,
        Table("Position of the pots at the end of the period", columns, rows, total=True),
    ]


def _spoken_for(figures: Figures) -> Chart:
    types = figures.pack.fund.money_types
    held = [figures.fund.of_type(each.code) for each in types]
    return Chart(
        "stacked",
        "Revenue and capital at the end of the period",
        "Kind of money",
        tuple(each.label for each in types),
        (
            Series("Paid", tuple(pot.paid for pot in held)),
            Series("Allocated, not yet paid", tuple(pot.allocated - pot.paid for pot in held)),
            Series("Free", tuple(pot.free for pot in held)),
        ),
        unit=Kind.POUNDS,
    )


def _row(pot: Position, name: str) -> tuple[Value, ...]:
    return name, pot.budget, pot.allocated, pot.paid, pot.free


def moved(figures: Figures) -> Table:
    rows: Iterable[tuple[Value, ...]] = (
        (pot.name, pot.allocated_in_period, pot.paid_in_period)
        for pot in (*figures.fund.pots, figures.fund.whole)
    )
    columns = (Column("Pot"), Column("Allocated", Kind.POUNDS), Column("Paid", Kind.POUNDS))
    return Table("Moved in the period", columns, tuple(rows), total=True)


def grants(figures: Figures) -> Table:
    rows, note = capped(
        [
            (each.reference, each.need, each.plan, each.amount, each.paid)
            for each in figures.fund.grants
        ]
    )
    columns = (
        Column("Allocation"),
        Column("For"),
        Column("Plan"),
        Column("Allocated", Kind.POUNDS),
        Column("Paid", Kind.POUNDS),
    )
    empty = "Nothing was allocated in this period."
    return Table("Allocations made in the period", columns, rows, note=note, empty=empty)


def by_kind(figures: Figures) -> list[Block]:
    """Allocations by route, purpose and category (policy 11.1, 11.3, 11.4)."""
    if not figures.fund.grants:
        return []
    parts = (
        ("fund.routes", "route", "Allocations by route", "Route"),
        ("fund.purposes", "purpose", "Allocations by purpose", "Purpose"),
        ("fund.categories", "category", "Allocations by category", "Category"),
    )
    return [_split(figures, *part) for part in parts]


def _split(figures: Figures, vocabulary: str, field: str, caption: str, head: str) -> Table:
    rows = tuple(
        (figures.pack.label(vocabulary, code), number, amount)
        for code, number, amount in figures.fund.by(field)
    )
    columns = (Column(head), Column("Allocations", Kind.NUMBER), Column("Amount", Kind.POUNDS))
    return Table(caption, columns, rows)
