"""Evidence files while a report is made: added, removed, sent once, held back, cleared away."""

import os
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage

from carp import clock
from carp.accounts.roles import Role
from carp.audit.models import AuditEvent
from carp.files import store
from carp.files.refusals import NotTaken
from tests import make
from tests.concurrency import race
from tests.files import clamd
from tests.triggers.files import multipart, post, stored
from tests.triggers.walk import INSIDE, drafted, found, key_of, report, send, text_of
from triggers import timers, workflow
from triggers.models import EvidenceFile, TriggerReport
from triggers.views.draft import DONE, DRAFT
from triggers.workflow.evidence import MOST_FILES, draft_key_of

pytestmark = pytest.mark.django_db
PAGE, INSIDE_PAGE = "/report/evidence/", "/report/inside/"
ONE, TWO = ("one.txt", "text/plain", b"One."), ("two.csv", "text/csv", b"a,b\n")
WRONG = ("three.svg", "image/svg+xml", b"<svg/>")
LINK = "https://www.example.org/figures"


def names() -> list[str]:
    return list(EvidenceFile.objects.values_list("name", flat=True))


# --- Outside ------------------------------------------------------------------------------------
def test_several_files_at_once_are_kept_shown_and_sent_with_the_report(client):
    drafted(client)
    assert post(client, PAGE, [ONE, TWO]).headers["Location"] == "/report/check/"
    assert "one.txt (Plain text, 4 bytes)" in text_of(client.get("/report/check/"))
    assert "two.csv" in text_of(client.get(PAGE))
    assert send(client).headers["Location"] == "/report/done/"
    made = TriggerReport.objects.get()
    assert [(file.name, file.draft_key, file.added_by) for file in made.files.all()] == [
        ("one.txt", None, None),
        ("two.csv", None, None),
    ]
    assert AuditEvent.objects.get(action="triggers.submit").after["files"] == 2


def test_adding_stays_on_the_page_and_says_what_is_there(client):
    drafted(client)
    page = post(client, PAGE, [ONE], stay="1", evidence_link=LINK)
    assert page.headers["Location"] == PAGE
    page = client.get(PAGE)
    assert "Files you have added" in text_of(page)
    assert LINK in page.content.decode()
    post(client, PAGE, [TWO], stay="1")
    assert names() == ["one.txt", "two.csv"]


def test_staying_without_a_file_asks_for_one(client):
    drafted(client)
    page = post(client, PAGE, [], stay="1", evidence_link=LINK)
    assert text_of(page).count("Choose a file to add, or tick one to remove") == 2
    assert LINK in page.content.decode()


def test_wrong_file_and_wrong_link_lose_neither_the_good_files_nor_what_was_typed(client):
    drafted(client)
    page = post(client, PAGE, [ONE, WRONG, TWO], evidence_link="not a link")
    words = text_of(page)
    assert words.count("“three.svg” is a web page or a drawing in code.") == 2
    assert words.count("Enter an address like") == 2
    assert 'value="not a link"' in page.content.decode()
    assert names() == ["one.txt", "two.csv"]
    assert "one.txt" in words
    assert 'id="id_evidence_files"' in page.content.decode()


def test_ticked_file_is_removed_with_its_bytes(client, django_capture_on_commit_callbacks):
    drafted(client)
    post(client, PAGE, [ONE, TWO])
    one = EvidenceFile.objects.get(name="one.txt")
    with django_capture_on_commit_callbacks(execute=True):
        post(client, PAGE, [], stay="1", remove_files=str(one.pk))
    assert names() == ["two.csv"]
    assert not default_storage.exists(one.stored_as)


def test_nobody_removes_what_is_not_theirs(client):
    drafted(client)
    others = make.draft_file("another draft")
    sent = make.evidence_file(make.trigger_report())
    wrong = [str(others.pk), str(sent.pk), "", "x", "-1", "9" * 40, "²"]
    assert post(client, PAGE, [], remove_files=wrong).status_code == 302
    assert EvidenceFile.objects.count() == 2
    assert "notes.txt" not in text_of(client.get(PAGE))


def test_sixth_file_is_refused_and_the_five_are_kept(client):
    drafted(client)
    files = [(f"{number}.txt", "text/plain", b"x") for number in range(7)]
    page = post(client, PAGE, files)
    assert text_of(page).count("5 files can be sent at once. Remove one first.") == 4
    assert len(names()) == MOST_FILES
    first = EvidenceFile.objects.first()
    assert post(client, PAGE, [ONE], remove_files=str(first.pk)).status_code == 302
    assert len(names()) == MOST_FILES


