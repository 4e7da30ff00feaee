"""Similar reports: P9. `python -m bench.similar`

Each probe is a known report told again, as somebody would who never saw the first.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from bench import probes
from bench.findings import Finding, milliseconds, tell
from bench.measure import p95
from bench.words import STREETS
from carp.accounts.models import User
from triggers.models import TriggerReport
from triggers.similar import similar_reports

PROBES, TWO_WEEKS = 100, timedelta(days=14)
Probe = Callable[[TriggerReport, Random], TriggerReport]


def main() -> None:
    officer = User.objects.order_by("pk")[0]
    plain_found, plain_walls = asked(officer, plain)
    hard_found, hard_walls = asked(officer, hard)
    walls = plain_walls + hard_walls
    tell(findings(plain_found, hard_found, walls))


def findings(plain_found: float, hard_found: float, walls: list[float]) -> Iterator[Finding]:
    yield Finding("P9", [p95(walls) * 1000], milliseconds(sorted(walls)[len(walls) // 2]))
    yield Finding("P9-found", [plain_found], f"{PROBES} probes")
    yield Finding("P9-hard", [hard_found], f"{PROBES} probes", note="hard probes in the first five")


def asked(officer: User, probe: Probe) -> tuple[float, list[float]]:
    """The share of known reports among the first five, and the wall of each question."""
    random, walls, found = Random(9), [], 0
    for known in known_reports():
        told = probe(known, random)
        start = time.perf_counter()
        alike = similar_reports(told, officer)
        walls.append(time.perf_counter() - start)
        found += known.pk in {each.report.pk for each in alike}
    return found / PROBES, walls


def known_reports() -> Iterator[TriggerReport]:
    """Reports from all ten years."""
    number = TriggerReport.objects.count()
    for place in range(PROBES):
        yield TriggerReport.objects.select_related("area").get(pk=1 + number * place // PROBES)


def plain(known: TriggerReport, random: Random) -> TriggerReport:
    return again(known, what=probes.plain(known.what, random), where=known.where)


def hard(known: TriggerReport, random: Random) -> TriggerReport:
    told = again(known, what=probes.hard(known.what, random), where=random.choice(STREETS))
    told.received_at += TWO_WEEKS
    return told


def again(known: TriggerReport, *, what: str, where: str) -> TriggerReport:
    """A report that is not stored yet, in the same ward."""
    return TriggerReport(area=known.area, received_at=known.received_at, what=what, where=where)


if __name__ == "__main__":
    main()
