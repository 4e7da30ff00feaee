"""Somebody at a screen: opens pages, signs in, answers, looks."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "test-results" / "pictures"
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
NARROWEST = {"width": 320, "height": 640}
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@dataclass
class Visitor:
    """Somebody at a screen: opens pages, signs in, looks."""

    page: Page
    address: str
    scripts: bool = True

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    # What hands do. Somebody without a mouse does the same by keyboard (tests.journeys.keyboard).
    def use(self, target: Locator) -> None:
        """A link or a button that leads to another page."""
        target.click()

    def unfold(self, summary: str) -> None:
        """Open what stands behind a line."""
        self.page.locator("summary").filter(has_text=summary).first.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def check(self, box: Locator) -> None:
        """A radio or a checkbox."""
        box.check()

    def pick(self, choice: Locator, option: str) -> None:
        """An option of a drop-down list."""
        choice.select_option(label=option)

    # What they do it for.
    def sign_in(self, name: str) -> None:
        """Be one of the demonstration's people."""
        self.page.context.clear_cookies()
        self.go("/sign-in/")
        self.press(f"Sign in as {name}")

    def follow(self, link: str) -> None:
        self.use(self.page.get_by_role("link", name=link).first)

    def press(self, button: str) -> None:
        self.use(self.page.get_by_role("button", name=button, exact=True))

    def is_asked_which(self) -> bool:
        """“Is it one of these?” comes only where the council knows of communities like it."""
        return urlsplit(self.page.url).path == "/report/known/"

    def fill(self, **answers: str) -> None:
        """Type answers by the labels of their fields; _ is a space, __ a hyphen."""
        for label, answer in answers.items():
            words = label.replace("__", "-").replace("_", " ")
            self.write(self.page.get_by_label(words), answer)

    def type_date(self, question: str, date: dt.date) -> None:
        group = self.page.get_by_role("group", name=question)
        for part, number in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
            self.write(group.get_by_label(part), str(number))

    def tick(self, *labels: str) -> None:
        """Tick boxes or choose answers by their labels."""
        for label in labels:
            self.check(self.page.get_by_label(label, exact=True))

    def choose(self, question: str, option: str) -> None:
        """Answer a question that has a drop-down list."""
        self.pick(self.page.get_by_label(question), option)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def look(self, name: str) -> None:
        """No accessibility fault, no sideways scroll, and a picture to look at.

        With scripts off axe cannot run: the width is measured at the narrowest as well.
        """
        if self.scripts:
            assert self.faults() == [], name
        else:
            self.page.set_viewport_size(NARROWEST)
            assert self.overflow() == [], name
            self.page.set_viewport_size(NARROW)
            assert self.overflow() == [], name
            name = f"{name}-plain"
        self.picture(name)

    def faults(self) -> list[str]:
        """What is wrong with the open page at the width of the window."""
        found = Axe().run(self.page, options=AXE).response["violations"]
        told = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
        return told + self.overflow()

    def overflow(self) -> list[str]:
        """By how much the page scrolls sideways; empty when it does not."""
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"scrolls sideways by {wider} px: {self._widest()}"] if wider > 0 else []

    def _widest(self) -> str:
        """What reaches furthest to the right, so that it need not be looked for."""
        return str(
            self.page.evaluate(
                """() => [...document.querySelectorAll('body *')]
                    .map(each => [each.getBoundingClientRect().right, each])
                    .sort((a, b) => b[0] - a[0])[0][1].outerHTML.slice(0, 120)"""
            )
        )

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        width = self.page.viewport_size["width"]
        self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
