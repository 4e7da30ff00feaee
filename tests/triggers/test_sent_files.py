"""Files that come after the report: by its receipt or signed in, until our work on it is over."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.audit.models import AuditEvent
from tests import make
from tests.corpus.uploads import BUILDERS, CANARY
from tests.files import clamd
from tests.triggers.files import post, stored
from tests.triggers.test_status import mistyped, report_with_receipt, wrong_code
from tests.triggers.walk import key_of, text_of
from triggers import workflow
from triggers.models import EvidenceFile, ReportMessage, TriggerReport
from triggers.workflow.evidence import MOST_OF_A_REPORTER

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Status = TriggerReport.Status
READ, ADD = "/report/conversation/", "/report/conversation/add/"
ONE, TWO = ("one.txt", "text/plain", b"One."), ("two.csv", "text/csv", b"a,b\n")
WRONG = ("three.svg", "image/svg+xml", b"<svg/>")
OVER = "Our work on this report is finished, so nothing can be added to it."


def add(client, code, files, *, path=ADD, key="a secret", body="", **fields):
    return post(client, path, files, receipt=code, key=key, body=body, **fields)


def of(report):
    return [(file.name, file.draft_key, file.added_by) for file in report.files.all()]


# --- By receipt --------------------------------------------------------------------------------
def test_page_offers_files_and_sends_them_as_files_are_sent(client):
    _, code = report_with_receipt()
    body = client.post(READ, {"receipt": code}).content.decode()
    assert f'action="{ADD}" enctype="multipart/form-data"' in body
    assert "Do you have files to add?" in body
    assert 'name="evidence_files"' in body


def test_words_and_files_go_together_and_are_unread(client):
    report, code = report_with_receipt()
    page = add(client, code, [ONE, TWO], body="Since May.")
    words = text_of(page)
    assert "What you wrote has been sent to the officer." in words
    assert "Files you have sent" in words
    assert "one.txt" in words
    assert "Files you have added" not in words
    assert of(report) == [("one.txt", None, None), ("two.csv", None, None)]
    report.refresh_from_db()
    assert report.messages.get().body == "Since May."
    assert report.unread_since == report.messages.get().written_at
    events = AuditEvent.objects.filter(action="triggers.send_file").order_by("sequence")
    assert [event.after["kind_of_file"] for event in events] == ["Plain text", "CSV"]
    assert "one.txt" not in str([event.after for event in events])


def test_files_need_no_words(client):
    report, code = report_with_receipt()
    add(client, code, [ONE])
    assert report.messages.get().body == "Files, without a text."
    assert of(report) == [("one.txt", None, None)]


def test_neither_words_nor_files_are_asked_for_beside_the_box(client):
    report, code = report_with_receipt()
    page = add(client, code, [])
    assert text_of(page).count("Enter what you want to tell us, or choose a file") == 2
    assert not report.messages.exists()


def test_reload_sends_them_once(client, django_capture_on_commit_callbacks):
    report, code = report_with_receipt()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            page = add(client, code, [ONE], body="Look.")
    assert "has been sent" in text_of(page)
    assert report.messages.count() == 1
    kept = EvidenceFile.objects.get()
    assert kept.report == report
    assert stored(kept) == b"One."
    assert len(default_storage.listdir("")[0]) == 1


def test_refused_file_loses_neither_the_good_ones_nor_what_was_typed(client):
    report, code = report_with_receipt()
    page = add(client, code, [ONE, WRONG], body="Since May.")
    words = text_of(page)
    assert words.count("“three.svg” is a web page or a drawing in code.") == 2
    assert "Files you have added" in words
    assert page.context["form"]["body"].value() == "Since May."
    assert not report.files.exists()
    assert not report.messages.exists()
    add(client, code, [], key=key_of(page), body="Since May.")
    assert of(report) == [("one.txt", None, None)]


def test_ticked_file_is_taken_out_before_it_is_sent(client):
    report, code = report_with_receipt()
    add(client, code, [ONE, TWO, WRONG])
    one = EvidenceFile.objects.get(name="one.txt")
    add(client, code, [], remove_files=str(one.pk))
    assert [name for name, *_ in of(report)] == ["two.csv"]


def test_picture_is_drawn_anew(client):
    report, code = report_with_receipt()
    picture = BUILDERS["jpeg_gps"]()
    assert CANARY in picture
    add(client, code, [("a.jpg", "image/jpeg", picture)])
    assert CANARY not in stored(report.files.get())


def test_nothing_passes_a_scanner_that_finds_something(client, settings):
    report, code = report_with_receipt()
    harmful = ("harm.txt", "text/plain", clamd.EICAR)
    with clamd.running() as daemon:
        settings.CLAMD = daemon.address
        page = add(client, code, [harmful], body="Look.")
    assert "“harm.txt” was found to be harmful" in text_of(page)
    assert not EvidenceFile.objects.exists()
    assert not report.messages.exists()


def test_reporter_cannot_fill_a_report_up_for_its_officers(client):
    report, code = report_with_receipt()
    for number in range(MOST_OF_A_REPORTER - 1):
        make.evidence_file(report, name=f"{number}.txt")
    make.evidence_file(report, name="officers.txt", source_note="By post")
    page = add(client, code, [ONE, TWO], body="Look.")
    assert text_of(page).count("You can send 15 files with a report") == 2
    assert page.context["form"]["body"].value() == "Look."
    assert report.files.count() == MOST_OF_A_REPORTER
    one = EvidenceFile.objects.get(name="one.txt")
    page = add(client, code, [], body="Look.", remove_files=str(one.pk))
    assert "has been sent" in text_of(page)


def test_network_that_sends_too_many_files_is_told(client, settings):
    settings.FILES_AN_HOUR = 1
    _, code = report_with_receipt()
    page = add(client, code, [ONE, TWO], body="Look.")
    assert text_of(page).count("too many files were sent from your network") == 2


@pytest.mark.parametrize("status", [Status.CLOSED, Status.REDIRECTED])
def test_after_the_end_files_are_refused_as_words_are(client, status):
    report, code = report_with_receipt(status)
    page = add(client, code, [ONE], body="It is back.")
    assert OVER in text_of(page)
    assert page.context["form"]["body"].value() == "It is back."
    assert not EvidenceFile.objects.exists()
    assert not report.messages.exists()


def test_file_that_waits_when_the_report_ends_is_not_sent(client):
    report, code = report_with_receipt()
    add(client, code, [ONE, WRONG])
    workflow.withdraw_report(report, by=None)
    assert OVER in text_of(add(client, code, []))
    assert not report.files.exists()


def test_quarantined_report_takes_and_names_none(client):
    report, code = report_with_receipt(Status.UNDER_REVIEW)
    make.evidence_file(report, name="canary.txt")
    officer = make.user(Role.NOMINATED_OFFICER)
    workflow.hand_over(report, by=officer, handover=make.handover())
    page = add(client, code, [ONE], body="More.")
    assert OVER in text_of(page)
    assert "canary" not in text_of(page)
    assert report.files.count() == 1


def test_restricted_report_takes_them_and_says_nothing_of_it(client):
    report, code = report_with_receipt(Status.UNDER_REVIEW)
    make.restriction(report)
    page = add(client, code, [ONE], body="More.")
    assert "has been sent" in text_of(page)
    assert "estrict" not in text_of(page)


def test_wrong_receipt_keeps_no_file_and_says_so(client):
    _, code = report_with_receipt()
    for typed in (wrong_code(), mistyped(code)):
        page = add(client, typed, [ONE], body="Since May.")
        words = text_of(page)
        assert "The files you chose have not been sent yet." in words
        assert "Since May." in words
        assert page.status_code == 200
    assert not EvidenceFile.objects.exists()
    assert not ReportMessage.objects.exists()


def test_wrong_answers_have_one_size_with_files_too(client):
    _, code = report_with_receipt()
    answers = [add(client, typed, [ONE]) for typed in (wrong_code(), mistyped(code))]
    assert len({len(answer.content) for answer in answers}) == 1


def test_holder_is_not_told_what_officers_added(client):
    report, code = report_with_receipt()
    make.evidence_file(report, name="canary.txt", source_note="By post")
    assert "canary" not in text_of(client.post(READ, {"receipt": code}))


def test_files_that_were_never_sent_are_forgotten(client, settings):
    _, code = report_with_receipt()
    add(client, code, [ONE, WRONG])
    with clock.at(clock.now() + timedelta(days=settings.DRAFT_DAYS + 1)):
        workflow.evidence.clear()
    assert not EvidenceFile.objects.exists()


# --- Signed in ---------------------------------------------------------------------------------
@pytest.fixture
def member(client):
    person = make.user(Role.MEMBER, name="Mo Member")
    client.force_login(person)
    return person


def own_report(member):
    report = make.trigger_report(submitted_by=member)
    make.reporter_contact(report)
    return report


def test_own_report_takes_files_on_its_page(client, member):
    report = own_report(member)
    own = reverse("triggers:report-own", args=[report.reference])
    assert "Do you have files to add?" in text_of(client.get(own))
    page = add(client, "", [ONE], path=f"{own}add/", body="Look.")
    assert page.headers["Location"] == own
    assert of(report) == [("one.txt", None, member)]
    assert AuditEvent.objects.get(action="triggers.send_file").by == member
    assert "one.txt (Plain text, 4 bytes)" in text_of(client.get(own))


def test_own_report_with_a_refused_file_keeps_the_rest(client, member):
    report = own_report(member)
    path = reverse("triggers:report-own-add", args=[report.reference])
    page = add(client, "", [ONE, WRONG], path=path, body="Look.")
    assert page.context["form"]["body"].value() == "Look."
    assert "Files you have added" in text_of(page)
    add(client, "", [], path=path, key=key_of(page), body="Look.")
    assert of(report) == [("one.txt", None, member)]


def test_own_page_does_not_name_what_officers_added(client, member):
    report = own_report(member)
    make.evidence_file(report, name="canary.txt", source_note="By post")
    own = reverse("triggers:report-own", args=[report.reference])
    assert "canary" not in text_of(client.get(own))


# --- The officers ------------------------------------------------------------------------------
def test_officer_sees_them_with_a_line_in_the_timeline_and_the_unread_tag(client):
    report, code = report_with_receipt(Status.UNDER_REVIEW)
    add(client, code, [ONE], body="Look.")
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    words = text_of(client.get(reverse("triggers:triage-detail", args=[report.reference])))
    for shown in ("Unread message", "The reporter sent a file: Plain text", "one.txt"):
        assert shown in words
    assert "From the reporter" in words
    assert "Unread message" in text_of(client.get(reverse("triggers:triage-list")))
