"""The database refuses what must never be, by each constraint's own name."""

import pytest
from django.db import IntegrityError, transaction

from reporting.models import ReportFile, ReportRun, ReportSchedule
from tests import make
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db


def runs(run):
    return ReportRun.objects.filter(pk=run.pk)


def test_a_version_of_a_period_stands_once():
    run = make.report_run()
    with refused_by("reporting_version_once"):
        ReportRun.objects.create(
            reference="RUN-2024-0099",
            kind=run.kind,
            period=run.period,
            starts_on=run.starts_on,
            ends_on=run.ends_on,
            council_pack=run.council_pack,
        )


def test_a_period_ends_after_it_begins():
    run = make.report_run()
    with refused_by("reporting_period_in_order"):
        runs(run).update(starts_on=run.ends_on, ends_on=run.starts_on)


def test_no_more_than_all_is_done():
    with refused_by("reporting_percent_to_hundred"):
        runs(make.report_run()).update(percent=101)


@pytest.mark.parametrize("state", ["ready", "superseded"])
@pytest.mark.parametrize("missing", ["finished_at", "snapshot_at", "snapshot", "snapshot_hash"])
def test_a_ready_run_is_frozen_and_finished(state, missing):
    run = make.report_run()
    whole = {
        "state": state,
        "finished_at": run.requested_at,
        "snapshot_at": run.requested_at,
        "snapshot": "{}",
        "snapshot_hash": "0" * 64,
    }
    nothing = None if missing.endswith("_at") else ""
    with refused_by("reporting_ready_is_frozen"):
        runs(run).update(**whole | {missing: nothing})


def test_a_state_is_one_of_the_table():
    with refused_by("reporting_known_state"):
        runs(make.report_run()).update(state="lost")


def test_a_run_has_one_file_a_format():
    file = make.report_file()
    with refused_by("reporting_one_file_a_format"):
        ReportFile.objects.create(
            run=file.run, format=file.format, sha256="0" * 64, size=1, path="x"
        )


def test_a_kind_has_one_schedule():
    make.report_schedule()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.report_schedule()
    assert ReportSchedule.objects.count() == 1


@pytest.mark.parametrize("field", ["snapshot", "snapshot_hash", "period", "version"])
def test_what_was_frozen_cannot_be_changed(field):
    run = make.made_report()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        runs(run).update(**{field: 7 if field == "version" else "altered"})


def test_no_run_and_no_file_is_deleted():
    run = make.made_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFile.objects.filter(run=run).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFile.objects.filter(run=run).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        runs(make.report_run("annual")).delete()
