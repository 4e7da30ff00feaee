"""Walking through pages by keyboard alone: Tab, arrows, Space, Enter and letters."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor


def reach(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the control has the focus, as somebody without a mouse must."""
    wanted = target.element_handle()
    for _press in range(150):
        if visitor.page.evaluate("element => element === document.activeElement", wanted):
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"no number of Tabs leads to {target}")


def choose(visitor: Visitor, label: str) -> None:
    """A radio or a checkbox by its label."""
    choose_at(visitor, visitor.page.get_by_label(label, exact=True))


def choose_at(visitor: Visitor, target: Locator) -> None:
    """A radio or a checkbox by Tab, arrows and Space; a group of radios is one stop."""
    if target.get_attribute("type") == "radio":
        radios = visitor.page.locator(f"input[name='{target.get_attribute('name')}']")
        chosen = radios.and_(visitor.page.locator(":checked"))
        reach(visitor, chosen if chosen.count() else radios.first)
        for _press in range(radios.count()):
            if target.evaluate("element => element === document.activeElement"):
                break
            visitor.page.keyboard.press("ArrowDown")
    else:
        reach(visitor, target)
    if not target.is_checked():
        visitor.page.keyboard.press("Space")
    expect(target).to_be_checked()


def write(visitor: Visitor, label: str, text: str) -> None:
    write_at(visitor, visitor.page.get_by_label(label), text)


def write_at(visitor: Visitor, field: Locator, text: str) -> None:
    reach(visitor, field)
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


class ByKeyboard(Visitor):
    """A visitor without a mouse: every step is taken by Tab, arrows, Space, Enter and letters."""

    def use(self, target: Locator) -> None:
        follow(self, target)

    def unfold(self, summary: str) -> None:
        reach(self, self.page.locator("summary").filter(has_text=summary).first)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        write_at(self, field, text)

    def check(self, box: Locator) -> None:
        choose_at(self, box)

    def pick(self, choice: Locator, option: str) -> None:
        pick(self, choice, option)
