"""O2: a report from outside on a phone, with scripts off and by keyboard alone."""

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.journeys.keyboard import choose, press, reach, write
from tests.journeys.visitor import NARROW, Visitor

WORDS = "Weekly users rose from about 140 to over 200, half of them pensioners."
CHANGE = "people who come for food in a week: from 140 to 200, +43%"
TELEPHONE = "01632 960123"


def see(visitor: Visitor, name: str) -> None:
    """Scripts are off, so axe cannot run: the width, the heading and a picture."""
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    assert visitor.overflow() == [], name
    visitor.page.set_viewport_size(NARROW)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_count(1)
    visitor.picture(f"partner-{name}")


def begin(visitor: Visitor) -> None:
    visitor.go("/")
    press(visitor, "Report a concern")
    see(visitor, "doors")
    press(visitor, "This is about a community")


def questions(visitor: Visitor) -> Iterator[str]:
    """Answer every question; says which before it is sent."""
    choose(visitor, "No")
    yield "danger"
    choose(visitor, "I work or volunteer for an organisation or a group")
    write(visitor, "Name of the organisation or group", "Riverside Food Bank")
    yield "who"
    choose(visitor, "People who share something")
    find_the_place(visitor)
    yield "community"
    choose(visitor, "Older people")
    choose(visitor, "People in need of support to access food or heat their homes")
    write(visitor, "About how many people?", "200")
    yield "affected"
    write(visitor, "What is happening?", WORDS)
    yield "what"
    if visitor.is_asked_which():
        yield "known"
    write(visitor, "When did you first notice it?", "Since July")
    choose(visitor, "Getting worse")
    yield "when"
    say_how_it_is_known(visitor)
    yield "sources"
    choose(visitor, "Soon")
    yield "urgency"
    write(visitor, "Is anything being done about it already?", "We buy food for £2,500 a month.")
    yield "doing"
    yield "evidence"
    choose(visitor, "By telephone")
    write(visitor, "Telephone number", TELEPHONE)
    yield "contact"


def find_the_place(visitor: Visitor) -> None:
    """By part of its name; what was typed stays."""
    write(visitor, "Where is it?", "south gainsboro")
    press(visitor, "Find the place")
    choose(visitor, "Gainsborough South-West (ward)")
    expect(visitor.page.get_by_label("Where is it?")).to_have_value("south gainsboro")


def say_how_it_is_known(visitor: Visitor) -> None:
    choose(visitor, "Issues affecting partners and their services or customers")
    write(visitor, "What is counted", "people who come for food in a week")
    write(visitor, "Number before", "140")
    write(visitor, "Number now", "200")


def answer_all(visitor: Visitor) -> None:
    begin(visitor)
    for name in questions(visitor):
        see(visitor, name)
        press(visitor, "Continue")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Check your answers")


def test_a_food_bank_reports_by_keyboard_alone(plain_visitor):
    visitor, page = plain_visitor, plain_visitor.page
    answer_all(visitor)
    expect(page.locator("main")).to_contain_text("Gainsborough South-West")
    see(visitor, "check")
    expect(page.locator("main")).to_contain_text(CHANGE)
    change_an_answer(visitor)
    press(visitor, "Send report")
    see(visitor, "done")
    reference = page.get_by_text(re.compile(r"^TRG-\d{4}-\d{5}$")).inner_text()
    receipt = page.locator(".carp-receipt").inner_text().removeprefix("Receipt:").strip()
    right = look_up(visitor, receipt)
    assert reference not in right
    assert "Arrived" in right
    wrong = look_up(visitor, "ABCD-" * 6 + "ABC")
    assert "Check the receipt" in wrong
    assert len(right) == len(wrong)
    ours = ("@demonstration.example", "@council.example")
    assert not [to for to in mailed_to(visitor) if not to.endswith(ours)]
    read_by_an_officer(visitor, reference)
    page.context.clear_cookies()
    visitor.go("/report/done/")
    expect(page.locator("main")).not_to_contain_text(reference)


def read_by_an_officer(visitor: Visitor, reference: str) -> None:
    """The change is worked out from the two numbers, and stands with the rest of the evidence."""
    context = visitor.page.context.browser.new_context()
    officer = Visitor(context.new_page(), visitor.address)
    officer.sign_in("Nominated Officer")
    officer.go(f"/triage/{reference}/")
    expect(officer.page.locator("main")).to_contain_text(f"A figure before and now: {CHANGE}")
    context.close()


def change_an_answer(visitor: Visitor) -> None:
    """Something wrong keeps all that was typed; put right, it leads back to the check."""
    reach(visitor, visitor.page.get_by_role("link", name="Change who is affected"))
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    write(visitor, "About how many people?", "many")
    press(visitor, "Continue")
    expect(visitor.page.get_by_label("About how many people?")).to_have_value("many")
    expect(visitor.page.get_by_label("Older people", exact=True)).to_be_checked()
    assert visitor.page.title().startswith("Error: ")
    see(visitor, "affected-with-errors")
    reach(visitor, visitor.page.get_by_role("link", name="Enter a number of people, like 200"))
    visitor.page.keyboard.press("Enter")
    write(visitor, "About how many people?", "210")
    press(visitor, "Continue")
    expect(visitor.page.locator("main")).to_contain_text("210")
    expect(visitor.page.locator("main")).to_contain_text(WORDS)


def look_up(visitor: Visitor, receipt: str) -> str:
    visitor.go("/report/status/")
    write(visitor, "Receipt", receipt)
    press(visitor, "Look up")
    assert receipt not in visitor.page.url
    return visitor.page.content()


def mailed_to(visitor: Visitor) -> list[str]:
    """Everybody who was sent mail, when the worker has had its time; reporters are no account."""
    visitor.page.wait_for_timeout(3000)
    visitor.go("/demonstration/outbox/")
    cells = visitor.page.get_by_role("cell").filter(has_text="@").all_inner_texts()
    assert cells
    return [cell.strip() for cell in cells]


def test_a_robot_that_fills_every_box_logs_nothing(plain_visitor):
    visitor, page = plain_visitor, plain_visitor.page
    before = newest(visitor)
    answer_all(visitor)
    page.locator("input[name='leave_empty']").evaluate("box => { box.value = 'cheap watches' }")
    press(visitor, "Send report")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    assert page.title().startswith("Error: ")
    assert newest(visitor) == before


def test_going_back_and_sending_twice_make_one_report(plain_visitor):
    visitor, page = plain_visitor, plain_visitor.page
    answer_all(visitor)
    press(visitor, "Send report")
    first = page.get_by_text(re.compile(r"^TRG-\d{4}-\d{5}$")).inner_text()
    page.go_back()
    again = page.get_by_role("button", name="Send report", exact=True)
    if again.count():
        press(visitor, "Send report")
    expect(page.get_by_text(first)).to_be_visible()
    assert newest(visitor) == first


def newest(visitor: Visitor) -> str:
    """The newest reference in the queue, looked at by a nominated officer elsewhere."""
    context = visitor.page.context.browser.new_context()
    officer = Visitor(context.new_page(), visitor.address)
    officer.sign_in("Nominated Officer")
    officer.go("/triage/queue/all/")
    listed = officer.page.locator("tbody").get_by_role("link", name=re.compile("^TRG-"))
    reference = listed.first.inner_text()
    context.close()
    return reference
