"""The CSV of a report: every figure in it, and nothing that a spreadsheet would run."""

import csv as plain_csv
import io

import pytest

from carp.documents import csv
from carp.documents.report import Column, Fact, Figures, Kind, Section, Table
from tests.make.documents import report_object

pytestmark = pytest.mark.once


def read(report):
    return list(plain_csv.reader(io.StringIO(csv.render(report).decode("utf-8-sig"))))


def test_every_table_and_picture_is_in_it_with_its_section():
    rows = read(report_object())

    assert rows[0] == [
        "Communities at risk: progress and delivery",
        "Quarter 2 of 2024/25, 1 July to 30 September 2024",
    ]
    assert ["Triggers: Where the concerns are", "Triggers received by ward"] in rows
    assert ["Westmoor", "", "No data"] in rows
    assert ["Protest or petition", "fewer than 5"] in rows
    assert ["Almost certain", "0 (Medium)", "0 (Medium)", "1 (High)", "1 (Severe)"] in rows
    assert ["Both", "145042.00", "103042.00", "44500.00", "42000.00"] in rows
    assert ["usual time to assess", "1.5"] in rows


@pytest.mark.parametrize(
    "start",
    ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\u00a0@", "\n=", "\t+"],
)
def test_no_text_can_start_a_formula(start):
    hostile = f"{start}HYPERLINK(1)"
    table = Table(hostile, (Column(hostile), Column("n", Kind.NUMBER)), ((hostile, hostile),))
    facts = Figures((Fact(hostile, hostile),))

    rows = read(report_object(Section(hostile, (table, facts)), title=hostile))

    cells = [cell for row in rows for cell in row if "HYPERLINK" in cell]
    assert len(cells) == 10
    assert {cell[0] for cell in cells} == {"'"}


def test_numbers_are_plain_for_a_machine():
    columns = (Column("Row"), *(Column(kind, kind) for kind in Kind))
    table = Table("Numbers", columns, (("a", "t", 1234567, -123_405, -5, 12_345, 1_250),))

    assert read(report_object(Section("S", (table,))))[-1] == [
        "a",
        "t",
        "1234567",
        "-1234.05",
        "-0.5",
        "1234.5",
        "12.50",
    ]


def test_a_negative_amount_among_facts_stays_a_number():
    assert csv.guarded("-1234.05") == "-1234.05"
