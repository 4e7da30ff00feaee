"""Asking for a report: what is refused, what is written, and what happens once."""

from datetime import UTC, date, datetime

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from carp.outbox.models import OutboxItem
from reporting import permissions, workflow
from reporting.models import ReportRun, ReportSchedule
from reporting.permissions import MOVES
from tests import make
from tests.concurrency import race

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2024, 10, 21, 9, tzinfo=UTC)
State = ReportRun.State


@pytest.fixture(autouse=True)
def _in_october():
    with clock.at(OCTOBER):
        yield


@pytest.fixture
def editor():
    return make.user(Role.REPORT_EDITOR)


def test_a_request_is_a_row_an_outbox_row_and_an_audit_event(editor):
    run = workflow.request(
        "quarterly", by=editor, period="2024/25 Q2", parameters={"report_by": "A"}
    )

    assert run.reference == "RUN-2024-0001"
    assert (run.state, run.version, run.parameters) == (State.REQUESTED, 1, {"report_by": "A"})
    assert (run.starts_on, run.ends_on) == (date(2024, 7, 1), date(2024, 9, 30))
    item = OutboxItem.objects.get(topic="report")
    assert (item.payload, item.key) == ({"run": run.pk}, "report:RUN-2024-0001:1")
    event = AuditEvent.objects.get(action="reporting.request")
    assert (event.by, event.capability, event.after["period"]) == (
        editor,
        "report.request",
        "2024/25 Q2",
    )


ASKERS = {
    Role.NOMINATED_OFFICER,
    Role.BOARD_MEMBER,
    Role.BOARD_SECRETARY,
    Role.FUND_MANAGER,
    Role.REPORT_EDITOR,
}


@pytest.mark.parametrize("role", Role)
def test_only_those_who_work_on_reports_can_ask(role):
    person = make.user(role)
    if role in ASKERS:
        assert workflow.request("quarterly", by=person, period="2024/25 Q2").pk
        return
    with pytest.raises(Refused, match="Only people who work on reports"):
        workflow.request("quarterly", by=person, period="2024/25 Q2")
    assert not ReportRun.objects.exists()
    assert not OutboxItem.objects.exists()


