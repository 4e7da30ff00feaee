"""The bench's server tells when it could not start, as without gunicorn or a database."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.served import Served, served


def test_a_server_that_could_not_start_is_told():
    """Nobody waits for an answer that nobody gives."""
    with pytest.raises(ConnectionError):
        _asked_where_there_is_no_database()


def _asked_where_there_is_no_database() -> float:
    pool = ThreadPoolExecutor(1)
    with served("nonsense://nowhere") as server:
        asked = pool.submit(Served.cpu, server)
        try:
            return asked.result(timeout=60)
        finally:
            pool.shutdown(wait=False)
