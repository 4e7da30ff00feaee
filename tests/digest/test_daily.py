"""One mail a day: when it is due, for whom, what it says, and that it comes once."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from carp import clock
from carp.accounts.roles import Role
from carp.council import packs
from carp.council.models import CouncilPack
from carp.digest import daily, lines, timers
from carp.outbox.models import OutboxItem
from tests import make
from tests.mail import owed_mails
from triggers import workflow
from triggers.models import TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
MONDAY = datetime(2031, 6, 2, 8)


def sent(at=MONDAY):
    """The mails that the tick of a moment owes, by their addresses."""
    with clock.at(at):
        timers.due()
        return {mail.payload["to"]: mail.payload["body"] for mail in owed_mails()}


# --- When --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2031, 6, 2, 7, 59), False),
        (datetime(2031, 6, 2, 8, 0), True),
        (datetime(2031, 6, 2, 23, 59), True),
        (datetime(2031, 1, 6, 8, 0), True),  # by the clocks on the wall, winter and summer
        (datetime(2031, 1, 6, 7, 59), False),
        (datetime(2031, 5, 31, 9), False),  # a Saturday
        (datetime(2031, 5, 26, 9), False),  # a bank holiday
    ],
)
def test_it_is_due_from_its_hour_on_working_days(at, due):
    with clock.at(at):
        assert daily.is_due() == due
        assert bool(daily.ask_due()) == due


def test_council_may_have_it_every_day_and_at_its_own_hour():
    other = make.council_pack(mails={"digest_hour": 17, "digest_days": "every-day"})
    CouncilPack.objects.update(in_force=False)
    CouncilPack.objects.filter(pk=other.pk).update(in_force=True)
    packs.forget()
    with clock.at(datetime(2031, 5, 31, 16, 59)):
        assert not daily.is_due()
    with clock.at(datetime(2031, 5, 31, 17)):
        assert daily.is_due()


def test_each_person_gets_it_once_a_day_however_often_it_is_asked():
    make.user(Role.NOMINATED_OFFICER)
    make.trigger_report()
    for minute in (0, 1, 59):
        sent(MONDAY + timedelta(minutes=minute))
    sent(MONDAY + timedelta(days=1))
    mails = OutboxItem.objects.filter(topic="mail").values_list("key", flat=True)
    days = sorted(key.split(":")[2] for key in mails)
    assert days == ["2031-06-02", "2031-06-03"]


def test_day_that_has_gone_by_is_not_told_later():
    make.user(Role.NOMINATED_OFFICER)
    make.trigger_report()
    with clock.at(MONDAY):
        timers.due()
    with clock.at(MONDAY + timedelta(days=1)):
        assert owed_mails() == []


# --- To whom -----------------------------------------------------------------------------------
def test_it_goes_to_whom_something_waits_for_and_who_wants_it():
    officer = make.user(Role.NOMINATED_OFFICER)
    make.user(Role.NOMINATED_OFFICER, daily_digest=False)
    make.user(Role.NOMINATED_OFFICER, is_active=False)
    make.user(Role.OFFICER)
    make.trigger_report()
    assert list(sent()) == [officer.email]


def test_nothing_is_sent_when_nothing_waits():
    make.user(Role.NOMINATED_OFFICER)
    make.trigger_report(Status.CLOSED)
    assert sent() == {}


# --- What --------------------------------------------------------------------------------------
def test_officer_reads_how_much_waits_and_where():
    with clock.at(MONDAY):
        officer, colleague = (make.user(Role.NOMINATED_OFFICER) for _ in range(2))
        today = clock.today()
        make.trigger_report()
        make.trigger_report()
        make.trigger_report(Status.HELD)
        report = make.trigger_report(
            Status.UNDER_REVIEW, officer=officer, received_at=clock.now() - timedelta(days=30)
        )
        make.information_request(report, asked_by=officer, due_on=today + timedelta(days=2))
        make.information_request(report, asked_by=colleague, due_on=today - timedelta(days=1))
        make.information_request(report, asked_by=officer, due_on=today + timedelta(days=3))
        make.report_task(report, owner=officer, due_on=today)
        make.report_task(report, owner=officer, due_on=today + timedelta(days=1))
        make.report_task(report, owner=colleague, due_on=today)
        agreed = make.trigger_report(Status.OUTCOME_AGREED, officer=officer)
        agreed.referrals.update(state="withdrawn")
        make.trigger_report(Status.OUTCOME_AGREED, officer=officer, unread_since=clock.now())
        make.trigger_report(Status.HELD, unread_since=clock.now())
        assert [str(line) for line in lines.of(officer)] == [
            "2 new reports",
            "2 reports are held to be checked",
            "1 report assigned to you",
            "1 of your reports is past its day",
            "1 report has an unread message",
            "1 task is due",
            "1 report that boards have dealt with",
            "1 answer that you asked for is due soon",
            "1 answer that you asked for is overdue",
        ]


def test_question_on_a_report_that_has_ended_is_not_asked_after():
    officer = make.user(Role.NOMINATED_OFFICER)
    ended = make.trigger_report(Status.CLOSED, officer=officer)
    make.information_request(ended, asked_by=officer, due_on=clock.today() - timedelta(days=1))
    assert list(lines.of(officer)) == []


def test_board_and_service_manager_read_what_waits_for_them():
    member, manager = make.board_member("housing-board"), make.user(Role.SERVICE_MANAGER)
    make.trigger_report(Status.OUTCOME_AGREED)
    act = make.referral(make.trigger_report(Status.OUTCOME_AGREED), "immediate_action", group=None)
    act.service_managers.add(manager)
    assert [str(line) for line in lines.of(member)] == ["2 reports wait for a board of yours"]
    assert [str(line) for line in lines.of(manager)] == ["1 report asks you to act at once"]


def test_every_page_that_it_names_opens(client):
    officer = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(Status.UNDER_REVIEW, officer=officer)
    make.information_request(report, asked_by=officer, due_on=clock.today() - timedelta(days=1))
    make.report_task(report, owner=officer, due_on=clock.today())
    client.force_login(officer)
    for line in lines.of(officer):
        assert client.get(line.path).status_code == 200


def test_it_carries_numbers_and_links_and_nothing_of_a_report(settings):
    settings.PORTAL_ADDRESS = "https://portal.example/"
    officer = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(
        Status.UNDER_REVIEW,
        officer=officer,
        where="CanaryStreet",
        what="CanaryStory",
        area=make.area(name="CanaryWard"),
    )
    make.report_task(report, owner=officer, title="CanaryTask", due_on=MONDAY.date())
    make.information_request(report, asked_by=officer, asked_of="CanaryDesk", due_on=MONDAY.date())
    body = sent()[officer.email]
    assert "- 1 task is due\n  https://portal.example/triage/\n" in body
    assert "https://portal.example/account/messages/" in body
    assert "canary" not in body.lower()
    assert report.reference not in body


def test_higher_app_adds_its_lines_without_being_known_here():
    person = make.user()
    lines.add("of a test", lambda user: [lines.Line(3, "plan", "plans", "/plans/")])
    lines.add("of a test, empty", lambda user: [lines.Line(0, "pot", "pots", "/fund/")])
    try:
        assert [str(line) for line in lines.of(person)] == ["3 plans"]
        assert "- 3 plans\n" in sent()[person.email]
    finally:
        lines._contributors.pop("of a test")
        lines._contributors.pop("of a test, empty")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (lines.Line(1, "report", "reports", "/"), "1 report"),
        (lines.Line(1000, "report", "reports", "/"), "1,000 reports"),
        (lines.Line(1000, "report", "reports", "/", capped=True), "More than 1,000 reports"),
    ],
)
def test_line_says_how_many(line, words):
    assert str(line) == words


def test_counting_stops_at_a_cap(monkeypatch):
    monkeypatch.setattr("carp.digest.lines.COUNTED_TO", 2)
    officer = make.user(Role.NOMINATED_OFFICER)
    for _ in range(4):
        make.trigger_report()
    assert str(next(iter(lines.of(officer)))) == "More than 2 new reports"


def test_beat_asks_each_minute_what_is_due():
    asked = settings.CELERY_BEAT_SCHEDULE["digest"]
    assert (asked["task"], Decimal(asked["schedule"])) == (timers.due.name, 60)


def test_report_that_came_in_is_told_the_next_morning_only():
    officer = make.user(Role.NOMINATED_OFFICER)
    with clock.at(MONDAY - timedelta(hours=12)):
        workflow.submit(make.report_entry(), by=None, idempotency_key="one")
        assert owed_mails() == []
    assert "1 new report\n" in sent()[officer.email]
