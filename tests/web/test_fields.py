from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from carp.web.fields import CharField, DateField, PoundsField, TextField


def refusal(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages


@pytest.mark.parametrize("character", ["\x00", chr(0xD800), chr(0xDFFF), "\x07", "\x7f", "\ufffe"])
def test_text_refuses_what_cannot_be_printed(character):
    assert refusal(CharField(strip=False), f"a{character}b") == [
        "Remove the characters that cannot be printed. They may have been pasted in."
    ]


def test_text_is_normalised():
    assert CharField().clean("Cafe\u0301 one\r\ntwo\rthree") == "Café one\ntwo\nthree"


def test_text_says_how_long_it_may_be():
    assert refusal(TextField(max_length=3), "four") == [
        "Use 3 characters or fewer. You have used 4."
    ]


@given(st.text())
def test_text_is_refused_or_can_be_stored_everywhere(text):
    try:
        cleaned = CharField(required=False).clean(text)
    except ValidationError:
        return
    assert cleaned.encode("utf-8").decode() == cleaned
    assert "\x00" not in cleaned
    assert "\r" not in cleaned


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (["3", "6", "2024"], date(2024, 6, 3)),
        (["03", "06", "2024"], date(2024, 6, 3)),
        ([" 3 ", "June", "2024"], date(2024, 6, 3)),
        (["29", "feb", "2028"], date(2028, 2, 29)),
    ],
)
def test_date_is_read(boxes, day):
    assert DateField().clean(boxes) == day


@pytest.mark.parametrize(
    "boxes",
    [
        ["29", "2", "2027"],
        ["31", "4", "2026"],
        ["1", "13", "2026"],
        ["0", "1", "2026"],
        ["1", "1", "26"],
        ["1", "1", "9999"],
        ["-1", "1", "2026"],
        ["1", "Juno", "2026"],
        ["\u0663", "6", "2024"],
        ["1", "1", "2" * 5000],
    ],
)
def test_date_that_is_none_is_refused(boxes):
    assert refusal(DateField(), boxes) == ["Enter a real date, like 27 3 2026"]


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        (["3", "", ""], "The date must include a month and a year"),
        (["", "6", "2024"], "The date must include a day"),
        (["", "", ""], "Enter a date"),
        (None, "Enter a date"),
    ],
)
def test_date_says_what_is_missing(boxes, words):
    assert refusal(DateField(), boxes) == [words]


def test_date_may_be_left_out():
    assert DateField(required=False).clean(["", "", ""]) is None


@pytest.mark.parametrize(
    ("text", "pence"), [("1250", 125_000), ("£1,250.50", 125_050), ("0.01", 1), (" 7 ", 700)]
)
def test_money_becomes_pence(text, pence):
    assert PoundsField().clean(text) == pence


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999999", "0.001", "ten", "\u0663", "1 2"])
def test_money_that_is_none_is_refused(text):
    (message,) = refusal(PoundsField(), text)
    assert message.startswith("Enter ")


@pytest.mark.parametrize(("text", "words"), [("0", "Enter 1p or more"), ("-5", "Enter 1p or more")])
def test_money_is_more_than_nothing(text, words):
    assert refusal(PoundsField(), text) == [words]


def test_money_has_its_bounds():
    field = PoundsField(min_pence=100, max_pence=500)
    assert refusal(field, "0.99") == ["Enter £1 or more"]
    assert refusal(field, "5.01") == ["Enter £5 or less"]
    assert PoundsField(min_pence=None).clean("-5") == -500


def test_money_may_be_left_out():
    assert PoundsField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("value", "shown"), [(123_450, "1,234.50"), (-500, "-5"), ("lots", "lots"), (None, None)]
)
def test_money_is_shown_as_it_is_typed(value, shown):
    assert PoundsField().prepare_value(value) == shown
