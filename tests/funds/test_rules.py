"""Every refusal of the fund has its sentence (invariants I1 to I7)."""

from datetime import date, datetime, timedelta

import pytest

from actionplans import workflow as plans
from actionplans.models import NeedLine
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Fault, Refused
from funds import permissions, selectors, workflow
from funds.models import Allocation, LedgerEntry, NeedBalance, Pot
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.laid("need_in_force"),
]
BOTH = "Needs the approval of both the Housing Board and the Management Team: "


def sentence_of(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def ruled(allocation, kind):
    """A board rules on the version on which something was proposed."""
    make.ruling(allocation.version, kind=kind)
    return allocation


@pytest.mark.parametrize(("kind", "words"), [("suspend", "suspended"), ("rescind", "rescinded")])
def test_no_money_moves_once_a_board_has_stopped_the_version(kind, words):
    proposed, authorised = make.allocation(amount_pence=1_000), make.authorised_allocation()
    sentence = BOTH + f"version 1, which contains this need, was {words}."
    for allocation in (proposed, authorised):
        ruled(allocation, kind)
    balances = list(Pot.objects.order_by("pk").values())

    assert sentence_of(make.allocation, line=proposed.line, pot=proposed.pot) == sentence
    assert sentence_of(workflow.authorise, proposed, by=make.authoriser()) == sentence
    assert sentence_of(make.payment, authorised) == sentence

    assert list(Pot.objects.order_by("pk").values()) == balances
    assert not LedgerEntry.objects.filter(kind="pay").exists()
    assert workflow.withdraw(proposed, by=proposed.proposed_by, reason="Stopped.").status == (
        "withdrawn"
    )


def test_money_moves_again_once_the_board_has_resumed_it():
    proposed, authorised = make.allocation(amount_pence=1_000), make.authorised_allocation()
    for allocation in (proposed, authorised):
        ruled(ruled(allocation, "suspend"), "resume")

    assert make.allocation(line=proposed.line, pot=proposed.pot, amount_pence=1).pk
    assert workflow.authorise(proposed, by=make.authoriser()).status == "authorised"
    assert make.payment(authorised).amount_pence == 40_000


# --- I5: a version in force --------------------------------------------------------------------
def test_a_plan_that_was_never_submitted_carries_no_money():
    line = make.need_line()
    assert sentence_of(make.allocation, line=line) == (
        BOTH + "the plan has not been put before them yet."
    )
    assert not Allocation.objects.exists()
    assert not LedgerEntry.objects.exclude(kind="budget").exists()


def test_a_plan_that_waits_says_who_has_approved_it():
    version = make.submitted_version()
    line = version.needs.get().line
    assert sentence_of(make.allocation, line=line) == BOTH + "nobody has approved version 1 yet."
    make.approval(version)
    assert sentence_of(make.allocation, line=line) == (
        BOTH + "version 1 is approved by the Housing Board only."
    )
    make.approval(version, "management-team")
    assert make.allocation(line=line).version == version


@pytest.mark.parametrize(
    ("outcome", "words"), [("return", "returned for changes"), ("reject", "rejected")]
)
def test_a_plan_that_came_back_carries_no_money(outcome, words):
    version = make.submitted_version()
    make.approval(version, outcome=outcome)
    line = version.needs.get().line
    assert sentence_of(make.allocation, line=line) == (
        BOTH + f"version 1, which contains this need, was {words}."
    )


def test_a_need_added_after_the_approval_waits_for_the_next_version():
    plan = make.plan_in_force()
    line = make.need_line(plan, need="A bus")
    assert sentence_of(make.allocation, line=line) == (
        BOTH + "version 1, which is in force, does not contain this need."
    )


def test_the_amount_is_that_of_the_version_in_force_not_of_the_draft():
    line = make.need_in_force()
    plans.change_need_line(
        line, by=make.user(Role.NOMINATED_OFFICER), details=make.need_details(amount_pence=650_000)
    )
    line.refresh_from_db()
    assert (
        sentence_of(make.allocation, line=line, amount_pence=600_001)
        == "The boards approved £6,000 for this need and £6,000 of it is left."
    )
    assert make.allocation(line=line, amount_pence=600_000).amount_pence == 600_000


def second_version(line, **changes):
    """The plan of a need in force once more, with the need changed or withdrawn."""
    officer = make.user(Role.NOMINATED_OFFICER)
    if changes:
        plans.change_need_line(line, by=officer, details=make.need_details(**changes))
    else:
        plans.withdraw_need_line(line, by=officer, reason="No longer wanted.")
    return make.plan_in_force(line.plan)


def test_authorising_looks_at_the_version_in_force_again():
    allocation = make.allocation()
    second_version(allocation.line)
    assert sentence_of(workflow.authorise, allocation, by=make.authoriser()) == (
        BOTH + "version 1, which contains this need, was superseded."
    )


def test_paying_looks_at_the_version_in_force_again():
    allocation = make.authorised_allocation()
    second_version(allocation.line)
    assert sentence_of(make.payment, allocation) == (
        BOTH + "version 1, which contains this need, was superseded."
    )


def test_a_smaller_need_in_the_new_version_holds_the_money_back():
    allocation = make.allocation(amount_pence=500_000)
    second_version(allocation.line, amount_pence=400_000)
    assert sentence_of(workflow.authorise, allocation, by=make.authoriser()) == (
        "Version 2, in force now, approves £4,000 for this need, and £5,000 is allocated to it."
    )
    assert "£0 of it is left" in sentence_of(
        make.allocation, line=allocation.line, pot=allocation.pot, amount_pence=1
    )


def test_a_larger_need_in_the_new_version_leaves_more():
    allocation = make.allocation(amount_pence=600_000)
    second_version(allocation.line, amount_pence=650_000)
    more = make.allocation(line=allocation.line, pot=allocation.pot, amount_pence=50_000)
    assert more.version.number == 2
    assert NeedBalance.objects.get().approved_pence == 650_000
    assert workflow.authorise(allocation, by=make.authoriser()).status == "authorised"


def test_a_plan_that_other_groups_approve_carries_no_money_of_the_fund():
    plan = make.plan(plan_type="partnership-plan")
    line = NeedLine.objects.create(plan=plan, number=1, **vars(make.need_details()))
    make.plan_in_force(plan)
    assert sentence_of(make.allocation, line=line) == (
        BOTH + "version 1 is approved by the South West Ward Strategic Partnership only."
    )


# --- I4, I1, I2 --------------------------------------------------------------------------------
def test_capital_does_not_pay_for_revenue():
    assert sentence_of(make.allocation, pot=make.pot(money_type="capital")) == (
        "This need is revenue and the pot is capital: one cannot pay for the other."
    )


def test_no_more_is_allocated_than_the_boards_approved():
    line, pot = make.need_in_force(), make.pot()
    make.allocation(line=line, pot=pot, amount_pence=400_000)
    assert sentence_of(make.allocation, line=line, pot=pot, amount_pence=200_001) == (
        "The boards approved £6,000 for this need and £2,000 of it is left."
    )
    make.allocation(line=line, pot=pot, amount_pence=200_000)
    assert NeedBalance.objects.get().allocated_pence == 600_000


def test_no_more_is_allocated_than_the_pot_has_and_nothing_is_left_behind():
    pot = make.pot(budget_pence=50_000)
    assert sentence_of(make.allocation, pot=pot, amount_pence=50_001) == (
        "The pot has £500 free, so £500.01 cannot be allocated from it."
    )
    assert not Allocation.objects.exists()
    assert not NeedBalance.objects.exists()
    assert pot.entries.count() == 1
    made = make.allocation(pot=pot, amount_pence=50_000)
    assert made.reference.endswith("-0001")


# --- I6 ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("moment", [datetime(2024, 3, 31, 12), datetime(2025, 4, 1, 0, 30)])
def test_a_pot_is_spent_from_only_while_it_runs(moment):
    with clock.at(datetime(2024, 5, 1, 9)):
        pot = make.pot()
    with clock.at(moment):
        assert "The pot runs from 1 April 2024 to 31 March 2025" in sentence_of(
            make.allocation, pot=pot
        )
        assert not permissions.is_alive(pot)


def test_a_pot_that_ended_is_not_authorised_from_or_paid_from():
    with clock.at(datetime(2025, 3, 31, 9)):
        proposed, authorised = make.allocation(), make.authorised_allocation()
    with clock.at(datetime(2025, 4, 2, 9)):
        assert "nothing can be authorised from it today" in sentence_of(
            workflow.authorise, proposed, by=make.authoriser()
        )
        assert "nothing can be paid on that day" in sentence_of(make.payment, authorised)
        make.payment(authorised, paid_on=date(2025, 3, 31))


@pytest.mark.parametrize(
    ("monitoring_on", "ok"),
    [
        (None, False),
        (date(2024, 5, 6), False),
        (date(2024, 5, 7), True),
        (date(2026, 4, 1), True),
        (date(2026, 4, 2), False),
    ],
)
def test_the_outcome_is_looked_at_within_a_year_of_the_pot(monitoring_on, ok):
    with clock.at(datetime(2024, 5, 7, 9)):
        if ok:
            assert make.allocation(monitoring_on=monitoring_on).monitoring_on == monitoring_on
        else:
            with pytest.raises(Fault) as caught:
                make.allocation(monitoring_on=monitoring_on)
            assert caught.value.field == "monitoring_on"


# --- What must be said --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": " "}, "outcome"),
        ({"reasons": ""}, "reasons"),
        ({"alternatives": ""}, "alternatives"),
        ({"route": "raffle"}, "route"),
        ({"amount_pence": 0}, "amount_pence"),
        ({"amount_pence": -1}, "amount_pence"),
    ],
)
def test_an_allocation_says_what_it_must(changes, field):
    with pytest.raises(Fault) as caught:
        make.allocation(**changes)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_pence": 0}, "amount_pence"),
        ({"amount_pence": 100_001}, "amount_pence"),
        ({"payee": ""}, "payee"),
        ({"ledger_reference": " "}, "ledger_reference"),
    ],
)
def test_a_payment_says_what_it_must(changes, field):
    with pytest.raises(Fault) as caught:
        make.payment(**changes)
    assert caught.value.field == field


