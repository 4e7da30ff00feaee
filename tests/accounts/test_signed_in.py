"""The person of a session, looked up with their roles in one query."""

import pytest

from carp.accounts.models import User
from carp.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db


def test_signed_in_person_comes_with_the_roles(django_assert_num_queries):
    made = make.user(Role.OFFICER, Role.FUND_MANAGER)
    make.user(Role.AUDITOR)

    with django_assert_num_queries(1):
        person = User.objects.signed_in(made.pk)
        assert person.roles == {Role.OFFICER, Role.FUND_MANAGER}

    assert person == made
    assert person.email == made.email


def test_signed_in_person_may_have_no_role():
    assert User.objects.signed_in(make.user().pk).roles == frozenset()


def test_nobody_is_signed_in_by_a_key_without_an_account():
    assert User.objects.signed_in(0) is None


def test_partner_loses_the_roles_with_the_agreement():
    ended = make.organisation(agreement_ends_on="2020-03-31")

    person = User.objects.signed_in(make.user(Role.PARTNER, organisation=ended).pk)

    assert person.roles == frozenset()


def test_session_of_a_person_who_left_is_nobodys(client):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/account/").status_code == 302
