"""Pounds at the edges, pence inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.money import MOST_PENCE, NotAnAmount, parse_pounds, pounds


@pytest.mark.parametrize(
    ("pence", "text"),
    [
        (0, "£0"),
        (1, "£0.01"),
        (100, "£1"),
        (123450, "£1,234.50"),
        (9504200, "£95,042"),
        (-650, "\N{MINUS SIGN}£6.50"),
    ],
)
def test_pounds_reads_as_people_write(pence, text):
    assert pounds(pence) == text


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("6500", 650000),
        (" £6,500.50 ", 650050),
        ("0.01", 1),
        (".5", 50),
        ("5.", 500),
        ("-£5", -500),
    ],
)
def test_parse_pounds_takes_what_people_type(text, pence):
    assert parse_pounds(text) == pence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "NaN",
        "Infinity",
        "-inf",
        "1e999999",
        "0.001",
        "1.2.3",
        "٣",
        "１２",
        "1e3",
        "1e14",
        "1_000",
        "12,34",
        "1,2,3",
        "6.500,00",
        "6.500",
        "1" * 30,
        "£",
        "--1",
        "£-5",
        "100000000000.01",
    ],
)
def test_parse_pounds_refuses_with_a_sentence(text):
    with pytest.raises(NotAnAmount, match=r"^Enter "):
        parse_pounds(text)


@given(st.integers(min_value=0, max_value=MOST_PENCE))
def test_what_is_printed_can_be_typed_again(pence):
    assert parse_pounds(pounds(pence)) == pence
