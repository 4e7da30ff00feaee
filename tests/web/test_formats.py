from datetime import UTC, date, datetime

import pytest
from django.template import engines

from carp.web.formats import day, short_day, when


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2024, 6, 3), "3 June 2024"),
        (datetime(2024, 6, 30, 23, 30, tzinfo=UTC), "1 July 2024"),
        (None, ""),
    ],
)
def test_day(value, words):
    assert day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2024, 5, 3), "3 May 2024"),
        (datetime(2024, 6, 30, 23, 30, tzinfo=UTC), "1 Jul 2024"),
        (None, ""),
    ],
)
def test_short_day(value, words):
    assert short_day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2024, 6, 3, 8, 15, tzinfo=UTC), "3 June 2024 at 9:15am"),
        (datetime(2024, 12, 3, 15, 0, tzinfo=UTC), "3 December 2024 at 3pm"),
        (datetime(2024, 12, 3, 12, 0, tzinfo=UTC), "3 December 2024 at midday"),
        (datetime(2024, 12, 3, 0, 0, tzinfo=UTC), "3 December 2024 at midnight"),
        (datetime(2024, 12, 3, 0, 5, tzinfo=UTC), "3 December 2024 at 12:05am"),
        (None, ""),
    ],
)
def test_when(value, words):
    assert when(value) == words


def test_filters():
    template = (
        "{{ pence|pounds }}|{{ none|pounds }}|{{ on|day }}|{{ at|when }}|{{ text|paragraphs }}"
    )
    context = {
        "pence": 123_450,
        "none": None,
        "on": date(2024, 6, 3),
        "at": datetime(2024, 6, 3, 8, 15, tzinfo=UTC),
        "text": "<b>\n\nx",
    }
    assert engines["django"].from_string(template).render(context) == (
        "£1,234.50||3 June 2024|3 June 2024 at 9:15am|<p>&lt;b&gt;</p>\n\n<p>x</p>"
    )
