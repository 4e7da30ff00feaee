"""Questions to services and partners, and tasks on a report."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from lxml import html

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.outbox.models import OutboxItem
from tests import make
from tests.web.html import text_of as text
from triggers import timers, workflow
from triggers.models import TriggerReport
from triggers.workflow import Addressee, NotReady

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER, name="Nora Ofori")
    client.force_login(person)
    return person


@pytest.fixture
def report(officer):
    return make.trigger_report(Status.UNDER_REVIEW, officer=officer)


def page_of(name, report, *more):
    return reverse(f"triggers:{name}", args=[report.reference, *more])


def mails():
    return [item.payload for item in OutboxItem.objects.filter(topic="mail").order_by("pk")]


def on(day):
    return {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}


# --- Questions ---------------------------------------------------------------------------------
def test_answer_is_due_by_the_days_of_the_council_pack_unless_said(client, report):
    with clock.at(datetime(2024, 5, 24, 9)):  # a Friday before a bank holiday
        page = html.fromstring(client.get(page_of("triage-ask", report)).content.decode())
    boxes = [page.xpath(f"//input[@name='due_on_{part}']/@value")[0] for part in ("day", "month")]
    assert boxes == ["3", "6"]


@pytest.mark.parametrize("whom", ["service", "partner", "somebody"])
def test_question_goes_to_a_service_a_partner_or_somebody(client, report, whom):
    partner = make.organisation("Riverside Food Bank")
    value = {
        "service": "service:housing",
        "partner": f"partner:{partner.pk}",
        "somebody": "somebody",
    }
    typed = {"whom": value[whom], "asked_of": "The duty desk", "question": "How many?"}
    client.post(page_of("triage-ask", report), typed | on(clock.today()))
    asked = report.information_requests.get()
    assert (asked.asked_of, asked.service, asked.organisation) == {
        "service": ("Housing, The duty desk", "housing", None),
        "partner": ("Riverside Food Bank, The duty desk", "", partner),
        "somebody": ("The duty desk", "", None),
    }[whom]


def test_somebody_needs_a_name_and_nothing_typed_is_lost(client, report):
    typed = {"whom": "somebody", "asked_email": "no address", "question": "How many?"}
    response = client.post(page_of("triage-ask", report), typed | on(clock.today()))
    said = text(response)
    assert "Choose or enter whom you ask" in said
    assert "Enter an e-mail address in the correct format" in said
    for kept in ("no address", "How many?"):
        assert kept in response.content.decode()
    assert not report.information_requests.exists()


def test_service_that_is_none_of_the_council_s_is_refused(report, officer):
    with pytest.raises(Refused, match="no service called moon"):
        workflow.ask_information(
            report,
            by=officer,
            asked_of="Moon",
            question="?",
            due_on=clock.today(),
            to=Addressee(service="moon"),
        )


def test_who_is_asked_gets_a_mail_without_content_and_without_a_place(client, officer):
    ward = make.area(name="CanaryWard")
    report = make.trigger_report(Status.UNDER_REVIEW, where="CanaryStreet", area=ward)
    typed = {"whom": "service:housing", "asked_email": "desk@partner.example"}
    typed |= {"question": "CanaryQuestion"} | on(date(2031, 6, 3))
    client.post(page_of("triage-ask", report), typed)
    (mail,) = mails()
    assert mail["to"] == "desk@partner.example"
    assert "an answer is wanted by 3 June 2031" in mail["body"]
    assert "Ring 01632 960100" in mail["body"]
    assert "Nora Ofori" in mail["body"]
    assert "canary" not in str(mail).lower()


def test_question_without_an_address_sends_nothing(report, officer):
    workflow.ask_information(
        report, by=officer, asked_of="Police", question="?", due_on=clock.today()
    )
    assert mails() == []


@pytest.mark.parametrize(
    ("on_monday", "reminded"),
    [
        ({}, True),
        ({"due_on": date(2031, 6, 6)}, False),  # more than two working days ahead
        ({"due_on": date(2031, 6, 1)}, False),  # overdue: the officer rings
        ({"asked_email": ""}, False),
        ({"asked_at": datetime(2031, 6, 2, 8, tzinfo=UTC)}, False),  # an hour ago
        ({"answer": "212", "answered_at": datetime(2031, 6, 1, 9, tzinfo=UTC)}, False),
    ],
)
def test_who_is_asked_is_reminded_once_before_the_answer_is_due(report, on_monday, reminded):
    asked = {"asked_email": "desk@partner.example", "due_on": date(2031, 6, 4)}
    asked |= {"asked_at": datetime(2031, 5, 20, 9, tzinfo=UTC)}
    make.information_request(report, **asked | on_monday)
    with clock.at(datetime(2031, 6, 2, 9, tzinfo=UTC)):
        for _hour in range(2):
            timers.due()
    assert len(mails()) == reminded
    if reminded:
        (mail,) = mails()
        assert mail["to"] == "desk@partner.example"
        assert f"still waits for your answer: {report.reference}" in mail["subject"]


def test_nobody_is_reminded_of_a_question_about_a_report_that_has_ended(report, officer):
    asked = {"asked_email": "desk@partner.example", "due_on": clock.today()}
    make.information_request(report, asked_at=clock.now() - timedelta(days=9), **asked)
    workflow.redirect(report, by=officer, reason="housing-repair", feedback="Ring them.")
    timers.due()
    assert mails() == []


def test_overdue_question_is_tagged_until_it_is_answered(client, report, officer):
    asked = make.information_request(report, due_on=clock.today() - timedelta(days=1))
    page = page_of("triage-detail", report)
    assert "Lincolnshire Police Overdue" in text(client.get(page))
    workflow.answer_information(asked, by=officer, answer="Twelve.")
    assert "Lincolnshire Police Overdue" not in text(client.get(page))
    make.information_request(report, due_on=clock.today())
    assert "Lincolnshire Police Overdue" not in text(client.get(page))


# --- Tasks -------------------------------------------------------------------------------------
def test_task_is_added_and_done_on_the_report_s_page(client, report, officer):
    colleague = make.user(Role.NOMINATED_OFFICER, name="Pat Keeper")
    tomorrow = clock.today() + timedelta(days=1)
    add = page_of("triage-task", report)
    assert "Enter what is to be done" in text(client.post(add, {}))
    typed = {"title": "Ring the caretaker", "owner": colleague.pk}
    client.post(add, typed | on(tomorrow))
    task = report.tasks.get()
    assert (task.title, task.owner, task.due_on, task.created_by) == (
        "Ring the caretaker",
        colleague,
        tomorrow,
        officer,
    )
    said = text(client.get(page_of("triage-detail", report)))
    assert "Tasks Ring the caretaker Pat Keeper, by" in said
    assert "Task for Pat Keeper" in said

    end = page_of("triage-task-end", report, task.pk)
    client.post(end, {"state": "done", "note": "He will clear the yard."})
    task.refresh_from_db()
    assert (task.state, task.ended_by) == ("done", officer)
    said = text(client.get(page_of("triage-detail", report)))
    assert "He will clear the yard." in said
    assert "Task done" in said
    assert client.get(end).status_code == 404


def test_task_is_cancelled_with_its_reason_only(client, report):
    task = make.report_task(report)
    end = page_of("triage-task-end", report, task.pk)
    assert "Choose whether it is done or cancelled" in text(client.post(end, {}))
    assert "Say why it is cancelled." in text(client.post(end, {"state": "cancelled"}))
    client.post(end, {"state": "cancelled", "note": "He rang us."})
    task.refresh_from_db()
    assert (task.state, task.note) == ("cancelled", "He rang us.")


def test_task_in_the_past_or_for_just_anybody_is_refused(client, report, officer):
    yesterday = clock.today() - timedelta(days=1)
    typed = {"title": "Ring the caretaker", "owner": officer.pk} | on(yesterday)
    assert "cannot be due before today" in text(client.post(page_of("triage-task", report), typed))
    with pytest.raises(Refused, match="is not a nominated officer"):
        workflow.add_task(
            report,
            by=officer,
            title="Ring",
            owner=make.user(Role.OFFICER),
            due_on=clock.today(),
        )
    assert not report.tasks.exists()


def test_task_ends_once_and_in_a_way_that_is_known(report, officer):
    task = make.report_task(report)
    with pytest.raises(NotReady, match="Choose whether"):
        workflow.end_task(task, by=officer, state="open")
    workflow.end_task(task, by=officer, state="done")
    with pytest.raises(Refused, match="is done already"):
        workflow.end_task(task, by=officer, state="done")


def test_task_of_another_report_is_not_found(client, report):
    task = make.report_task(make.trigger_report())
    assert client.get(page_of("triage-task-end", report, task.pk)).status_code == 404


@pytest.mark.parametrize("name", ["triage-ask", "triage-task"])
def test_form_that_is_sent_twice_is_kept_once(client, report, officer, name):
    """Whoever is asked, or given a task, is told once."""
    colleague = make.user(Role.NOMINATED_OFFICER)
    sent = {
        "triage-ask": {
            "asked_of": "The school",
            "asked_email": "school@example.org",
            "question": "How many pupils?",
        },
        "triage-task": {"title": "Ring the caretaker", "owner": colleague.pk},
    }[name] | on(clock.today())
    for _press in range(2):
        assert client.post(page_of(name, report), sent).status_code == 302
    assert report.information_requests.count() + report.tasks.count() == 1
    assert len(mails()) == 1
    later = sent | on(clock.today() + timedelta(days=1))
    assert client.post(page_of(name, report), later).status_code == 302
    assert report.information_requests.count() + report.tasks.count() == 2


# --- Mails at once -----------------------------------------------------------------------------
def test_who_is_given_a_report_or_a_task_is_told_at_once(report, officer):
    colleague = make.user(Role.NOMINATED_OFFICER)
    workflow.assign(report, by=officer, to=colleague)
    workflow.add_task(report, by=officer, title="CanaryTask", owner=colleague, due_on=clock.today())
    assert [mail["subject"] for mail in mails()] == [
        f"A report was assigned to you: {report.reference}",
        f"A task was given to you: {report.reference}",
    ]
    assert {mail["to"] for mail in mails()} == {colleague.email}
    assert "canary" not in str(mails()).lower()
    assert report.where not in str(mails())


def test_nobody_is_told_of_what_they_gave_themselves_or_do_not_want_to_hear(report, officer):
    quiet = make.user(Role.NOMINATED_OFFICER, assignment_mails=False)
    for to in (officer, quiet):
        workflow.assign(report, by=officer, to=to)
        workflow.add_task(report, by=officer, title="Ring", owner=to, due_on=clock.today())
    assert mails() == []


def test_assigned_back_and_forth_is_told_each_time(report, officer):
    one, other = (make.user(Role.NOMINATED_OFFICER) for _ in range(2))
    for to in (one, other, one):
        workflow.assign(report, by=officer, to=to)
    assert [mail["to"] for mail in mails()] == [one.email, other.email, one.email]
    assert trail.of_subject(report).count() == 3
