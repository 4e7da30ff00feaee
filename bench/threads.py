"""Many at once in one process, each on a connection of its own, as the web server's threads are."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(attempt: Callable[[int], bool], *, workers: int, each: int) -> tuple[int, float]:
    """(how many attempts came to something, seconds), counted from when all are connected."""
    start = Barrier(workers + 1)

    def work(worker: int) -> int:
        connection.ensure_connection()
        start.wait()
        try:
            return sum(attempt(worker * each + number) for number in range(each))
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        working = [pool.submit(work, worker) for worker in range(workers)]
        start.wait()
        begun = time.perf_counter()
        done = sum(each.result() for each in working)
        return done, time.perf_counter() - begun