@pytest.mark.django_db(transaction=True)
def test_two_tabs_do_not_both_bring_the_last_file(rf):
    for number in range(MOST_FILES - 1):
        make.draft_file("one draft", name=f"{number}.txt")

    def bring(name):
        request = rf.generic("POST", PAGE, *_form(name))
        (upload,) = request.FILES.getlist("evidence_files")
        try:
            workflow.keep_in_draft(upload, key="one draft", owner=None, network="n")
        except NotTaken:
            pass
        finally:
            request.close()

    race(*(partial(bring, f"last-{number}.txt") for number in range(4)))
    assert EvidenceFile.objects.count() <= MOST_FILES
    held = {place for group in _everything() for place in group}
    assert held == set(EvidenceFile.objects.values_list("stored_as", flat=True))


def _form(name):
    return multipart({}, [(name, "text/plain", b"x")])


def _everything():
    return store.settled(before=clock.machine_now() + timedelta(hours=1))


def test_network_that_sends_too_many_files_goes_on_without(client, settings):
    settings.FILES_AN_HOUR = 1
    drafted(client)
    page = post(client, PAGE, [ONE, TWO])
    assert text_of(page).count("too many files were sent from your network") == 2
    assert names() == ["one.txt"]
    assert post(client, PAGE, []).headers["Location"] == "/report/check/"


def test_files_sent_before_any_answer_are_kept_too(client):
    assert post(client, PAGE, [ONE]).headers["Location"] == "/report/danger/"
    key = client.session[DRAFT]["key"]
    assert [file.name for file in workflow.draft_files(key, None)] == ["one.txt"]


def test_stopping_deletes_the_files(client, django_capture_on_commit_callbacks):
    drafted(client)
    post(client, PAGE, [ONE])
    place = EvidenceFile.objects.get().stored_as
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/report/leave/")
    assert (names(), default_storage.exists(place)) == ([], False)


def test_saved_answers_keep_their_files_as_long_as_they_are_kept(
    client, settings, django_capture_on_commit_callbacks
):
    """Stopping in one browser leaves them to whoever opens the code in another."""
    settings.DRAFT_DAYS = 3
    drafted(client)
    post(client, PAGE, [ONE], save="1")
    held = client.session[DRAFT]
    saved = workflow.save_draft(held, key=held["key"], secret="of the code")
    client.post("/report/leave/")
    with clock.at(clock.now() + timedelta(days=30)):
        timers.clear_evidence()
    assert names() == ["one.txt"]
    drafted(client)
    session = client.session
    session[DRAFT] = held
    session.save()
    assert "one.txt" in text_of(client.get(PAGE))
    saved.delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/report/leave/")
    assert names() == []


def test_saving_with_a_wrong_file_tells_of_it_first(client):
    drafted(client)
    page = post(client, PAGE, [ONE, WRONG], save="1")
    assert "“three.svg” is a web page" in text_of(page)
    assert post(client, PAGE, [], save="1").status_code == 302
    assert names() == ["one.txt"]


def test_file_that_comes_after_the_report_was_sent_is_told_and_not_lost(client):
    drafted(client)
    before = dict(client.session.items())
    send(client)
    session = client.session
    session.update(before)
    session.pop(DONE, None)
    session.save()
    post(client, PAGE, [ONE])
    page = send(client)
    assert "An earlier state of these answers was sent already" in text_of(page)
    assert "one.txt" in text_of(page)
    assert send(client).headers["Location"] == "/report/done/"
    assert [made.files.count() for made in TriggerReport.objects.order_by("pk")] == [0, 1]


def test_second_report_of_a_browser_has_none_of_the_first_ones_files(client):
    drafted(client)
    post(client, PAGE, [ONE])
    send(client)
    report(client)
    assert TriggerReport.objects.latest("pk").files.count() == 0


# --- Held back ----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["127.0.0.1:1", "/no/such/socket"])
def test_scanner_that_is_away_holds_files_back_and_keeps_what_was_typed(client, settings, address):
    settings.CLAMD = address
    drafted(client)
    page = post(client, PAGE, [ONE], evidence_link=LINK)
    assert text_of(page).count("could not be checked for viruses just now") == 2
    assert LINK in page.content.decode()
    assert names() == []
    assert client.post(PAGE, {"evidence_link": LINK}).headers["Location"] == "/report/check/"


def test_scanner_sees_each_file_and_refuses_the_harmful_one(client, settings):
    drafted(client)
    harmful = ("harm.txt", "text/plain", clamd.EICAR)
    with clamd.running() as daemon:
        settings.CLAMD = daemon.address
        page = post(client, PAGE, [ONE, harmful, TWO])
    assert daemon.scanned == [ONE[2], clamd.EICAR, TWO[2]]
    assert "“harm.txt” was found to be harmful" in text_of(page)
    assert names() == ["one.txt", "two.csv"]


