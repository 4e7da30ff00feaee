"""O6, the plan's part: four capital needs in force together, by keyboard, scripts on and off."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.visitor import Visitor

COMMUNITY = "Hemswell Cliff"
NEEDS = {
    "Floodlights": "38500",
    "Outdoor gym": "21750",
    "15 drop kerbs": "18900",
    "Wheelchair-suitable paths": "15892",
}
TOGETHER = "£95,042"


@pytest.mark.slow
def test_four_capital_needs_come_into_force_together(person):
    mark = secrets.token_hex(3)  # a portal may be walked twice
    needs = {f"{need}, {mark}": amount for need, amount in NEEDS.items()}
    plan = steps.complete_plan(Visitor(person.page, person.address), COMMUNITY, "Outdoors again")
    outcome_and_day_are_asked_for(person, plan)
    for need, amount in needs.items():
        steps.add_need(person, plan, need, amount)
    person.sees(f"{TOGETHER} together: £0 revenue and {TOGETHER} capital.")
    person.look("o6-needs")
    steps.submit(person, plan, version=1)
    for board in steps.CODES:
        steps.board_answers(person, board, plan, version=1)
    frozen_in_force(person, plan, needs)
    offered_to_the_fund(person, needs)


def outcome_and_day_are_asked_for(person: Visitor, plan: str) -> None:
    """No need without what it is to achieve and when that is looked at; nothing typed is lost."""
    person.page.goto(plan)
    person.press("Add a need")
    person.fill(What_is_needed="Benches", Amount="1,200.50")
    person.tick("Capital")
    person.press("Save need")
    assert person.page.title().startswith("Error: ")
    errors = person.page.locator(".govuk-error-message")
    for words in (
        "Say what the money is to achieve",
        "Enter a date: When will the outcome be looked at?",
    ):
        expect(errors.filter(has_text=words)).to_have_count(1)
    expect(person.page.get_by_label("What is needed?")).to_have_value("Benches")
    expect(person.page.get_by_label("Amount")).to_have_value("1,200.50")
    expect(person.page.get_by_label("Capital", exact=True)).to_be_checked()
    person.look("o6-need-with-errors")


def frozen_in_force(person: Visitor, plan: str, needs: dict[str, str]) -> None:
    """The version that both approved holds each need with its amount, and their sum."""
    person.page.goto(f"{plan}versions/1/")
    person.sees("In force")
    for need, amount in needs.items():
        expect(steps.row_of(person, need).first).to_contain_text(f"£{int(amount):,}")
    person.sees(TOGETHER)
    person.look("o6-in-force")


def offered_to_the_fund(person: Visitor, needs: dict[str, str]) -> None:
    """Each of them can be met from the pot for growth."""
    person.sign_in("Service Manager")
    person.go("/fund/")
    person.follow("Investment for growth")
    person.press("Propose an allocation")
    for need in needs:
        expect(person.page.get_by_role("link", name=need)).to_have_count(1)
