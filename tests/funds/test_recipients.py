"""A grant names its organisation, and one that owes a return gets no more (I7, scenario O7)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from actionplans import workflow as plans
from carp import clock
from carp.accounts.verdicts import Refused
from funds import permissions, workflow
from tests import make
from tests.refusals import refused_as_null

pytestmark = [pytest.mark.django_db, pytest.mark.laid("need_in_force")]


def awarded_under_a_plan_that_owes(**changes):
    """A grant, and a day on which its plan's first return is overdue."""
    grant = make.allocation(
        route="grant", pot=make.pot(ends_on=clock.today() + timedelta(days=400)), **changes
    )
    due_on = grant.line.plan.returns.earliest("number").due_on
    return grant, datetime(due_on.year, due_on.month, due_on.day, 12) + timedelta(days=1)


def wanted(grant, **changes):
    """Another grant to the same organisation, under a plan that owes nothing."""
    return make.allocation_details(**{"route": "grant", "pot": grant.pot} | changes)


def test_an_organisation_that_owes_a_return_gets_no_new_award():
    grant, later = awarded_under_a_plan_that_owes()
    plan = grant.line.plan
    with clock.at(later):
        details = wanted(grant)
        with pytest.raises(Refused) as caught:
            workflow.propose(by=make.fund_manager(), details=details)
        assert caught.value.field == "recipient"
        assert str(caught.value).startswith(
            f"Riverside Trust has a grant under {plan.reference}, whose monitoring return for "
        )
        other = make.allocation_details(
            route="grant", pot=grant.pot, line=details.line, recipient="Another Trust"
        )
        assert workflow.propose(by=make.fund_manager(), details=other).recipient == "Another Trust"

        first = plan.returns.earliest("number")
        plans.submit_return(first, by=plan.lead, details=make.return_details())
        assert workflow.propose(by=make.fund_manager(), details=wanted(grant)).status == "proposed"


@pytest.mark.parametrize("spelt", ["riverside trust", "  Riverside   Trust "])
def test_the_same_organisation_is_known_however_it_is_spelt(spelt):
    grant, later = awarded_under_a_plan_that_owes()
    with clock.at(later), pytest.raises(Refused, match="nothing more is allocated or paid"):
        workflow.propose(by=make.fund_manager(), details=wanted(grant, recipient=spelt))


def test_a_grant_that_was_proposed_before_is_not_authorised_while_they_owe():
    grant, later = awarded_under_a_plan_that_owes()
    with clock.at(later - timedelta(days=3)):
        second = workflow.propose(by=make.fund_manager(), details=wanted(grant))
    with clock.at(later):
        verdict = permissions.can_authorise(make.authoriser(), second)
        assert "Riverside Trust has a grant" in verdict.reason
        assert "Riverside Trust" in permissions.still_stands(second).reason
        workflow.withdraw(grant, by=make.fund_manager(), reason="It was never taken up.")
        assert workflow.authorise(second, by=make.authoriser()).status == "authorised"


def test_money_that_the_council_spends_itself_is_not_held_up():
    grant, later = awarded_under_a_plan_that_owes()
    with clock.at(later):
        assert workflow.propose(
            by=make.fund_manager(), details=wanted(grant, route="council-led", recipient="")
        )


@pytest.mark.parametrize(
    ("route", "recipient", "words"),
    [
        ("grant", " ", "Enter the organisation that gets the grant"),
        ("council-led", "Riverside Trust", "Only a grant goes to an organisation"),
        ("procured", "Riverside Trust", "Only a grant goes to an organisation"),
    ],
)
def test_a_grant_names_its_organisation_and_nothing_else_does(route, recipient, words):
    with pytest.raises(Refused, match=words) as caught:
        make.allocation(route=route, recipient=recipient)
    assert caught.value.field == "recipient"


def test_the_form_says_it_beside_the_field_and_the_page_shows_the_organisation(client):
    client.force_login(make.fund_manager())
    pot, line = make.pot(), make.need_in_force()
    url = reverse("funds:allocation-new", args=[pot.pk, line.pk])
    day = line.monitoring_on
    typed = {
        "amount_pence": "100",
        "route": "grant",
        "outcome": "Less rubbish",
        "monitoring_on_day": day.day,
        "monitoring_on_month": day.month,
        "monitoring_on_year": day.year,
        "reasons": "Needed",
        "alternatives": "None",
    }
    wrong = client.post(url, typed).content.decode()
    assert "Enter the organisation that gets the grant." in wrong
    assert "Less rubbish" in wrong
    right = client.post(url, typed | {"recipient": "Riverside Trust"}, follow=True)
    assert "Riverside Trust" in right.content.decode()


def test_a_recipient_is_never_unknown():
    grant = make.allocation(route="grant")
    with refused_as_null():
        type(grant).objects.create(
            **{
                field.attname: getattr(grant, field.attname)
                for field in grant._meta.concrete_fields
                if not field.primary_key
            }
            | {"recipient": None, "reference": "ALC-9"}
        )
