"""Reporting from outside, page by page, without scripts: scenario O2, and what goes wrong."""

import re
import time
from datetime import UTC, datetime

import pytest
from django.test import Client

from carp import clock
from carp.accounts.roles import Role
from carp.outbox.models import OutboxItem
from tests import make
from tests.concurrency import race
from tests.mail import owed_mails
from tests.triggers.walk import (
    FOOD_BANK,
    answer,
    drafted,
    found,
    key_of,
    receipt_in,
    report,
    send,
    text_of,
    walk,
)
from triggers.models import SubmissionBucket, TriggerReport
from triggers.views.draft import DONE, DRAFT

pytestmark = pytest.mark.django_db
ON_3_JUNE_2024 = datetime(2024, 6, 3, 9, tzinfo=UTC)
CORPUS = [
    "null \x00 inside",
    "\u202eright to left",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "e" + "\u0301" * 10_000,
    "\ufeffbom \u200bzero width \U000e0041",
    "<script>alert(1)</script> {{ 7*7 }} {% now 'Y' %}",
    "'; DROP TABLE triggers_triggerreport; --",
    "İstanbul ﬁne ½",
    "x" * 50_000,
    "\r\n\t \x07\x1b",
]


# --- The doors ----------------------------------------------------------------------------------
def test_start_shows_the_doors_before_the_report(client):
    words = text_of(client.get("/report/"))
    for door in ("Call 999", "A child may be at risk", "An adult may be at risk", "case review"):
        assert words.index(door) < words.index("This is about a community")


def test_start_offers_staff_the_one_page(client):
    client.force_login(make.user(Role.OFFICER))
    assert 'href="/report/inside/"' in client.get("/report/").content.decode()
    client.force_login(make.user(Role.AUDITOR))
    assert 'href="/report/danger/"' in client.get("/report/").content.decode()


# --- Scenario O2 --------------------------------------------------------------------------------
def test_food_bank_reports_by_telephone_only(client):
    with clock.at(ON_3_JUNE_2024):
        assert client.get("/report/").status_code == 200
        assert walk(client) == "/report/check/"
        assert send(client).headers["Location"] == "/report/done/"
        last = client.get("/report/done/")
    made = TriggerReport.objects.get()
    assert "TRG-2024-00001" in text_of(last)
    assert "we send no e-mail" in text_of(last)
    assert owed_mails() == []
    assert made.what == FOOD_BANK["what"]["what"]
    assert (made.contact.telephone, made.contact.organisation) == (
        "01632 960200",
        "Trinity Food Bank",
    )
    assert "Trinity" not in f"{made.what}{made.search_text}"
    answered = client.post("/report/status/", {"receipt": receipt_in(last)})
    assert "Arrived" in text_of(answered)


def test_answers_reach_the_log_as_they_were_given(client):
    ward = make.area()
    report(
        client,
        danger={"immediate_danger": "yes"},
        community={"area": str(ward.pk)},
        evidence={"evidence_link": "www.example.org/figures"},
        contact={"method": "email", "email": "pat@example.org", "safe_note": "Not at work"},
    )
    made = TriggerReport.objects.get()
    assert made.immediate_danger is True
    assert made.area == ward
    assert made.people_affected == 200
    assert made.evidence_link == "https://www.example.org/figures"
    assert (made.extent, made.trend, made.urgency) == ("neighbourhood", "worsening", "soon")
    assert (made.contact.method, made.contact.email) == ("email", "pat@example.org")
    assert [mail.payload["to"] for mail in owed_mails()] == ["pat@example.org"]


def test_nothing_about_the_visitor_is_stored_or_logged(client, caplog):
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "CanaryBrowser"}
    last = report(client)
    client.post("/report/status/", {"receipt": receipt_in(last)})
    held = [
        str(list(model.objects.values())) for model in (TriggerReport, SubmissionBucket, OutboxItem)
    ]
    everything = " ".join([*held, str(client.session.items()), caplog.text])
    assert "203.0.113" not in everything
    assert "CanaryBrowser" not in everything
    assert receipt_in(last) not in everything


