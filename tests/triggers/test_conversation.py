"""The reporter and the officers talk: who writes, who reads, what is kept once and for ever."""

from datetime import timedelta
from itertools import product

import pytest

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from tests import make
from tests.concurrency import race
from tests.mail import owed_mails
from triggers import permissions, receipts, selectors, workflow
from triggers.models import ReporterContact, ReportMessage, TriggerReport

pytestmark = pytest.mark.django_db
Status, Visibility = TriggerReport.Status, ReportMessage.Visibility
TRIAGE_ROLES = {role for role in Role if Capability.TRIGGER_TRIAGE in ROLES[role]}


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


def wrote(report, body="It is worse at night.", *, by=None, key="k"):
    return workflow.add_information(report, by=by, body=body, key=key)


def mails():
    return [(item.payload["to"], item.payload["subject"]) for item in owed_mails()]


# --- Writing -----------------------------------------------------------------------------------
def test_reporter_without_account_is_nobody_by_name_and_the_reporter_by_mark():
    message = wrote(make.trigger_report())
    assert (message.written_by, message.from_reporter) == (None, True)
    assert message.visibility == Visibility.REPORTER


def test_reporter_with_account_is_named():
    person = make.user(Role.OFFICER)
    message = wrote(make.trigger_report(submitted_by=person), by=person)
    assert (message.written_by, message.from_reporter) == (person, True)


@pytest.mark.parametrize("role", Role)
def test_officers_who_triage_write_both_kinds_and_nobody_else_either(role):
    report, person = make.trigger_report(), make.user(role)
    acts = (
        lambda: workflow.write_to_reporter(report, by=person, body="Where?", key="a"),
        lambda: workflow.write_note(report, by=person, body="Ask Housing.", key="b"),
        lambda: workflow.read_messages(report, by=person, seen=0),
    )
    for act in acts:
        if role in TRIAGE_ROLES:
            act()
            continue
        with pytest.raises(Refused, match="Only a nominated officer"):
            act()
    assert report.messages.count() == (2 if role in TRIAGE_ROLES else 0)


def test_officer_who_reported_it_leaves_the_answers_to_a_colleague(officer):
    report = make.trigger_report(submitted_by=officer)
    message = wrote(report, by=officer)
    for act in (
        lambda: workflow.write_to_reporter(report, by=officer, body="Where?", key="a"),
        lambda: workflow.write_note(report, by=officer, body="Ask Housing.", key="b"),
        lambda: workflow.read_messages(report, by=officer, seen=message.pk),
    ):
        with pytest.raises(Refused, match="another nominated officer answers it"):
            act()


@pytest.mark.parametrize("body", ["", "  \n "])
def test_nothing_is_not_written(officer, body):
    report = make.trigger_report()
    for act in (
        lambda: wrote(report, body),
        lambda: workflow.write_to_reporter(report, by=officer, body=body, key="a"),
        lambda: workflow.write_note(report, by=officer, body=body, key="b"),
    ):
        with pytest.raises(workflow.NotReady):
            act()
    assert not ReportMessage.objects.exists()


def test_message_that_is_sent_twice_is_kept_once(officer):
    report = make.trigger_report()
    assert wrote(report) == wrote(report)
    first, second = (
        workflow.write_to_reporter(report, by=officer, body="Where?", key="a") for _ in range(2)
    )
    assert first == second
    notes = {workflow.write_note(report, by=officer, body="Mind.", key="b").pk for _ in range(2)}
    assert len(notes) == 1
    assert report.messages.count() == 3
    assert AuditEvent.objects.filter(action="triggers.write_to_reporter").count() == 1
    assert wrote(make.trigger_report()) != wrote(report), "the key belongs to one report"


@pytest.mark.django_db(transaction=True)
def test_message_that_is_sent_by_two_windows_at_once_is_kept_once():
    report = make.trigger_report()
    race(lambda: wrote(report), lambda: wrote(report))
    assert report.messages.count() == 1


def test_audit_names_no_words_of_a_message(officer):
    report = make.trigger_report()
    wrote(report, "CanaryWords")
    workflow.write_to_reporter(report, by=officer, body="CanaryWords", key="a")
    workflow.write_note(report, by=officer, body="CanaryWords", key="b")
    for event in AuditEvent.objects.all():
        assert "Canary" not in str((event.before, event.after, event.why))


