"""Every page of the access table, read as a machine reads it: headings, labels, ids, links, tables.

What only a browser can see (contrast, focus, width) is looked at in ``tests/journeys``.
"""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import Resolver404, resolve, reverse
from lxml import html

from carp.accounts.roles import Role
from tests import make
from tests.access import LAID, PAGES

pytestmark = [pytest.mark.django_db, LAID]
READ = sorted(name for name, page in PAGES.items() if page.method == "get")
MOST_ASKED = 8  # goal P4, held to on every page
NOT_ASKED = ("SAVEPOINT", "RELEASE SAVEPOINT")
KEPT_BY_READING = {"web.heartbeat", "sessions.session"}
COUNTS = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}', COUNT(*) FROM {model._meta.db_table}"  # noqa: S608 - ours
    for model in apps.get_models()
    if model._meta.label_lower not in KEPT_BY_READING
)


@pytest.fixture(autouse=True)
def _in_the_demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("name", READ)
def test_page_is_sound_and_reading_it_changes_nothing(client, name):
    url = _way_to(client, name)
    before = _rows()
    response, asked = _opened(client, url, follow=True)
    assert _rows() == before
    assert response.status_code == 200
    _check(response)
    if len(asked) > MOST_ASKED:  # when first opened it reads what is remembered after it, too
        _, asked = _opened(client, url)
    assert len(asked) <= MOST_ASKED, "\n".join(asked)


def _way_to(client, name):
    """The address of a page, with somebody signed in who may open it."""
    cache.clear()  # what one page remembers of the wards is not what the next one finds
    page = PAGES[name]
    person = make.user(*page.may)
    url = reverse(name, kwargs=page.kwargs())
    if page.may and not (page.public and name.startswith("account_")):
        client.force_login(person)
    return url


def _opened(client, url, **how):
    """What a page answers, and what it asked of the database."""
    asked = []

    def note(execute, sql, *rest):
        if not sql.startswith(NOT_ASKED):
            asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        return client.get(url, **how), asked


def _rows():
    """How many rows each table has; reading may touch the session and the heartbeat only."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return cursor.fetchall()


def _check(response):
    if not response.headers["Content-Type"].startswith("text/html"):
        return
    page = html.fromstring(response.content.decode())
    assert page.get("lang") == "en-GB"
    assert len(page.findall(".//h1")) == 1
    assert re.fullmatch(r".+ – CARP", page.findtext(".//title").strip())
    for check in (_ids, _headings, _controls, _tables, _images, _forms, _links):
        check(page)


def _ids(page):
    ids = page.xpath("//@id")
    assert sorted(ids) == sorted(set(ids))
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        for value in page.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(ids), (attribute, value)


def _headings(page):
    levels = [
        int(heading.tag[1])
        for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    ]
    for before, after in pairwise(levels):
        assert after <= before + 1, levels


def _controls(page):
    labelled = set(page.xpath("//label/@for"))
    for control in page.xpath("//input | //select | //textarea"):
        if control.get("type") in {"hidden", "submit", "button"}:
            continue
        named = (
            control.get("id") in labelled
            or control.get("aria-label")
            or control.get("aria-labelledby")
        )
        assert named, html.tostring(control)
        assert int(control.get("tabindex", "0")) <= 0
    for button in page.xpath("//button"):
        assert button.text_content().strip(), html.tostring(button)


def _tables(page):
    for table in page.xpath("//table"):
        assert table.find("caption") is not None
        for heading in table.xpath(".//th"):
            assert heading.get("scope") in {"col", "row", "colgroup", "rowgroup"}, html.tostring(
                heading
            )


def _images(page):
    for image in page.xpath("//img"):
        assert image.get("alt") is not None
    for drawing in page.xpath("//*[local-name()='svg'][not(@aria-hidden='true')]"):
        assert drawing.get("role") == "img"
        assert drawing.xpath(".//*[local-name()='title']") or drawing.get("aria-label")


def _forms(page):
    for form in page.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        assert form.xpath(".//input[@name='csrfmiddlewaretoken']")


def _links(page):
    """Links of our own lead to an address that exists, and say where they lead."""
    ids = set(page.xpath("//@id"))
    for link in page.xpath("//a[@href]"):
        href = link.get("href")
        assert link.text_content().strip() or link.get("aria-label"), href
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or parts.path.startswith("/static/"):
            continue
        if not parts.path:
            assert not parts.fragment or parts.fragment in ids or parts.fragment == "", href
            continue
        if parts.path.startswith("/"):
            try:
                resolve(parts.path)
            except Resolver404:
                pytest.fail(f"a link leads nowhere: {href}")


@pytest.mark.once
def test_page_titles_differ(client):
    titles = {}
    for name in READ:
        with transaction.atomic():
            response = client.get(_way_to(client, name), follow=True)
            transaction.set_rollback(True)
        client.logout()
        html_page = response.headers["Content-Type"].startswith("text/html")
        if html_page and not response.redirect_chain:
            title = html.fromstring(response.content.decode()).findtext(".//title").strip()
            titles.setdefault(title, []).append(name)
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}


def test_every_role_finds_its_way_from_the_landing_page(client):
    for role in Role:
        client.force_login(make.user(role))
        page = html.fromstring(client.get("/").content.decode())
        for href in page.xpath("//nav//a/@href"):
            assert client.get(href).status_code in {200, 302}, (role, href)
