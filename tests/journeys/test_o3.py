"""O3: the wrong door. Danger, 999 first, on to safeguarding; by keyboard alone, scripts off."""

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.journeys.test_partner import begin, choose, press, reach, see, write
from tests.journeys.visitor import Visitor

NAME = "Canary Nameworth"
WORDS = f"{NAME} next door is beaten by her son and does not eat."
REFERENCE = "SG-731904"


def sign_in(visitor: Visitor, name: str) -> None:
    visitor.page.context.clear_cookies()
    visitor.go("/sign-in/")
    press(visitor, f"Sign in as {name}")


def follow(visitor: Visitor, link: str | re.Pattern[str]) -> None:
    exact = isinstance(link, str)
    target = visitor.page.get_by_role("main").get_by_role("link", name=link, exact=exact).first
    reach(visitor, target)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def questions(visitor: Visitor) -> Iterator[str]:
    """What is left to answer after the question of danger."""
    choose(visitor, "I live in the community or nearby")
    yield "who"
    choose(visitor, "A place")
    write(visitor, "Where is it?", f"The flat of {NAME}")
    yield "community"
    choose(visitor, "Older people")
    yield "affected"
    write(visitor, "What is happening?", WORDS)
    yield "what"
    if visitor.is_asked_which():
        yield "known"
    choose(visitor, "Getting worse")
    yield "when"
    choose(visitor, "Increase in complaints about a specific issue")
    yield "sources"
    choose(visitor, "Urgent")
    yield "urgency"
    yield "doing"
    yield "evidence"
    choose(visitor, "Please do not contact me")
    yield "contact"


def report_danger(visitor: Visitor) -> str:
    """The public form; answers the reference."""
    begin(visitor)
    choose(visitor, "Yes")
    press(visitor, "Continue")
    text = visitor.page.get_by_role("main").inner_text()
    assert text.index("999") < text.index("Go on with the report")
    assert "safeguarding" in text.lower()
    see(visitor, "o3-danger")
    follow_on = visitor.page.get_by_role("button", name="Go on with the report")
    reach(visitor, follow_on)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    for _name in questions(visitor):
        press(visitor, "Continue")
    press(visitor, "Send report")
    return visitor.page.get_by_text(re.compile(r"^TRG-\d{4}-\d{5}$")).inner_text()


def hand_over(visitor: Visitor, reference: str) -> None:
    """The nominated officer takes the person out and hands the rest over."""
    sign_in(visitor, "Nominated Officer")
    visitor.go(f"/triage/{reference}/")
    expect(visitor.page.get_by_text("Immediate danger").first).to_be_visible()
    follow(visitor, "Hand over to safeguarding")
    see(visitor, "o3-handover-empty")
    press(visitor, "Hand over to safeguarding")
    expect(visitor.page.get_by_text("Choose whom it is about.").first).to_be_visible()
    choose(visitor, "Individual safeguarding: an adult")
    write(visitor, "Safeguarding reference", REFERENCE)
    write(visitor, "What is happening", "An older person is not safe at home.")
    write(visitor, "Where", "The estate by the river")
    press(visitor, "Draft the answer")
    answer = visitor.page.get_by_label("What is the reporter told?")
    expect(answer).to_have_value(re.compile("adults at risk"))
    expect(visitor.page.get_by_label("Safeguarding reference")).to_have_value(REFERENCE)
    see(visitor, "o3-handover")
    press(visitor, "Hand over to safeguarding")
    expect(visitor.page.get_by_text(f"Handed over to safeguarding as {REFERENCE}")).to_be_visible()
    assert NAME not in visitor.page.content()
    see(visitor, "o3-handed-over")


def confirm(visitor: Visitor) -> None:
    """The safeguarding lead reads it once, confirms, and the text is gone."""
    sign_in(visitor, "Safeguarding Lead")
    visitor.go("/safeguarding/")
    assert NAME not in visitor.page.content()
    see(visitor, "o3-handovers")
    follow(visitor, REFERENCE)
    press(visitor, "Show what was reported")
    expect(visitor.page.get_by_text(WORDS)).to_be_visible()
    see(visitor, "o3-quarantine")
    choose(visitor, "Safeguarding has what it needs")
    press(visitor, "Confirm and erase the text")
    expect(visitor.page.get_by_text("the text is erased").first).to_be_visible()
    see(visitor, "o3-confirmed")


def test_the_wrong_door_leads_to_safeguarding_by_keyboard_alone(plain_visitor):
    visitor = plain_visitor
    reference = report_danger(visitor)
    hand_over(visitor, reference)
    confirm(visitor)
    for name in ("Nominated Officer", "Internal Auditor", "Housing Board Chair"):
        sign_in(visitor, name)
        for path in ("/triage/queue/all/", f"/triage/queue/all/?q={reference}"):
            visitor.go(path)
            text = visitor.page.content()
            assert NAME not in text
            assert f"/triage/{reference}/" not in text
    sign_in(visitor, "Administrator")
    assert visitor.page.goto(f"{visitor.address}/safeguarding/").status == 403
