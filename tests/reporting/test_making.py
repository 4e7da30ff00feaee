"""Making a run: once, from frozen figures, whatever happens to the worker."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as portal_settings
from django.db import connection

from carp import clock
from carp.audit.models import AuditEvent
from carp.documents import html, json, pdf
from carp.outbox.models import OutboxItem
from reporting.models import ReportFile, ReportRun
from reporting.selectors import path_of
from reporting.tasks import MOST_ATTEMPTS, WORKERS_LOST, build, claims, files, making
from reporting.tasks.claims import StillBeingMade, TakenOver
from reporting.tasks.files import FileLost
from tests import make, processes

pytestmark = pytest.mark.django_db
JULY, OCTOBER = datetime(2024, 7, 9, 9, tzinfo=UTC), datetime(2024, 10, 21, 9, tzinfo=UTC)
State = ReportRun.State


@pytest.fixture(autouse=True)
def _in_october():
    with clock.at(OCTOBER):
        yield


def item_of(run):
    return OutboxItem.objects.filter(payload__run=run.pk).latest("pk")


def deliver(run):
    """What the relay does with the run's newest outbox row."""
    build({"run": run.pk}, item=item_of(run))
    run.refresh_from_db()


def events(run):
    found = AuditEvent.objects.filter(subject_name=run.reference).order_by("sequence")
    return [event.action.removeprefix("reporting.") for event in found]


def silence(run):
    """As if its worker had been killed a while ago."""
    ReportRun.objects.filter(pk=run.pk).update(
        heartbeat_at=clock.machine_now() - timedelta(seconds=portal_settings.OUTBOX_LEASE_SECONDS)
    )


@pytest.mark.slow
def test_the_outbox_makes_a_run_with_its_four_files():
    with clock.at(JULY):
        make.trigger_report(received_at=JULY)
    run = make.built_report()

    assert (run.state, run.percent, run.error, run.attempts) == (State.READY, 100, "", 1)
    assert run.snapshot_at == run.finished_at == OCTOBER
    report = json.loads(run.snapshot)
    assert run.snapshot_hash == json.digest(report)
    assert {file.format for file in run.files.all()} == set(ReportFile.Format)
    for file in run.files.all():
        content = files.read(file)
        assert file.size == len(content)
        assert file.sha256 == hashlib.sha256(content).hexdigest()
    held = {file.format: file for file in run.files.all()}
    assert held["json"].sha256 == run.snapshot_hash
    assert files.read(held["html"]) == html.page(report).encode()
    assert events(run) == ["request", "start", "finish"]

    # Whatever is entered later, the same snapshot makes the same PDF.
    with clock.at(JULY):
        make.trigger_report(received_at=JULY)
    assert pdf.render(json.loads(run.snapshot)) == files.read(held["pdf"])


def test_a_second_delivery_changes_nothing():
    run = make.made_report()
    before = ReportRun.objects.filter(pk=run.pk).values().get()

    deliver(run)

    assert ReportRun.objects.filter(pk=run.pk).values().get() == before
    assert events(run).count("finish") == 1


def test_while_a_worker_lives_another_waits_its_turn():
    run = make.report_run()
    claims.start(run.pk, beat=lambda: True)

    with pytest.raises(StillBeingMade):
        deliver(run)


def test_after_a_worker_was_killed_the_same_figures_are_used():
    run = make.report_run()
    first = claims.start(run.pk, beat=lambda: True)
    making.freeze(first.run)
    frozen = first.run.snapshot_hash
    silence(run)
    with clock.at(JULY):
        make.trigger_report(received_at=JULY)

    second = claims.start(run.pk, beat=lambda: True)
    making.freeze(second.run)

    assert first is not None
    assert second.run.attempts == 2
    assert second.run.snapshot_hash == frozen
    with pytest.raises(TakenOver):
        claims.finish(first, note="")


def test_a_worker_that_lost_its_run_stops_at_the_next_step():
    run = make.report_run()
    first = claims.start(run.pk, beat=lambda: False)
    silence(run)
    claims.start(run.pk, beat=lambda: True)

    with pytest.raises(TakenOver):
        first.step(50, "Drawing")
    run.refresh_from_db()
    assert run.percent == 0


def test_each_step_says_how_far_it_is():
    run = make.report_run()
    claim = claims.start(run.pk, beat=lambda: True)

    claim.step(60, "Drawing the PDF")

    run.refresh_from_db()
    assert (run.percent, run.step, run.state) == (60, "Drawing the PDF", State.BUILDING)
    assert run.heartbeat_at is not None


