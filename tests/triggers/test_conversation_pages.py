"""The pages of the conversation: by receipt, signed in, and on the officers' side."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carp.accounts.roles import Role
from tests import make
from tests.triggers.test_status import mistyped, report_with_receipt, wrong_code
from tests.triggers.walk import found, key_of, text_of
from triggers import receipts, workflow
from triggers.models import ReportMessage, TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
LOOK_UP, READ = "/report/status/", "/report/conversation/"
ADD, WITHDRAW = "/report/conversation/add/", "/report/conversation/withdraw/"
DOORS = (READ, ADD, WITHDRAW)
OVER = "Our work on this report is finished, so nothing can be added to it."


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER, name="Olu Officer")
    client.force_login(person)
    return person


def opened(client, code):
    return client.post(READ, {"receipt": code})


# --- By receipt --------------------------------------------------------------------------------
def test_look_up_leads_on_and_says_when_there_is_something_to_read(client):
    report, code = report_with_receipt()
    page = client.post(LOOK_UP, {"receipt": code})
    assert "You can write to the officer here." in text_of(page)
    make.report_message(report)
    assert "An officer has written to you." in text_of(client.post(LOOK_UP, {"receipt": code}))
    assert f'action="{READ}"' in page.content.decode()


def test_wrong_receipt_opens_no_way_on(client):
    for code in (wrong_code(), mistyped(wrong_code())):
        body = client.post(LOOK_UP, {"receipt": code}).content.decode()
        assert '<div hidden="hidden">' in body
        assert 'class="is-open"' not in body


def test_answers_of_the_look_up_keep_one_size_whether_there_is_something_to_read(client):
    codes = [wrong_code()]
    for fields in ({}, {"status": Status.CLOSED}):
        report, code = report_with_receipt(**fields)
        make.report_message(report, body="Long " * 200)
        codes += [code, report_with_receipt(**fields)[1]]
    answers = [client.post(LOOK_UP, {"receipt": code}) for code in codes]
    assert len({len(answer.content) for answer in answers}) == 1


def test_holder_reads_what_officers_wrote_and_no_private_note(client):
    report, code = report_with_receipt(Status.OUTCOME_AGREED, feedback="The lamps are ordered.")
    make.report_message(report, body="Since when are they out?")
    make.report_message(report, body="CanaryNote", visibility="internal")
    make.report_message(body="CanaryOther")
    words = text_of(opened(client, code))
    for shown in (report.reference, "The lamps are ordered.", "Since when are they out?"):
        assert shown in words
    assert "Canary" not in words
    for hidden in ("High", "Drug use spreads", "Person", "Outcome agreed"):
        assert hidden not in words


def test_withdrawn_message_is_shown_to_its_holder_as_withdrawn_and_without_its_words(client):
    report, code = report_with_receipt()
    message = make.report_message(report, body="CanaryMistake")
    officer = make.user(Role.NOMINATED_OFFICER)
    workflow.withdraw_message(message, by=officer, reason="CanaryReason")
    words = text_of(opened(client, code))
    assert "sent by mistake and has been withdrawn" in words
    assert "Canary" not in words


def test_holder_answers_and_a_reload_sends_it_once(client):
    report, code = report_with_receipt()
    form = {"receipt": code, "key": key_of(opened(client, code)), "body": "Since May.\r\nAt night."}
    page = client.post(ADD, form)
    assert "What you wrote has been sent to the officer." in text_of(page)
    assert "Since May. At night." in text_of(page)
    assert key_of(page) != form["key"]
    client.post(ADD, form)
    message = report.messages.get()
    assert (message.body, message.from_reporter) == ("Since May.\nAt night.", True)


def test_empty_answer_is_told_beside_its_box(client):
    report, code = report_with_receipt()
    page = client.post(ADD, {"receipt": code, "key": "k", "body": " "})
    assert text_of(page).count("Enter what you want to tell us") == 2
    assert not report.messages.exists()


@pytest.mark.parametrize("text", ["a\x00b", "x" * 5001])
def test_answer_that_cannot_be_kept_stays_in_its_box(client, text):
    _, code = report_with_receipt()
    page = client.post(ADD, {"receipt": code, "key": "k", "body": text})
    assert page.status_code == 200
    assert page.context["form"]["body"].value() == text
    assert "There is a problem" in text_of(page)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.REDIRECTED])
def test_after_the_end_the_holder_is_told_how_to_go_on_and_loses_nothing(client, status):
    _, code = report_with_receipt(status)
    words = text_of(opened(client, code))
    assert OVER in words
    assert "make a new report" in words
    assert "01632 960100" in words
    assert "Send to the officer" not in words
    page = client.post(ADD, {"receipt": code, "key": "k", "body": "It is back."})
    assert page.context["form"]["body"].value() == "It is back."
    assert OVER in text_of(page)


def test_holder_withdraws_after_being_asked(client):
    report, code = report_with_receipt()
    page = client.post(WITHDRAW, {"receipt": code})
    assert "Do you want to withdraw your report?" in text_of(page)
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
    page = client.post(WITHDRAW, {"receipt": code, "sure": "1"})
    assert "You have withdrawn your report." in text_of(page)
    report.refresh_from_db()
    assert (report.status, report.close_reason) == (Status.CLOSED, "withdrawn-by-reporter")
    assert "Withdrawn" in text_of(client.post(LOOK_UP, {"receipt": code}))
    again = client.post(WITHDRAW, {"receipt": code, "sure": "1"})
    assert "there is nothing to withdraw" in text_of(again)


def test_holder_adds_to_a_held_report_and_withdraws_it(client):
    report, code = report_with_receipt(Status.HELD)
    client.post(ADD, {"receipt": code, "key": "k", "body": "It is genuine: ask the warden."})
    assert report.messages.get().from_reporter
    client.post(WITHDRAW, {"receipt": code, "sure": "1"})
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    words = text_of(client.get(f"/triage/{report.reference}/"))
    assert "withdrawn by the reporter" in words


def test_report_before_a_board_says_whom_to_ring_instead_of_being_withdrawn(client):
    report, code = report_with_receipt(Status.OUTCOME_AGREED)
    assert "Ring us if you want to withdraw it. 01632 960100" in text_of(opened(client, code))
    page = client.post(WITHDRAW, {"receipt": code})
    assert "This report cannot be withdrawn here" in text_of(page)
    client.post(WITHDRAW, {"receipt": code, "sure": "1"})
    report.refresh_from_db()
    assert report.status == Status.OUTCOME_AGREED


@pytest.mark.parametrize("door", DOORS)
def test_wrong_receipt_is_answered_at_every_door_as_by_the_look_up(client, door):
    report, code = report_with_receipt()
    for typed, told in (
        (wrong_code(), "No report found"),
        (mistyped(code), "a letter is wrong"),
        ("", "Enter the receipt"),
    ):
        page = client.post(door, {"receipt": typed, "body": "Precious words", "sure": "1"})
        assert page.status_code == 200
        assert told in text_of(page)
        assert "Precious words" in text_of(page)
        assert report.reference not in page.content.decode()
    report.refresh_from_db()
    assert (report.status, report.messages.count()) == (Status.RECEIVED, 0)


@pytest.mark.parametrize("door", DOORS)
def test_right_and_wrong_receipts_begin_with_the_same_work(client, door):
    report, code = report_with_receipt()
    opened(client, code)
    work = []
    for typed in (code, wrong_code(), mistyped(code)):
        with CaptureQueriesContext(connection) as queries:
            client.post(door, {"receipt": typed})
        told = [query["sql"].partition(" WHERE ")[0] for query in queries]
        work.append([sql for sql in told if "SAVEPOINT" not in sql][:2])
    assert [sql.split()[0] for sql in work[0]] == ["UPDATE", "SELECT"]
    assert work[0] == work[1] == work[2]
    assert report.reference


@pytest.mark.parametrize("door", DOORS)
def test_every_door_counts_as_a_look_up_and_keeps_what_was_typed(client, settings, door):
    settings.LOOKUPS_AN_HOUR = 2
    report, code = report_with_receipt()
    for _ in range(2):
        client.post(LOOK_UP, {"receipt": wrong_code()})
    page = client.post(door, {"receipt": code, "body": "Precious words", "sure": "1"})
    assert page.status_code == 429
    assert "Precious words" in text_of(page)
    assert report.reference not in text_of(page)
    report.refresh_from_db()
    assert report.status == Status.RECEIVED


@pytest.mark.parametrize("door", DOORS)
def test_receipt_is_in_no_address_no_log_no_cookie_and_no_cache(client, caplog, door):
    caplog.set_level(0)
    _, code = report_with_receipt()
    page = client.post(door, {"receipt": code, "key": "k", "body": "Words", "sure": "1"})
    body = page.content.decode()
    assert f"={code}" not in body.replace(f'value="{code}"', "")
    for secret in (code, receipts.plain(code)):
        assert secret not in caplog.text
        assert secret not in str(client.cookies)
        assert secret not in str(dict(client.session))
    assert "no-store" in page.headers["Cache-Control"]
    assert client.get(door, {"receipt": code}).status_code == 405


def test_receipt_of_one_report_opens_nothing_of_another(client):
    first, code = report_with_receipt()
    second, _ = report_with_receipt(feedback="CanaryFeedback")
    make.report_message(second, body="CanaryMessage")
    client.post(ADD, {"receipt": code, "key": "k", "body": "Mine."})
    words = text_of(opened(client, code))
    assert "Canary" not in words
    assert second.reference not in words
    assert first.messages.get().body == "Mine."
    assert not second.messages.filter(from_reporter=True).exists()


def test_markup_in_a_message_stays_text(client):
    report, code = report_with_receipt()
    make.report_message(report, body="<script>alert(1)</script>")
    client.post(ADD, {"receipt": code, "key": "k", "body": "<b>x</b>"})
    page = opened(client, code).content.decode()
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    page += client.get(f"/triage/{report.reference}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page


# --- Signed in ---------------------------------------------------------------------------------
@pytest.fixture
def own(client):
    person = make.user(Role.MEMBER)
    client.force_login(person)
    report = make.trigger_report(submitted_by=person)
    make.reporter_contact(report)
    return report


def test_signed_in_reporter_reads_answers_and_withdraws(client, own):
    make.report_message(own, body="Since when?")
    make.report_message(own, body="CanaryNote", visibility="internal")
    address = f"/report/mine/{own.reference}/"
    page = client.get(address)
    assert "Since when?" in text_of(page)
    assert "Canary" not in text_of(page)
    form = {"key": key_of(page), "body": "Since May."}
    for _ in range(2):
        assert client.post(f"{address}add/", form).headers["Location"] == address
    assert own.messages.filter(from_reporter=True).get().written_by == own.submitted_by
    assert "Since May." in text_of(client.get(address))
    page = client.post(f"{address}add/", {"key": "k", "body": ""})
    assert "Enter what you want to tell us" in text_of(page)
    assert "Do you want to withdraw" in text_of(client.get(f"{address}withdraw/"))
    client.post(f"{address}withdraw/")
    own.refresh_from_db()
    assert (own.status, own.closed_by) == (Status.CLOSED, own.submitted_by)
    assert "You have withdrawn your report." in text_of(client.get(address))
    client.post(f"{address}withdraw/")
    assert "there is nothing to withdraw" in text_of(client.get(address))
    assert "Withdrawn" in text_of(client.get("/report/mine/"))


def test_withdrawn_report_does_not_tell_who_withdrew_it(client):
    """Who reported is shown by an act that is logged, whichever way the report ended."""
    reporter = make.user(Role.PARTNER, name="Canary Nameworth")
    report = make.trigger_report(submitted_by=reporter)
    workflow.withdraw_report(report, by=reporter)
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    page = client.get(f"/triage/{report.reference}/")
    assert "by the reporter" in text_of(page)
    assert "Canary" not in page.content.decode()
    assert "Canary" in client.post(f"/triage/{report.reference}/contact/").content.decode()


# --- Officers ----------------------------------------------------------------------------------
def test_officer_writes_to_the_reporter_on_a_page_that_says_who_reads_it(client, officer):
    report = make.trigger_report()
    address = f"/triage/{report.reference}/message/"
    page = client.get(address)
    assert "The reporter will read this." in text_of(page)
    assert "private note" not in text_of(page)
    form = {"key": key_of(page), "seen": found(r'name="seen"[^>]* value="(\d+)"', page)}
    answer = client.post(address, form | {"body": "Since when?"})
    assert answer.headers["Location"] == f"/triage/{report.reference}/"
    message = report.messages.get()
    assert (message.visibility, message.written_by) == ("reporter", officer)
    words = text_of(client.get(f"/triage/{report.reference}/"))
    assert "Olu Officer wrote to the reporter The reporter reads this" in words


def test_officer_keeps_a_private_note_on_a_page_that_says_so(client, officer):
    report = make.trigger_report()
    address = f"/triage/{report.reference}/note/"
    page = client.get(address)
    assert "This is a private note. The reporter never sees it." in text_of(page)
    assert "The reporter will read this" not in text_of(page)
    client.post(address, {"key": key_of(page), "body": "Ask Housing."})
    assert report.messages.get().visibility == "internal"
    assert "Olu Officer noted Private note" in text_of(client.get(f"/triage/{report.reference}/"))


@pytest.mark.parametrize("kind", ["message", "note"])
@pytest.mark.parametrize("body", ["", "a\x00b"])
def test_wrong_text_is_told_beside_its_box(client, officer, kind, body):
    report = make.trigger_report()
    page = client.post(f"/triage/{report.reference}/{kind}/", {"key": "k", "body": body})
    assert page.status_code == 200
    assert "There is a problem" in text_of(page)
    assert page.context["form"]["body"].value() == body
    assert not report.messages.exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_senseless_mark_of_what_was_seen_reads_nothing(client, officer, seen):
    report = make.trigger_report()
    workflow.add_information(report, by=None, body="It is back.", key="k")
    assert client.post(f"/triage/{report.reference}/read/", {"seen": seen}).status_code == 302
    report.refresh_from_db()
    assert report.unread_since is not None


def test_unread_message_is_shown_on_the_page_and_in_the_queue_until_it_is_read(client, officer):
    report = make.trigger_report()
    assert "Unread message" not in text_of(client.get("/triage/"))
    message = workflow.add_information(report, by=None, body="It is back.", key="k")
    assert "Unread message" in text_of(client.get("/triage/"))
    lines = b"".join(client.get("/triage/", {"format": "csv"}).streaming_content).decode()
    assert '"New, unread message"' in lines
    page = client.get(f"/triage/{report.reference}/")
    assert "Nobody has read it yet" in text_of(page)
    client.post(f"/triage/{report.reference}/read/", {"seen": message.pk})
    assert "Unread message" not in text_of(client.get("/triage/"))
    assert "Nobody has read it yet" not in text_of(client.get(f"/triage/{report.reference}/"))


def test_reporter_who_triages_cannot_mark_their_own_message_as_read(client, officer):
    report = make.trigger_report(submitted_by=officer)
    message = workflow.add_information(report, by=officer, body="It is back.", key="k")
    client.post(f"/triage/{report.reference}/read/", {"seen": message.pk})
    page = client.get(f"/triage/{report.reference}/")
    assert "another nominated officer answers it" in text_of(page)
    assert "Write a private note" not in text_of(page)
    report.refresh_from_db()
    assert report.unread_since is not None


def test_messages_cost_the_page_the_same_queries_however_many(client, officer):
    def asked(report):
        client.get(f"/triage/{report.reference}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/triage/{report.reference}/")
        return len(queries)

    few, many = make.trigger_report(), make.trigger_report()
    make.report_message(few)
    for _ in range(4):
        make.report_message(many)
        make.report_message(many, visibility="internal")
    assert asked(few) == asked(many)


def test_officer_withdraws_what_they_wrote_by_mistake(client, officer):
    message = make.report_message(body="Meant for another report.")
    page = f"/triage/{message.report.reference}/"
    address = f"{page}message/{message.pk}/withdraw/"
    assert "Meant for another report." in text_of(client.get(address))
    assert "Say why it is withdrawn" in text_of(client.post(address, {"reason": ""}))
    client.post(address, {"reason": "Wrong report."})
    assert "Withdrawn by Olu Officer" in text_of(client.get(page))
    assert client.get(address).status_code == 403
    theirs = workflow.add_information(message.report, by=None, body="Thanks.", key="k")
    assert client.get(f"{page}message/{theirs.pk}/withdraw/").status_code == 403


def test_message_is_not_found_under_another_report(client, officer):
    message, other = make.report_message(), make.trigger_report()
    address = f"/triage/{other.reference}/message/{message.pk}/withdraw/"
    assert client.get(address).status_code == 404


def test_board_member_reads_notes_and_writes_none(client):
    member = make.board_member("housing-board")
    report = make.trigger_report(Status.OUTCOME_AGREED)
    make.report_message(report, body="Ask Housing.", visibility="internal")
    client.force_login(member)
    words = text_of(client.get(f"/triage/{report.reference}/"))
    assert "Ask Housing." in words
    assert "Write to the reporter" not in words
    assert client.get(f"/triage/{report.reference}/note/").status_code == 403


# --- A lost receipt ----------------------------------------------------------------------------
def test_lost_receipt_is_replaced_after_a_check_and_shown_once(client, officer):
    report, old = report_with_receipt()
    address = f"/triage/{report.reference}/receipt/"
    page = client.get(address)
    edition = found(r'name="edition"[^>]* value="([^"]+)"', page)
    assert "Say how you made sure who it is" in text_of(client.post(address, {"edition": edition}))
    form = {"edition": edition, "recognised": "Named the day and the street."}
    page = client.post(address, form)
    groups = re.findall(r'carp-spelt__group">([0-9A-Z]+)<', page.content.decode())
    code = "-".join(groups)
    assert receipts.is_well_typed(code)
    assert receipts.spelt(code)[0][1] in text_of(page)
    assert "Arrived" in text_of(client.post(LOOK_UP, {"receipt": code}))
    assert "No report found" in text_of(client.post(LOOK_UP, {"receipt": old}))
    assert "made for this report a moment ago" in text_of(client.post(address, form))
    assert code not in client.get(f"/triage/{report.reference}/").content.decode()
    assert "New receipt given" in text_of(client.get(f"/triage/{report.reference}/"))


def test_report_of_an_account_offers_no_receipt(client, officer):
    report = make.trigger_report(submitted_by=make.user(Role.OFFICER))
    words = text_of(client.get(f"/triage/{report.reference}/"))
    assert "Replace a lost receipt" not in words
    assert client.get(f"/triage/{report.reference}/receipt/").status_code == 403


def test_kinds_of_messages_are_two():
    assert set(ReportMessage.Visibility) == {"reporter", "internal"}
