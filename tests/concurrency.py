"""Running things at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def race(*calls: Callable[[], object]) -> list[object]:
    """Start all calls at once in threads; what each returned, or the exception it raised."""
    start = Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the caller looks at what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))