@pytest.mark.parametrize(
    ("kind", "period", "sentence"),
    [
        ("quarterly", "2024/25 Q4", "2024/25 Q4 has not begun."),
        ("quarterly", "2024/25", "is not a quarter"),
        ("annual", "2024/25 Q2", "is not a financial year"),
        ("annual", "", "is not a financial year"),
        ("monthly", "2024/25", "Choose one of the reports"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(editor, kind, period, sentence):
    with pytest.raises(Refused, match=sentence):
        workflow.request(kind, by=editor, period=period)

    assert not AuditEvent.objects.filter(action="reporting.request").exists()


def test_while_one_is_being_made_no_other_is_begun(editor):
    run = make.report_run()

    with pytest.raises(Refused, match=f"{run.reference} for this period is being made already"):
        workflow.request("quarterly", by=editor, period=run.period)


def test_a_new_version_says_what_it_corrects(editor):
    run = make.made_report()

    with pytest.raises(Refused, match="Say what the new version corrects"):
        workflow.request("quarterly", by=editor, period=run.period, change_note=" ")
    second = workflow.request(
        "quarterly", by=editor, period=run.period, change_note="A late entry."
    )

    assert (second.version, second.change_note) == (2, "A late entry.")


def test_after_a_failure_the_next_version_needs_no_reason(editor):
    run = make.failed_report()

    assert workflow.request("quarterly", by=editor, period=run.period).version == 2


def test_financial_implications_carry_their_reference(editor):
    typed = {"implications": {"financial": "About £6,500."}}

    with pytest.raises(Refused, match="FIN reference"):
        workflow.request("annual", by=editor, period="2023/24", parameters=typed)
    given = typed | {"financial_reference": "FIN/58/24"}
    assert workflow.request("annual", by=editor, period="2023/24", parameters=given)


def test_no_financial_implications_need_no_reference(editor):
    typed = {"implications": {"financial": "None: report for information"}}

    assert workflow.request("annual", by=editor, period="2023/24", parameters=typed)


def test_a_failed_run_is_tried_again_with_an_outbox_row_of_its_own(editor):
    run = workflow.retry(make.failed_report(), by=editor)

    assert (run.state, run.error) == (State.REQUESTED, "")
    keys = set(OutboxItem.objects.values_list("key", flat=True))
    assert keys == {f"report:{run.reference}:1", f"report:{run.reference}:2"}
    assert AuditEvent.objects.filter(action="reporting.retry", by=editor).count() == 1


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", MOVES)
def test_every_step_starts_only_where_the_table_says(state, step):
    run = ReportRun(reference="RUN-2024-0001", state=state)

    verdict = permissions.can_move(run, step)

    assert bool(verdict) == (state in MOVES[step])
    assert verdict or run.get_state_display().lower() in verdict.reason


@pytest.mark.parametrize("state", [State.REQUESTED, State.READY])
def test_only_a_failed_run_can_be_tried_again(editor, state):
    run = make.made_report() if state == State.READY else make.report_run()

    with pytest.raises(Refused, match=run.reference):
        workflow.retry(run, by=editor)


def test_the_schedule_asks_once_for_the_period_that_is_over():
    with clock.at(datetime(2031, 7, 1, 0, 5)):
        first, second = workflow.request_due("quarterly"), workflow.request_due("quarterly")
        year = workflow.request_due("annual")

    assert first is not None
    assert (first.period, first.requested_by, second) == ("2031/32 Q1", None, None)
    assert year is not None
    assert year.period == "2030/31"
    assert ReportSchedule.objects.get(kind="quarterly").last_period == "2031/32 Q1"
    assert str(AuditEvent.objects.get(subject_name=first.reference).by_name) == "The portal"


def test_the_schedule_leaves_what_somebody_asked_for():
    with clock.at(datetime(2031, 7, 2, 9)):
        make.report_run(period="2031/32 Q1")

        assert workflow.request_due("quarterly") is None


def test_the_schedule_makes_the_whole_period_after_a_report_so_far():
    with clock.at(datetime(2031, 6, 2, 9)):
        make.made_report(period="2031/32 Q1")
    with clock.at(datetime(2031, 7, 1, 9)):
        run = workflow.request_due("quarterly")

    assert run is not None
    assert (run.version, run.ends_on) == (2, date(2031, 6, 30))


def test_nothing_is_due_for_the_time_before_the_portal():
    assert workflow.request_due("quarterly") is None
    assert not ReportRun.objects.exists()


def test_a_run_whose_outbox_row_was_given_up_is_handed_over_again():
    lost, waiting = make.report_run(), make.report_run("annual")
    OutboxItem.objects.filter(payload__run=lost.pk).update(
        state=OutboxItem.State.DEAD, finished_at=OCTOBER
    )

    assert workflow.hand_over_lost() == 1
    assert workflow.hand_over_lost() == 0
    assert OutboxItem.objects.filter(payload__run=lost.pk).count() == 2
    assert OutboxItem.objects.filter(payload__run=waiting.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_requests_one_wins():
    editors = [make.user(Role.REPORT_EDITOR) for _ in range(4)]

    def ask(person):
        with clock.at(OCTOBER):
            return workflow.request("quarterly", by=person, period="2024/25 Q2")

    answers = race(*(lambda person=person: ask(person) for person in editors))

    assert sum(isinstance(answer, ReportRun) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert ReportRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_ticks_one_asks():
    def tick():
        with clock.at(datetime(2031, 7, 1, 0, 5)):
            return workflow.request_due("quarterly")

    answers = race(*[tick] * 4)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert sum(answer is not None for answer in answers) == 1