# --- Reading -----------------------------------------------------------------------------------
def test_each_reader_sees_what_is_theirs():
    """Officers all of it, those it was sent to as well, its reporter no private note."""
    reporter = make.user(Role.OFFICER)
    report = make.trigger_report(Status.OUTCOME_AGREED, submitted_by=reporter)
    manager = make.user(Role.SERVICE_MANAGER)
    report.referrals.get().service_managers.add(manager)
    said, note = make.report_message(report), make.report_message(report, visibility="internal")
    make.report_message()

    for reader in (make.board_member("housing-board"), manager):
        assert selectors.messages(report, reader) == [said, note]
    for officer in (make.user(Role.NOMINATED_OFFICER), make.user(Role.AUDITOR)):
        assert selectors.messages(report, officer) == [said, note]
    assert selectors.messages(report, reporter) == [said]
    assert list(ReportMessage.objects.visible_to(reporter)) == [said]
    assert selectors.conversation(report) == [said]


@pytest.mark.parametrize("role", Role)
def test_role_alone_opens_no_messages_of_a_report_that_it_may_not_read(role):
    make.report_message(), make.report_message(visibility="internal")
    shown = ReportMessage.objects.visible_to(make.user(role)).count()
    assert shown == (2 if Capability.TRIGGER_READ in ROLES[role] else 0)


def test_member_of_the_board_that_reported_it_reads_no_notes_of_its_own_report():
    member = make.board_member("housing-board")
    report = make.trigger_report(submitted_by=member)
    note = make.report_message(report, visibility="internal")
    assert selectors.messages(report, member) == []
    make.referral(report)
    assert selectors.messages(report, member) == [note], "sent to its board, it is read there"


# --- Unread ------------------------------------------------------------------------------------
def test_what_the_reporter_writes_is_unread_until_an_officer_has_read_it(officer):
    report = make.trigger_report()
    first = wrote(report, key="1")
    report.refresh_from_db()
    assert report.unread_since == first.written_at
    with clock.at(clock.now() + timedelta(minutes=5)):
        second = wrote(report, key="2")
    report.refresh_from_db()
    assert report.unread_since == first.written_at

    workflow.read_messages(report, by=officer, seen=first.pk)
    report.refresh_from_db()
    assert report.unread_since == second.written_at, "the page that was read did not show it"
    workflow.read_messages(report, by=officer, seen=second.pk)
    report.refresh_from_db()
    assert report.unread_since is None


def test_answer_reads_what_stood_before_its_writer_and_no_more(officer):
    report = make.trigger_report()
    first = wrote(report, key="1")
    workflow.write_to_reporter(report, by=officer, body="Thank you.", key="a", seen=first.pk)
    report.refresh_from_db()
    assert report.unread_since is None
    with clock.at(clock.now() + timedelta(minutes=5)):
        later = wrote(report, key="2")
    workflow.write_to_reporter(report, by=officer, body="Where?", key="b", seen=first.pk)
    report.refresh_from_db()
    assert report.unread_since == later.written_at
    workflow.write_note(report, by=officer, body="Mind.", key="c")
    report.refresh_from_db()
    assert report.unread_since == later.written_at, "a note answers nobody"


# --- Mail --------------------------------------------------------------------------------------
def test_reporter_with_a_safe_address_is_told_that_there_is_something_to_read(officer):
    report = make.trigger_report(where="CanaryStreet")
    email = ReporterContact.Method.EMAIL
    make.reporter_contact(report, method=email, email="pat@example.org", telephone="")
    workflow.write_to_reporter(report, by=officer, body="CanaryQuestion", key="a")
    (item,) = owed_mails()
    assert item.payload["to"] == "pat@example.org"
    assert "Canary" not in str(item.payload)
    assert "Look up a report" in item.payload["body"]


def test_reporter_who_asked_for_no_mail_gets_none(officer):
    report = make.trigger_report()
    make.reporter_contact(report)
    workflow.write_to_reporter(report, by=officer, body="Where?", key="a")
    workflow.write_note(report, by=officer, body="Mind.", key="b")
    assert mails() == []


def test_reporter_with_an_account_is_told_there(officer):
    person = make.user(Role.MEMBER)
    report = make.trigger_report(submitted_by=person)
    workflow.write_to_reporter(report, by=officer, body="Where?", key="a")
    assert mails() == [
        (person.email, f"We have written to you about your report {report.reference}")
    ]


# --- Withdrawing a message ---------------------------------------------------------------------
def test_mistaken_message_is_withdrawn_with_its_reason_and_stays(officer):
    message = make.report_message()
    with pytest.raises(workflow.NotReady):
        workflow.withdraw_message(message, by=officer, reason=" ")
    workflow.withdraw_message(message, by=officer, reason="Meant for another report.")
    message.refresh_from_db()
    assert (message.withdrawn_by, message.withdrawn_reason) == (
        officer,
        "Meant for another report.",
    )
    assert message.body == "Since when have the lamps been out?"
    with pytest.raises(Refused, match="withdrawn already"):
        workflow.withdraw_message(message, by=officer, reason="Again.")


