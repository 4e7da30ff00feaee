"""Walking through pages by keyboard alone: Tab, arrows, Space, Enter and letters."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Visitor


def reach(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the control has the focus, as somebody without a mouse must."""
    wanted = target.element_handle()
    for _press in range(150):
        if visitor.page.evaluate("element => element === document.activeElement", wanted):
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"no number of Tabs leads to {target}")


def choose(visitor: Visitor, label: str) -> None:
    """A radio or a checkbox by Tab, arrows and Space; a group of radios is one stop."""
    target = visitor.page.get_by_label(label, exact=True)
    if target.get_attribute("type") == "radio":
        name = target.get_attribute("name")
        reach(visitor, visitor.page.locator(f"input[name='{name}']").first)
        for _press in range(12):
            if visitor.page.evaluate(
                "element => element === document.activeElement", target.element_handle()
            ):
                break
            visitor.page.keyboard.press("ArrowDown")
    else:
        reach(visitor, target)
    visitor.page.keyboard.press("Space")
    expect(target).to_be_checked()


def write(visitor: Visitor, label: str, text: str) -> None:
    reach(visitor, visitor.page.get_by_label(label))
    visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type(text)


def press(visitor: Visitor, button: str) -> None:
    reach(visitor, visitor.page.get_by_role("button", name=button, exact=True))
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def follow(visitor: Visitor, link: Locator) -> None:
    reach(visitor, link)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def pick(visitor: Visitor, choice: Locator, option: str) -> None:
    """An option of a drop-down list, by the letters that it begins with."""
    reach(visitor, choice)
    visitor.page.keyboard.type(option)
    chosen = choice.evaluate("element => element.selectedOptions[0].textContent")
    assert chosen.startswith(option), chosen
