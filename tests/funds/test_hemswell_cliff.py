"""Scenario O6: the Hemswell Cliff capital programme, by its steps and through the pages."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from funds import selectors, workflow
from funds.models import Allocation, Pot
from tests import make

pytestmark = pytest.mark.django_db
NEEDS = {
    "Floodlights for the sports ground": 3_850_000,
    "Outdoor gym": 2_175_000,
    "15 drop kerbs": 1_890_000,
    "Wheelchair-suitable paths": 1_589_200,
}
MONITORED = date(2025, 3, 31)
WORDS = {
    "route": "council-led",
    "outcome": "More people use the ground",
    "reasons": "Three offers were compared.",
    "alternatives": "A dearer and a cheaper offer were rejected.",
}


@pytest.fixture(autouse=True)
def _day():
    with clock.at(datetime(2024, 5, 7, 9)):
        yield


@pytest.fixture
def manager():
    return make.fund_manager()


@pytest.fixture
def pot(manager):
    return make.pot(
        by=manager,
        name="Investment for growth",
        money_type="capital",
        financial_year="2024/25",
        budget_pence=10_504_200,
    )


def lines(needs):
    area = make.area("E05009643", "Hemswell")
    community = make.identified_community(name="Hemswell Cliff", areas=(area,))
    plan = make.plan(community=community, title="Hemswell Cliff capital programme")
    given = [
        {
            "need": need,
            "amount_pence": pence,
            "money_type": "capital",
            "outcome": WORDS["outcome"],
            "monitoring_on": MONITORED,
        }
        for need, pence in needs.items()
    ]
    return make.plan_in_force(plan, needs=given).need_lines.order_by("number")


def test_by_its_steps(manager, pot):
    for line in lines(NEEDS):
        workflow.propose(
            by=manager,
            details=workflow.AllocationDetails(
                pot=pot,
                line=line,
                amount_pence=line.amount_pence,
                monitoring_on=MONITORED,
                **WORDS,
            ),
        )
    pot.refresh_from_db()
    assert selectors.pot_position(pot) == selectors.recount(pot)
    assert (pot.allocated_pence, pot.free_pence) == (9_504_200, 1_000_000)
    fifth = lines({"A bus shelter": 2_000_000}).get()
    with pytest.raises(Refused) as caught:
        make.allocation(by=manager, pot=pot, line=fifth, amount_pence=1_000_001)
    assert str(caught.value) == (
        "The pot has £10,000 free, so £10,000.01 cannot be allocated from it."
    )
    make.allocation(by=manager, pot=pot, line=fifth, amount_pence=1_000_000)
    pot.refresh_from_db()
    assert pot.free_pence == 0


def test_through_the_pages(client, manager, pot):
    client.force_login(manager)
    needs = lines(NEEDS | {"A bus shelter": 2_000_000})
    listed = client.get(reverse("funds:need-list", args=[pot.pk])).content.decode()
    assert all(need in listed for need in NEEDS)
    for line in needs[:4]:
        assert propose(client, pot, line, f"{line.amount_pence / 100:.2f}").status_code == 302
    page = client.get(reverse("funds:pot-detail", args=[pot.pk])).content.decode()
    assert "£95,042" in page
    assert "£10,000" in page
    refused = propose(client, pot, needs[4], "10,000.01").content.decode()
    assert "The pot has £10,000 free, so £10,000.01 cannot be allocated from it." in refused
    assert 'href="#id_amount_pence"' in refused
    assert 'value="10,000.01"' in refused
    assert Allocation.objects.count() == 4
    assert Pot.objects.get().free_pence == 1_000_000


def propose(client, pot, line, amount):
    return client.post(
        reverse("funds:allocation-new", args=[pot.pk, line.pk]),
        WORDS
        | {
            "amount_pence": amount,
            "monitoring_on_day": "31",
            "monitoring_on_month": "3",
            "monitoring_on_year": "2025",
        },
    )


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"outcome": ""}, "outcome"),
        (
            {"monitoring_on_day": "", "monitoring_on_month": "", "monitoring_on_year": ""},
            "monitoring_on",
        ),
    ],
)
def test_outcome_and_monitoring_date_are_asked_for(client, manager, pot, missing, field):
    client.force_login(manager)
    line = lines(NEEDS)[0]
    sent = WORDS | {
        "amount_pence": "100",
        "monitoring_on_day": "31",
        "monitoring_on_month": "3",
        "monitoring_on_year": "2025",
    }
    response = client.post(reverse("funds:allocation-new", args=[pot.pk, line.pk]), sent | missing)
    assert f'href="#id_{field}"' in response.content.decode()
    assert not Allocation.objects.exists()


def test_the_decision_can_be_taken_away_with_its_reasons(client, manager, pot):
    allocation = make.allocation(
        by=manager, pot=pot, line=lines(NEEDS)[0], amount_pence=100, **WORDS
    )
    client.force_login(make.user(Role.AUDITOR))
    page = client.get(reverse("funds:allocation-detail", args=[allocation.reference]))
    assert WORDS["reasons"] in page.content.decode()
    csv = client.get(reverse("funds:allocation-list"), {"format": "csv"})
    text = b"".join(csv.streaming_content).decode()
    assert WORDS["reasons"] in text
    assert WORDS["alternatives"] in text
