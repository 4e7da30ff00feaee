"""A reporter without account reads, answers and withdraws: on a phone, by keyboard, scripts off."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_partner import answer_all, press, see, write
from tests.journeys.visitor import NARROW, Visitor

QUESTION = "About how many came last week?"
ANSWER = "Two hundred and twelve, and forty of them for the first time."
NOTE = "Check the figures with Housing."


def report(visitor: Visitor) -> tuple[str, str]:
    """Send a report from the public page; its reference and its receipt."""
    answer_all(visitor)
    press(visitor, "Send report")
    reference = visitor.page.get_by_text(re.compile(r"^TRG-\d{4}-\d{5}$")).inner_text()
    receipt = visitor.page.locator(".carp-receipt").inner_text().removeprefix("Receipt:").strip()
    return reference, receipt


def officer_writes(officer: Visitor, reference: str) -> None:
    """One message for the reporter, and one note that is not."""
    officer.sign_in("Nominated Officer")
    officer.go(f"/triage/{reference}/")
    officer.press("Write to the reporter")
    officer.sees("The reporter will read this.")
    officer.fill(What_do_you_want_to_tell_or_ask_the_reporter=QUESTION)
    officer.look("write-to-the-reporter")
    officer.press("Send to the reporter")
    officer.press("Write a private note")
    officer.sees("This is a private note. The reporter never sees it.")
    officer.fill(What_do_you_want_to_note=NOTE)
    officer.look("write-a-private-note")
    officer.press("Keep the private note")
    officer.look("report-with-messages")


def open_by(visitor: Visitor, receipt: str) -> None:
    visitor.go("/report/status/")
    write(visitor, "Receipt", receipt)
    press(visitor, "Look up")
    see(visitor, "looked-up")
    press(visitor, "Read, answer or withdraw")
    assert receipt not in visitor.page.url


@pytest.mark.slow
def test_a_reporter_reads_answers_and_withdraws_by_keyboard_alone(plain_visitor, visitor):
    holder, main = plain_visitor, plain_visitor.page.locator("main")
    reference, receipt = report(holder)
    officer_writes(visitor, reference)
    open_by(holder, receipt)
    expect(main).to_contain_text(QUESTION)
    expect(main).not_to_contain_text(NOTE)
    see(holder, "conversation")

    press(holder, "Send to the officer")
    expect(main).to_contain_text("Enter what you want to tell us")
    assert holder.page.title().startswith("Error: ")
    write(holder, "Write to the officer", ANSWER)
    press(holder, "Send to the officer")
    expect(main).to_contain_text("What you wrote has been sent to the officer.")
    expect(main).to_contain_text(ANSWER)
    see(holder, "conversation-answered")
    officer_reads(visitor, reference)

    press(holder, "Withdraw this report")
    see(holder, "withdraw")
    press(holder, "No, keep it")
    press(holder, "Withdraw this report")
    press(holder, "Yes, withdraw it")
    expect(main).to_contain_text("You have withdrawn your report.")
    expect(main).to_contain_text("make a new report")
    see(holder, "withdrawn")
    visitor.go(f"/triage/{reference}/")
    visitor.sees("withdrawn by the reporter")


def officer_reads(officer: Visitor, reference: str) -> None:
    """The queue says that the reporter has written, until it is read."""
    officer.go("/triage/")
    officer.sees("Unread message")
    officer.go(f"/triage/{reference}/")
    officer.sees(ANSWER)
    officer.look("report-with-unread-message")
    officer.press("Mark as read")
    officer.sees("The messages are marked as read.")


def test_an_officer_takes_a_call_down_and_its_receipt_works(plain_visitor):
    """Filled in quickly by mouse; what is new is the page to read out."""
    officer, page = plain_visitor, plain_visitor.page
    officer.sign_in("Housing Officer")
    officer.go("/report/telephone/")
    officer.tick("No", "Somebody who lives in the community or nearby", "A place")
    officer.fill(Where_is_it="The green", What_is_happening="The path is broken.")
    officer.tick("Older people", "Getting worse", "Soon", "Please do not contact me")
    officer.tick("Increase in complaints about a specific issue")
    officer.press("Send report")
    officer.sees("read out the receipt")
    page.set_viewport_size({"width": 320, "height": 640})
    assert officer.overflow() == []
    page.set_viewport_size(NARROW)
    officer.picture("telephone-receipt")
    receipt = "-".join(page.locator(".carp-spelt__group").all_inner_texts())
    page.context.clear_cookies()
    officer.go("/report/status/")
    officer.fill(Receipt=receipt)
    officer.press("Look up")
    officer.sees("Arrived")
