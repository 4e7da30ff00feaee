"""Lists cost the same at any length: queries, order by an index, counts with a cap."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from carp.web import keyset
from carp.web.lists import COUNTED_TO, ListPage
from tests import make
from tests.performance.copies import long_list
from tests.performance.lists import DOWNLOADED, LISTS, Listed
from tests.performance.plans import intent_of

pytestmark = pytest.mark.django_db
# More than are counted; PostgreSQL plans by numbers, SQLite without statistics does not.
THOUSANDS = {"sqlite": 1100, "postgresql": 2500}
MOST_QUERIES, MOST_BESIDE_OTHER_THINGS = 8, 12


@pytest.fixture(autouse=True)
def _in_the_demonstration(settings):
    settings.DEMONSTRATION = True


def _lists(known: type[ListPage]) -> Iterator[type[ListPage]]:
    for each in known.__subclasses__():
        if not each.__module__.startswith("tests."):
            yield each
        yield from _lists(each)


def test_every_list_has_its_row():
    get_resolver().url_patterns  # noqa: B018 - imports every view, and with it every list
    assert set(_lists(ListPage)) - DOWNLOADED == {listed.page for listed in LISTS}


@pytest.fixture
def visitor(client, listed):
    person = make.user(listed.role)
    client.force_login(person)
    return person


@pytest.fixture
def thing(listed, visitor):
    return listed.of(visitor)


def _get(client, listed: Listed, thing):
    """The page, after a visit that fills what the process remembers, and its queries."""
    url = reverse(listed.url, kwargs=listed.kwargs(thing)) + listed.query
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    assert type(response.context["page"]) is listed.page
    return response.context["page"], [query["sql"] for query in captured]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("listed", LISTS, ids=str)
def test_list_asks_the_same_of_one_row_and_of_three(client, listed, thing, rows):
    for _ in range(rows):
        listed.one(thing)
    page, queries = _get(client, listed, thing)
    assert len(page.rows) >= rows
    assert len(queries) == listed.queries, "\n".join(queries)


@pytest.mark.slow
@pytest.mark.parametrize("listed", LISTS, ids=str)
def test_long_list_is_read_in_its_order_and_counted_to_a_cap(client, listed, thing):
    row = listed.one(thing)
    long_list(row, THOUSANDS[connection.vendor], listed=listed, thing=thing)
    page, queries = _get(client, listed, thing)
    assert len(queries) <= (MOST_BESIDE_OTHER_THINGS if listed.few else MOST_QUERIES)
    for query in queries:
        assert "COUNT(*)" not in query or f"LIMIT {COUNTED_TO + 1}" in query, query
    for rows in (page.matching, *([] if listed.few else [_deep(page)])):
        intent = intent_of(page.query(rows, page.sort))
        indexes = filter(None, (listed.index, listed.or_index))
        assert any(map(intent.uses, indexes)), intent.text
        assert listed.few or not intent.sorts, intent.text
        assert page.all_rows.model._meta.db_table not in intent.reads_whole, intent.text


def _deep(page: ListPage):
    """The rows after the middle of the list."""
    values = page.matching.order_by(str(page.sort)).values_list(page.sort.field, "pk")
    return keyset.beyond(page.matching, page.sort, *values[len(values) // 2])