# --- On the way ---------------------------------------------------------------------------------
def test_every_question_is_a_page_with_its_own_title(client):
    titles = set()
    for number, step in enumerate(FOOD_BANK, 1):
        page = client.get(f"/report/{step}/")
        assert page.status_code == 200
        assert f"Question {number} of {len(FOOD_BANK)}" in text_of(page)
        assert page.content.decode().count("<h1") == 1
        titles.add(found("<title>(.*)</title>", page))
        answer(client, step)
    assert len(titles) == len(FOOD_BANK)


def test_unknown_question_is_not_found(client):
    assert client.get("/report/colour/").status_code == 404


def test_danger_names_help_first_and_lets_the_report_go_on(client):
    response = answer(client, "danger", immediate_danger="yes")
    assert response.headers["Location"] == "/report/danger-now/"
    page = client.get("/report/danger-now/")
    words = text_of(page)
    assert "Call 999" in words
    assert words.count("Call 01632") == 2
    assert 'href="/report/who/"' in page.content.decode()


@pytest.mark.parametrize(
    ("step", "wrong", "sentence"),
    [
        ("danger", {"immediate_danger": ""}, "Select yes if anybody is in immediate danger"),
        ("danger", {"immediate_danger": "perhaps"}, "Select yes if anybody is in immediate danger"),
        ("who", {"reporter_kind": ""}, "Select who you are"),
        ("who", {"organisation": ""}, "Enter the name of the organisation or group"),
        ("community", {"community_kind": ""}, "Select what kind of community it is"),
        ("community", {"where": ""}, "Say where it is, or select the ward"),
        ("community", {"area": "9999999"}, "Select a ward from the list"),
        ("affected", {"categories": []}, "Select what the people share"),
        ("affected", {"categories": ["cats"]}, "Select answers from the list"),
        ("affected", {"people_affected": "many"}, "Enter a number of people, like 200"),
        ("affected", {"people_affected": "0"}, "Enter 1 or more people"),
        ("affected", {"people_affected": "9" * 5000}, "Enter a number of people, like 200"),
        ("affected", {"people_affected": "1e400"}, "Enter a number of people, like 200"),
        ("what", {"what": "  \n "}, "Say what is happening"),
        ("when", {"trend": ""}, "Select whether it is getting better or worse"),
        ("sources", {"sources": []}, "Select how you know; the nearest answer will do"),
        (
            "sources",
            {"figure_counted": ""},
            "Say what is counted, or leave all three empty",
        ),
        (
            "sources",
            {"figure_before": ""},
            "Enter the number before, or leave all three empty",
        ),
        ("sources", {"figure_now": ""}, "Enter the number now, or leave all three empty"),
        (
            "sources",
            {"figure_now": "over 200"},
            "Enter the number now in figures, like 140 or 12.5",
        ),
        ("sources", {"figure_now": "NaN"}, "Enter the number now in figures, like 140 or 12.5"),
        ("sources", {"figure_before": "-1"}, "The number before must be 0 or more"),
        ("sources", {"figure_before": "0.001"}, "The number before must have at most 2 decimals"),
        ("sources", {"figure_now": "9" * 5000}, "The number now is too long"),
        ("sources", {"figure_now": "1e400"}, "The number now is too long"),
        ("sources", {"figure_counted": "a\x00b"}, "Remove the characters that cannot be printed"),
        ("sources", {"figure_counted": "x" * 101}, "Use 100 characters or fewer"),
        ("urgency", {"urgency": "now"}, "Select how urgent it is"),
        ("evidence", {"evidence_link": "javascript:alert(1)"}, "Enter an address like"),
        ("evidence", {"evidence_link": "http://[::1"}, "Enter an address like"),
        ("contact", {"method": ""}, "Select how we may contact you"),
        ("contact", {"telephone": ""}, "Enter a telephone number, or choose another way"),
        ("contact", {"method": "email"}, "Enter an e-mail address, or choose another way"),
        ("contact", {"email": "pat@"}, "Enter an e-mail address like"),
    ],
)
def test_wrong_answer_is_told_beside_the_field_and_above_and_kept(client, step, wrong, sentence):
    drafted(client)
    page = answer(client, step, **wrong)
    assert page.status_code == 200
    assert text_of(page).count(sentence) == 2
    assert "<title>Error: " in page.content.decode()
    _kept_in(page, FOOD_BANK[step] | wrong)


