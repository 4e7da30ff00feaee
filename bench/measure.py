"""CPU time of calls, taken in turns, so that what else the machine does falls on all alike.

Only ratios within one round are kept: absolute times move by half between runs (performance 7).
"""

import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

ROUNDS = 5
BLOCK_SECONDS = 0.1  # thirty lists, or seven hundred plain views
MOST_WAITING = 10  # seconds for a second of this process's own

Call = Callable[[], object]
Clock = Callable[[], float]


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


def in_turns(calls: Mapping[str, Call], *, cpu: Clock, rounds: int = ROUNDS) -> dict[str, Taken]:
    """Each call in a block of its own, A B C then C B A, as many blocks as there are rounds.

    ``cpu`` reads the CPU seconds so far of whoever answers.
    """
    times = {name: _warm(call, cpu) for name, call in calls.items()}
    taken = {name: Taken() for name in calls}
    order = list(calls)
    for _ in range(rounds):
        for name in order:
            _block(calls[name], times[name], taken[name], cpu)
        order.reverse()
    return taken


def _warm(call: Call, cpu: Clock) -> int:
    """Fill every cache, and find how many calls make a block: so many CPU seconds, or ten times as
    many in which the server waits for another. One that is a block by itself is called once
    less."""
    call()
    for _ in range(2):
        spent, wall = cpu(), time.perf_counter()
        call()
        took = max(cpu() - spent, (time.perf_counter() - wall) / MOST_WAITING)
        if took > BLOCK_SECONDS:
            break
    return max(1, min(2000, int(BLOCK_SECONDS / max(took, 1e-6))))


def _block(call: Call, times: int, taken: Taken, cpu: Clock) -> None:
    begun = cpu()
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.wall.append(time.perf_counter() - start)
    taken.cpu.append((cpu() - begun) / times)


def at_once(call: Call, *, workers: int, times: int) -> list[float]:
    """The wall of each call while some workers call as fast as they can, each with a connection
    that its first call has opened."""
    connected = Barrier(workers)

    def work(_: int) -> list[float]:
        walls = []
        call()
        connected.wait()
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
