"""A browser at the boards' pages: who is signed in, and what a form sends."""

import pytest
from django.urls import reverse
from lxml import html

from tests import make


def date_boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def deliberation(present, *, recused=(), meeting="", **changes):
    """The part of every decision's form."""
    return {
        "present": [person.pk for person in present],
        "recused": [person.pk for person in recused],
        "meeting": meeting,
        "reasons": "The need is clear.",
        "alternatives": "Waiting a quarter: rejected.",
        "conflicts": "None declared.",
    } | changes


def field(response, name):
    page = html.fromstring(response.content.decode())
    found = page.xpath(f"//*[@name='{name}']")[0]
    return found.text_content().strip() if found.tag == "textarea" else found.get("value")


@pytest.fixture
def visit(client):
    """``visit(person, "boards:board-detail", code)``; with ``data`` it posts and follows."""

    def go(person, name, *args, data=None, query=None):
        client.force_login(person)
        url = reverse(name, args=args)
        if data is None:
            return client.get(url, query or {}, follow=True)
        return client.post(f"{url}?{query}" if query else url, data, follow=True)

    return go


@pytest.fixture
def housing():
    return make.board("housing-board")


@pytest.fixture
def management():
    return make.board("management-team")
