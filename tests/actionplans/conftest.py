"""A browser at a plan's pages."""

import pytest
from django.urls import reverse
from lxml import html

from carp.accounts.roles import Role
from tests import make


class Seen:
    """An answer as a reader sees it: its text, its links and what its fields hold."""

    def __init__(self, response):
        self.response, self.status = response, response.status_code
        body = b"".join(response) if response.streaming else response.content
        self.body = body.decode()
        kind = response.headers["Content-Type"]
        self.page = html.fromstring(self.body) if kind.startswith("text/html") else None

    @property
    def text(self):
        return " ".join(self.page.find(".//main").text_content().split())

    @property
    def title(self):
        return " ".join(self.page.findtext(".//title").split())

    def value(self, name):
        field = self.page.xpath(f"//*[@name='{name}']")[0]
        return field.text_content().strip() if field.tag == "textarea" else field.get("value")

    def errors(self):
        """Each line of the error summary with the field that it leads to."""
        links = self.page.xpath("//*[@class='govuk-error-summary']//li/a")
        return {link.get("href"): link.text_content().strip() for link in links}


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER, name="Nora Quill")


@pytest.fixture
def visit(client, officer):
    """``visit("plan-detail", reference)`` as a nominated officer; ``by`` names somebody else."""

    def go(name, *args, data=None, by=None, **query):
        client.force_login(by or officer)
        url = reverse(f"actionplans:{name}", args=args)
        send = client.get if data is None else client.post
        answer = send(url, data, follow=True, query_params=query)
        return Seen(answer)

    return go
