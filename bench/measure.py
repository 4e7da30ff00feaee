"""CPU time of calls, taken in turns, so that what else the machine does falls on all alike.

Only ratios within one round are kept: absolute times move by half between runs (performance 7).
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

ROUNDS = 5
BLOCK_SECONDS = 0.2
SLICES = 20

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
    """Each call many times a round, in thin slices: A B C then C B A.

    A slice takes a hundredth of a second, since the machine is not the same from one second to the
    next, and two sides of a ratio must have met the same one.
    """
    times = {name: _warm(call, seconds) for name, call in calls.items()}
    taken = {name: Taken() for name in calls}
    order = list(calls)
    for _ in range(rounds):
        gc.collect()
        spent = dict.fromkeys(calls, 0.0)
        for number in range(SLICES):
            for name in order:
                part = times[name] * (number + 1) // SLICES - times[name] * number // SLICES
                spent[name] += _slice(calls[name], part, taken[name].wall)
            order.reverse()
        for name in calls:
            taken[name].cpu.append(spent[name] / times[name])
    return taken


def _warm(call: Call, seconds: float) -> int:
    """Fill every cache, and find how many calls make a block."""
    for _ in range(3):
        call()
    start = time.process_time()
    call()
    return max(1, min(2000, int(seconds / max(time.process_time() - start, 1e-6))))


def _slice(call: Call, times: int, walls: list[float]) -> float:
    """CPU seconds of so many calls."""
    begun = time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        call()
        walls.append(time.perf_counter() - start)
    return time.process_time() - begun


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
