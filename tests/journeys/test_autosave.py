"""A stage saves itself while somebody writes, and loses nothing when their session has ended."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import NARROW

# A button takes a second press within a second for a double click (milliseconds).
SECOND_PRESS = 1_100


@pytest.fixture
def writer(visitor):
    """The lead officer at an open stage of a plan of the demonstration."""
    visitor.sign_in("Lead Officer")
    visitor.go("/plans/")
    row = visitor.page.get_by_role("row").filter(has_text="A place to be outdoors")
    row.get_by_role("link").first.click()
    visitor.page.get_by_role("link", name="2. Impact and risks").click()
    return visitor


def first_box(visitor):
    return visitor.page.get_by_role("main").get_by_role("textbox").first


def test_what_is_written_is_saved_without_a_button(writer):
    first_box(writer).fill("The paths flood in winter.")
    first_box(writer).press("Tab")
    writer.sees("Saved at")
    writer.look("stage-saved-by-itself")

    writer.page.reload()

    expect(first_box(writer)).to_have_value("The paths flood in winter.")


def test_a_session_that_ended_loses_nothing(writer):
    cookies = writer.page.context.cookies()
    writer.page.context.clear_cookies()
    first_box(writer).fill("Written too late.")

    writer.page.get_by_role("button", name="Save and go on").click()
    writer.sees("Your text is still here")
    expect(first_box(writer)).to_have_value("Written too late.")
    writer.page.context.add_cookies([each for each in cookies if "csrf" not in each["name"]])
    writer.page.wait_for_timeout(SECOND_PRESS)
    writer.page.get_by_role("button", name="Save and go on").click()

    writer.sees("Stage 2 has been saved.")
    expect(first_box(writer)).to_have_value("Written too late.")


def test_the_pages_of_actions_have_no_fault(visitor):
    visitor.sign_in("Lead Officer")
    for size in (NARROW, visitor.page.viewport_size):
        visitor.page.set_viewport_size(size)
        for name in ("my-actions", "my-actions/all", "my-actions/calendar"):
            visitor.go(f"/plans/{name}/")
            visitor.look(name.replace("/", "-"))
