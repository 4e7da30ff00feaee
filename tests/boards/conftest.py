"""A browser at the boards' pages: who is signed in, and what a form sends."""

import pytest
from django.urls import reverse
from lxml import html

from carp.governance.models import Decision
from tests import make


def date_boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def deliberation(present, *, recused=(), against=(), code="housing-board", meeting=None, **changes):
    """The part of every decision's form: everybody present is for it."""
    votes = dict.fromkeys(present, "for") | dict.fromkeys(against, "against")
    votes |= dict.fromkeys(recused, "recused")
    return (
        {f"vote_{person.pk}": vote for person, vote in votes.items()}
        | {
            "meeting": meeting or make.todays_meeting(code).pk,
            "reasons": "The need is clear.",
            "alternatives": "Waiting a quarter: rejected.",
            "conflicts": "None declared.",
        }
        | changes
    )


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


def confirm_draft(visit, code="housing-board"):
    """Another member who was counted confirms the board's newest draft, on its page."""
    draft = Decision.objects.drafts().filter(group__code=code).order_by("-pk").first()
    counted = draft.attendances.counted().exclude(user=draft.drafted_by).order_by("pk")
    data = {"edition": draft.edition}
    member = counted.first().user
    return visit(member, "boards:decision-confirm", code, draft.pk, data=data)


@pytest.fixture
def housing():
    return make.board("housing-board")


@pytest.fixture
def management():
    return make.board("management-team")
