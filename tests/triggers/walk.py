"""Walking through the public questions as a person does: a page at a time, by Django's client."""

import re
import secrets
import time
from typing import Any

from django.conf import settings
from django.test import Client

from triggers.views.draft import DRAFT

FOOD_BANK: dict[str, dict[str, Any]] = {
    "danger": {"immediate_danger": "no"},
    "who": {"reporter_kind": "partner", "organisation": "Trinity Food Bank"},
    "community": {"community_kind": "both", "where": "Gainsborough", "area": ""},
    "affected": {
        "categories": ["food-and-heating", "older-people"],
        "extent": "neighbourhood",
        "people_affected": "200",
    },
    "what": {"what": "Weekly users went from about 140 to over 200; half are pensioners."},
    "when": {"since": "December 2023", "trend": "worsening"},
    "sources": {
        "sources": ["impact-on-partners"],
        "figure_counted": "people a week",
        "figure_before": "140",
        "figure_now": "200",
    },
    "urgency": {"urgency": "soon"},
    "doing": {"being_done": "We buy food for £2,500 a month.", "what_works": "Volunteers."},
    "evidence": {"evidence_link": ""},
    "contact": {
        "method": "telephone",
        "name": "Pat Example",
        "email": "",
        "telephone": "01632 960200",
        "safe_note": "",
    },
}
INSIDE = {
    name: value
    for step, answers in FOOD_BANK.items()
    if step != "who"
    for name, value in answers.items()
}


def found(pattern: str, response) -> str:
    """What the first group of a pattern matches in a page."""
    match = re.search(pattern, response.content.decode())
    assert match, f"the page has no {pattern}"
    return str(match[1])


def answer(client: Client, step: str, **changes: Any):
    """Answer one question."""
    return client.post(f"/report/{step}/", FOOD_BANK[step] | changes)


def drafted(client: Client, **changes: dict[str, Any]) -> None:
    """As if everything had been answered: `what={"what": "…"}` changes an answer."""
    answers = {
        step: {
            name: value if isinstance(value, list) else [value]
            for name, value in (given | changes.get(step, {})).items()
        }
        for step, given in FOOD_BANK.items()
    }
    session = client.session
    key = secrets.token_urlsafe(32)
    session[DRAFT] = {"key": key, "started": time.time(), "answers": answers}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""


def walk(client: Client, **changes: dict[str, Any]) -> str:
    """Answer everything; `what={"what": "…"}` changes an answer. Where the last one leads."""
    for step in FOOD_BANK:
        response = answer(client, step, **changes.get(step, {}))
        assert response.status_code == 302, (step, text_of(response))
    return str(response.headers["Location"])


def key_of(response) -> str:
    """The secret key in a page's form."""
    return found(r'name="key"[^>]* value="([^"]+)"', response)


def send(client: Client, **more: str):
    """Press "Send report" on the check page."""
    page = client.get("/report/check/")
    return client.post("/report/check/", {"key": key_of(page), "leave_empty": ""} | more)


def report(client: Client, **changes: dict[str, Any]):
    """A report sent; the last page."""
    drafted(client, **changes)
    response = send(client)
    assert response.headers["Location"] == "/report/done/", text_of(response)
    return client.get("/report/done/")


def receipt_in(response) -> str:
    match = re.search(r"\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}-[0-9A-Z]{3})\b", text_of(response))
    return match[1] if match else ""


def text_of(response) -> str:
    """The words of a page."""
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
