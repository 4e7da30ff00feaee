"""The web server and its numbers, the same however the portal is started.

``manage.py serve`` starts it within its tree, ``manage.py web`` by itself (the image, a service by
hand). Many cheap threads wait for slow clients, while eight requests a worker are worked on at a
time (carp/web/bodies.py, quality D10).
"""

import resource
import sys

THREADS = 1000
# As many as the kernel may have announced at once; it takes no more than net.core.somaxconn.
BACKLOG = 4096
MOST_CALLERS, LEAST_CALLERS, SPARE_FILES = 12_000, 500, 500
# The most that granian knows. It counts from when a call is taken, and hangs up without a word: on
# a machine with too much to do, ten seconds were too few for 7,426 honest senders of 10,000.
HEADERS_WITHIN_MILLISECONDS = 60_000


def command(*, host: str, port: int, workers: int) -> list[str]:
    """The program with its settings; it inherits the open files that it needs."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "carp.wsgi:application"),
        *("--host", host, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--backlog", str(BACKLOG), "--backpressure", str(most_callers())),
        *("--http1-header-read-timeout", str(HEADERS_WITHIN_MILLISECONDS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "5", "--log-level", "error"),
    ]


def most_callers() -> int:
    """How many connections may wait at once in one worker: each is a file, and it asks for them.

    A caller who is not taken is forgotten by the kernel after a minute, with the report that they
    sent; one who waits is answered, however long the queue.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_CALLERS + SPARE_FILES
    files = files if hard == resource.RLIM_INFINITY else min(files, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(files - SPARE_FILES, LEAST_CALLERS)
