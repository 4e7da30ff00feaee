"""A worker's hold on a run: taken by a conditional update, kept by a heartbeat, given back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from carp import clock
from carp.audit import trail
from carp.outbox import queue
from reporting.models import ReportRun
from reporting.permissions import MOVES

State = ReportRun.State


class TakenOver(Exception):
    """The run belongs to another worker by now."""


class StillBeingMade(RuntimeError):
    """Another worker shows signs of life; the outbox asks again later."""


@dataclass
class Claim:
    """A run in this worker's hands; `beat` keeps the outbox row with it.

    `taken_over` says that the worker before this one went silent.
    """

    run: ReportRun
    beat: Callable[[], bool]
    taken_over: bool = False

    def step(self, percent: int, step: str) -> None:
        """Say how far it is, and that the worker is alive."""
        _held(self).update(percent=percent, step=step, heartbeat_at=clock.machine_now())
        if not self.beat() and not _held(self).exists():
            raise TakenOver


@transaction.atomic
def start(run_id: int, *, beat: Callable[[], bool]) -> Claim | None:
    """Claim a run that waits, or whose worker went silent; None when there is nothing to do."""
    silent = clock.machine_now() - queue.lease_time()
    claimable = Q(state=State.REQUESTED) | Q(state=State.BUILDING, heartbeat_at__lte=silent)
    before = ReportRun.objects.get(pk=run_id).state
    won = ReportRun.objects.filter(claimable, pk=run_id).update(
        state=MOVES["start"].get(before, State.BUILDING),
        attempts=F("attempts") + 1,
        heartbeat_at=clock.machine_now(),
        percent=0,
        step="Starting",
        error="",
    )
    run = ReportRun.objects.get(pk=run_id)
    if won:
        _record("start", run, before=before, after={"attempt": run.attempts})
        return Claim(run, beat, taken_over=before == State.BUILDING)
    if run.state == State.BUILDING:
        raise StillBeingMade(f"{run.reference} is being made by another worker.")
    return None


@transaction.atomic
def put_back(claim: Claim, *, error: str) -> None:
    """Leave the run waiting for the next try."""
    _end(claim, "put_back", error=error, step="Waiting for another try")


@transaction.atomic
def fail(claim: Claim, *, error: str) -> None:
    """Leave the run to a person, with the sentence that says what went wrong."""
    _end(claim, "fail", error=error, step="")


def _end(claim: Claim, move: str, **fields: Any) -> None:
    to = MOVES[move][State.BUILDING]
    if _held(claim).update(state=to, heartbeat_at=None, **fields):
        claim.run.refresh_from_db()
        _record(move, claim.run, before=State.BUILDING, after={"error": claim.run.error})


@transaction.atomic
def finish(claim: Claim, *, note: str) -> None:
    """The run is ready; the version before it is superseded, and both stay readable."""
    run, earlier = claim.run, earlier_version(claim.run)
    done = _held(claim).update(
        state=MOVES["finish"][State.BUILDING],
        percent=100,
        step="Ready",
        error=note,
        heartbeat_at=None,
        finished_at=clock.now(),
        supersedes=earlier,
    )
    if not done:
        raise TakenOver
    if earlier is not None:
        earlier.state = MOVES["supersede"][earlier.state]
        earlier.save(update_fields=("state",))
        _record("supersede", earlier, before=State.READY, after={"by": run.reference})
    run.refresh_from_db()
    files = {file.format: file.sha256 for file in run.files.all()}
    after = {"snapshot": run.snapshot_hash, "files": files}
    _record("finish", run, before=State.BUILDING, after=after)


def earlier_version(run: ReportRun) -> ReportRun | None:
    """The version that stands until this one is ready."""
    return ReportRun.objects.filter(
        kind=run.kind, period=run.period, version__lt=run.version, state=State.READY
    ).last_version()


def _held(claim: Claim) -> Any:
    """The row, as long as no other worker has claimed it since."""
    return ReportRun.objects.filter(
        pk=claim.run.pk, state=State.BUILDING, attempts=claim.run.attempts
    )


def _record(step: str, run: ReportRun, *, before: str, after: dict[str, Any]) -> None:
    """The portal acts by itself here: nobody's right is used."""
    trail.record(
        f"reporting.{step}",
        run,
        by=None,
        before={"state": before},
        after={"state": run.state} | after,
    )
