"""Evidence on a report's page: listed, downloaded on record, added by an officer."""

from datetime import timedelta

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from carp.files import store
from tests import make
from tests.triggers.files import post, stored
from tests.triggers.walk import text_of
from triggers import workflow
from triggers.models import EvidenceFile
from triggers.workflow import evidence

pytestmark = pytest.mark.django_db
NOTE = "Sent by the parish council on 3 June"
PICTURE = ("notes.txt", "text/plain", b"Twelve cars.")


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER)
    client.force_login(person)
    return person


def page_of(report) -> str:
    return f"/triage/{report.reference}/"


def file_of(file) -> str:
    return f"/triage/{file.report.reference}/files/{file.pk}/"


# --- The list -----------------------------------------------------------------------------------
def test_page_lists_files_with_kind_size_and_where_they_came_from(client, officer):
    report = make.trigger_report()
    assert "No file came with this report." in text_of(client.get(page_of(report)))
    make.evidence_file(report, name="cars.txt")
    make.evidence_file(report, name="letter.txt", added_by=officer, source_note=NOTE)
    words = text_of(client.get(page_of(report)))
    assert "cars.txt : download Plain text, 25 bytes. From the reporter" in words
    assert f"letter.txt : download Plain text, 25 bytes. Added by {officer}: {NOTE}" in words


def test_page_does_not_say_who_the_reporter_is(client, officer):
    reporter = make.user(Role.OFFICER, name="Somebody Inside")
    report = make.trigger_report(submitted_by=reporter)
    make.evidence_file(report, added_by=reporter)
    assert "Somebody Inside" not in client.get(page_of(report)).content.decode()


def test_name_cannot_be_markup(client, officer):
    report = make.trigger_report()
    make.evidence_file(report, name="<b>bold</b>.txt")
    assert "&lt;b&gt;bold" in client.get(page_of(report)).content.decode()


# --- Downloads ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("cars.txt", 'attachment; filename="cars.txt"'),
        ("für café.txt", "attachment; filename*=utf-8''f%C3%BCr%20caf%C3%A9.txt"),
        ('a "quoted".txt', 'attachment; filename="a \\"quoted\\".txt"'),
    ],
)
def test_download_is_an_attachment_that_nothing_runs_in(client, officer, name, header):
    file = make.evidence_file(make.trigger_report(), name=name)
    answer = client.post(file_of(file))
    assert answer.content == stored(file)
    assert answer.headers["Content-Disposition"] == header
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"


def test_each_download_is_on_record_and_its_name_is_not(client, officer):
    file = make.evidence_file(make.trigger_report(), name="About-somebody.txt")
    for _ in range(2):
        client.post(file_of(file))
    events = AuditEvent.objects.filter(action="triggers.download_file")
    assert [(event.by, event.subject_id) for event in events] == [
        (officer, str(file.report.pk))
    ] * 2
    assert events[0].after == {
        "file": file.pk,
        "kind_of_file": "Plain text",
        "size": file.size,
        "sha256": file.sha256,
    }
    assert "File downloaded: Plain text" in text_of(client.get(page_of(file.report)))


def test_looking_is_no_download(client, officer):
    file = make.evidence_file(make.trigger_report())
    assert client.get(file_of(file)).status_code == 405
    assert not AuditEvent.objects.filter(action="triggers.download_file").exists()


def test_board_gets_the_files_of_what_was_referred_to_it_only(client):
    client.force_login(make.board_member("housing-board"))
    sent = make.trigger_report("outcome_agreed")
    other = make.trigger_report()
    assert client.post(file_of(make.evidence_file(sent))).status_code == 200
    event = AuditEvent.objects.get(action="triggers.download_file")
    assert event.capability == "trigger.read_referred"
    assert client.post(file_of(make.evidence_file(other))).status_code == 404
    assert "Add a file" not in text_of(client.get(page_of(sent)))


def test_reporter_gets_no_file_by_the_address_of_triage(client):
    reporter = make.user(Role.OFFICER)
    client.force_login(reporter)
    report = make.trigger_report(submitted_by=reporter)
    assert client.post(file_of(make.evidence_file(report))).status_code in {403, 404}


def test_file_of_another_report_and_of_a_draft_is_not_found(client, officer):
    first, other = make.trigger_report(), make.evidence_file(make.trigger_report())
    for file in (other, make.draft_file()):
        assert client.post(f"{page_of(first)}files/{file.pk}/").status_code == 404


def test_lost_bytes_are_told_and_no_download_is_recorded(client, officer):
    file = make.evidence_file(make.trigger_report())
    store.remove(file.stored_as)
    answer = client.post(file_of(file))
    assert answer.status_code == 403
    assert "not on our disk any more" in text_of(answer)
    assert not AuditEvent.objects.filter(action="triggers.download_file").exists()


def test_download_asks_again_whether_the_person_may_read():
    file = make.evidence_file(make.trigger_report())
    with pytest.raises(Refused, match="Only the nominated officers"):
        workflow.note_download(file.report, file, by=make.user(Role.OFFICER))


# --- Adding -------------------------------------------------------------------------------------
def add(client, report, *files, note=NOTE):
    return post(client, f"{page_of(report)}files/", files, chosen_in="file", note=note)


@pytest.mark.parametrize("status", ["received", "outcome_agreed", "closed"])
def test_officer_adds_a_file_and_says_where_it_came_from(client, officer, status):
    report = make.trigger_report(status)
    assert add(client, report, PICTURE).headers["Location"] == page_of(report)
    file = report.files.get()
    assert (file.added_by, file.source_note, stored(file)) == (officer, NOTE, PICTURE[2])
    event = AuditEvent.objects.get(action="triggers.add_file")
    assert (event.by, event.after["sha256"]) == (officer, file.sha256)
    words = text_of(client.get(page_of(report)))
    assert "The file is added." in words
    assert "File added: Plain text" in words


@pytest.mark.parametrize(
    ("files", "note", "sentence"),
    [
        ([], NOTE, "Choose a file"),
        ([PICTURE], "", "Say where the file came from"),
        ([("a.svg", "image/svg+xml", b"<svg/>")], NOTE, "“a.svg” is a web page or a drawing"),
        ([("a.txt", "text/plain", b"")], NOTE, "“a.txt” is empty."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_note_is_kept(
    client, officer, files, note, sentence
):
    report = make.trigger_report()
    page = add(client, report, *files, note=note)
    assert page.status_code == 200
    assert text_of(page).count(sentence) == 2
    assert note in page.content.decode()
    assert not EvidenceFile.objects.exists()


def test_report_holds_so_many_files_and_no_more(client, officer, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_OF_A_REPORT", 1)
    report = make.trigger_report()
    add(client, report, PICTURE)
    page = add(client, report, PICTURE)
    assert text_of(page).count("A report can have 1 files at most.") == 2
    assert {place for group in store.settled(before=_later()) for place in group} == {
        report.files.get().stored_as
    }


def _later():
    return clock.machine_now() + timedelta(hours=1)


def test_only_nominated_officers_add_files():
    report = make.trigger_report()
    with pytest.raises(Refused, match="Only a nominated officer"):
        workflow.add_file(report, by=make.user(Role.OFFICER), upload=None, note=NOTE)