def _kept_in(page, answers) -> None:
    """What was typed or ticked stands in the page's form."""
    form = page.context["form"]
    for name, typed in answers.items():
        held = form[name].value()
        assert held in (typed, [typed]) or not (held or typed)


def test_every_link_of_the_error_summary_has_its_field(client):
    for step in FOOD_BANK:
        body = client.post(f"/report/{step}/", {}).content.decode()
        summary = body.partition("govuk-error-summary")[2].partition("</ul>")[0]
        for target in re.findall('href="#([^"]+)"', summary):
            assert body.count(f'id="{target}"') == 1
        answer(client, step)


def test_going_back_shows_what_was_answered(client):
    drafted(client)
    for step, answers in FOOD_BANK.items():
        _kept_in(client.get(f"/report/{step}/"), answers)


def test_wrong_answer_is_still_there_after_going_elsewhere(client):
    drafted(client)
    answer(client, "affected", people_affected="lots of them")
    assert 'value="lots of them"' in client.get("/report/affected/").content.decode()
    response = client.get("/report/check/")
    assert response.headers["Location"] == "/report/affected/"


def test_question_out_of_turn_leads_to_the_first_that_is_open(client):
    assert client.get("/report/urgency/").headers["Location"] == "/report/danger/"
    answer(client, "danger")
    answer(client, "who")
    response = client.get("/report/urgency/", follow=True)
    assert response.redirect_chain == [("/report/community/", 302)]
    assert "Please answer this question first." in text_of(response)
    assert client.get("/report/check/").headers["Location"] == "/report/community/"


def test_answer_out_of_turn_is_kept(client):
    response = answer(client, "what")
    assert response.headers["Location"] == "/report/danger/"
    for step in ("danger", "who", "community", "affected"):
        response = answer(client, step)
    assert response.headers["Location"] == "/report/when/"


def test_changed_answer_comes_back_to_the_check(client):
    drafted(client)
    page = client.get("/report/what/")
    assert 'href="/report/check/"' in page.content.decode()
    response = answer(client, "what", what="Now 220 a week.")
    assert response.headers["Location"] == "/report/check/"
    assert "Now 220 a week." in text_of(client.get("/report/check/"))


def test_answer_that_asks_for_another_leads_there(client):
    drafted(client, community={"community_kind": "place"}, affected={"categories": []})
    response = answer(client, "community", community_kind="group")
    assert response.headers["Location"] == "/report/affected/"
    assert "Select what the people share" in text_of(client.get("/report/affected/"))


def test_people_who_share_something_need_no_place(client):
    drafted(client, community={"community_kind": "group", "where": ""})
    assert send(client).headers["Location"] == "/report/done/"
    assert TriggerReport.objects.get().where == ""


def test_check_page_shows_every_answer_with_a_change_link_and_the_privacy_note(client):
    drafted(client)
    page = client.get("/report/check/")
    words, body = text_of(page), page.content.decode()
    for shown in (
        "Trinity Food Bank",
        "Gainsborough",
        "Older people",
        "About 200",
        "Getting worse",
    ):
        assert shown.replace("About ", "") in words
    assert all(f'href="/report/{step}/"' in body for step in FOOD_BANK)
    assert "Your name and contact details are kept apart" in words


@pytest.mark.parametrize(
    ("method", "kept"),
    [
        ("telephone", {"01632 960777", "Pat Lee", "Not at work"}),
        ("email", {"pat@example.org", "Pat Lee", "Not at work"}),
        ("none", set()),
    ],
)
def test_only_the_contact_that_is_kept_is_shown_to_be_checked(client, method, kept):
    """Without scripts every box stands open, and people fill in more than they chose."""
    typed = {
        "email": "pat@example.org",
        "telephone": "01632 960777",
        "name": "Pat Lee",
        "safe_note": "Not at work",
    }
    drafted(client, contact={"method": method, **typed})
    words = text_of(client.get("/report/check/"))
    assert {each for each in typed.values() if each in words} == kept


