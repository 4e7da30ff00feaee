"""Who declared an interest neither sees nor moves the money of it (Localism Act 2011, s. 31)."""

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.models import RoleGrant
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.governance import workflow as governance
from carp.outbox.models import OutboxItem
from funds import permissions, selectors, workflow
from funds.models import Allocation
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.laid("need_in_force")]


@pytest.fixture
def grant():
    return make.allocation(route="grant")


def subjects(grant):
    plan = grant.line.plan
    return {
        "the allocation": grant,
        "the plan": plan,
        "the version": grant.version,
        "the community": plan.community,
        "the recipient": make.organisation("Riverside Trust"),
        "an owner": make.organisation(plan.actions.first().owner_organisation),
    }


WHAT = ["the allocation", "the plan", "the version", "the community", "the recipient", "an owner"]


def read(client, name, *args, **query):
    answer = client.get(reverse(f"funds:{name}", args=args), query)
    if answer.streaming:
        return answer.status_code, b"".join(answer.streaming_content).decode()
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("what", WHAT)
def test_an_allocation_is_not_shown_to_whoever_has_an_interest(client, grant, what):
    manager, other = make.fund_manager(), make.fund_manager()
    make.interest(subjects(grant)[what], user=manager)

    for person, seen in ((manager, False), (other, True)):
        client.force_login(person)
        assert (read(client, "allocation-detail", grant.reference)[0] == 200) is seen
        for place in (
            ("allocation-list",),
            ("pot-detail", grant.pot_id),
            ("pot-ledger", grant.pot_id),
        ):
            status, text = read(client, *place)
            assert status == 200
            assert (grant.reference in text) is seen, place
        assert (grant.reference in read(client, "allocation-list", format="csv")[1]) is seen
        community = grant.line.plan.community
        assert (selectors.money_of(community, user=person).allocated > 0) is seen


def test_an_interest_that_has_ended_hides_nothing(client, grant):
    manager = make.fund_manager()
    made = make.interest(grant.line.plan, user=manager)
    governance.end_interest(made, by=manager, ended_on=clock.today())
    client.force_login(manager)
    assert read(client, "allocation-detail", grant.reference)[0] == 200


@pytest.mark.parametrize("what", ["the plan", "the community", "an owner"])
def test_nothing_is_proposed_for_what_somebody_has_an_interest_in(client, grant, what):
    manager = make.fund_manager()
    line = grant.line
    make.interest(subjects(grant)[what], user=manager)
    offered = [each.line for each in selectors.open_needs("revenue", user=manager)]

    assert line not in offered
    assert line in [each.line for each in selectors.open_needs("revenue", user=make.fund_manager())]
    client.force_login(manager)
    assert read(client, "allocation-new", grant.pot_id, line.pk)[0] == 404
    with pytest.raises(Refused, match="You declared an interest"):
        make.allocation(by=manager, line=line, pot=grant.pot)


def test_a_lead_with_an_interest_works_on_the_plan_and_proposes_no_money(client, grant):
    plan = grant.line.plan
    lead = plan.lead
    RoleGrant.objects.create(user=lead, role=Role.FUND_MANAGER)
    lead = type(lead).objects.get(pk=lead.pk)
    make.interest(plan, user=lead)
    client.force_login(lead)
    status, text = read(client, "allocation-new", grant.pot_id, grant.line_id)
    assert (status, "You declared an interest" in text) == (403, True)


def test_nothing_is_granted_to_an_organisation_of_the_proposer(grant):
    manager = make.fund_manager()
    make.interest(make.organisation("Riverside Trust"), user=manager)
    with pytest.raises(Refused, match="You declared an interest in Riverside Trust"):
        make.allocation(by=manager, route="grant", pot=grant.pot)
    assert Allocation.objects.get() == grant


@pytest.mark.parametrize("what", WHAT)
def test_nobody_authorises_withdraws_or_pays_what_they_have_an_interest_in(client, grant, what):
    member, manager = make.authoriser(), make.fund_manager()
    for person in (member, manager):
        make.interest(subjects(grant)[what] if person == member else grant, user=person)

    assert "You declared an interest" in permissions.can_authorise(member, grant).reason
    assert "You declared an interest" in permissions.can_withdraw(manager, grant).reason
    client.force_login(member)
    authorise = reverse("funds:allocation-authorise", args=[grant.reference])
    assert client.post(authorise).status_code == 404
    with pytest.raises(Refused, match="You declared an interest"):
        workflow.authorise(grant, by=member)


def test_who_has_an_interest_neither_pays_nor_releases():
    authorised = make.authorised_allocation()
    manager = make.fund_manager()
    make.interest(authorised.line.plan, user=manager)
    assert "You declared an interest" in permissions.can_pay(manager, authorised).reason
    make.payment(authorised)
    authorised.refresh_from_db()
    assert "You declared an interest" in permissions.can_release(manager, authorised).reason


def test_an_authoriser_with_an_interest_is_not_told_of_it():
    line = make.need_in_force()
    told, closed = make.authoriser(), make.authoriser()
    make.interest(line.plan, user=closed)
    OutboxItem.objects.all().delete()

    make.allocation(line=line)

    addresses = {item.payload["to"] for item in OutboxItem.objects.filter(topic="mail")}
    assert told.email in addresses
    assert closed.email not in addresses


# --- What came of it ------------------------------------------------------------------------------
def test_the_page_shows_what_the_evaluation_says_came_of_it(client):
    made = make.allocation()
    client.force_login(make.fund_manager())
    assert "What came of it" not in read(client, "allocation-detail", made.reference)[1]

    given = {made.reference: {"achieved": "partly", "result": "Half the lights are up."}}
    draft = make.evaluation(made.line.plan, **given)
    assert "Half the lights" not in read(client, "allocation-detail", made.reference)[1]

    agreed = make.agreed_evaluation(made.line.plan, **given)
    assert draft == agreed
    text = read(client, "allocation-detail", made.reference)[1]
    assert "Partly achieved" in text
    assert "Half the lights are up." in text
    page = reverse("actionplans:evaluation-detail", args=[made.line.plan.reference, agreed.number])
    assert page in text
