"""Save and come back later: nothing typed is lost, and only the newest code opens it."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carp import clock
from carp.outbox import queue
from carp.outbox.models import DeliveredMail, OutboxItem
from tests import make
from tests.concurrency import race
from tests.mail import owed_mails
from tests.triggers.walk import (
    FOOD_BANK,
    answer,
    drafted,
    found,
    receipt_in,
    report,
    send,
    text_of,
)
from triggers import receipts, timers, workflow
from triggers.models import SavedDraft, SubmissionBucket, TriggerReport
from triggers.views.draft import DRAFT, SAVED

pytestmark = pytest.mark.django_db
State = SavedDraft.State
ON_3_JUNE_2024 = datetime(2024, 6, 3, 9, tzinfo=UTC)


def saved_code(client):
    """Save the draft in this browser; the code that is shown."""
    response = client.post("/report/save/", {"way": "code", "email": ""})
    assert response.headers["Location"] == "/report/saved/"
    return receipt_in(client.get("/report/saved/"))


def opened(code, client=None, **more):
    """Type a code in another browser; the browser and what it was answered."""
    browser = client or Client()
    return browser, browser.post("/report/resume/", {"code": code} | more)


# --- Saving -------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", FOOD_BANK)
def test_every_question_can_be_saved_with_what_stands_on_its_page(client, step):
    drafted(client)
    assert 'name="save"' in client.get(f"/report/{step}/").content.decode()
    response = client.post(f"/report/{step}/", {"save": "1"})
    assert response.headers["Location"] == "/report/save/"
    assert client.session[DRAFT]["answers"][step] == {}
    assert answer(client, step, save="1").headers["Location"] == "/report/save/"
    held = client.session[DRAFT]["answers"][step]
    assert held == {
        name: typed if isinstance(typed, list) else [typed]
        for name, typed in FOOD_BANK[step].items()
    }


def test_wrong_answer_is_saved_as_it_was_typed_and_comes_back(client):
    drafted(client)
    answer(client, "affected", people_affected="lots of \x00 them", save="1")
    browser, response = opened(saved_code(client))
    assert response.headers["Location"] == "/report/affected/"
    held = browser.session[DRAFT]["answers"]["affected"]["people_affected"]
    assert held == ["lots of \x00 them"]


def test_more_than_people_type_is_shown_and_not_saved_away(client):
    drafted(client)
    page = answer(client, "what", what="x" * 50_000, save="1")
    assert page.status_code == 200
    assert "x" * 50_000 in page.content.decode()


def test_code_opens_the_answers_in_another_browser_and_the_report_is_sent_once(client):
    drafted(client)
    code = saved_code(client)
    browser, response = opened(code)
    assert response.headers["Location"] == "/report/check/"
    assert FOOD_BANK["what"]["what"] in text_of(browser.get("/report/check/"))
    assert send(browser).headers["Location"] == "/report/done/"
    assert send(client).headers["Location"] == "/report/done/"
    assert TriggerReport.objects.count() == 1


def test_code_is_taken_as_people_copy_it(client):
    drafted(client)
    code = saved_code(client)
    typed = f"  {code.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l")
    assert opened(typed)[1].status_code == 302


def test_code_has_130_bits_and_only_its_hash_is_kept(client):
    drafted(client)
    code = saved_code(client)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4, 4, 3]
    everything = str([*SavedDraft.objects.values(), *client.session.items()])
    assert code not in everything
    assert receipts.plain(code) not in everything


def test_code_of_answers_is_no_receipt_and_a_receipt_is_no_code(client):
    receipt = receipt_in(report(client))
    drafted(client)
    code = saved_code(client)
    assert "No report found" in text_of(client.post("/report/status/", {"receipt": code}))
    assert "No saved answers found" in text_of(opened(receipt)[1])


def test_code_is_shown_for_some_minutes_only(client):
    drafted(client)
    assert saved_code(client)
    session = client.session
    session[SAVED] = session[SAVED] | {"at": time.time() - 16 * 60}
    session.save()
    page = client.get("/report/saved/")
    assert receipt_in(page) == ""
    assert "We cannot show it again" in text_of(page)
    assert client.get("/report/saved/print/").headers["Location"] == "/report/saved/"
    assert client.session[SAVED]["key"] == ""


def test_answers_stay_in_this_browser_until_they_are_deleted_there(client):
    drafted(client)
    code = saved_code(client)
    assert client.get("/report/check/").status_code == 200
    page = client.post("/report/leave/", follow=True)
    assert "Those that you saved stay until the end of" in text_of(page)
    assert DRAFT not in client.session
    assert opened(code)[1].status_code == 302


def test_answers_that_nobody_saved_are_gone_when_they_are_deleted(client):
    drafted(client)
    saved_code(client)
    SavedDraft.objects.update(expires_on=clock.today() - timedelta(days=1))
    page = client.post("/report/leave/", follow=True)
    assert "Your answers are deleted." in text_of(page)


@pytest.mark.parametrize("days", [7, 3])
def test_last_day_is_printed_before_and_after_and_in_the_mail(client, settings, days):
    settings.DRAFT_DAYS = days
    with clock.at(ON_3_JUNE_2024):
        drafted(client)
        until = f"{3 + days} June 2024"
        assert until in text_of(client.get("/report/save/"))
        client.post("/report/save/", {"way": "mail", "email": "pat@example.org"})
        assert until in text_of(client.get("/report/saved/"))
        assert until in owed_mails()[0].payload["body"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Select how you want to come back"),
        ({"way": "pigeon"}, "Select how you want to come back"),
        ({"way": "mail"}, "Enter an e-mail address, or choose the code"),
        ({"way": "mail", "email": "pat@"}, "Enter an e-mail address in the correct format"),
    ],
)
def test_wrong_way_is_told_beside_the_field_and_saves_nothing(client, wrong, sentence):
    drafted(client)
    page = client.post("/report/save/", wrong)
    assert text_of(page).count(sentence) == 2
    assert not SavedDraft.objects.exists()


def test_there_is_nothing_to_save_without_answers(client):
    assert client.get("/report/save/").headers["Location"] == "/report/"
    assert client.post("/report/save/", {"way": "code"}).headers["Location"] == "/report/"
    assert client.get("/report/saved/").headers["Location"] == "/report/"
    assert client.get("/report/saved/print/").headers["Location"] == "/report/"


def test_saving_is_limited_by_network_and_the_answers_stay(client, settings):
    settings.REPORTS_AN_HOUR, settings.REPORTS_AN_HOUR_AT_MOST = 1, 2
    drafted(client)
    by_mail = {"way": "mail", "email": "pat@example.org"}
    assert client.post("/report/save/", by_mail).status_code == 302
    page = client.post("/report/save/", by_mail)
    assert page.status_code == 429
    assert "Choose the code instead" in text_of(page)
    assert 'value="pat@example.org"' in page.content.decode()
    page = client.post("/report/save/", {"way": "code"})
    assert page.status_code == 429
    assert "Yours are still in this browser" in text_of(page)
    assert client.get("/report/check/").status_code == 200
    assert len(owed_mails()) == 1


# --- The mail -----------------------------------------------------------------------------------
def link_of(mail):
    found_link = re.search(r"http://testserver(/report/resume/\S+/)", mail["body"])
    assert found_link
    return found_link[1]


def test_mail_has_a_link_names_no_place_and_carries_no_content(client):
    drafted(client, what={"what": "CanaryStory"}, community={"where": "CanaryStreet"})
    client.post("/report/save/", {"way": "mail", "email": "pat@example.org"})
    (mail,) = owed_mails()
    assert mail.payload["to"] == "pat@example.org"
    told = str(mail.payload)
    for secret in ("Canary", "Trinity", "Gainsborough", "01632 960200", "Older people"):
        assert secret not in told.replace("01632 960100", "")
    assert receipt_in(client.get("/report/saved/")) == ""


def test_address_is_not_kept_once_the_mail_is_sent(client, settings, mailoutbox):
    settings.MAIL_TO_OUTBOX = False
    drafted(client)
    client.post("/report/save/", {"way": "mail", "email": "pat@example.org"})
    assert queue.run_due() == 1
    assert [mail.to for mail in mailoutbox] == [["pat@example.org"]]
    held = [
        str(list(model.objects.values()))
        for model in (SavedDraft, OutboxItem, DeliveredMail, SubmissionBucket)
    ]
    assert "pat@example.org" not in " ".join([*held, str(client.session.items())])


def test_looking_at_the_link_changes_nothing_and_its_button_opens_the_answers(client):
    drafted(client)
    client.post("/report/save/", {"way": "mail", "email": "pat@example.org"})
    path = link_of(owed_mails()[0].payload)
    browser = Client()
    with CaptureQueriesContext(connection) as queries:
        pages = [browser.get(path) for _ in range(3)]
    assert [query["sql"] for query in queries] == []
    assert SavedDraft.objects.get().state == State.KEPT
    assert browser.post(path).status_code == 405
    code = found('name="code" value="([^"]+)"', pages[0])
    assert 'action="/report/resume/"' in pages[0].content.decode()
    assert "Trinity" not in text_of(pages[0])
    assert opened(code, browser)[1].headers["Location"] == "/report/check/"


def test_code_of_a_link_is_never_logged(client, settings, caplog):
    settings.LOOKUPS_AN_HOUR = 1
    caplog.set_level(0)
    drafted(client)
    code = saved_code(client)
    for _ in range(3):
        client.get(f"/report/resume/{code}/")
        opened(code, client)
    assert code not in caplog.text


# --- Old codes ----------------------------------------------------------------------------------
def test_newest_code_wins_and_the_older_one_says_so_kindly(client):
    drafted(client)
    first = saved_code(client)
    answer(client, "what", what="Now 220 a week.")
    second = saved_code(client)
    words = text_of(opened(first)[1])
    assert "There is a newer code" in words
    browser, _ = opened(second)
    assert "Now 220 a week." in text_of(browser.get("/report/check/"))
    assert SavedDraft.objects.kept().count() == 1


def test_saved_again_elsewhere_it_is_still_the_same_report(client):
    drafted(client)
    first = saved_code(client)
    browser, _ = opened(first)
    second = saved_code(browser)
    assert "There is a newer code" in text_of(opened(first)[1])
    assert opened(second)[1].status_code == 302


def test_code_says_that_its_report_was_sent(client):
    drafted(client)
    first, second = saved_code(client), saved_code(client)
    send(client)
    for code in (first, second):
        assert "This report was sent" in text_of(opened(code)[1])
    assert "Trinity" not in str(list(SavedDraft.objects.values()))


def test_other_reports_saved_answers_are_left_alone(client):
    drafted(client)
    code = saved_code(client)
    report(Client())
    assert opened(code)[1].status_code == 302


def test_code_opens_on_its_last_day_and_says_afterwards_that_it_is_over(client):
    with clock.at(ON_3_JUNE_2024):
        drafted(client)
        code = saved_code(client)
    with clock.at(datetime(2024, 6, 10, 22, 59, tzinfo=UTC)):  # a minute to midnight in England
        timers.due()
        assert opened(code)[1].status_code == 302
    with clock.at(datetime(2024, 6, 10, 23, 1, tzinfo=UTC)):
        assert "The last day is over" in text_of(opened(code)[1])
        timers.due()
        assert SavedDraft.objects.get().answers == ""
        assert "The last day is over" in text_of(opened(code)[1])
    with clock.at(ON_3_JUNE_2024 + timedelta(days=60)):
        timers.due()
        assert not SavedDraft.objects.exists()
        assert "No saved answers found" in text_of(opened(code)[1])


def test_purge_forgets_the_answers_of_those_that_are_out_of_time_only():
    today = clock.today()
    over = make.saved_draft(secret="a", expires_on=today - timedelta(days=1))
    kept = make.saved_draft(secret="b", expires_on=today)
    assert workflow.purge_drafts() == 1
    over.refresh_from_db()
    kept.refresh_from_db()
    assert (over.state, over.answers) == (State.EXPIRED, "")
    assert kept.state == State.KEPT
    assert "saved until" in str(kept)


def test_schedule_asks_every_hour_what_is_out_of_time():
    entry = configured.CELERY_BEAT_SCHEDULE["saved-drafts"]
    assert entry["task"] == timers.due.name
    assert entry["schedule"] <= 60 * 60


def test_wrong_code_and_mistyped_one_are_told_apart(client):
    drafted(client)
    code = saved_code(client)
    wrong = receipts.of_saved_draft("another")
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "No saved answers found" in text_of(opened(wrong)[1])
    assert "a letter is wrong or missing" in text_of(opened(mistyped)[1])
    assert text_of(opened(" ")[1]).count("Enter the code") == 2


def test_right_and_wrong_codes_cost_the_same_work(client):
    drafted(client)
    first, code = saved_code(client), saved_code(client)
    opened(code)
    work = []
    for typed in (code, first, receipts.of_saved_draft("another"), code[:-1] + "*"):
        with CaptureQueriesContext(connection) as queries:
            opened(typed)
        told = [query["sql"].partition(" WHERE ")[0] for query in queries]
        work.append([sql for sql in told if "SAVEPOINT" not in sql and "session" not in sql])
    assert [sql.split()[0] for sql in work[0]] == ["UPDATE", "SELECT"]
    assert work[0] == work[1] == work[2] == work[3]


def test_codes_and_receipts_are_counted_together(client, settings):
    settings.LOOKUPS_AN_HOUR = 2
    drafted(client)
    code = saved_code(client)
    client.post("/report/status/", {"receipt": receipts.of_submission("another")})
    assert opened(receipts.of_saved_draft("another"))[1].status_code == 200
    response = opened(code)[1]
    assert response.status_code == 429
    assert "Too many codes" in text_of(response)
    assert f'value="{code}"' in response.content.decode()
    assert client.post("/report/status/", {"receipt": code}).status_code == 429


# --- Two reports at once ------------------------------------------------------------------------
def test_answers_in_this_browser_are_not_replaced_without_asking(client):
    drafted(client, what={"what": "Saved earlier."})
    code = saved_code(client)
    browser = Client()
    drafted(browser, what={"what": "Begun here."})
    _, page = opened(code, browser)
    assert "There are other answers in this browser" in text_of(page)
    assert "Save the answers in this browser first" in text_of(page)
    assert "Begun here." in text_of(browser.get("/report/check/"))
    _, response = opened(code, browser, replace="1")
    assert response.headers["Location"] == "/report/check/"
    assert "Saved earlier." in text_of(browser.get("/report/check/"))


def test_same_report_changed_since_is_asked_about_too(client):
    drafted(client)
    code = saved_code(client)
    assert opened(code, client)[1].status_code == 302
    answer(client, "what", what="Changed since.")
    _, page = opened(code, client)
    assert "They belong to the same report" in text_of(page)
    assert "Save the answers in this browser first" not in text_of(page)


def test_report_sent_from_one_device_and_changed_on_another_is_not_dropped(client):
    drafted(client)
    browser, _ = opened(saved_code(client))
    answer(browser, "what", what="With more of it.")
    send(client)
    page = send(browser)
    first = TriggerReport.objects.get()
    assert f"was sent already, from another page or device: {first.reference}" in text_of(page)
    assert "With more of it." in text_of(page)
    assert send(browser).headers["Location"] == "/report/done/"
    assert TriggerReport.objects.filter(what="With more of it.").count() == 1


@pytest.mark.django_db(transaction=True)
def test_saved_many_times_at_once_one_code_opens(client):
    drafted(client)
    held = client.session[DRAFT]

    def save(number):
        return lambda: workflow.save_draft(held, key=held["key"], secret=f"code {number}")

    came = race(*[save(number) for number in range(6)])
    assert all(isinstance(each, SavedDraft) for each in came), came
    opens = [receipts.find_draft(receipts.of_saved_draft(f"code {n}"))[0] for n in range(6)]
    assert sum(held is not None for held in opens) == 1


def test_start_page_leads_to_the_place_where_a_code_is_typed(client):
    assert 'href="/report/resume/"' in client.get("/report/").content.decode()
