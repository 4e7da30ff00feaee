"""The same guard on every class of answer: page, redirect, refusal, error, file, download."""

import pytest

from carp.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.urls("tests.web.urls")
ANSWERS = {
    "page": ("get", "/", 200),
    "form": ("get", "/test/form/", 200),
    "signed-in page": ("get", "/account/", 200),
    "list": ("get", "/test/owed/", 200),
    "download": ("get", "/test/owed/?format=csv", 200),
    "redirect": ("post", "/sign-out/", 302),
    "wrong method": ("post", "/", 405),
    "refusal": ("get", "/test/refused/", 403),
    "nothing there": ("get", "/nowhere/", 404),
    "broken": ("get", "/test/broken/", 500),
    "no database": ("get", "/test/no-database/", 503),
    "liveness": ("get", "/healthz", 200),
    "readiness": ("get", "/readyz", 200),
    "brand": ("get", "/brand.css", 200),
    "static file": ("get", "/static/js/enabled.js", 200),
    "other host": ("get", "/", 400),
}


@pytest.fixture
def answer(client, sample_pages, db):
    client.raise_request_exception = False
    client.force_login(make.user(Role.OFFICER))

    def ask(name):
        method, path, status = ANSWERS[name]
        host = {"HTTP_HOST": "evil.example"} if name == "other host" else {}
        response = getattr(client, method)(path, **host)
        assert response.status_code == status
        if response.streaming:
            response.close()
        return response

    return ask


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_carries_the_guard(answer, name):
    headers = answer(name).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - {"brand", "static file"}))
def test_no_cache_keeps_a_page(answer, name):
    assert "no-store" in answer(name).headers["Cache-Control"]


@pytest.mark.parametrize("name", ["brand", "static file"])
def test_what_is_the_same_for_all_may_be_kept(answer, name):
    assert "max-age" in answer(name).headers["Cache-Control"]


def test_sign_out_throws_away_what_the_browser_kept(answer):
    assert answer("redirect").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_cookies_are_closed_to_scripts_and_other_sites(client, db):
    client.get("/sign-in/")
    person = make.user(password="three odd words together")
    client.post("/sign-in/", {"login": person.email, "password": "three odd words together"})
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert set(client.cookies) == {"sessionid", "csrftoken"}
