"""Small numbers and streets stay out of what is published."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.documents import json
from carp.documents.report import Paragraphs, Section
from reporting.documents.privacy import STREET, suppressed, without_words
from tests.make.documents import report_object

FEW, HELD = "fewer than 5", "withheld"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([0, 5, 12], [0, 5, 12]),
        ([3, 9, 12], [FEW, HELD, 12]),
        ([3, 3, 12], [FEW, FEW, 12]),
        ([1, 1, 12], [FEW, FEW, HELD]),
        ([4, 4, 12], [FEW, FEW, HELD]),
        ([3, 0, 12], [FEW, HELD, HELD]),
        ([2, 2, 2], [FEW, FEW, FEW]),
    ],
)
def test_where_counts_add_up_a_sibling_is_withheld_too(counts, shown):
    assert suppressed(counts, below=5, adds_up=True) == shown


@pytest.mark.parametrize("counts", [[3], [1, 0, 0], [1, 1], [4, 4]])
def test_where_nothing_protects_there_is_no_breakdown(counts):
    assert suppressed(counts, below=5, adds_up=True) is None


def test_where_counts_do_not_add_up_only_the_small_ones_are_replaced():
    assert suppressed([3, 9, 0, 12], below=5, adds_up=False) == [FEW, 9, 0, 12]


def could_be(shown, total, below, place):
    """Every number that a hidden cell could be, to one who knows the total: the slow oracle."""
    ranges = [
        [value]
        if isinstance(value, int)
        else list(range(1, below))
        if value != HELD
        else [0, *range(below, total + 1)]
        for value in shown
    ]
    return {cells[place] for cells in product(*ranges) if sum(cells) == total}


@given(st.lists(st.integers(0, 7), min_size=1, max_size=4))
def test_no_small_count_can_be_worked_out(counts):
    shown = suppressed(counts, below=4, adds_up=True)
    if shown is None:
        return
    for place, count in enumerate(counts):
        if 0 < count < 4:
            assert shown[place] == "fewer than 4"
            assert len(could_be(shown, sum(counts), 4, place)) > 1
        else:
            assert shown[place] in {count, HELD}


def test_streets_are_struck_out_wherever_they_stand():
    said = Paragraphs(("In ROPERY ROAD, and Ropery Roadhouse.", "(Trinity Street)"))
    report = report_object(Section("On Ropery Road", (said,)), title="Trinity Street")

    struck = without_words(report, ["Trinity Street", "Ropery Road"])

    assert struck.title == STREET
    assert struck.sections[0].heading == f"On {STREET}"
    assert struck.sections[0].blocks == (
        Paragraphs((f"In {STREET}, and Ropery Roadhouse.", f"({STREET})")),
    )


def test_without_streets_a_report_stays_as_it_is():
    assert without_words(report_object(), []) == report_object()
    again = without_words(report_object(), ["No Such Street"])
    assert json.dumps(again) == json.dumps(report_object())
