"""O1: from a member's report to the Housing Board, by keyboard alone, with and without scripts."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.keyboard import choose, choose_at, follow, pick, press, reach, write_at
from tests.journeys.visitor import Visitor

PLACE = "Alleys of the South West Ward"
WORDS = "Drugs, alcohol and rubbish in the alleys; people fear crime."
LINES = (
    ("Drug dealing spreads in the alleys", (4, 3, 3), (4, 4, 4)),
    ("Fear of crime keeps people indoors", (3, 2, 3), (4, 3, 3)),
)


@pytest.mark.slow
def test_member_reports_and_the_housing_board_is_asked(person):
    reference = member_reports(person)
    officer_takes_up(person, reference)
    outcome_waits_for_the_assessment(person, reference)
    officer_assesses(person, reference)
    officer_agrees_the_outcome(person)
    timeline_says_who_and_when(person, reference)
    member_sees_it_and_no_other(person, reference)


def link(person: Visitor, name: str) -> Locator:
    return person.page.get_by_role("main").get_by_role("link", name=name).first


def member_reports(person: Visitor) -> str:
    """The receipt is on the screen; the report is to be assessed within two working days."""
    person.sign_in("Ward Member")
    person.go("/report/inside/")
    group = person.page.get_by_role("group", name="Is anybody in immediate danger?")
    choose_at(person, group.get_by_label("No"))
    for label in ("A place", "A neighbourhood", "Getting worse", "Urgent"):
        choose(person, label)
    write_at(person, person.page.get_by_label("Where is it?"), PLACE)
    pick(person, person.page.get_by_label("Which ward?"), "Gainsborough South-West")
    write_at(person, person.page.get_by_label("What is happening?"), WORDS)
    choose(person, "Issue reported directly to a member or officer")
    choose(person, "Increase in complaints about a specific issue")
    press(person, "Send report")
    person.sees("has been received")
    found = re.search(r"TRG-\d{4}-\d{5}", person.page.get_by_role("main").inner_text())
    assert found is not None
    return found[0]


def officer_takes_up(person: Visitor, reference: str) -> None:
    """It is in the heap of new reports, with the days that are left in words."""
    person.sign_in("Nominated Officer")
    person.go("/triage/queue/new/")
    row = person.page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("2 working days left")
    expect(row).to_contain_text("Nobody")
    person.look("o1-queue")
    follow(person, link(person, reference))
    press(person, "Take up this report")
    person.sees(f"You have taken up {reference}.")


def outcome_waits_for_the_assessment(person: Visitor, reference: str) -> None:
    """The page says so instead of a button; a form sent all the same is told beside its field."""
    expect(link(person, "Choose the outcome")).to_have_count(0)
    person.go(f"/triage/{reference}/outcome/")
    person.sees("Complete the assessment before you choose an outcome.")
    token = person.page.locator("input[name='csrfmiddlewaretoken']").first.input_value()
    answer = person.page.request.post(
        person.page.url,
        form={"csrfmiddlewaretoken": token, "routes": "housing_board", "agree": "1"},
        headers={"Referer": person.page.url},
    )
    assert 'id="id_routes-error"' in answer.text()
    assert "Complete the assessment" in answer.text()


def officer_assesses(person: Visitor, reference: str) -> None:
    """Two risks, 12 and 9: the highest is the headline."""
    person.go(f"/triage/{reference}/")
    follow(person, person.page.get_by_role("button", name="Start the assessment"))
    risk(person, 1, LINES[0])
    press(person, "Add another risk")
    risk(person, 2, LINES[1])
    choose(person, "Medium: some gaps")
    write_at(person, person.page.get_by_label("What works well already"), "A residents' group.")
    write_at(person, person.page.get_by_label("What is not known"), "How many houses are empty.")
    person.look("o1-assessment")
    press(person, "Complete the assessment")
    person.sees("12, High")
    person.sees("9, High")


def risk(person: Visitor, number: int, what: tuple[str, tuple[int, ...], tuple[int, ...]]) -> None:
    words, now, no_action = what
    group = person.page.get_by_role("group", name=f"Risk {number}").first
    write_at(person, group.get_by_label("What could happen?"), words)
    for side, levels in (("Now", now), ("If nothing is done", no_action)):
        reach(person, group.get_by_role("group", name=side).locator("summary").first)
        person.page.keyboard.press("Enter")
        fields = ("Likelihood", "Impact on people", "Impact on the community")
        for label, level in zip(fields, levels, strict=True):
            field = group.get_by_role("group", name=side).get_by_label(label)
            pick(person, field, str(level))


def officer_agrees_the_outcome(person: Visitor) -> None:
    """The suggestion is the Housing Board; the community begins as emerging."""
    follow(person, person.page.get_by_role("button", name="Choose the outcome"))
    expect(person.page.get_by_label("Raise with the Housing Board")).to_be_checked()
    choose(person, "A new community, from the answers of this report")
    expect(person.page.get_by_label("Name of the community")).to_have_value(PLACE)
    press(person, "Agree the outcome")
    person.sees("The outcome is agreed.")
    person.sees("Raise with the Housing Board")
    person.look("o1-agreed")


def timeline_says_who_and_when(person: Visitor, reference: str) -> None:
    entries = person.page.locator(".carp-timeline__entry")
    told = ("Outcome agreed", "Assessment completed: score 12", "Taken up", "Report received")
    for title in told:
        entry = entries.filter(has_text=title).first
        by = "The reporter" if title == "Report received" else "Nominated Officer"
        expect(entry).to_contain_text(by)
        assert entry.locator("time").get_attribute("datetime")
    follow(person, link(person, PLACE))
    person.sees("Emerging")
    person.sees(reference)


def member_sees_it_and_no_other(person: Visitor, reference: str) -> None:
    person.sign_in("Ward Member")
    person.go("/report/mine/")
    expect(link(person, reference)).to_be_visible()
    expect(person.page.get_by_role("main")).not_to_contain_text("Above the shops")
    assert person.page.goto(f"{person.address}/triage/{reference}/").status in {403, 404}


# --- The keys of the queue ---------------------------------------------------------------------
def focused(person: Visitor) -> str:
    return str(person.page.evaluate("document.activeElement.textContent.trim()"))


def test_shortcuts_move_and_open_and_do_nothing_in_a_box(visitor):
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/")
    keys = visitor.page.keyboard
    references = visitor.page.locator("tbody th a").all_inner_texts()
    assert len(references) > 2
    walked = []
    for key in ("j", "j", "k"):
        keys.press(key)
        walked.append(focused(visitor))
    assert walked == [references[0], references[1], references[0]]
    keys.press("x")
    expect(visitor.page.get_by_label(f"Choose {references[0]}")).to_be_checked()
    keys.press("/")
    expect(visitor.page.get_by_label("Search in reports")).to_be_focused()
    keys.type("jo?x/")
    expect(visitor.page.get_by_label("Search in reports")).to_have_value("jo?x/")
    keys.press("Tab")
    keys.press("?")
    visitor.sees("assign the report to me")
    visitor.look("queue-shortcuts")
    keys.press("j")
    with visitor.page.expect_navigation():
        keys.press("o")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(references[0])


def test_shortcuts_are_gone_when_they_are_switched_off(visitor):
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/")
    visitor.page.get_by_text("Keyboard shortcuts").last.click()
    visitor.press("Switch the shortcuts off")
    visitor.sees("Keyboard shortcuts are off.")
    visitor.page.keyboard.press("j")
    assert not focused(visitor).startswith("TRG-")
    visitor.page.get_by_text("Keyboard shortcuts", exact=True).last.click()
    visitor.press("Switch the shortcuts on")
    visitor.sees("Keyboard shortcuts are on.")
    visitor.page.wait_for_load_state("load")
    visitor.page.keyboard.press("j")
    assert focused(visitor).startswith("TRG-")


def test_key_assigns_the_report_to_oneself(visitor):
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/queue/overdue/")
    visitor.page.keyboard.press("j")
    reference = focused(visitor)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("a")
    visitor.sees(f"Assigned to Nominated Officer: {reference}.")


def test_several_are_assigned_with_scripts_off(plain_visitor):
    plain_visitor.sign_in("Nominated Officer")
    plain_visitor.go("/triage/queue/mine/")
    plain_visitor.follow("Choose all on this page")
    boxes = plain_visitor.page.get_by_role("checkbox")
    assert boxes.count() > 1
    for number in range(boxes.count()):
        expect(boxes.nth(number)).to_be_checked()
    plain_visitor.press("Assign")
    assert plain_visitor.page.title().startswith("Error: ")
    plain_visitor.sees("Choose a nominated officer")
    expect(boxes.first).to_be_checked()
    plain_visitor.page.get_by_label("Assign the chosen reports to").select_option(
        label="Nominated Officer, Communities Service"
    )
    plain_visitor.press("Assign")
    plain_visitor.sees("Assigned to Nominated Officer: TRG-")
    expect(boxes.first).not_to_be_checked()
