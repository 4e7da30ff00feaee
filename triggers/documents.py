"""Pictures of a report, and the sheets that a reporter prints: the receipt, a code of answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.utils.safestring import SafeString

from carp import clock
from carp.council import packs
from carp.council.matrix import RiskMatrix
from carp.documents import charts
from carp.documents import matrix as grid
from carp.documents.report import (
    BulletList,
    Chart,
    Fact,
    Figures,
    Item,
    Look,
    Matrix,
    Paragraphs,
    Report,
    Section,
    Series,
)
from register import documents as register
from register.models import Area
from triggers.risk import Levels

MAPS_KEPT_SECONDS = 600


def ward_map(area: Area | None) -> SafeString | None:
    """The district with the report's ward picked out; drawn once for all reports of a ward."""
    if area is None or not area.geometry:
        return None
    known = area

    def draw() -> SafeString | None:
        return register.place_map(list(Area.objects.wards()), [known], word=known.name)

    found: SafeString | None = cache.get_or_set(
        f"triggers.ward-map.{area.pk}", draw, MAPS_KEPT_SECONDS
    )
    return found


def attribution(area: Area) -> str:
    """The words that the licence of the boundaries asks for."""
    return register.attribution([area])


def matrix_picture(
    matrix: RiskMatrix, lines: Iterable[Levels], *, title: str, key: str
) -> SafeString:
    """The matrix with the number of risks in each square; a line without its levels is in none."""
    placed = Counter(
        (likelihood, max(people, community))
        for likelihood, people, community in lines
        if likelihood and people and community
    )
    levels = range(1, matrix.size + 1)
    picture = Matrix(
        title,
        "Likelihood",
        tuple(level.word for level in matrix.likelihood),
        "Impact",
        tuple(level.word for level in matrix.impact),
        tuple(band.word for band in matrix.bands),
        tuple(
            tuple(matrix.rank(matrix.band_for(up * across).code) for across in levels)
            for up in levels
        ),
        tuple(tuple(placed[(up, across)] or "" for across in levels) for up in levels),
        looks=tuple(Look(band.colour, band.text, band.pattern) for band in matrix.bands),
        description=_described(matrix, placed),
    )
    return grid.draw(picture, key=key)


@dataclass(frozen=True)
class Months:
    """Reports by month, as a picture and as a table beside it."""

    svg: SafeString
    head: tuple[str | tuple[str, str], ...]
    rows: list[tuple[str, int]]


def months_chart(counts: Sequence[tuple[date, int]], *, key: str = "months") -> Months:
    """How many reports came in each month."""
    rows = [(f"{month:%b %Y}", many) for month, many in counts]
    labels, values = zip(*rows, strict=True)
    total = sum(values)
    chart = Chart(
        "bar",
        "Reports by month",
        "Month",
        labels,
        (Series("Reports", values),),
        description=f"{total} in {len(rows)} months; the table beside it has the figures.",
    )
    return Months(charts.draw(chart, key=key), ("Month", ("Reports", "numeric")), rows)


def _described(matrix: RiskMatrix, placed: Counter[tuple[int, int]]) -> str:
    """What a person hears who cannot see the picture."""
    said = []
    for (likelihood, impact), number in sorted(placed.items(), reverse=True):
        band = matrix.band_for(likelihood * impact)
        words = (
            f"{matrix.likelihood[likelihood - 1].word}, {matrix.impact[impact - 1].word.lower()}"
        )
        risks = "1 risk" if number == 1 else f"{number} risks"
        said.append(f"{risks} at {words}: score {likelihood * impact}, {band.word}")
    return ". ".join(said) + "." if said else "No risk has been placed yet."


# --- Sheets to print ----------------------------------------------------------------------------
def next_steps(*, due: str, held: bool) -> str:
    """What follows a report that was sent."""
    if held:
        return (
            "Many reports came from your network within this hour. Yours has arrived and is held: "
            "an officer checks first that it is genuine. Until then we promise no day and send no "
            "e-mail."
        )
    return f"An officer reads what you told us. We aim to assess it by {due}."


def receipt_sheet(receipt: str, *, reference: str, steps: str, address: str) -> Report:
    """The receipt on one page: what it is for, where, and whom to ring instead."""
    return _sheet(
        reference,
        title="Your receipt",
        subtitle=f"Report {reference}",
        sections=(
            _code(
                "Receipt",
                receipt,
                "Whoever has it can see how the report is getting on. We keep no copy.",
            ),
            Section("What happens next", (Paragraphs((steps,)),)),
            _where(
                "How to look it up",
                address,
                "Choose “Look up a report”, and type the receipt. Capitals, spaces and dashes do "
                "not matter.",
            ),
            _telephone(f"quote {reference}"),
        ),
    )


def code_sheet(code: str, *, until: str, address: str) -> Report:
    """The code of saved answers on one page."""
    return _sheet(
        "saved-answers",
        title="Your saved answers",
        subtitle=f"Kept until the end of {until}",
        sections=(
            _code(
                "Code",
                code,
                "Whoever has it can read your answers and go on with them. We keep no copy.",
                f"After {until} the answers are deleted. When you save again you get a new code, "
                "and this one stops working.",
            ),
            _where(
                "How to go on",
                address,
                "Choose “Come back to saved answers”, and type the code. Capitals, spaces and "
                "dashes do not matter.",
            ),
            _telephone("tell us in your own words"),
        ),
    )


def _sheet(reference: str, *, title: str, subtitle: str, sections: tuple[Section, ...]) -> Report:
    identity = packs.current().identity
    return Report(
        reference=reference,
        version=1,
        title=title,
        subtitle=subtitle,
        council=identity.name,
        created=clock.now(),
        colour=identity.brand.colour,
        on_colour=identity.brand.text,
        sections=sections,
    )


def _code(label: str, code: str, *said: str) -> Section:
    return Section(f"Your {label.lower()}", (Figures((Fact(label, code),)), Paragraphs(said)))


def _where(heading: str, address: str, said: str) -> Section:
    return Section(heading, (BulletList((Item(address, address), Item(said))),))


def _telephone(what: str) -> Section:
    identity = packs.current().identity
    ring = f"Ring {identity.telephone} ({identity.opening_hours}) and {what}."
    return Section(
        "If you would rather talk to somebody",
        (Paragraphs((ring, "If somebody is in danger, call 999.")),),
    )