def test_officers_do_not_withdraw_what_the_reporter_wrote(officer):
    message = wrote(make.trigger_report())
    with pytest.raises(Refused, match="What the reporter wrote stays"):
        workflow.withdraw_message(message, by=officer, reason="It is rude.")


@pytest.mark.parametrize("role", sorted(set(Role) - TRIAGE_ROLES))
def test_others_withdraw_no_message(role):
    with pytest.raises(Refused):
        workflow.withdraw_message(make.report_message(), by=make.user(role), reason="No.")


# --- Withdrawing the report --------------------------------------------------------------------
@pytest.mark.parametrize("has_account", [True, False])
def test_withdrawn_report_is_closed_by_its_reporter_and_its_officer_is_told(officer, has_account):
    person = make.user(Role.MEMBER) if has_account else None
    report = make.trigger_report(Status.UNDER_REVIEW, officer=officer, submitted_by=person)
    make.user(Role.NOMINATED_OFFICER)
    workflow.withdraw_report(report, by=person)
    report.refresh_from_db()
    assert (report.status, report.close_reason) == (Status.CLOSED, "withdrawn-by-reporter")
    assert (report.closed_by, report.closed_at is not None) == (person, True)
    assert mails() == [(officer.email, f"The reporter has withdrawn report {report.reference}")]
    assert selectors.timeline(report)[0].by == "The reporter"


def test_every_nominated_officer_is_told_of_a_withdrawn_report_that_nobody_has():
    officers = {make.user(Role.NOMINATED_OFFICER).email for _ in range(2)}
    workflow.withdraw_report(make.trigger_report(), by=None)
    assert {to for to, _subject in mails()} == officers


def test_officer_can_take_a_withdrawn_report_up_again(officer):
    report = make.trigger_report()
    workflow.withdraw_report(report, by=None)
    workflow.reopen(report, by=officer, reason="Neighbours are afraid too.")
    report.refresh_from_db()
    assert (report.status, report.closed_by) == (Status.UNDER_REVIEW, None)


@pytest.mark.parametrize(
    ("status", "step"), list(product(permissions.ENDED, sorted(permissions.BY_THE_REPORTER)))
)
def test_ended_report_says_kindly_that_it_is_over(status, step):
    report = make.trigger_report(status)
    verdict = permissions.can_take_part(None, report, step)
    assert verdict.reason.startswith("Our work on this report is finished")


# --- A lost receipt ----------------------------------------------------------------------------
def reissued(report, officer, **changes):
    given = {"recognised": "Named the day.", "edition": workflow.receipt_edition(report)}
    return workflow.reissue_receipt(report, by=officer, **given | changes)


def test_new_receipt_works_and_the_old_one_no_longer_does(officer):
    old = receipts.of_submission("first")
    report = make.trigger_report(receipt_hash=receipts.digest(old))
    new = reissued(report, officer)
    assert receipts.find(new) == report
    assert receipts.find(old) is None
    assert new != old


def test_new_receipt_is_stored_as_a_hash_only_and_is_not_in_the_audit_trail(officer):
    report = make.trigger_report(receipt_hash=receipts.digest("first"))
    new = reissued(report, officer)
    event = AuditEvent.objects.get(action="triggers.reissue_receipt")
    assert (event.by, event.why) == (officer, "Named the day.")
    stored = str([*AuditEvent.objects.values(), *TriggerReport.objects.values()])
    for text in (new, receipts.plain(new)):
        assert text not in stored
    assert receipts.digest(new) not in str(list(AuditEvent.objects.values()))


def test_form_that_is_sent_twice_does_not_replace_the_receipt_that_was_read_out(officer):
    report = make.trigger_report(receipt_hash=receipts.digest("first"))
    edition = workflow.receipt_edition(report)
    new = reissued(report, officer, edition=edition)
    with pytest.raises(Refused, match="made for this report a moment ago"):
        reissued(report, officer, edition=edition)
    assert receipts.find(new) == report


def test_receipt_is_not_replaced_without_a_check_nor_for_an_account(officer):
    report = make.trigger_report(receipt_hash=receipts.digest("first"))
    with pytest.raises(workflow.NotReady):
        reissued(report, officer, recognised=" ")
    with pytest.raises(Refused, match="has an account"):
        reissued(make.trigger_report(submitted_by=make.user()), officer)


@pytest.mark.parametrize("role", sorted(set(Role) - TRIAGE_ROLES))
def test_others_replace_no_receipt(role):
    report = make.trigger_report(receipt_hash=receipts.digest("first"))
    with pytest.raises(Refused):
        reissued(report, make.user(role))
