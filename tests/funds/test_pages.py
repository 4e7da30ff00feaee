"""The fund's pages."""

import re
from datetime import datetime

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from funds import selectors, workflow
from funds.models import Allocation, Payment, Pot
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def manager(client):
    person = make.fund_manager()
    client.force_login(person)
    return person


def page(client, name, /, *args, **query):
    response = client.get(reverse(f"funds:{name}", args=args), query)
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode()


def send(client, name, /, *args, **sent):
    return client.post(reverse(f"funds:{name}", args=args), sent)


def on(name: str, day: str) -> dict[str, str]:
    parts = zip(("year", "month", "day"), day.split("-"), strict=True)
    return {f"{name}_{part}": value for part, value in parts}


# --- Lists -------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("pot-list", 4), ("allocation-list", 2), ("pot-detail", 3)]
)
def test_a_list_asks_as_many_questions_at_any_length(
    client, manager, django_assert_num_queries, name, queries, rows
):
    pot, line = make.pot(), make.need_in_force()
    for _ in range(rows - 1):
        make.pot()
    for _ in range(rows):
        make.allocation(pot=pot, line=line)
    args = [pot.pk] if name == "pot-detail" else []
    page(client, name, *args)
    with django_assert_num_queries(queries):
        html = page(client, name, *args)
    assert f"{rows} result" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_needs_and_the_ledger_ask_as_many_questions_at_any_length(
    client, manager, django_assert_max_num_queries, rows
):
    pot = make.pot()
    make.plan_in_force(needs=[{"need": f"Need {number}"} for number in range(rows)])
    with django_assert_max_num_queries(8):
        assert page(client, "need-list", pot.pk).count("£6,000") == 2 * rows
    with django_assert_max_num_queries(8):
        page(client, "pot-ledger", pot.pk)


def test_the_fund_shows_capital_and_revenue_apart(client, manager):
    with clock.at(datetime(2024, 5, 7, 9)):
        client.force_login(manager)
        make.pot(name="Works", money_type="capital", budget_pence=10_504_200)
        make.allocation(pot=make.pot(name="Grants"))
        html = page(client, "pot-list")
    assert "Revenue, 2024/25" in html
    assert "Capital, 2024/25" in html
    assert "£105,042" in html
    assert "What is paid, allocated and free in each pot" in html
    with clock.at(datetime(2024, 5, 7, 9)):
        lines = page(client, "pot-list", format="csv").splitlines()
    assert 'Works,Capital,2024/25,"£105,042",£0,£0,"£105,042"' in lines
    assert 'Grants,Revenue,2024/25,"£10,000","£1,000",£0,"£9,000"' in lines
    assert "Works,Capital" in page(client, "pot-list", money="capital", format="csv")
    assert "Grants" not in page(client, "pot-list", money="capital", format="csv")


def test_an_empty_fund_says_so(client, manager):
    assert "No pot has been opened yet." in page(client, "pot-list")


def test_the_ledger_shows_every_movement_and_goes_out_as_csv(client, manager):
    allocation = make.authorised_allocation()
    make.payment(allocation)
    other = make.allocation(pot=allocation.pot, line=allocation.line)
    workflow.withdraw(other, by=manager, reason="Not wanted.")
    html = page(client, "pot-ledger", allocation.pot_id)
    assert "budget £10,000, allocated £1,000, paid £400, free £9,000" in html
    lines = page(client, "pot-ledger", allocation.pot_id, format="csv").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == [
        "Released",
        "Allocated",
        "Paid",
        "Allocated",
        "Budget",
    ]


# --- Pots --------------------------------------------------------------------------------------
def pot_answers(**changes):
    given = {
        "name": "Works",
        "money_type": "capital",
        "financial_year": "2024/25",
        "budget_pence": "105,042",
        "note": "Council, March",
    }
    return given | on("starts_on", "2024-04-01") | on("ends_on", "2025-03-31") | changes


