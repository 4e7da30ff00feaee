"""A session ends after half an hour of rest and after twelve hours in any case (ASVS 7.3)."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from lxml import html

from carp.accounts.roles import Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]
PAGE = "/account/"
START = 1_780_000_000
MINUTE, HOUR = 60, 3600


@pytest.fixture
def visit(client):
    person = make.user(Role.OFFICER)

    def at(seconds, method="get", path=PAGE, **sent):
        with time_machine.travel(START + seconds, tick=False):
            return getattr(client, method)(path, **sent)

    with time_machine.travel(START, tick=False):
        client.force_login(person)
    at(0)
    return at


def is_in(response):
    return response.status_code == 200


def test_half_an_hour_of_rest_is_allowed(visit):
    assert is_in(visit(30 * MINUTE))


def test_more_rest_signs_out_and_says_why(visit):
    response = visit(31 * MINUTE)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/sign-in/?next={PAGE}"
    assert "been away for a while" in visit(31 * MINUTE, path="/sign-in/").content.decode()
    assert not is_in(visit(32 * MINUTE))


TYPED = {"what": "Rubbish <in> the alleys", "kind": "place", "csrfmiddlewaretoken": "a b"}


def kept(response):
    page = html.fromstring(response.content.decode())
    return [box.text.strip() for box in page.iter("textarea")], page.xpath("//main//a/@href")


def test_a_form_sent_too_late_shows_what_was_typed(visit):
    response = visit(31 * MINUTE, method="post", data=TYPED)
    assert response.status_code == 403
    assert kept(response) == (["Rubbish <in> the alleys"], ["/sign-in/?next=%2F"])


def test_a_form_sent_without_a_session_shows_what_was_typed(client):
    came_from = {"Referer": "http://testserver/report/mine/?q=a"}
    response = client.post(PAGE, TYPED, headers=came_from)
    texts, links = kept(response)
    assert texts == ["Rubbish <in> the alleys"]
    assert links == ["/sign-in/?next=%2Freport%2Fmine%2F%3Fq%3Da"]
    elsewhere = client.post(PAGE, TYPED, headers={"Referer": "https://other.example/x"})
    assert kept(elsewhere)[1] == ["/sign-in/?next=%2F"]


def test_every_visit_begins_the_rest_anew(visit):
    for minutes in range(20, 200, 20):
        assert is_in(visit(minutes * MINUTE))


def test_twelve_hours_end_every_session(visit):
    for minutes in range(20, 12 * 60 + 1, 20):
        assert is_in(visit(minutes * MINUTE))
    assert not is_in(visit(12 * HOUR + 10 * MINUTE))


def test_signing_out_ends_the_session_on_the_server(visit, client):
    key = client.cookies["sessionid"].value
    visit(MINUTE, method="post", path="/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["sessionid"] = key
    assert not is_in(client.get(PAGE))


def test_sign_out_by_get_only_asks(visit, client):
    response = visit(MINUTE, path="/sign-out/")
    assert "Do you want to sign out?" in response.content.decode()
    assert is_in(visit(2 * MINUTE))


def test_a_closed_account_is_out_at_once(visit, client):
    person = make.user()
    client.force_login(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert not is_in(client.get(PAGE))


def test_the_latest_visit_is_written_once_a_minute(visit):
    before = Session.objects.get().session_data
    visit(30)
    assert Session.objects.get().session_data == before
    visit(61)
    assert Session.objects.get().session_data != before


def test_a_clock_that_was_set_back_signs_nobody_out(visit):
    assert is_in(visit(-2 * HOUR))


def test_visitors_have_no_session(client):
    client.get("/")
    assert "sessionid" not in client.cookies
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_password_sent_after_the_session_ended_is_not_shown_back(client):
    words = "three odd words together"
    page = client.post("/account/password/", {"oldpassword": words, "password1": words})
    assert page.status_code == 403
    assert words not in page.content.decode()
