"""The two threads of a request on a core each, while pages are held against the plain view.

The web server's thread hands a request to another (carp/web/bodies.py). On which core the kernel
puts that one decides by itself whether the plain view takes 0.14 or 0.24 ms, and every ratio to it
with that. Apart, it takes 0.22 to 0.24 ms each time, as under granian over loopback: 0.19 to 0.21
with one connection, 0.24 to 0.26 with four.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bench.web import Visitor
from carp.web.bodies import WholeBodies

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
TURNS = 8


@contextmanager
def apart(*visitors: Visitor) -> Iterator[None]:
    """Whatever core the kernel likes again afterwards."""
    served = {each.application for each in visitors if isinstance(each.application, WholeBodies)}
    before = {application: application.turns for application in served}
    if len(CORES) > 1:
        os.sched_setaffinity(0, CORES[:1])
        for application in served:
            application.turns = ThreadPoolExecutor(TURNS, initializer=_on_the_other_core)
    try:
        yield
    finally:
        if len(CORES) > 1:
            os.sched_setaffinity(0, CORES)
        for application, turns in before.items():
            application.turns = turns


def _on_the_other_core() -> None:
    os.sched_setaffinity(0, CORES[1:2])
