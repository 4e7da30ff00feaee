"""What every test stands on: no network but this machine's, and one way to draw examples."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from carp.council import packs
from carp.web import health
from tests import servers
from tests.database import flush_between_tests, keep_as_laid, lay_base_data
from tests.make import laid
from tests.network import refuse_other_machines
from tests.selection import TESTS, asks_the_database

sys.addaudithook(refuse_other_machines)

# On PostgreSQL a life costs twice as much; the nightly profile gives both databases all of theirs.
EXAMPLES = 4 if "DATABASE_URL" in os.environ else 10
_common: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile(
    "quick",
    max_examples=EXAMPLES,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    **_common,
)
settings.register_profile("nightly", max_examples=500, stateful_step_count=80, **_common)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The journeys need a browser and its packages: collected only when they are asked for."""
    if collection_path.name == "journeys" and not any("journeys" in arg for arg in config.args):
        return True
    return None


def pytest_itemcollected(item: pytest.Item) -> None:
    """`both`: in the pass on each database, since it asks something of the database itself."""
    if not item.path.is_relative_to(TESTS):
        return
    if asks_the_database(str(item.path.relative_to(TESTS)), item.name.partition("[")[0]):
        item.add_marker("both")


def pytest_collection_finish() -> None:
    """What is there by now stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, so that at the end no process waits for the long test of the other.

    Those that empty the database stay where pytest-django puts them: behind all others.
    """
    items.sort(key=lambda item: not _is_long(item))


def _is_long(item: pytest.Item) -> bool:
    database = item.get_closest_marker("django_db")
    empties = database is not None and database.kwargs.get("transaction", False)
    return item.get_closest_marker("slow") is not None and not empties


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL that takes connections, as a DATABASE_URL."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    """An empty Redis or Valkey of this run's own, as a REDIS_URL."""
    with servers.redis() as url:
        yield url


TransactionTestCase._fixture_teardown = flush_between_tests


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test finds the council pack of West Lindsey in force."""
    with django_db_blocker.unblock():
        lay_base_data()
        keep_as_laid()


@pytest.fixture(scope="module", autouse=True)
def _laid_for_the_module(request):
    """Before any test of the module opens its own transaction, so that each finds it anew."""
    marker = request.node.get_closest_marker("laid")
    if marker is None:
        yield {}
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock(), transaction.atomic():
        yield laid.lay(marker.args)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _laid(_laid_for_the_module):
    laid.offer(_laid_for_the_module)
    yield
    laid.offer({})


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What the process remembers of the database ends with each test."""
    packs.forget()
    health.last.at = float("-inf")
    cache.clear()
    yield
    packs.forget()