def test_payments_add_up_to_the_allocation_and_no_further():
    allocation = make.authorised_allocation()
    make.payment(allocation, amount_pence=60_000)
    assert sentence_of(make.payment, allocation, amount_pence=40_001) == (
        "That is too much: £400 of the £1,000 is left to pay."
    )
    make.payment(allocation, amount_pence=40_000)
    allocation.refresh_from_db()
    assert (allocation.status, allocation.paid_pence) == ("paid", 100_000)
    assert (
        sentence_of(make.payment, allocation, amount_pence=1)
        == "Only an authorised allocation can be paid. This one is paid."
    )


def test_a_payment_is_recorded_once():
    allocation = make.authorised_allocation()
    make.payment(allocation, ledger_reference="BACS-7")
    assert "has been recorded already" in sentence_of(
        make.payment, allocation, ledger_reference=" BACS-7 ", amount_pence=1
    )
    assert selectors.recount(allocation.pot).paid == 40_000


def test_a_grant_is_not_paid_without_its_papers():
    allocation = make.authorised_allocation(route="grant")
    assert sentence_of(make.payment, allocation).startswith("A grant is paid only after its checks")


# --- Pots --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"money_type": "gold"}, "money_type"),
        ({"financial_year": "2024/26"}, "financial_year"),
        ({"ends_on": date(2000, 1, 1)}, "ends_on"),
        ({"budget_pence": 0}, "budget_pence"),
    ],
)
def test_a_pot_says_what_it_must(changes, field):
    with pytest.raises(Fault) as caught:
        make.pot(**changes)
    assert caught.value.field == field


