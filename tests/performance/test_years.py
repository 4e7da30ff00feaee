"""Every page of a board and of a plan asks the same of one row, of three and of many years."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import boards
from bench.years import Size, lay
from carp.council import packs

pytestmark = pytest.mark.django_db
MOST = 8  # performance P4
ASKED = {
    "boards": 6,
    "member's page": 8,
    "board": 8,
    "meetings": 3,
    "meeting held": 7,
    "meeting to come": 8,
    "papers held": 6,
    "papers to come": 8,
    "decisions": 3,
    "matters arising": 6,
    "seats": 5,
    "tasks": 2,
    "boards listed": 4,
    "interests": 3,
    "attendance": 5,
    "put off": 8,
    "interest in it": 8,
    "decide on a report": 8,
    "decide on a version": 8,
    "rule on a version": 8,
    "decision": 6,
    "correct a decision": 7,
    "draft": 7,
    "change a draft": 7,
    "vote on a draft": 7,
    "plan": 8,
    "actions": 3,
    "action": 4,
    "own actions": 3,
    "every own action": 2,
    "versions": 3,
    "version": 5,
    "submission": 8,
    "compare": 7,
    "history": 4,
    "stage": 6,
    "monitoring": 6,
    "return": 7,
    "every return": 3,
    "reviews": 3,
    "measure": 5,
    "minor revision": 7,
    "earlier iteration": 5,
    "write a return": 6,
    "change an action": 4,
    "evaluation": 5,
    "share": 6,
    "version in force": 6,
}
ONE, THREE = Size(1, 2, 1, 1, 3), Size(3, 4, 2, 3, 6)
YEARS = Size(60, 12, 60, 60, 30)


@pytest.fixture(autouse=True)
def _the_pack_is_not_looked_up_again(monkeypatch):
    monkeypatch.setattr(packs, "FRESH_SECONDS", 3600.0)


def asked(size: Size) -> dict[str, int]:
    """The queries of each page, after a visit that fills what the process remembers."""
    years = lay(size)
    clients = {who: Client() for who in (False, True)}
    clients[False].force_login(years.officer)
    clients[True].force_login(years.member)
    found = {}
    for name, page in boards.pages().items():
        client = clients[page.of_member]
        client.get(page.path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page.path).status_code == 200, name
        found[name] = len(captured)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("size", [ONE, THREE], ids=["one", "three"])
def test_each_page_asks_the_same_of_one_row_and_of_three(size):
    assert asked(size) == ASKED


@pytest.mark.slow
def test_years_make_a_list_count_itself_and_no_page_ask_more():
    found = asked(YEARS)
    assert {name for name, number in found.items() if number > ASKED[name] + 1} == set()
    assert {name for name, number in found.items() if number > MOST} == set()
