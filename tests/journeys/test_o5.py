"""O5: two approvals, one version; by keyboard alone, scripts on and off."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.visitor import Visitor

COMMUNITY = "The road to the school"
BOTH = "drafted the answer of the Management Team"


@pytest.mark.slow
def test_an_approval_holds_for_one_version_alone(person):
    need = f"A crossing for the school, {secrets.token_hex(3)}"  # a portal may be walked twice
    plan = steps.complete_plan(Visitor(person.page, person.address), COMMUNITY, "A safe way")
    steps.add_need(person, plan, need, "6000")
    steps.submit(person, plan, version=1)
    steps.board_answers(person, "Housing Board", plan, version=1)
    first = content_of(person, plan, 1)

    steps.change_amount(person, plan, need, "6500")
    frozen_is_as_it_was(person, plan, need)
    steps.submit(person, plan, version=2)
    assert content_of(person, plan, 2) != first
    approval_stays_behind(person, plan)
    lead_records_neither(person, plan)

    steps.board_answers(person, "Management Team", plan, version=2)
    steps.money_is_refused(person, plan, need)
    nobody_records_both(person, plan)
    steps.board_answers(person, "Housing Board", plan, version=2)
    in_force(person, plan, need)


def content_of(person: Visitor, plan: str, number: int) -> str:
    """The whole name of a version's frozen content."""
    person.page.goto(f"{plan}versions/{number}/")
    return str(person.page.locator(".carp-hash--whole").inner_text())


def frozen_is_as_it_was(person: Visitor, plan: str, need: str) -> None:
    """What the Housing Board approved is not edited in place."""
    person.page.goto(f"{plan}versions/1/")
    person.sees("The plan has been changed since this version was submitted.")
    expect(steps.row_of(person, need).first).to_contain_text("£6,000")
    person.follow("See what changed")
    person.sees("£6,500")
    person.look("o5-what-changed")


def approval_stays_behind(person: Visitor, plan: str) -> None:
    person.page.goto(f"{plan}versions/1/")
    person.sees("Housing Board: approved")
    person.page.goto(f"{plan}versions/2/")
    person.sees("No board has answered on it.")
    person.look("o5-version-2")


def lead_records_neither(person: Visitor, plan: str) -> None:
    """No link leads there, and the page behind the address says why it asks nothing."""
    expect(person.page.get_by_role("link", name="Record its decision")).to_have_count(0)
    for board in steps.CODES:
        asked_of_nobody(person, board, plan)


def asked_of_nobody(person: Visitor, board: str, plan: str, why: str = "") -> None:
    reference = plan.rstrip("/").rpartition("/")[2]
    person.go(f"/boards/{steps.CODES[board]}/plans/{reference}/2/decide/")
    expect(person.page.locator(".govuk-inset-text").last).to_contain_text(why or board)
    expect(person.page.get_by_role("button", name="Save the draft")).to_have_count(0)


def nobody_records_both(person: Visitor, plan: str) -> None:
    """The secretary who drafted one board's answer sits with the other as well."""
    person.sign_in("Administrator")
    person.go("/boards/housing-board/members/")
    if not steps.row_of(person, "Team Secretary").count():
        person.press("Give a seat")
        person.choose("Who?", "Team Secretary")
        person.tick("Secretary")
        person.press("Give the seat")
    person.sign_in("Team Secretary")
    asked_of_nobody(person, "Housing Board", plan, BOTH)


def in_force(person: Visitor, plan: str, need: str) -> None:
    """Both approved version 2, and the money may follow."""
    person.page.goto(f"{plan}versions/2/")
    person.sees("In force")
    for board in steps.CODES:
        person.sees(f"{board}: approved")
    person.look("o5-in-force")
    person.sign_in("Service Manager")
    person.go("/fund/")
    person.follow("Investment for growth")
    person.press("Propose an allocation")
    expect(person.page.get_by_role("link", name=need)).to_have_count(1)
