"""Nothing that a reporter types is lost: by a time-out, a second tab, Back, or a full disk."""

import re
import secrets
from contextlib import contextmanager

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from carp.accounts.roles import Role
from tests import make
from tests.triggers.walk import (
    FOOD_BANK,
    INSIDE,
    answer,
    drafted,
    found,
    key_of,
    send,
    text_of,
    walk,
)
from triggers.models import TriggerReport
from triggers.views.draft import DRAFT

STORY = "The path is broken,\nand <older> people stay at home."


def tab_of(client):
    """A second tab: the same browser, so the same cookies."""
    other = Client()
    other.cookies = client.cookies
    return other


# --- A time-out ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_answer_after_the_session_ended_is_kept_and_the_loss_of_others_is_told(client):
    walk(client)
    Session.objects.all().delete()
    caches["sessions"].clear()
    response = answer(client, "what", what=STORY)
    assert response.headers["Location"] == "/report/danger/"
    words = text_of(client.get("/report/danger/"))
    assert "What you have just written is kept." in words
    for step in ("danger", "who", "community", "affected"):
        answer(client, step)
    assert "&lt;older&gt; people" in client.get("/report/what/").content.decode()


@pytest.mark.django_db
def test_first_answer_of_a_report_tells_of_no_loss(client):
    response = client.post("/report/danger/", FOOD_BANK["danger"], follow=True)
    assert "is kept" not in text_of(response)


@pytest.mark.django_db
def test_answer_of_somebody_who_was_signed_out_meanwhile_is_shown_to_be_copied(client, settings):
    client.force_login(make.user(Role.OFFICER))
    client.get("/report/inside/")
    settings.SESSION_IDLE_SECONDS = -1
    page = client.post("/report/inside/", INSIDE | {"what": STORY})
    assert page.status_code == 403
    assert "&lt;older&gt; people stay at home." in page.content.decode()


@pytest.mark.django_db
def test_answer_whose_session_ends_while_it_is_taken_comes_back(client, monkeypatch):
    drafted(client)
    take = Session.objects.all().delete
    browser = Client(raise_request_exception=False)
    browser.cookies = client.cookies
    with ends_before_it_is_saved(monkeypatch, take):
        page = browser.post("/report/what/", {"what": STORY})
    assert page.status_code == 400
    assert_form_comes_back(page, "/report/what/")
    assert answer(browser, "what", what=STORY).status_code == 302


@contextmanager
def ends_before_it_is_saved(monkeypatch, end):
    """Somebody signs this browser out between the view and the saving of its session."""
    save = SessionStore.save

    def ended(self, must_create=False):
        if not must_create:
            end()
        return save(self, must_create=must_create)

    with monkeypatch.context() as patched:
        patched.setattr(SessionStore, "save", ended)
        yield


# --- Two tabs -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_later_answer_of_two_tabs_is_shown(client):
    drafted(client)
    tab = tab_of(client)
    for page in (client, tab):
        page.get("/report/what/")
    answer(tab, "what", what="Typed in the second tab.")
    answer(client, "what", what="Typed later in the first.")
    for page in (client, tab):
        assert "Typed later in the first." in text_of(page.get("/report/check/"))


@pytest.mark.django_db
def test_answers_of_two_tabs_to_two_questions_are_both_kept(client):
    drafted(client)
    answer(tab_of(client), "when", since="Since Easter")
    answer(client, "what", what="In the other tab.")
    words = text_of(client.get("/report/check/"))
    assert "Since Easter" in words
    assert "In the other tab." in words


@pytest.mark.django_db
def test_answers_that_were_not_looked_at_are_not_sent_in_silence(client):
    drafted(client)
    page = client.get("/report/check/")
    sent = {"key": key_of(page), "seen": found(r'name="seen"[^>]* value="([^"]+)"', page)}
    answer(tab_of(client), "what", what="Changed in another tab.")
    shown = client.post("/report/check/", sent)
    assert "These are the answers we have now." in text_of(shown)
    assert "Changed in another tab." in text_of(shown)
    assert not TriggerReport.objects.exists()
    seen = found(r'name="seen"[^>]* value="([^"]+)"', shown)
    assert client.post("/report/check/", sent | {"seen": seen}).status_code == 302
    assert TriggerReport.objects.get().what == "Changed in another tab."


@pytest.mark.django_db
def test_form_sent_twice_with_other_words_is_not_dropped(client):
    """Back on the one page of staff, a change, and sent again."""
    client.force_login(make.user(Role.OFFICER))
    key = key_of(client.get("/report/inside/"))
    first = client.post("/report/inside/", INSIDE | {"key": key, "organisation": ""})
    assert first.status_code == 302
    page = client.post("/report/inside/", INSIDE | {"key": key, "what": STORY})
    assert "This form was sent already, with other answers" in text_of(page)
    assert "&lt;older&gt; people" in page.content.decode()
    again = client.post("/report/inside/", INSIDE | {"key": key_of(page), "what": STORY})
    assert again.status_code == 302
    assert TriggerReport.objects.count() == 2


