"""The risk matrix (policy 9): scores, words, bands, and everything that can be wrong with one."""

from dataclasses import replace
from itertools import pairwise, product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.council import packs
from carp.council.colour import contrast
from carp.council.matrix import Band, ImpactLevel, Level, Pattern, RiskMatrix, faults
from tests import make

WEST_LINDSEY = packs.parse(make.pack_data())
FOUR, FIVE = WEST_LINDSEY.matrix("4x4"), WEST_LINDSEY.matrix("5x5")
PATTERNS = get_args(Pattern)

# Likelihood across, impact down, as the policy's readers would work it out on paper.
FOUR_BY_FOUR = {
    (1, 1): (1, "Low"),
    (2, 1): (2, "Low"),
    (3, 1): (3, "Low"),
    (4, 1): (4, "Medium"),
    (1, 2): (2, "Low"),
    (2, 2): (4, "Medium"),
    (3, 2): (6, "Medium"),
    (4, 2): (8, "Medium"),
    (1, 3): (3, "Low"),
    (2, 3): (6, "Medium"),
    (3, 3): (9, "High"),
    (4, 3): (12, "High"),
    (1, 4): (4, "Medium"),
    (2, 4): (8, "Medium"),
    (3, 4): (12, "High"),
    (4, 4): (16, "Severe"),
}


@pytest.mark.parametrize(("levels", "answer"), FOUR_BY_FOUR.items())
def test_the_default_matrix_gives_the_scores_and_words_of_the_table(levels, answer):
    score = FOUR.score(*levels)
    assert (score, FOUR.band_for(score).word) == answer


def test_the_attainable_scores_are_the_products():
    assert FOUR.attainable == (1, 2, 3, 4, 6, 8, 9, 12, 16)
    assert FIVE.attainable == (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25)


@pytest.mark.parametrize("score", [0, 13, 14, 15, 17])
def test_a_score_that_cannot_be_has_no_band(score):
    with pytest.raises(ValueError, match=f"holds the score {score}"):
        FOUR.band_for(score)


@pytest.mark.parametrize("levels", [(0, 1), (1, 0), (5, 1), (1, 5), (-1, -1)])
def test_a_level_off_the_matrix_is_refused(levels):
    with pytest.raises(ValueError, match="is not on the 4 by 4 matrix: 1 to 4"):
        FOUR.score(*levels)


def test_the_worse_of_the_two_impacts_counts():
    assert FOUR.rate(3, 2, 3).score == FOUR.rate(3, 3, 2).score == 9


def test_the_headline_is_the_highest_line():
    headline = FOUR.headline([(4, 3, 3), (3, 2, 3)])
    assert headline is not None
    assert (headline.score, headline.band.word) == (12, "High")


def test_without_lines_there_is_no_headline():
    assert FOUR.headline([]) is None


def test_suggested_routes_go_by_band():
    assert [band.routes for band in FOUR.bands] == [
        ("watch", "no_further_action"),
        ("link_community", "watch"),
        ("housing_board",),
        ("immediate_action", "management_team"),
    ]


def test_bands_have_an_order():
    assert [FOUR.rank(code) for code in ("low", "medium", "high", "severe")] == [0, 1, 2, 3]
    assert FOUR.band("high").word == "High"
    assert [band.scores for band in FOUR.bands] == ["1-3", "4-8", "9-12", "16"]


def test_the_grid_is_drawn_most_likely_first_and_rising_to_the_right():
    rows = FOUR.rows()
    assert [level.word for level, _ in rows] == [
        "Almost certain",
        "Probable",
        "Possible",
        "Hardly ever",
    ]
    assert [cell.rating.score for cell in rows[0][1]] == [4, 8, 12, 16]
    assert [cell.rating.score for cell in rows[-1][1]] == [1, 2, 3, 4]


def test_choices_carry_number_and_word():
    assert FOUR.likelihood_choices()[0] == (1, "1 Hardly ever")
    assert FOUR.impact_choices()[-1] == (4, "4 Critical")


@pytest.mark.parametrize("matrix", [FOUR, FIVE], ids=["4x4", "5x5"])
def test_the_shipped_matrices_have_no_faults(matrix):
    assert list(faults(matrix)) == []


