"""Every page is opened by the roles of the access table, and by nobody else."""

from collections.abc import Iterator

import pytest
from django.conf import settings as configured
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from carp.accounts.roles import Role
from carp.documents import pdf
from tests import make
from tests.access import LAID, PAGES, Page

pytestmark = [pytest.mark.once, LAID]
LET_IN = {200, 302, 303}


@pytest.fixture(autouse=True)
def _in_the_demonstration(settings):
    """Its pages are there only while it is."""
    settings.DEMONSTRATION = True


@pytest.fixture
def _unwritten(monkeypatch):
    """Who is let in is decided before a page is written; ``test_pages`` reads what is on it."""
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")
    monkeypatch.setattr(pdf, "draw", lambda *args, **kwargs: b"")


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def _answer(client, page: Page, url: str):
    """What one person gets; whatever the request did is undone, so that the next finds the same."""
    with transaction.atomic():
        response = (
            client.post(url, dict(page.data or {})) if page.method == "post" else client.get(url)
        )
        transaction.set_rollback(True)
    return response


@pytest.fixture(scope="module")
def sessions(django_db_setup, django_db_blocker):
    """The sessions of one person for each role, and of one without any; they last for all pages."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = {role: make.user(role) for role in Role} | {None: make.user()}
        yield {role: _signed_in(person) for role, person in cast.items()}
        transaction.set_rollback(True)


def _signed_in(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[configured.SESSION_COOKIE_NAME].value


def _browser(session: str) -> Client:
    """A new one for each request, so that no cookie of the last answer comes along."""
    client = Client()
    client.cookies[configured.SESSION_COOKIE_NAME] = session
    return client


def test_every_url_has_its_row_and_every_row_its_url():
    assert sorted(_names(get_resolver())) == sorted(PAGES)


@pytest.mark.django_db
@pytest.mark.usefixtures("_unwritten")
@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_lets_in_the_roles_of_its_row_only(sessions, name):
    page = PAGES[name]
    url = reverse(name, kwargs=dict(page.kwargs()))
    for role, session in sessions.items():
        status = _answer(_browser(session), page, url).status_code
        if role in page.may or page.public:
            assert status in LET_IN, role
        elif role is not None:
            assert status == page.refused, role
        elif page.may != frozenset(Role):
            assert status in {403, 404}, "a person without any role"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_sends_people_who_are_not_signed_in_to_sign_in(client, name):
    page = PAGES[name]
    response = _answer(client, page, reverse(name, kwargs=dict(page.kwargs())))
    if page.public:
        assert response.status_code in LET_IN
        assert "?next=" not in response.headers.get("Location", "")
    elif page.method == "post":
        assert response.status_code == 403
        assert f"{reverse('account_login')}?next=" in response.content.decode()
    else:
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))