# --- Back and refresh ---------------------------------------------------------------------------
@pytest.mark.django_db
def test_back_and_refresh_show_what_was_typed_right_or_wrong(client):
    drafted(client)
    answer(client, "what", what=STORY)
    for _refresh in range(2):
        assert "&lt;older&gt; people" in client.get("/report/what/").content.decode()
    answer(client, "affected", people_affected="lots")
    for _refresh in range(2):
        assert 'value="lots"' in client.get("/report/affected/").content.decode()


@pytest.mark.django_db
def test_back_after_sending_leads_to_the_last_page_and_sends_nothing_again(client):
    drafted(client)
    send(client)
    for path in ("/report/check/", "/report/done/"):
        assert "Report received" in text_of(client.get(path, follow=True))
    assert TriggerReport.objects.count() == 1


# --- A full disk --------------------------------------------------------------------------------
def _say(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


@contextmanager
def reads_only():
    """What a full disk does: reads answer, writes do not."""
    refuse, allow = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
        ),
    }[connection.vendor]
    _say(refuse)
    try:
        yield
    finally:
        _say(allow)


@contextmanager
def full():
    """SQLite may take no further page, as on a disk without room."""
    _say("VACUUM")
    pages = _say("PRAGMA page_count")[0]
    before = _say("PRAGMA max_page_count")[0]
    _say(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        _say(f"PRAGMA max_page_count = {before}")


def assert_form_comes_back(page, path):
    body = page.content.decode()
    assert "nothing that you typed is lost" in body
    assert "&lt;older&gt; people stay at home.</textarea>" in body
    assert f'<form method="post" action="{path}"' in body
    assert "Send it again" in body
    assert body.count("<h1") == 1


def sent_again(browser, page):
    """Press the button of the page: what stands in its form goes to where it belongs."""
    body = page.content.decode().partition("<main")[2]
    path = re.search(r'<form method="post" action="([^"]+)"', body)[1]
    return browser.post(path, {"what": STORY})


@pytest.mark.django_db(transaction=True)
def test_answer_that_cannot_be_stored_comes_back_with_its_form(client):
    drafted(client)
    browser = Client(raise_request_exception=False)
    browser.cookies = client.cookies
    with reads_only():
        page = browser.post("/report/what/", {"what": STORY})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert_form_comes_back(page, "/report/what/")
    assert sent_again(browser, page).status_code == 302
    assert browser.session[DRAFT]["answers"]["what"]["what"] == [STORY]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can be told its room")
def test_full_disk_is_named_and_the_answer_comes_back(client):
    drafted(client)
    browser = Client(raise_request_exception=False)
    browser.cookies = client.cookies
    with full():
        page = browser.post("/report/what/", {"what": STORY + secrets.token_hex(15_000)})
        answered = browser.get("/report/check/").status_code
    assert page.status_code == 507
    assert "Its disk is full" in text_of(page)
    assert "&lt;older&gt; people stay at home." in page.content.decode()
    assert answered == 200


@pytest.mark.django_db(transaction=True)
def test_report_that_cannot_be_stored_keeps_its_answers(client):
    drafted(client)
    browser = Client(raise_request_exception=False)
    browser.cookies = client.cookies
    key = key_of(browser.get("/report/check/"))
    with reads_only():
        page = browser.post("/report/check/", {"key": key})
    assert page.status_code == 503
    assert not TriggerReport.objects.exists()
    assert f'name="key" value="{key}"' in page.content.decode()
    assert browser.post("/report/check/", {"key": key}).headers["Location"] == "/report/done/"
    assert TriggerReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "field"),
    [("report-inside", "what"), ("triage-ask", "question"), ("triage-reopen", "reason")],
)
def test_staff_get_what_they_typed_back_too(client, address, field):
    officer = make.user(Role.NOMINATED_OFFICER)
    status = {"triage-ask": "under_review", "triage-reopen": "closed"}.get(address)
    path = (
        reverse(f"triggers:{address}", args=[make.trigger_report(status).reference])
        if status
        else reverse(f"triggers:{address}")
    )
    browser = Client(raise_request_exception=False)
    browser.force_login(officer)
    due = {"due_on_day": "1", "due_on_month": "1", "due_on_year": "2050"}
    due |= {"whom": "somebody", "asked_of": "Police"}
    browser.get(path)
    with reads_only():
        page = browser.post(path, INSIDE | due | {field: STORY})
    assert page.status_code == 503
    assert_form_comes_back(page, path)
