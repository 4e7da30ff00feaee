"""A report with every kind of block, as a quarter of a small district could have it."""

from datetime import UTC, datetime
from typing import Any

from carp.documents import maps
from carp.documents.report import (
    Area,
    BulletList,
    Callout,
    Chart,
    Column,
    Fact,
    FactList,
    Figures,
    Item,
    Kind,
    Matrix,
    Paragraphs,
    Report,
    Section,
    Series,
    Table,
    WardMap,
)

BANDS = ("Low", "Medium", "High", "Severe")


def report_object(*sections: Section, **changes: Any) -> Report:
    given: dict[str, Any] = {
        "reference": "RUN-2024-0007",
        "version": 1,
        "title": "Communities at risk: progress and delivery",
        "subtitle": "Quarter 2 of 2024/25, 1 July to 30 September 2024",
        "council": "West Lindsey District Council",
        "created": datetime(2024, 10, 21, 8, 30, 5, tzinfo=UTC),
        "facts": (
            Fact("Report to", "Prosperous Communities Committee"),
            Fact("Period", "1 July to 30 September 2024"),
            Fact("Report by", "Communities Manager"),
        ),
        "sections": sections or (summary(), triggers(), communities(), money()),
    }
    return Report(**given | changes)


def summary() -> Section:
    return Section(
        "Summary",
        (
            Figures(
                (
                    Fact("triggers received", 19, Kind.NUMBER, "4 more than the quarter before"),
                    Fact("communities on the register", 12, Kind.NUMBER),
                    Fact("usual time to assess", 15, Kind.DAYS, "target 2 days"),
                    Fact("allocated from the fund", 9_504_200, Kind.POUNDS),
                )
            ),
            Paragraphs(
                (
                    "Nineteen concerns about communities reached the council in the quarter. "
                    "Every one was logged, and seventeen were assessed within two working days.",
                    "Two of them led to a new community being identified. Food insecurity in the "
                    "uplands and trouble in the alleys of one ward make up half of what came in.",
                )
            ),
            Callout(
                "Exceptions",
                (
                    "One identified community has had no approved plan for more than eight weeks.",
                    "Three actions are overdue; the oldest was due on 14 June 2024.",
                ),
            ),
        ),
    )


def triggers() -> Section:
    return Section("Triggers", (), (received(), assessed(), where()))


def received() -> Section:
    chart = Chart(
        "line",
        "Triggers received in each quarter",
        "Quarter",
        ("Q2 2023/24", "Q3 2023/24", "Q4 2023/24", "Q1 2024/25", "Q2 2024/25"),
        (Series("Received", (9, 14, 11, 15, 19)),),
        description="Triggers received rose from 9 to 19 over five quarters.",
    )
    return Section("Received, assessed and closed", (chart, sources()))


def sources() -> Chart:
    return Chart(
        "bar",
        "How triggers came to light",
        "Source",
        (
            "Reported to a member or officer",
            "More complaints",
            "Impact on partner services",
            "Adverse change in the data",
            "Protest or petition",
        ),
        (Series("Triggers", (8, 6, 4, 3, "fewer than 5")),),
        note="A trigger can have more than one source.",
    )


def assessed() -> Section:
    outcomes = Chart(
        "stacked",
        "Outcomes by month",
        "Month",
        ("July", "August", "September"),
        (
            Series("Housing Board", (3, 4, 2)),
            Series("Management Team", (1, 0, 1)),
            Series("No further action", (2, 3, 2)),
        ),
    )
    return Section("Assessment and outcomes", (risk(), outcomes))


def risk() -> Matrix:
    return Matrix(
        "Communities on the risk matrix",
        "Likelihood",
        ("Hardly ever", "Possible", "Probable", "Almost certain"),
        "Impact",
        ("Negligible", "Minor", "Major", "Critical"),
        BANDS,
        ((0, 0, 0, 1), (0, 1, 1, 1), (0, 1, 2, 2), (1, 1, 2, 3)),
        ((0, 1, 0, 0), (0, 2, 1, 0), (0, 2, 3, 1), (0, 0, 1, 1)),
        description="The headline risk of each open community at the end of the quarter.",
    )


def where() -> Section:
    return Section("Where the concerns are", (ward_map(),))


def ward_map() -> WardMap:
    return WardMap(
        "Triggers received by ward",
        "Triggers",
        ("1 or 2", "3 to 5", "6 or more"),
        areas(),
        maps.ATTRIBUTION.format(year=2025),
    )


def areas() -> tuple[Area, ...]:
    """Four wards of a made-up district, sharing edges."""
    names = ("Northfield", "Eastgate", "Southey", "Westmoor")
    values: tuple[tuple[int | None, int | None], ...] = ((7, 2), (3, 1), (1, 0), (None, None))
    return tuple(
        maps.area(f"E0500000{place}", name, square(place), value=value, band=band)
        for place, (name, (value, band)) in enumerate(zip(names, values, strict=True))
    )


def square(place: int) -> dict[str, Any]:
    """A GeoJSON square of a fifth of a degree, in two columns and two rows."""
    west, south = -0.8 + 0.2 * (place % 2), 53.2 + 0.12 * (place // 2)
    corners = [(0.0, 0.0), (0.2, 0.0), (0.2, 0.12), (0.0, 0.12), (0.0, 0.0)]
    return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]}


def communities() -> Section:
    table = Table(
        "Communities on the register",
        (Column("Community"), Column("Status"), Column("Band"), Column("Score", Kind.NUMBER)),
        (
            ("South West Ward alleys", "Active response", "High", 12),
            ("Hemswell Cliff families", "Identified", "Medium", 8),
            ("Food and heating in the uplands", "Emerging", "Medium", 6),
            ("Scampton leavers", "Stepped down", "Low", 3),
        ),
    )
    plans = Table("Plans returned for changes", (Column("Plan"), Column("By")), ())
    return Section("Communities and plans", (table, plans))


def money() -> Section:
    rows = (
        ("Capital", 10_504_200, 9_504_200, 3_850_000, 1_000_000),
        ("Revenue", 4_000_000, 800_000, 600_000, 3_200_000),
        ("Both", 14_504_200, 10_304_200, 4_450_000, 4_200_000),
    )
    columns = (
        Column("Pot"),
        *(Column(n, Kind.POUNDS) for n in ("Budget", "Allocated", "Paid", "Free")),
    )
    papers = BulletList(
        (
            Item("Communities at Risk Policy", "https://www.west-lindsey.gov.uk/"),
            Item("State of the District Report 2024"),
        )
    )
    implications = FactList(
        (Fact("Financial", "FIN/58/24"), Fact("Legal", "None: report for information"))
    )
    return Section(
        "The fund",
        (Table("Position at 30 September 2024", columns, rows, total=True), implications, papers),
    )
