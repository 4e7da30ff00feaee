"""CPU time of calls, taken in turns, so that what else the machine does falls on all alike.

Only ratios within one round are kept: absolute times move by half between runs (performance 7).
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

ROUNDS = 5
BLOCK_SECONDS = 0.1  # thirty lists, or seven hundred plain views
MOST_WAITING = 10  # seconds for a second of this process's own

Call = Callable[[], object]


@dataclass
class Taken:
    """What one call took: CPU seconds a round (all threads), and the wall of each single call."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.cpu)

    @property
    def p50(self) -> float:
        return statistics.median(self.wall)


def in_turns(
    calls: Mapping[str, Call], *, rounds: int = ROUNDS, seconds: float = BLOCK_SECONDS
) -> dict[str, Taken]:
    """Each call in a block of its own, A B C then C B A, as many blocks as there are rounds."""
    times = {name: _warm(call, seconds) for name, call in calls.items()}
    taken = {name: Taken() for name in calls}
    order = list(calls)
    with _tidy():
        for _ in range(rounds):
            for name in order:
                _block(calls[name], times[name], taken[name])
            order.reverse()
    return taken


def _warm(call: Call, seconds: float) -> int:
    """Fill every cache, and find how many calls make a block: so many CPU seconds, or ten times as
    many in which this process waits for a server. One that is a block by itself is called once
    less."""
    call()
    for _ in range(2):
        cpu, wall = time.process_time(), time.perf_counter()
        call()
        took = max(time.process_time() - cpu, (time.perf_counter() - wall) / MOST_WAITING)
        if took > seconds:
            break
    return max(1, min(2000, int(seconds / max(took, 1e-6))))


@contextmanager
def _tidy() -> Iterator[None]:
    """What lives as long as the process is not looked through before each block."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def _block(call: Call, times: int, taken: Taken) -> None:
    gc.collect()
    begun = time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.wall.append(time.perf_counter() - start)
    taken.cpu.append((time.process_time() - begun) / times)


def at_once(call: Call, *, workers: int, times: int) -> list[float]:
    """The wall of each call while some workers call as fast as they can."""

    def work(_: int) -> list[float]:
        walls = []
        for _ in range(times):
            start = time.perf_counter()
            call()
            walls.append(time.perf_counter() - start)
        return walls

    with ThreadPoolExecutor(workers) as pool:
        return [wall for walls in pool.map(work, range(workers)) for wall in walls]


def p95(walls: list[float]) -> float:
    return statistics.quantiles(walls, n=20)[18]


def ratios(over: list[float], under: list[float]) -> list[float]:
    """Round by round."""
    return [a / b for a, b in zip(over, under, strict=True)]
