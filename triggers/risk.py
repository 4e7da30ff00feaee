"""What a risk scores on a matrix (policy 7.6.2, 9): likelihood times the greater of its impacts."""

from collections.abc import Iterable

from carp.council.matrix import Rating, RiskMatrix

Levels = tuple[int | None, int | None, int | None]
"""Likelihood, impact on people, impact on the community; a draft may lack some."""


def rated(matrix: RiskMatrix, levels: Levels) -> Rating | None:
    """What a line scores, once all three levels are chosen."""
    likelihood, people, community = levels
    if likelihood is None or people is None or community is None:
        return None
    return matrix.rate(likelihood, people, community)


def headline(matrix: RiskMatrix, lines: Iterable[Levels]) -> Rating | None:
    """The highest of the lines that have a score."""
    ratings = (rating for levels in lines if (rating := rated(matrix, levels)))
    return max(ratings, key=lambda rating: rating.score, default=None)


def target_headline(matrix: RiskMatrix, lines: Iterable[tuple[Levels, Levels]]) -> Rating | None:
    """What is left after what is planned; a line without a target stays as it is now.

    None where no line has a target.
    """
    pairs = list(lines)
    if not any(rated(matrix, target) for _now, target in pairs):
        return None
    return headline(matrix, [target if rated(matrix, target) else now for now, target in pairs])


def above(now: Levels, target: Levels) -> list[bool]:
    """Of which levels the target is higher than now, where both are chosen."""
    pairs = zip(now, target, strict=True)
    return [here is not None and aim is not None and aim > here for here, aim in pairs]
