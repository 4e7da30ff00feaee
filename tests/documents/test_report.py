"""The report object: what may be in it, and how its values are written."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from carp.documents.report import (
    Chart,
    Column,
    Fact,
    Item,
    Kind,
    Matrix,
    Paragraphs,
    ReportFault,
    Section,
    Series,
    Table,
    shown,
)
from tests.make.documents import report_object, ward_map

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1234567, Kind.NUMBER, "1,234,567"),
        (650_000, Kind.POUNDS, "£6,500"),
        (-123_450, Kind.POUNDS, "−£1,234.50"),
        (113, Kind.PERCENT, "11.3%"),
        (770, Kind.PERCENT, "77%"),
        (15, Kind.DAYS, "1.5 days"),
        (10, Kind.DAYS, "1 day"),
        (0, Kind.DAYS, "0 days"),
        (-5, Kind.PERCENT, "−0.5%"),
        ("fewer than 5", Kind.NUMBER, "fewer than 5"),
        (None, Kind.POUNDS, "Not known"),
    ],
)
def test_shown_writes_a_value_in_the_words_of_the_page(value, kind, text):
    assert shown(value, kind) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1b[2J", "abc[2J"),
        ("half \ud800 a pair", "half  a pair"),
        ("cafe\u0301", "café"),
        ("file\u202egnp.exe", "filegnp.exe"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("\ufeffmark \ufffe\uffff\ufdd0", "mark "),
        ("family 👨\u200d👩\u200d👧 and ❤", "family 👨\u200d👩\u200d👧 and ❤"),
    ],
)
def test_every_text_is_cleaned_on_its_way_in(typed, kept):
    assert Paragraphs((typed,)).texts == (kept,)


@pytest.mark.parametrize("number", [0.1, float("nan"), float("inf")])
def test_no_float_gets_into_a_report(number):
    with pytest.raises(ReportFault, match="whole numbers"):
        Fact("Score", number)


def test_lists_become_tuples_so_that_nothing_can_be_changed():
    columns: Any = [Column("Pot")]
    rows: Any = [["Capital"]]

    table = Table("Pots", columns, rows)

    assert table.rows == (("Capital",),)
    assert hash(table)


def test_a_table_row_must_fill_every_column():
    with pytest.raises(ReportFault, match="Pots"):
        Table("Pots", (Column("Pot"), Column("Budget")), (("Capital",),))


def test_a_chart_series_must_have_a_value_for_each_label():
    with pytest.raises(ReportFault, match="By month"):
        Chart("bar", "By month", "Month", ("July", "August"), (Series("Received", (1,)),))


def test_a_chart_kind_must_be_known():
    kind: Any = "pie"

    with pytest.raises(ReportFault, match="pie"):
        Chart(kind, "By month", "Month", ("July",), (Series("Received", (1,)),))


def test_a_matrix_must_have_a_square_for_each_pair_of_levels():
    with pytest.raises(ReportFault, match="each pair"):
        Matrix("Risk", "Up", ("1", "2"), "Across", ("1",), ("Low",), ((0,),), ((0,),))


def test_a_matrix_square_must_be_in_a_band_with_a_word():
    with pytest.raises(ReportFault, match="no word"):
        Matrix("Risk", "Up", ("1",), "Across", ("1",), ("Low",), ((1,),), ((0,),))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_link_must_be_the_address_of_a_web_page(url):
    with pytest.raises(ReportFault, match="web page"):
        Item("Policy", url)


def test_headings_go_two_deep_at_most():
    inner = Section("Inner", (), (Section("Innermost"),))

    with pytest.raises(ReportFault, match="two headings"):
        Section("Outer", (), (inner,))


def test_a_report_needs_the_time_zone_of_its_moment():
    with pytest.raises(ReportFault, match="time zone"):
        report_object(created=datetime(2024, 10, 21, 9, 0))


def test_the_moment_is_kept_in_whole_seconds_of_utc():
    local = timezone(timedelta(hours=1))

    report = report_object(created=datetime(2024, 7, 1, 0, 30, 15, 999, tzinfo=local))

    assert report.created == datetime(2024, 6, 30, 23, 30, 15, tzinfo=UTC)


def test_a_report_of_another_schema_is_refused():
    with pytest.raises(ReportFault, match="schema 2"):
        report_object(schema=2)


def test_a_map_has_its_figures_as_a_table_with_words_for_bands():
    assert ward_map().table().rows == (
        ("Northfield", 7, "6 or more"),
        ("Eastgate", 3, "3 to 5"),
        ("Southey", 1, "1 or 2"),
        ("Westmoor", None, "No data"),
    )


@pytest.mark.parametrize("colour", ["red", "#17503", "#17503b; } body { display: none", "url(x)"])
def test_a_colour_is_six_digits_and_nothing_else(colour):
    with pytest.raises(ReportFault, match="colour"):
        report_object(colour=colour)
    with pytest.raises(ReportFault, match="colour"):
        report_object(on_colour=colour)


def test_links_are_dark_where_the_councils_colour_is_light():
    assert report_object(colour="#ffdd00", on_colour="#0b0c0c").link_colour == "#0b0c0c"
    assert report_object().link_colour == report_object().colour