def test_what_fails_for_a_passing_reason_is_tried_three_times(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "folder"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    run = make.report_run()

    for _ in range(2):
        with pytest.raises(OSError, match="folder"):
            deliver(run)
        run.refresh_from_db()
        assert run.state == State.REQUESTED
        assert run.error.startswith("Something went wrong, and it will be tried again.")
    deliver(run)

    assert run.state == State.FAILED
    assert run.error.startswith("The report could not be made.")
    assert events(run) == ["request", *["start", "put_back"] * 2, "start", "fail"]
    assert not ReportFile.objects.exists()


def test_after_a_failure_the_next_try_finishes_with_the_same_figures(settings, tmp_path):
    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path / "folder"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    run = make.report_run()
    with pytest.raises(OSError, match="folder"):
        deliver(run)
    run.refresh_from_db()
    frozen = run.snapshot_hash
    settings.MEDIA_ROOT = kept

    claim = claims.start(run.pk, beat=lambda: True)
    making.freeze(claim.run)

    assert claim.run.snapshot_hash == frozen != ""
    assert claim.run.error == ""


def test_what_no_second_try_can_mend_fails_at_once():
    make.area(geometry={"type": "Polygon", "coordinates": [[[481581, 388912]]]})
    run = make.report_run()

    deliver(run)

    assert (run.state, run.attempts) == (State.FAILED, 1)
    assert "is not in degrees" in run.error


@pytest.mark.slow
def test_where_pango_is_missing_everything_but_the_pdf_is_made(monkeypatch):
    def missing(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return imported(name, *args, **kwargs)

    imported = __import__
    monkeypatch.setattr("builtins.__import__", missing)
    run = make.built_report()

    assert run.state == State.READY
    assert {file.format for file in run.files.all()} == {"html", "json", "csv"}
    assert run.error.startswith("There is no PDF of this report.")
    assert "libpango-1.0-0" in run.error


def test_a_new_version_supersedes_the_one_that_stands():
    first = make.made_report()
    failed = make.failed_report(change_note="A late entry.")
    second = make.made_report(change_note="A late entry.")

    first.refresh_from_db()
    assert (first.state, failed.state, second.state) == (
        State.SUPERSEDED,
        State.FAILED,
        State.READY,
    )
    assert second.supersedes == first
    assert events(first)[-1] == "supersede"
    assert files.read(make.report_file(first))


def test_files_are_named_by_their_content_and_left_whole():
    run = make.report_run()

    once = files.keep(run, "csv", b"content")
    again = files.keep(run, "csv", b"content")

    assert once == again
    path = path_of(once)
    assert path.name == f"{hashlib.sha256(b'content').hexdigest()}.csv"
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".part-")] == []


def test_a_file_that_is_gone_or_altered_is_noticed():
    file = make.report_file()
    path_of(file).write_bytes(b"altered")
    with pytest.raises(FileLost, match="content has changed"):
        files.read(file)

    path_of(file).unlink()
    with pytest.raises(FileLost, match="missing"):
        files.read(file)


WORKER = """
import django
django.setup()
from carp.outbox import queue
while queue.run_due():
    pass
"""


def _worker():
    """A worker process on this test's own database."""
    held = connection.settings_dict
    address = f"sqlite:///{held['NAME']}"
    if connection.vendor == "postgresql":
        who = f"{held['USER']}:{held['PASSWORD']}@" if held["PASSWORD"] else f"{held['USER']}@"
        address = f"postgres://{who}{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "carp.settings",
        "DATABASE_URL": address,
        "CARP_EMBEDDED": "1",
        "CARP_DATA": str(portal_settings.CARP_DATA),
        "CARP_OUTBOX_LEASE_SECONDS": "1",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_a_run_that_is_finished_once():
    run = make.report_run()

    with _worker() as worker:
        processes.until(lambda: _step(run) == "Drawing the PDF")
        os.kill(worker.pid, signal.SIGKILL)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.BUILDING, 1)
    frozen = run.snapshot_hash
    time.sleep(1.2)  # the dead worker's lease
    with _worker() as worker:
        assert worker.wait(60) == 0

    run.refresh_from_db()
    assert (run.state, run.attempts, run.snapshot_hash) == (State.READY, 2, frozen)
    assert run.files.count() == 4
    assert events(run) == ["request", "start", "start", "finish"]
    assert item_of(run).state == OutboxItem.State.DONE


def _step(run):
    run.refresh_from_db()
    return run.step


def test_a_run_that_costs_a_worker_each_time_is_left_to_a_person():
    run = make.report_run()
    for _ in range(MOST_ATTEMPTS):
        claims.start(run.pk, beat=lambda: True)
        silence(run)

    deliver(run)

    assert (run.state, run.error) == (State.FAILED, WORKERS_LOST)
    assert events(run) == ["request", "start", "start", "start", "start", "fail"]