def test_a_pot_is_opened_once():
    make.pot(name="Community grants")
    with pytest.raises(Fault) as caught:
        make.pot(name=" Community grants ")
    assert caught.value.field == "name"
    assert make.pot(name="Community grants", money_type="capital").free_pence == 1_000_000


def test_a_budget_goes_down_to_what_is_allocated_and_no_further():
    pot = make.allocation().pot
    manager = make.fund_manager()

    def change(pence: int) -> Pot:
        return workflow.change_budget(pot, by=manager, change_pence=pence, note="Council, May.")

    assert sentence_of(change, -900_001) == (
        "£1,000 of the budget is allocated already, so it can go down by £9,000 at most."
    )
    assert change(-900_000).free_pence == 0
    assert change(5).free_pence == 5
    assert selectors.recount(pot) == selectors.Position(100_005, 100_000, 0)
    assert "goes up or down" in sentence_of(change, 0)
    with pytest.raises(Refused, match="Say why"):
        workflow.change_budget(pot, by=manager, change_pence=1, note=" ")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.BOARD_MEMBER, Role.AUDITOR])
def test_only_a_fund_manager_sets_a_budget(role):
    pot = make.pot()
    for call in (
        lambda person: make.pot(by=person, name="Another"),
        lambda person: workflow.change_budget(pot, by=person, change_pence=1, note="x"),
    ):
        with pytest.raises(Refused, match="Only a fund manager"):
            call(make.user(role))


def test_a_pot_that_has_not_begun_says_when_it_will():
    begins = clock.today() + timedelta(days=2)
    pot = make.pot(starts_on=begins, ends_on=begins + timedelta(days=300))
    assert "This pot may be spent from" in permissions.is_alive(pot).reason


def test_whom_the_version_in_force_names_does_not_authorise_either():
    plan = make.plan_in_force()
    allocation, member = make.allocation(line=plan.need_lines.get()), make.authoriser()
    named = make.team_member(plan, user=member, name="")
    second = plans.submit(plan, by=plan.lead)
    plans.remove_team_member(named, by=plan.lead)
    make.approval(second)
    others = [one for one in make.board("management-team", size=5) if one != member]
    make.answered(second, "management-team", present=others, recused=[member])

    verdict = permissions.can_authorise(member, allocation)

    assert verdict.reason == (
        f"You cannot authorise this allocation: {member} is in the delivery team."
    )