def test_stopping_deletes_the_answers(client):
    drafted(client)
    response = client.post("/report/leave/")
    assert response.headers["Location"] == "/report/"
    assert DRAFT not in client.session
    assert client.get("/report/leave/").status_code == 405


# --- Sending ------------------------------------------------------------------------------------
def test_report_is_sent_once_however_often_it_is_pressed(client):
    drafted(client)
    key = key_of(client.get("/report/check/"))
    for _ in range(3):
        again = client.post("/report/check/", {"key": key})
        assert again.headers["Location"] == "/report/done/"
    pages = [client.get("/report/done/") for _ in range(2)]
    assert TriggerReport.objects.count() == 1
    assert receipt_in(pages[0]) == receipt_in(pages[1]) != ""
    assert client.get("/report/check/").headers["Location"] == "/report/done/"
    assert SubmissionBucket.objects.get().used == 1


def test_report_whose_session_was_not_saved_is_not_doubled(client):
    drafted(client)
    before = dict(client.session.items())
    first = report_after_send(client)
    session = client.session
    session.update(before)
    session.pop(DONE, None)
    session.save()
    assert receipt_in(report_after_send(client)) == receipt_in(first)
    assert TriggerReport.objects.count() == 1


def report_after_send(client):
    assert send(client).headers["Location"] == "/report/done/"
    return client.get("/report/done/")


def test_second_report_from_the_same_browser_is_another_one(client):
    first, second = report(client), report(client)
    assert TriggerReport.objects.count() == 2
    assert receipt_in(first) != receipt_in(second)


def test_old_tab_does_not_send_the_new_draft(client):
    drafted(client)
    old = key_of(client.get("/report/check/"))
    send(client)
    drafted(client, what={"what": "A second concern, not yet checked."})
    response = client.post("/report/check/", {"key": old})
    assert response.headers["Location"] == "/report/done/"
    page = client.post("/report/check/", {"key": "neither"})
    assert "These are the answers we have now" in text_of(page)
    assert TriggerReport.objects.count() == 1


def test_receipt_is_shown_for_some_minutes_only(client):
    code = receipt_in(report(client))
    session = client.session
    session[DONE] = session[DONE] | {"at": time.time() - 16 * 60}
    session.save()
    page = client.get("/report/done/")
    assert TriggerReport.objects.get().reference in text_of(page)
    assert receipt_in(page) == ""
    assert client.session[DONE]["key"] == ""
    assert "Arrived" in text_of(client.post("/report/status/", {"receipt": code}))


def test_pages_without_a_draft_lead_to_the_start(client):
    for path in ("/report/check/", "/report/done/"):
        assert client.get(path).headers["Location"] == "/report/"
    assert client.post("/report/check/", {"key": "x"}).headers["Location"] == "/report/"


def test_filled_trap_keeps_the_answers_and_lets_a_person_send_them(client):
    drafted(client)
    page = send(client, leave_empty="http://spam.example")
    assert "A box that is meant to stay empty was filled in" in text_of(page)
    assert not TriggerReport.objects.exists()
    assert not SubmissionBucket.objects.exists()

    assert send(client).headers["Location"] == "/report/done/"
    assert TriggerReport.objects.count() == 1


def test_what_is_sent_faster_than_a_person_can_is_asked_for_again(client, settings):
    settings.REPORT_LEAST_SECONDS = 60
    drafted(client)
    page = send(client)
    assert "That was very quick." in text_of(page)
    assert not TriggerReport.objects.exists()
    session = client.session
    session[DRAFT] = session[DRAFT] | {"started": time.time() - 61}
    session.save()
    assert send(client).headers["Location"] == "/report/done/"


def test_eleventh_report_of_an_hour_is_held_and_told_how_to_phone(client):
    make.user(Role.NOMINATED_OFFICER)
    with clock.at(ON_3_JUNE_2024.replace(minute=20)):
        for _ in range(10):
            report(client)
        told_before = len(owed_mails())
        words = text_of(report(client, what={"what": "The eleventh"}))
    made = TriggerReport.objects.get(what="The eleventh")
    assert made.status == TriggerReport.Status.HELD
    assert made.reference in words
    assert "is held: an officer checks first that it is genuine" in words
    assert "01632 960100" in words
    assert "We aim to assess" not in words
    assert len(owed_mails()) == told_before


