"""Pictures of a report: where it is in the district, and its risks on the matrix of the day."""

from collections import Counter
from collections.abc import Iterable

from django.core.cache import cache
from django.utils.safestring import SafeString

from carp.council.matrix import RiskMatrix
from carp.documents import matrix as grid
from carp.documents.report import Look, Matrix
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