def test_a_pot_is_opened(client, manager):
    response = send(client, "pot-new", **pot_answers())
    pot = Pot.objects.get()
    assert response.headers["Location"] == reverse("funds:pot-detail", args=[pot.pk])
    assert (pot.budget_pence, pot.entries.get().note) == (10_504_200, "Council, March")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"money_type": ""}, "money_type"),
        ({"financial_year": "2024"}, "financial_year"),
        ({"budget_pence": "a lot"}, "budget_pence"),
        ({"budget_pence": "0"}, "budget_pence"),
        (on("ends_on", "2023-03-31"), "ends_on"),
        (on("starts_on", "2024-02-31"), "starts_on"),
    ],
)
def test_what_is_wrong_with_a_pot_is_said_beside_the_field(client, manager, changes, field):
    html = send(client, "pot-new", **pot_answers(**changes)).content.decode()
    assert f'href="#id_{field}"' in html
    assert "Council, March" in html
    assert not Pot.objects.exists()


def test_a_budget_is_changed(client, manager):
    pot = make.allocation().pot
    send(client, "pot-budget", pot.pk, direction="up", change_pence="10.50", note="Council, May")
    pot.refresh_from_db()
    assert pot.budget_pence == 1_001_050
    answer = send(
        client, "pot-budget", pot.pk, direction="down", change_pence="9,010.51", note="Cuts"
    )
    assert "so it can go down by £9,010.50 at most" in answer.content.decode()
    assert "Cuts" in answer.content.decode()


def seen_on(html):
    return re.search('name="seen_pence"[^>]*value="([0-9]+)"', html)[1]


def test_a_budget_sent_twice_changes_once(client, manager):
    """A refresh, a retry or a second press is not a second decision (quality F11)."""
    pot = make.pot()
    sent = {"direction": "up", "change_pence": "500", "note": "Council, May"}
    sent["seen_pence"] = seen_on(page(client, "pot-budget", pot.pk))
    assert send(client, "pot-budget", pot.pk, **sent).status_code == 302

    html = send(client, "pot-budget", pot.pk, **sent).content.decode()

    assert "If you have just sent this, it is done." in html
    assert "Council, May" in html
    pot.refresh_from_db()
    assert pot.budget_pence == 1_050_000
    sent["seen_pence"] = seen_on(html)
    assert send(client, "pot-budget", pot.pk, **sent).status_code == 302


def test_a_pot_that_ended_says_so_on_its_button(client, manager):
    with clock.at(datetime(2024, 5, 7, 9)):
        pot = make.pot()
    html = page(client, "pot-detail", pot.pk)
    assert "This pot ended on 31 March 2025." in html


# --- Allocations -------------------------------------------------------------------------------
def test_only_needs_in_force_with_something_left_are_offered(client, manager):
    pot = make.pot()
    line = make.need_in_force(need="Lighting")
    make.need_in_force(need="Capital works", money_type="capital")
    make.submitted_version(needs=[{"need": "Not approved"}])
    spent = make.need_in_force(need="Spent")
    make.allocation(pot=pot, line=spent, amount_pence=600_000)
    html = page(client, "need-list", pot.pk)
    assert reverse("funds:allocation-new", args=[pot.pk, line.pk]) in html
    for need in ("Capital works", "Not approved", "Spent"):
        assert need not in html
    lines = page(client, "need-list", pot.pk, format="csv").splitlines()
    assert len(lines) == 2


def test_a_need_chosen_otherwise_is_refused_with_its_sentence(client, manager):
    pot, line = make.pot(), make.submitted_version().needs.get().line
    refusal = "Needs the approval of both the Housing Board and the Management Team"
    assert refusal in page(client, "allocation-new", pot.pk, line.pk)
    sent = {
        "amount_pence": "10",
        "route": "council-led",
        "outcome": "Better",
        "reasons": "My very own reasons",
        "alternatives": "None",
    } | on("monitoring_on", clock.today().isoformat())
    html = send(client, "allocation-new", pot.pk, line.pk, **sent).content.decode()
    assert html.count(refusal) >= 2
    assert "My very own reasons" in html
    assert not Allocation.objects.exists()


