"""The demonstration's own pages: there while it is, and only then."""

import pytest
from django.urls import reverse

from carp.accounts.roles import Role
from carp.demo import people
from carp.demo.people import PEOPLE
from carp.outbox.models import DeliveredMail
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESSES = ("/demonstration/", "/demonstration/outbox/", "/demonstration/outbox/1/")


@pytest.fixture
def demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_do_not_exist_without_a_demonstration(client, settings, address):
    settings.DEMONSTRATION = False
    DeliveredMail.objects.create(pk=1, to="a@b.example", subject="S", body="B", key="k")
    assert client.get(address).status_code == 404


def test_nobody_is_signed_in_by_button_without_a_demonstration(client, settings):
    settings.DEMONSTRATION = False
    people.settle()
    answer = client.post("/demonstration/sign-in/", {"person": "auditor"})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demonstration")
def test_every_role_has_one_button_on_the_sign_in_page(client):
    page = client.get("/sign-in/").content.decode()
    for person in PEOPLE:
        assert page.count(f'value="{person.key}"') == (1 if person.shown else 0)
    assert {person.role for person in PEOPLE if person.shown} == set(Role)


@pytest.mark.usefixtures("demonstration")
def test_a_button_signs_in_as_its_person(client):
    settled = people.settle()
    answer = client.post("/demonstration/sign-in/", {"person": "nominated-officer"})
    assert answer.headers["Location"] == reverse("triggers:triage-list")
    assert client.session["_auth_user_id"] == str(settled["nominated-officer"].pk)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("key", ["", "somebody", "auditor@demonstration.example"])
def test_nobody_else_can_be_signed_in_as(client, key):
    make.user(Role.NOMINATED_OFFICER, email="somebody@demonstration.example")
    assert client.post("/demonstration/sign-in/", {"person": key}).status_code == 404


def test_people_are_settled_with_their_roles_and_seats():
    settled = people.settle()
    chair = settled["housing-board"]
    assert chair.roles == {Role.BOARD_MEMBER}
    assert [seat.group.code for seat in chair.memberships.all()] == ["housing-board"]
    assert not any(user.has_usable_password() for user in settled.values())


@pytest.mark.usefixtures("demonstration")
def test_the_outbox_shows_each_mail(client):
    mail = DeliveredMail.objects.create(to="a@b.example", subject="Hello", body="Line", key="k")
    assert "Hello" in client.get("/demonstration/outbox/").content.decode()
    page = client.get(f"/demonstration/outbox/{mail.pk}/").content.decode()
    assert "a@b.example" in page
    assert "Line" in page
