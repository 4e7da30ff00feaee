"""Is it alive, and is it ready? Liveness asks nobody; readiness writes (quality D12)."""

import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from carp import clock
from carp.council import packs
from carp.outbox.models import OutboxItem
from carp.web.models import Heartbeat

log = logging.getLogger(__name__)
MIB = 1024 * 1024
LEAST_FREE_BYTES = 64 * MIB
OLDEST_OWED = timedelta(minutes=10)
MOST_COUNTED = 1000
ASKED_AGAIN_AFTER_SECONDS = 1.0


@dataclass(frozen=True)
class Finding:
    """What one probe saw; `detail` is for anybody: no person, no address, no size of a disk."""

    good: bool
    detail: str


@dataclass
class _Last:
    """The latest answer, for a second: anybody may ask, and each answer costs a write."""

    findings: dict[str, Finding]
    at: float = float("-inf")


last = _Last({})


@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Everything that a visitor's next step needs works; else 503 and which part does not."""
    if time.monotonic() - last.at > ASKED_AGAIN_AFTER_SECONDS:
        last.findings = {name: probe() for name, probe in PROBES.items()}
        last.at = time.monotonic()
    good = all(finding.good for finding in last.findings.values())
    body = {"ready": good} | {
        name: {"ok": finding.good, "detail": finding.detail}
        for name, finding in last.findings.items()
    }
    response = JsonResponse(body, status=200 if good else 503)
    # Whoever asks is told; a log line an answer would bury everything else.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def writes() -> Finding:
    """A row is really written: nothing less notices a full disk."""
    try:
        with transaction.atomic():
            Heartbeat.objects.update_or_create(name="ready", defaults={"beat_at": clock.now()})
    except DatabaseError:
        return Finding(good=False, detail="the database does not accept a write")
    return Finding(good=True, detail="a row was written")


def free_space() -> Finding:
    """Room for files and, when it is embedded, for the database; how much, the log says alone."""
    try:
        free = shutil.disk_usage(settings.CARP_DATA).free
    except OSError:
        return Finding(good=False, detail="the data folder cannot be read")
    if free >= LEAST_FREE_BYTES:
        return Finding(good=True, detail="there is enough free space")
    if "space" not in last.findings or last.findings["space"].good:
        least = LEAST_FREE_BYTES // MIB
        log.warning("%s has %d MiB free and needs %d MiB", settings.CARP_DATA, free // MIB, least)
    return Finding(good=False, detail="there is too little free space")


def work_owed() -> Finding:
    """The outbox moves: the oldest thing that is due has not waited long."""
    try:
        oldest = OutboxItem.objects.due(on=clock.now()).values_list("due_at", flat=True).first()
        failing = OutboxItem.objects.in_trouble()[:MOST_COUNTED].count()
    except DatabaseError:
        return Finding(good=False, detail="the outbox cannot be read")
    age = clock.now() - oldest if oldest else timedelta()
    told = f"oldest due for {int(age.total_seconds())} s, {failing} in trouble"
    return Finding(good=age <= OLDEST_OWED, detail=told)


def council() -> Finding:
    """A council pack is in force; without one nothing can be reported or judged."""
    try:
        packs.current()
    except (DatabaseError, packs.NoPackInForce):
        return Finding(good=False, detail="no council pack is in force")
    return Finding(good=True, detail="a council pack is in force")


PROBES: dict[str, Callable[[], Finding]] = {
    "database": writes,
    "space": free_space,
    "outbox": work_owed,
    "council": council,
}
