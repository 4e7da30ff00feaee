"""Telephone intake: an officer writes down what a caller says and reads out the receipt."""

import re
from http import HTTPStatus

import pytest

from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from tests import make
from tests.mail import owed_mails
from tests.triggers.walk import INSIDE, key_of, text_of
from triggers import permissions, receipts, selectors, workflow
from triggers.models import ReporterContact, TriggerReport
from triggers.workflow import ContactEntry

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/report/telephone/"
CALLED = INSIDE | {"reporter_kind": "resident", "organisation": "", "danger_seen": ""}


@pytest.fixture
def officer(client):
    person = make.user(Role.OFFICER, name="Olu Officer")
    client.force_login(person)
    return person


def sent(client, **changes):
    return client.post(PAGE, CALLED | {"key": key_of(client.get(PAGE))} | changes)


def receipt_on(page):
    return "-".join(re.findall(r'carp-spelt__group">([0-9A-Z]+)<', page.content.decode()))


def test_officer_takes_a_call_down_and_reads_out_a_receipt_that_works(client, officer):
    page = sent(client)
    report = TriggerReport.objects.get()
    assert (report.channel, report.taken_by, report.submitted_by) == ("telephone", officer, None)
    assert report.reporter_kind == "resident"
    code = receipt_on(page)
    assert receipts.find(code) == report
    words = text_of(page)
    assert report.reference in words
    for group, spoken in receipts.spelt(code):
        assert f"{group} {spoken}" in words
    assert "Arrived" in text_of(client.post("/report/status/", {"receipt": code}))


def test_receipt_is_on_that_page_alone(client, officer):
    code = receipt_on(sent(client))
    client.logout()
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    report = TriggerReport.objects.get()
    for address in (PAGE, "/report/mine/", f"/triage/{report.reference}/"):
        assert code not in client.get(address).content.decode()
    assert code not in str(list(AuditEvent.objects.values()))
    assert code not in str(dict(client.session))


def test_call_that_is_sent_twice_is_one_report_with_one_receipt(client, officer):
    form = CALLED | {"key": key_of(client.get(PAGE))}
    first, second = (receipt_on(client.post(PAGE, form)) for _ in range(2))
    assert first == second
    assert TriggerReport.objects.count() == 1


def test_form_of_an_earlier_call_that_says_something_else_is_not_taken_for_it(client, officer):
    form = CALLED | {"key": key_of(client.get(PAGE))}
    client.post(PAGE, form)
    page = client.post(PAGE, form | {"what": "Another caller says the path is broken."})
    assert "This form was sent already, with other answers" in text_of(page)
    assert page.context["form"]["what"].value() == "Another caller says the path is broken."
    assert TriggerReport.objects.count() == 1
    again = client.post(PAGE, form | {"what": "Another.", "key": key_of(page)})
    assert receipt_on(again)
    assert TriggerReport.objects.count() == 2


def test_the_officer_who_took_the_call_is_not_the_reporter_and_may_assess_it():
    officer = make.user(Role.NOMINATED_OFFICER)
    report = workflow.take_call(make.report_entry(), by=officer, idempotency_key="k").report
    assert permissions.can_assess(officer, report)
    assert permissions.can_be_assigned(officer, report)
    assert not TriggerReport.objects.filter(submitted_by=officer).exists()
    workflow.take_up(report, by=officer)
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())


def test_who_took_the_call_is_on_record_and_on_the_page(client):
    taker, officer = make.user(Role.OFFICER, name="Tam Taker"), make.user(Role.NOMINATED_OFFICER)
    report = workflow.take_call(make.report_entry(), by=taker, idempotency_key="k").report
    assert selectors.timeline(report)[0].title == "Report taken down by telephone"
    assert AuditEvent.objects.get(action="triggers.take_call").by == taker
    client.force_login(officer)
    words = text_of(client.get(f"/triage/{report.reference}/"))
    assert "Partner organisation, by telephone" in words
    assert "Tam Taker took the call and wrote it down." in words


def test_officer_does_not_follow_the_caller_s_report_as_their_own(client, officer):
    sent(client)
    reference = TriggerReport.objects.get().reference
    assert reference not in text_of(client.get("/report/mine/"))
    assert client.get(f"/report/mine/{reference}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", Role)
def test_calls_are_taken_by_the_council_s_officers(role):
    person, entry = make.user(role), make.report_entry()
    staff = role not in {Role.PARTNER, Role.MEMBER, Role.AUDITOR, Role.ADMINISTRATOR}
    assert (Capability.TRIGGER_TAKE_CALL in ROLES[role]) == staff
    if staff:
        workflow.take_call(entry, by=person, idempotency_key="k")
        return
    with pytest.raises(Refused, match="Only the council's officers"):
        workflow.take_call(entry, by=person, idempotency_key="k")


def test_way_to_the_page_is_shown_to_those_who_may_open_it(client, officer):
    assert PAGE in client.get("/report/").content.decode()
    client.force_login(make.user(Role.MEMBER))
    assert PAGE not in client.get("/report/").content.decode()


def test_caller_is_asked_who_they_are_and_contact_is_kept_apart(client, officer):
    page = sent(client, reporter_kind="")
    assert text_of(page).count("Select who is calling") == 2
    page = sent(client, reporter_kind="partner")
    assert "Enter the name of the organisation or group" in text_of(page)
    sent(client, reporter_kind="partner", organisation="Trinity Food Bank")
    contact = ReporterContact.objects.get()
    assert (contact.organisation, contact.telephone) == ("Trinity Food Bank", "01632 960200")


def test_nothing_typed_is_lost_by_an_error(client, officer):
    page = sent(client, what="", where="Mill Lane", sources=[])
    assert not TriggerReport.objects.exists()
    form = page.context["form"]
    assert (form["where"].value(), form["reporter_kind"].value()) == ("Mill Lane", "resident")


def test_danger_is_told_of_help_before_the_call_is_logged(client, officer):
    page = sent(client, immediate_danger="yes")
    assert "Call for help first" in text_of(page)
    assert not TriggerReport.objects.exists()
    again = client.post(
        PAGE,
        CALLED | {"immediate_danger": "yes", "danger_seen": "1", "key": key_of(page)},
    )
    assert receipt_on(again)
    assert TriggerReport.objects.get().immediate_danger


def test_caller_with_a_safe_address_is_sent_an_acknowledgement():
    contact = ContactEntry(method="email", email="pat@example.org")
    taker = make.user(Role.OFFICER)
    workflow.take_call(make.report_entry(contact=contact), by=taker, idempotency_key="k")
    bodies = {item.payload["to"]: item.payload["body"] for item in owed_mails()}
    assert "the receipt that you were told" in bodies["pat@example.org"]
    assert taker.email not in bodies


def test_form_asks_the_same_questions_as_inside(client, officer):
    body = client.get(PAGE).content.decode()
    assert body.count("<h1") == 1
    for name in INSIDE:
        assert f'name="{name}"' in body
    assert "Who is calling?" in body
