"""O4: a board requires a plan and its stages circle, by keyboard alone, scripts on and off.

The portal has the machine's clock, so the day after the due date is not waited for here:
tests/boards/test_scenarios.py holds the clock at it.
"""

import secrets

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import steps
from tests.journeys.visitor import Visitor

PLACE = "Garages behind the school"
FIRST = steps.STAGES[1]["Evidence and data"]
SECOND = "The police counted 31 incidents in May, against 12 in May last year."


@pytest.mark.slow
def test_a_board_requires_a_plan_and_its_stages_circle(person):
    place = f"{PLACE}, {secrets.token_hex(3)}"  # a portal may be walked twice
    reference = refer(Visitor(person.page, person.address), place)
    steps.board_requires_a_plan(person, reference)
    listed_without_plan(person, place, 1)
    plan = steps.start_required_plan(person, place, "Safe garages")
    stages_in_any_order(person, plan)
    stage_1_begins_again(person, plan)
    task_is_open(person, place)
    approve(person, plan)
    listed_without_plan(person, place, 0)


def refer(mouse: Visitor, place: str) -> str:
    """What O4 begins with: a report that the Housing Board is to decide on."""
    reference = steps.member_reports(mouse, place)
    steps.officer_takes_up(mouse, reference)
    steps.officer_assesses(mouse, reference)
    steps.officer_refers(mouse, place)
    return reference


def listed_without_plan(person: Visitor, place: str, times: int) -> None:
    """The register's list of identified communities whose plan is due."""
    person.sign_in("Nominated Officer")
    person.go("/register/")
    person.unfold("Filters")
    person.pick(person.page.get_by_label("Plan", exact=True), "Due, not yet overdue")
    person.press("Apply filters")
    row = steps.row_of(person, place)
    expect(row).to_have_count(times)
    if times:
        expect(row).to_contain_text("Identified")
        person.look("o4-identified")


def stages_in_any_order(person: Visitor, plan: str) -> None:
    """4, 6, then 1, which alone is marked as complete."""
    for number, button in ((4, steps.SAVE), (6, steps.SAVE), (1, steps.COMPLETE)):
        steps.fill_stage(person, plan, number, button=button)
    person.sees("Stages: 1 of 7 complete")
    told = ("Complete", "Not started", "Not started", "In progress", "Not started", "In progress")
    for number, words in enumerate(told, 1):
        expect(stage_row(person, number)).to_contain_text(words)
    person.look("o4-circle")


def stage_row(person: Visitor, number: int) -> Locator:
    return person.page.get_by_role("row").filter(has_text=f"{number}. ").first


def stage_1_begins_again(person: Visitor, plan: str) -> None:
    """Iteration 2 takes the new data; iteration 1 is read as it was."""
    steps.reopen(person, plan)
    person.sees("iteration 2")
    person.fill(Evidence_and_data=SECOND)
    person.press("Save and go on")
    person.sees("Stage 1 has been saved.")
    person.follow("Iteration 1")
    expect(person.page.locator(".carp-changes__old").first).to_contain_text(FIRST)
    expect(person.page.locator(".carp-changes__new").first).to_contain_text(SECOND)
    person.look("o4-iteration-1")


def task_is_open(person: Visitor, place: str) -> None:
    """The task stays until the plan is in force, however much of it is written."""
    person.go("/boards/tasks/")
    card = person.page.locator(".carp-card").filter(has_text=place)
    expect(card).to_contain_text("The task is done when the plan is in force.")
    person.look("o4-tasks")


def approve(person: Visitor, plan: str) -> None:
    """What is missing is written, and both boards approve it."""
    mouse = Visitor(person.page, person.address)
    steps.add_action(mouse, plan)
    steps.add_contents(mouse, plan)
    steps.submit(person, plan, version=1)
    for board in steps.CODES:
        steps.board_answers(person, board, plan, version=1)
    person.sign_in("Lead Officer")
    person.page.goto(plan)
    person.sees("has been in force since")
    person.sees("the task was done on")