def test_an_allocation_sent_twice_is_proposed_once(client, manager):
    pot, line = make.pot(), make.need_in_force(need="Lighting")
    sent = {
        "amount_pence": "100",
        "route": "council-led",
        "outcome": "Better",
        "reasons": "It is dark",
        "alternatives": "None",
        "seen_pence": seen_on(page(client, "allocation-new", pot.pk, line.pk)),
    } | on("monitoring_on", clock.today().isoformat())
    assert send(client, "allocation-new", pot.pk, line.pk, **sent).status_code == 302

    html = send(client, "allocation-new", pot.pk, line.pk, **sent).content.decode()

    assert "What is left of this need was £6,000" in html
    assert Allocation.objects.get().amount_pence == 10_000


def test_the_button_to_authorise_says_why_it_is_grey(client, manager):
    allocation = make.allocation(by=manager)
    html = page(client, "allocation-detail", allocation.reference)
    assert "Only a member of the Management Team can authorise an allocation." in html
    assert send(client, "allocation-authorise", allocation.reference).status_code == 403


def test_a_member_authorises(client):
    allocation = make.allocation()
    person = make.authoriser()
    client.force_login(person)
    assert "carp-refusal" not in page(client, "allocation-detail", allocation.reference)
    response = send(client, "allocation-authorise", allocation.reference)
    assert response.status_code == 302
    allocation.refresh_from_db()
    assert allocation.authorised_by == person
    html = page(client, "allocation-detail", allocation.reference)
    assert "is authorised." in html
    assert "Only a fund manager can record a payment." in html
    send(client, "allocation-authorise", allocation.reference)
    html = page(client, "allocation-detail", allocation.reference)
    assert "This allocation is authorised, so it cannot be authorised." in html


def payment_answers(**changes):
    given = {"amount_pence": "400", "payee": "Bright Lights Ltd", "ledger_reference": "BACS-7"}
    return given | on("paid_on", clock.today().isoformat()) | changes


def test_a_payment_is_recorded(client, manager):
    allocation = make.authorised_allocation()
    assert "£1,000 of £1,000 is left to pay" in page(client, "payment-new", allocation.reference)
    send(client, "payment-new", allocation.reference, **payment_answers())
    payment = Payment.objects.get()
    assert (payment.amount_pence, payment.recorded_by) == (40_000, manager)
    html = page(client, "allocation-detail", allocation.reference)
    assert "BACS-7" in html
    lines = page(client, "allocation-detail", allocation.reference, format="csv").splitlines()
    assert lines[1].startswith("BACS-7,")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_pence": "1000.01"}, "amount_pence"),
        ({"amount_pence": ""}, "amount_pence"),
        ({"payee": ""}, "payee"),
        ({"ledger_reference": "BACS-1"}, "ledger_reference"),
        (on("paid_on", "2999-01-01"), "paid_on"),
        (on("paid_on", "2001-01-01"), "paid_on"),
    ],
)
def test_what_is_wrong_with_a_payment_is_said_beside_the_field(client, manager, changes, field):
    make.payment(ledger_reference="BACS-1")
    allocation = make.authorised_allocation()
    answer = send(client, "payment-new", allocation.reference, **payment_answers(**changes))
    html = answer.content.decode()
    assert f'href="#id_{field}"' in html
    if field != "payee":
        assert "Bright Lights Ltd" in html
    assert Payment.objects.count() == 1