def test_full_disk_is_told_beside_the_field_and_loses_nothing(client, settings):
    drafted(client)
    full = {"default": {"BACKEND": "tests.files.test_store.FullDisk"}}
    storages = settings.STORAGES
    settings.STORAGES = storages | full
    page = post(client, PAGE, [ONE], evidence_link=LINK)
    assert text_of(page).count("our disk is full just now") == 2
    assert LINK in page.content.decode()
    assert names() == []
    settings.STORAGES = storages
    assert post(client, PAGE, [ONE], evidence_link=LINK).status_code == 302


# --- Inside -------------------------------------------------------------------------------------
@pytest.fixture
def officer(client):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    return person


def test_inside_files_stay_while_another_field_is_wrong_and_go_with_the_report(client, officer):
    key = key_of(client.get(INSIDE_PAGE))
    page = post(client, INSIDE_PAGE, [ONE, WRONG], **INSIDE | {"key": key, "what": ""})
    words = text_of(page)
    assert words.count("Say what is happening") == 2
    assert words.count("“three.svg” is a web page") == 2
    assert "Files you have added" in words
    assert key_of(page) == key
    sent = post(client, INSIDE_PAGE, [TWO], **INSIDE | {"key": key})
    assert sent.status_code == 302
    made = TriggerReport.objects.get()
    assert [file.name for file in made.files.all()] == ["one.txt", "two.csv"]
    assert {file.added_by for file in made.files.all()} == {officer}
    assert "one.txt (Plain text, 4 bytes)" in text_of(client.get(sent.headers["Location"]))


def test_inside_form_without_a_key_gets_one_that_keeps_its_files(client, officer):
    page = post(client, INSIDE_PAGE, [ONE], **INSIDE | {"key": "", "what": ""})
    post(client, INSIDE_PAGE, [], **INSIDE | {"key": key_of(page)})
    assert TriggerReport.objects.get().files.get().name == "one.txt"


def test_inside_file_that_comes_after_the_report_was_sent_is_told_and_not_lost(client, officer):
    post(client, INSIDE_PAGE, [], **INSIDE | {"key": "k"})
    page = post(client, INSIDE_PAGE, [ONE], **INSIDE | {"key": "k"})
    assert "This form was sent already" in text_of(page)
    post(client, INSIDE_PAGE, [], **INSIDE | {"key": key_of(page)})
    assert [made.files.count() for made in TriggerReport.objects.order_by("pk")] == [0, 1]


def test_inside_ticked_file_is_left_out(client, officer):
    page = post(client, INSIDE_PAGE, [ONE, TWO], **INSIDE | {"key": "k", "what": ""})
    ticked = found(r'name="remove_files" type="checkbox" value="(\d+)"', page)
    post(client, INSIDE_PAGE, [], **INSIDE | {"key": "k", "remove_files": ticked})
    assert TriggerReport.objects.get().files.get().name == "two.csv"


def test_files_wait_while_help_is_named_first(client, officer):
    danger = INSIDE | {"key": "k", "immediate_danger": "yes", "danger_seen": ""}
    page = post(client, INSIDE_PAGE, [ONE], **danger)
    assert "one.txt" in text_of(page)
    post(client, INSIDE_PAGE, [], **danger | {"danger_seen": "1"})
    assert TriggerReport.objects.get().files.count() == 1


def test_draft_of_one_person_is_not_that_of_another_with_the_same_key(client, officer):
    make.draft_file("k", make.user(Role.OFFICER))
    make.draft_file("k", None)
    page = post(client, INSIDE_PAGE, [], **INSIDE | {"key": "k", "what": ""})
    assert "Files you have added" not in text_of(page)
    post(client, INSIDE_PAGE, [], **INSIDE | {"key": "k"})
    assert TriggerReport.objects.get().files.count() == 0
    assert len({draft_key_of("k", officer), draft_key_of("k", None)}) == 2


# --- Clearing away ------------------------------------------------------------------------------
def test_files_of_drafts_that_were_never_sent_are_forgotten_in_time(
    settings, django_capture_on_commit_callbacks
):
    settings.DRAFT_DAYS = 3
    old = clock.now() - timedelta(days=3, minutes=1)
    gone = make.draft_file(added_at=old)
    kept = [make.draft_file(), make.evidence_file(make.trigger_report(), added_at=old)]
    with django_capture_on_commit_callbacks(execute=True):
        timers.clear_evidence()
    assert list(EvidenceFile.objects.all()) == kept
    assert not default_storage.exists(gone.stored_as)
    assert all(stored(file) for file in kept)


def test_bytes_without_a_row_are_forgotten_once_they_are_settled():
    kept, lost = make.draft_file(), make.draft_file()
    EvidenceFile.objects.filter(pk=lost.pk).delete()
    timers.clear_evidence()
    assert default_storage.exists(lost.stored_as)
    for file in (kept, lost):
        os.utime(default_storage.path(file.stored_as), (0, 0))
    timers.clear_evidence()
    assert not default_storage.exists(lost.stored_as)
    assert default_storage.exists(kept.stored_as)