def test_over_the_second_limit_nothing_is_taken_and_nothing_is_lost(client, settings):
    settings.REPORTS_AN_HOUR_AT_MOST = 11
    with clock.at(ON_3_JUNE_2024.replace(minute=20)):
        for _ in range(11):
            report(client)
        drafted(client, what={"what": "The twelfth"})
        page = send(client)
        assert page.status_code == 429
        assert page.headers["Retry-After"] == "2401"
        words = text_of(page)
        assert "Your answers are kept" in words
        assert "3 June 2024 at 11am" in words
        assert "01632 960100" in words
        assert page.content.decode().count("<h1") == 1
        assert "The twelfth" in text_of(client.get("/report/check/"))
        client.defaults["REMOTE_ADDR"] = "198.51.100.7"
        assert send(client).headers["Location"] == "/report/done/"
    assert TriggerReport.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one_report(client):
    drafted(client)
    key = key_of(client.get("/report/check/"))
    cookies = client.cookies

    def press():
        browser = Client()
        browser.cookies = cookies
        return browser.post("/report/check/", {"key": key}).headers["Location"]

    assert set(race(*[press] * 20)) == {"/report/done/"}
    assert TriggerReport.objects.count() == 1
    assert SubmissionBucket.objects.get().used == 1


# --- Bad input ----------------------------------------------------------------------------------
@pytest.mark.parametrize("step", FOOD_BANK)
def test_no_text_breaks_a_page(client, step):
    drafted(client)
    for text in CORPUS:
        page = client.post(f"/report/{step}/", dict.fromkeys(FOOD_BANK[step], text))
        assert page.status_code in {200, 302}
        assert client.get(f"/report/{step}/").status_code == 200


def test_broken_utf_8_does_not_break_a_page(client):
    response = client.post(
        "/report/what/",
        b"what=%ED%A0%80+%FF%FE+%C0%AF",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 302


def test_strange_text_is_stored_and_shown_as_it_is(client):
    strange = "\u202eتجربة \U0001f468\u200d\U0001f469 <b>x</b> é"
    drafted(client, what={"what": strange})
    assert "&lt;b&gt;x&lt;/b&gt;" in client.get("/report/check/").content.decode()
    send(client)
    assert TriggerReport.objects.get().what == strange


def test_more_than_people_type_is_not_kept_but_answered(client):
    page = answer(client, "what", what="x" * 200_000)
    assert "5000 characters" in text_of(page).replace(",", "")
    assert DRAFT not in client.session


def test_answers_that_the_pack_does_not_know_any_more_are_asked_again(client):
    drafted(client)
    session = client.session
    draft = session[DRAFT]
    draft["answers"]["urgency"] = {"urgency": ["yesterday"]}
    session[DRAFT] = draft
    session.save()
    assert client.get("/report/check/").headers["Location"] == "/report/urgency/"


# --- The token ----------------------------------------------------------------------------------
def test_old_token_loses_nothing_that_was_typed():
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/report/what/", {"what": 'Typed for <an> "hour"\nand more'})
    assert refused.status_code == 403
    assert "Nothing that you typed is lost." in text_of(refused)
    body = refused.content.decode()
    assert 'name="what" value="Typed for &lt;an&gt; &quot;hour&quot;\nand more"' in body
    token = found('name="csrfmiddlewaretoken" value="([^"]+)"', refused)
    again = client.post(
        "/report/what/",
        {"what": 'Typed for <an> "hour"\nand more', "csrfmiddlewaretoken": token},
    )
    assert again.status_code == 302


def test_old_token_of_somebody_signed_in_sends_nothing_again():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.user(Role.OFFICER))
    refused = client.post("/report/inside/", {"what": "Put into my mouth"})
    assert refused.status_code == 403
    assert "Put into my mouth" not in refused.content.decode()
