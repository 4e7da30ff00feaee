"""Every page is opened by the roles of the access table, and by nobody else."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from carp.accounts.roles import Role
from tests import make
from tests.access import PAGES, Page

LET_IN = {200, 302, 303}


@pytest.fixture(autouse=True)
def _in_the_demonstration(settings):
    """Its pages are there only while it is."""
    settings.DEMONSTRATION = True


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def _answer(client, name: str, page: Page):
    url = reverse(name, kwargs=page.kwargs())
    if page.method == "post":
        return client.post(url, dict(page.data or {}))
    return client.get(url)


def test_every_url_has_its_row_and_every_row_its_url():
    assert sorted(_names(get_resolver())) == sorted(PAGES)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_lets_in_the_roles_of_its_row_only(client, name, role):
    page = PAGES[name]
    person = make.user(role)
    client.force_login(person)
    status = _answer(client, name, page).status_code
    if role in page.may or page.public:
        assert status in LET_IN
    else:
        assert status == page.refused


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_sends_people_who_are_not_signed_in_to_sign_in(client, name):
    page = PAGES[name]
    response = _answer(client, name, page)
    if page.public:
        assert response.status_code in LET_IN
        assert "?next=" not in response.headers.get("Location", "")
    elif page.method == "post":
        assert response.status_code == 403
        assert f"{reverse('account_login')}?next=" in response.content.decode()
    else:
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if not page.public))
def test_page_refuses_a_person_without_any_role(client, name):
    client.force_login(make.user())
    page = PAGES[name]
    if page.may != frozenset(Role):
        assert _answer(client, name, page).status_code in {403, 404}