@st.composite
def matrices(draw):
    """Any sound matrix: the attainable scores cut into runs, each run a band."""
    size = draw(st.integers(3, 6))
    levels = range(1, size + 1)
    scores = sorted({one * other for one, other in product(levels, levels)})
    cuts = draw(st.sets(st.integers(1, len(scores) - 1), max_size=len(PATTERNS) - 1))
    edges = [0, *sorted(cuts), len(scores)]
    bands = [
        Band(
            code=f"band-{at}",
            word=f"Word {at}",
            lowest=scores[first],
            highest=scores[past - 1],
            colour=f"#fffff{at}",
            text="#000000",
            pattern=PATTERNS[at],
            routes=("watch",),
            review_days=400 - at,
        )
        for at, (first, past) in enumerate(pairwise(edges))
    ]
    return RiskMatrix(
        code="any",
        name="any matrix",
        likelihood=tuple(Level(f"L{at}") for at in levels),
        impact=tuple(ImpactLevel(f"I{at}") for at in levels),
        bands=tuple(bands),
    )


@given(matrices())
def test_any_cut_of_the_attainable_scores_is_sound_and_rises_along_both_axes(matrix):
    assert list(faults(matrix)) == []
    for one, other in pairwise(range(1, matrix.size + 1)):
        for fixed in range(1, matrix.size + 1):
            milder, worse = matrix.score(one, fixed), matrix.score(other, fixed)
            ranks = [matrix.rank(matrix.band_for(score).code) for score in (milder, worse)]
            assert ranks == sorted(ranks)


@given(matrices(), st.data())
def test_a_matrix_without_one_of_its_bands_is_never_sound(matrix, data):
    lost = data.draw(st.integers(0, len(matrix.bands) - 1))
    left = tuple(band for at, band in enumerate(matrix.bands) if at != lost)
    assert list(faults(replace(matrix, bands=left)))


@given(matrices().filter(lambda matrix: len(matrix.bands) > 1), st.data())
def test_bands_in_another_order_are_never_sound(matrix, data):
    order = data.draw(
        st.permutations(matrix.bands).filter(lambda bands: tuple(bands) != matrix.bands)
    )
    says = [says for _, says in faults(replace(matrix, bands=tuple(order)))]
    assert any("is not in rising order" in line for line in says)


def changed(at, **changes):
    bands = [
        replace(band, **changes) if number == at else band for number, band in enumerate(FOUR.bands)
    ]
    return replace(FOUR, bands=tuple(bands))


FAULTS = {
    "not square": (
        replace(FOUR, impact=FOUR.impact[:3]),
        [
            (
                ("impact",),
                "has 3 levels but likelihood has 4: the matrix must be square.",
            )
        ],
    ),
    "too small": (
        replace(FOUR, likelihood=FOUR.likelihood[:2], impact=FOUR.impact[:2]),
        [(("likelihood",), "has 2 levels: a matrix has 3 to 6.")],
    ),
    "too large": (
        replace(
            FOUR,
            likelihood=tuple(Level(f"L{at}") for at in range(7)),
            impact=tuple(ImpactLevel(f"I{at}") for at in range(7)),
        ),
        [(("likelihood",), "has 7 levels: a matrix has 3 to 6.")],
    ),
    "gap": (
        changed(1, highest=6),
        [(("bands",), "no band holds the score 8.")],
    ),
    "overlap": (
        changed(2, lowest=8),
        [(("bands",), "the score 8 is in 2 bands: Medium, High.")],
    ),
    "edge that cannot be": (
        changed(3, lowest=13),
        [(("bands", 3, "lowest"), "is 13, a score that this matrix cannot give.")],
    ),
    "upside down": (
        changed(3, lowest=16, highest=12),
        [
            (("bands", 3, "highest"), "is 12, below the lowest score of the band, 16."),
            (("bands",), "no band holds the score 16."),
        ],
    ),
    "the same word": (
        changed(2, word="medium"),
        [(("bands", 2, "word"), '"medium" is used twice in this matrix.')],
    ),
    "the same colour": (
        changed(2, colour=FOUR.bands[1].colour),
        [(("bands", 2, "colour"), '"#fff3bf" is used twice in this matrix.')],
    ),
    "the same pattern": (
        changed(2, pattern="dots"),
        [(("bands", 2, "pattern"), '"dots" is used twice in this matrix.')],
    ),
    "the same level word": (
        replace(FOUR, likelihood=(*FOUR.likelihood[:3], Level("Possible"))),
        [(("likelihood", 3, "word"), '"Possible" is used twice in this matrix.')],
    ),
    "unreadable": (
        changed(3, text="#0b0c0c"),
        [
            (
                ("bands", 3, "text"),
                "#0b0c0c on #a4240f has a contrast of 2.6: at least 4.5 is needed to be readable.",
            )
        ],
    ),
    "laxer review for a worse band": (
        changed(3, review_days=31),
        [
            (
                ("bands", 3, "review_days"),
                'is 31, longer than the 30 days of the milder band "High".',
            )
        ],
    ),
}


@pytest.mark.parametrize(("matrix", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_and_placed(matrix, expected):
    assert list(faults(matrix)) == expected


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1
