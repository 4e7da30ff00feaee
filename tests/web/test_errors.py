"""The error pages help, say nothing that they should not, and work when little else does."""

import pytest
from django.conf import settings
from django.test import Client

from carp.accounts.roles import Role
from carp.council import packs
from carp.council.models import CouncilPack
from tests import make
from tests.web import html

pytestmark = pytest.mark.django_db
PAGES = {
    "/test/refused/": (403, "You cannot do this"),
    "/test/missing/": (404, "Page not found"),
    "/nowhere/": (404, "Page not found"),
    "/test/broken/": (500, "Something went wrong"),
    "/test/no-database/": (503, "The portal is not available just now"),
}


@pytest.fixture
def browser(client, sample_pages):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("signed_in", [True, False])
def test_error_page_says_what_to_do_and_whom_to_ring(browser, path, signed_in):
    if signed_in:
        browser.force_login(make.user(Role.OFFICER))
    response = browser.get(path)
    status, heading = PAGES[path]
    assert response.status_code == status
    page = html.parse(response.content)
    html.check_page(page)
    assert page.findtext(".//h1") == heading
    assert packs.current().identity.telephone in page.text_content()
    assert "999" in page.text_content()
    assert page.xpath("//a[@href='/']")


def test_refusal_shows_its_sentence(browser):
    text = browser.get("/test/refused/").content.decode()
    assert "You cannot approve a plan that you wrote." in text


def test_what_was_written_comes_back_with_a_refusal_and_is_not_sent_on(browser):
    sent = {"body": "Two <b>words</b>.", "key": "one-word", "new_password": "no such thing"}
    page = html.parse(browser.post("/test/refused/", sent).content)
    html.check_page(page)
    html.check_controls(page)
    (written,) = page.xpath("//textarea")
    assert written.text.strip() == "Two <b>words</b>."
    assert not page.xpath("//main//button")
    assert b"not saved" not in browser.post("/test/refused/", {"key": "one-word"}).content


@pytest.mark.parametrize("path", ["/test/broken/", "/test/no-database/"])
def test_error_page_tells_no_secret(browser, path):
    assert b"secret words" not in browser.get(path).content


def test_unavailable_says_when_to_come_back(browser):
    assert browser.get("/test/no-database/").headers["Retry-After"] == "30"


def test_damaged_request_has_its_page(browser):
    response = browser.get("/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()
    assert "evil.example" not in response.content.decode()


def test_form_left_open_too_long_has_its_page(sample_pages):
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/test/form/", {"name": "x"})
    assert response.status_code == 403
    assert "open too long" in response.content.decode()


def test_error_pages_work_without_a_council_pack(browser):
    CouncilPack.objects.update(in_force=False)
    packs.forget()
    for path, (status, _) in PAGES.items():
        assert browser.get(path).status_code == status


def test_addresses_of_the_error_pages_are_those_of_the_portal():
    assert settings.CSRF_FAILURE_VIEW == "carp.web.errors.forgery_refused"