def test_an_allocation_is_withdrawn_after_saying_why(client, manager):
    allocation = make.allocation(by=manager)
    html = page(client, "allocation-withdraw", allocation.reference)
    assert "Withdraw this allocation?" in html
    empty = send(client, "allocation-withdraw", allocation.reference, reason="")
    assert 'href="#id_reason"' in empty.content.decode()
    send(client, "allocation-withdraw", allocation.reference, reason="Not wanted.")
    allocation.refresh_from_db()
    assert allocation.status == "withdrawn"
    html = page(client, "allocation-detail", allocation.reference)
    assert "Not wanted." in html
    assert send(client, "allocation-withdraw", allocation.reference).status_code == 403


def test_the_rest_is_released_after_saying_why(client, manager):
    allocation = make.authorised_allocation()
    make.payment(allocation)
    detail = page(client, "allocation-detail", allocation.reference)
    assert "Release the rest, £600" in detail
    html = page(client, "allocation-release", allocation.reference)
    assert "The rest, £600, becomes free" in html
    empty = send(client, "allocation-release", allocation.reference, reason="", seen_pence="60000")
    assert 'href="#id_reason"' in empty.content.decode()
    assert "Say why the rest is not needed" in empty.content.decode()
    old = {"reason": "Cheaper.", "seen_pence": "100000"}
    late = send(client, "allocation-release", allocation.reference, **old).content.decode()
    assert "If you have just sent this, it is done" in late
    assert "Cheaper." in late
    send(client, "allocation-release", allocation.reference, **old | {"seen_pence": "60000"})
    allocation.refresh_from_db()
    assert (allocation.status, allocation.released_pence) == ("paid", 60_000)
    html = page(client, "allocation-detail", allocation.reference)
    assert "Rest released" in html
    assert "Cheaper." in html
    assert "Release the rest" not in html
    listed = client.get(reverse("funds:allocation-list"), {"format": "csv"})
    assert "£600" in listed.getvalue().decode()


# --- The community's page ----------------------------------------------------------------------
def test_a_community_shows_its_money_to_those_who_may_see_it(client):
    allocation = make.authorised_allocation()
    make.payment(allocation)
    community = allocation.line.plan.community
    url = reverse("register:community-detail", args=[community.reference])
    client.force_login(make.user(Role.OFFICER))
    html = client.get(url).content.decode()
    assert "£1,000 allocated, of which £400 is paid." in html
    assert allocation.reference in html
    client.force_login(make.user(Role.MEMBER))
    assert "panel-money" not in client.get(url).content.decode()


def test_a_community_without_money_says_so(client, manager):
    community = make.community()
    html = client.get(reverse("register:community-detail", args=[community.reference]))
    assert "Nothing has been allocated to this community" in html.content.decode()


def test_everything_has_its_words():
    allocation = make.authorised_allocation()
    payment = make.payment(allocation, ledger_reference="BACS-9")
    assert str(allocation) == allocation.reference
    assert str(payment) == "Payment BACS-9"
    assert str(allocation.entries.first()) == "Allocated 100000p"
    assert str(allocation.line.balance) == f"Balance of {allocation.line}"
    assert "revenue" in str(allocation.pot)


def test_a_communitys_money_sums_more_than_is_listed_and_nothing_withdrawn(
    manager, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(selectors, "NEWEST", 2)
    paid = make.payment().allocation
    line, pot = paid.line, paid.pot
    last = [make.allocation(line=line, pot=pot, amount_pence=20_000) for _ in range(2)]
    workflow.withdraw(last[1], by=manager, reason="Not needed.")
    community = line.plan.community
    with django_assert_num_queries(1):
        money = selectors.money_of(community, user=manager)
    assert money.newest == last[::-1]
    assert (money.allocated, money.paid) == (paid.amount_pence + 20_000, 40_000)

    workflow.withdraw(last[0], by=manager, reason="Not needed either.")
    assert selectors.money_of(community, user=manager).allocated == paid.amount_pence
    assert selectors.money_of(make.community(name="Elsewhere"), user=manager).allocated == 0
