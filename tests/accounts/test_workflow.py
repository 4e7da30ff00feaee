"""Accounts, roles and what they open."""

from datetime import date, datetime

import pytest

from carp import clock
from carp.accounts import workflow
from carp.accounts.models import RoleGrant, User
from carp.accounts.roles import CASEWORK_ROLES, ROLE_LABELS, ROLES, Capability, Role
from carp.accounts.verdicts import ALLOWED, Refused, refused
from carp.audit import trail
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = pytest.mark.django_db


def test_every_role_has_its_words_and_its_capabilities():
    assert set(ROLES) == set(Role) == set(ROLE_LABELS)
    assert set().union(*ROLES.values()) == set(Capability)


@pytest.mark.parametrize("role", Role)
def test_a_person_may_what_the_role_allows_and_nothing_else(role):
    person = make.user(role)
    assert {capability for capability in Capability if person.may(capability)} == ROLES[role]


def test_a_person_without_roles_may_nothing():
    assert make.user().capabilities == frozenset()


def test_roles_of_a_closed_account_open_nothing():
    person = make.user(Role.NOMINATED_OFFICER, is_active=False)
    assert person.capabilities == frozenset()


def test_a_partners_access_ends_with_the_agreement():
    ends = date(2024, 6, 3)
    partner = make.user(Role.PARTNER, organisation=make.organisation(agreement_ends_on=ends))
    with clock.at(datetime(2024, 6, 3, 23, 30)):
        assert User.objects.get(pk=partner.pk).may(Capability.TRIGGER_REPORT)
    with clock.at(datetime(2024, 6, 4, 0, 30)):
        assert not User.objects.get(pk=partner.pk).may(Capability.TRIGGER_REPORT)


def test_a_verdict_that_says_no_carries_its_sentence():
    verdict = refused("Not today.")
    assert not verdict
    assert ALLOWED
    with pytest.raises(Refused, match="Not today."):
        verdict.require()


def test_an_account_is_opened_and_granted_a_role_on_the_record():
    administrator = make.user(Role.ADMINISTRATOR)
    person = workflow.create_account(
        "New.Person@Council.example", by=administrator, name="New Person"
    )
    workflow.grant_role(person, Role.OFFICER, by=administrator)

    assert person.email == "new.person@council.example"
    assert not person.has_usable_password()
    assert User.objects.get(pk=person.pk).may(Capability.REGISTER_READ)
    actions = [event.action for event in trail.of_subject(person)]
    assert actions == ["accounts.create", "accounts.grant_role"]


def test_a_role_that_is_withdrawn_ends_at_once():
    administrator, person = make.user(Role.ADMINISTRATOR), make.user(Role.OFFICER)
    workflow.withdraw_role(person, Role.OFFICER, by=administrator, reason="Moved on.")
    assert not User.objects.get(pk=person.pk).may(Capability.REGISTER_READ)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_opens_accounts(role):
    with pytest.raises(Refused, match="Only an administrator"):
        workflow.create_account("x@y.example", by=make.user(role), name="X")


def test_nobody_changes_their_own_roles():
    administrator = make.user(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="your own roles"):
        workflow.grant_role(administrator, Role.AUDITOR, by=administrator)


@pytest.mark.parametrize("role", sorted(CASEWORK_ROLES))
def test_an_administrator_holds_no_role_that_handles_cases(role):
    by = make.user(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="cannot hold a role that handles cases"):
        workflow.grant_role(make.user(Role.ADMINISTRATOR), role, by=by)
    with pytest.raises(Refused, match="cannot be an administrator"):
        workflow.grant_role(make.user(role), Role.ADMINISTRATOR, by=by)


def test_a_superuser_is_an_administrator_and_sees_no_case():
    person = User.objects.create_superuser("root@council.example", "a long password", name="Root")
    assert person.roles == {Role.ADMINISTRATOR}
    assert not person.may(Capability.TRIGGER_READ)


def test_one_account_an_email_whatever_the_case():
    make.user(email="same@council.example")
    with refused_by("accounts_one_account_an_email"):
        User.objects.create(email="SAME@council.example", name="Other")
    with refused_as_null():
        User.objects.create(email=None, name="None")


def test_a_role_is_granted_once():
    person = make.user(Role.OFFICER)
    with refused_by("accounts_role_once"):
        RoleGrant.objects.create(user=person, role=Role.OFFICER)


def test_only_known_roles_are_granted():
    for role in ("emperor", ""):
        with refused_by("accounts_known_role"):
            RoleGrant.objects.create(user=make.user(), role=role)
    with refused_as_null():
        RoleGrant.objects.create(user=make.user(), role=None)


def test_a_grant_to_oneself_is_refused_by_the_database_too():
    person = make.user()
    with refused_by("accounts_nobody_grants_to_themselves"):
        RoleGrant.objects.create(user=person, role=Role.OFFICER, granted_by=person)


# --- What each person chooses ------------------------------------------------------------------
def test_person_chooses_for_themself_what_is_sent():
    person = make.user(Role.OFFICER)
    workflow.prefer(person, by=person, daily_digest=False)
    person.refresh_from_db()
    assert (person.daily_digest, person.assignment_mails) == (False, True)
    event = trail.of_subject(person).get()
    assert (event.before, event.after) == ({"daily_digest": True}, {"daily_digest": False})


def test_nobody_chooses_for_another():
    person, administrator = make.user(), make.user(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="Each person chooses for themself"):
        workflow.prefer(person, by=administrator, daily_digest=False)
