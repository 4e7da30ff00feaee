"""What each person is sent: chosen on a page that every page links to."""

import pytest
from lxml import html

from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.audit import trail
from tests import make
from tests.web.html import text_of as text

pytestmark = pytest.mark.django_db
PAGE = "/account/messages/"


def ticked(client):
    page = html.fromstring(client.get(PAGE).content.decode())
    return page.xpath("//input[@type='checkbox' and @checked]/@name")


def test_person_switches_mails_off_and_on_again(client):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    assert ticked(client) == ["daily_digest", "assignment_mails"]
    response = client.post(PAGE, {"assignment_mails": "on"}, follow=True)
    assert "What we send you is changed." in text(response)
    assert ticked(client) == ["assignment_mails"]
    person = User.objects.get(pk=person.pk)
    assert (person.daily_digest, person.assignment_mails) == (False, True)
    client.post(PAGE, {"daily_digest": "on", "assignment_mails": "on"})
    assert ticked(client) == ["daily_digest", "assignment_mails"]
    assert [event.action for event in trail.of_subject(person)] == ["accounts.prefer"] * 2


@pytest.mark.parametrize(("role", "told"), [(Role.NOMINATED_OFFICER, True), (Role.MEMBER, False)])
def test_officer_is_told_which_mails_cannot_be_switched_off_and_why(client, role, told):
    client.force_login(make.user(role))
    said = text(client.get(PAGE))
    assert ("What cannot be switched off" in said) == told
    assert ("Somebody may be at risk before the next morning’s mail" in said) == told
    assert "immediate" not in " ".join(ticked(client))


def test_every_page_of_somebody_who_is_signed_in_links_to_it(client):
    assert PAGE not in client.get("/").content.decode()
    client.force_login(make.user())
    for path in ("/", "/privacy/", "/account/"):
        footer = html.fromstring(client.get(path).content.decode()).xpath("//footer//a/@href")
        assert PAGE in footer, path
