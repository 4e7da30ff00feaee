"""Bad input on every form of plans and boards, on the narrowest screen and by keyboard.

What is sent has a character that cannot be printed in each box and a day that does not exist in
each date, so that nothing is changed by it; choices are made as somebody would make them.
"""

import pytest
from playwright.sync_api import Locator

from tests.access import PAGES
from tests.journeys.keyboard import ByKeyboard, reach
from tests.journeys.visitor import NARROWEST, Visitor
from tests.journeys.walk import NO_PAGE, walk

OURS = ("actionplans:", "boards:")
WALKERS = {
    "Nominated Officer": OURS,
    "Board Secretary": OURS,
    "Housing Board Chair": "boards:",
    "Administrator": "boards:",
}
# Nothing that these offer can be wrong: every box may be ticked, or none.
NEVER_WRONG = {"actionplans:framework-change"}
PASTED = "Pasted \x0c from elsewhere"
# All that somebody has typed or chosen, in the order of the form.
GIVEN = """form => [...form.elements]
    .filter(each => each.name && each.offsetParent && each.type !== 'submit')
    .map(each => [each.name, each.value, Boolean(each.checked)])"""
# Boxes that are wrong and say nothing about it beside them.
SILENT = """form => [...form.querySelectorAll('input[type=text], textarea')]
    .filter(each => each.offsetParent && !each.closest('.govuk-form-group--error'))
    .map(each => each.name)"""
NOT_BESIDE = """links => links.map(link => link.hash).filter(hash => {
    const group = document.querySelector(hash)?.closest('.govuk-form-group--error');
    return !group?.querySelector('.govuk-error-message');
})"""


@pytest.mark.slow
def test_every_form_says_what_is_wrong_and_keeps_what_was_typed(plain_visitor):
    visitor = ByKeyboard(plain_visitor.page, plain_visitor.address, scripts=False)
    visitor.page.set_viewport_size(NARROWEST)
    seen: set[str] = set()
    forms: set[str] = set()
    faults: dict[str, list[str]] = {}
    for walker, starts in WALKERS.items():
        visitor.sign_in(walker)
        for name in walk(visitor, seen, [], starts=starts, of_a_kind=12):
            if name in NEVER_WRONG or not asking(visitor).count():
                continue
            forms.add(name)
            if found := faults_of(visitor):
                faults[name] = found
    assert faults == {}
    readable = {name for name, page in PAGES.items() if page.method == "get"}
    assert {name for name in readable if name.startswith(OURS)} - seen - NO_PAGE == set()
    assert len(forms) > 30


# Not what only fills in more, nor what nobody comes to.
SENDS = "button:visible:not([formaction]):not([aria-hidden])"


def asking(visitor: Visitor) -> Locator:
    """The form of the open page that asks something."""
    asks = visitor.page.locator("input:visible, textarea:visible, select:visible")
    return visitor.page.locator("main form[method='post'][novalidate]").filter(has=asks)


def faults_of(visitor: Visitor) -> list[str]:
    form = asking(visitor).last
    spoil(form)
    given = form.evaluate(GIVEN)
    visitor.use(form.locator(SENDS).first)
    links = visitor.page.locator(".govuk-error-summary__list a")
    if not links.count():
        return ["nothing is said to be wrong"]
    form = asking(visitor).last
    found = visitor.overflow()
    if not visitor.page.title().startswith("Error: "):
        found.append("the title does not begin with Error")
    kept = form.evaluate(GIVEN)
    found += [f"lost: {each}" for each in given if each not in kept]
    found += [f"nothing beside {each}" for each in form.evaluate(SILENT)]
    found += [f"nothing beside {each}" for each in links.evaluate_all(NOT_BESIDE)]
    return found + unreached(visitor, links.first)


def spoil(form: Locator) -> None:
    """Fill the form as no form may be filled."""
    for box in form.locator("textarea:visible, input[type='text']:visible").all():
        dated = (box.get_attribute("name") or "").rpartition("_")[2]
        box.fill({"day": "31", "month": "2", "year": "2026"}.get(dated, PASTED))
    for choice in form.locator("select:visible").all():
        choice.select_option(index=choice.locator("option").count() - 1)
    for group in form.locator("fieldset:has(> .govuk-radios)").all():
        group.get_by_role("radio").last.check()
    if not form.locator("textarea:visible, input[type='text']:visible").count():
        form.get_by_role("radio").evaluate_all("all => all.forEach(each => each.checked = false)")


def unreached(visitor: Visitor, link: Locator) -> list[str]:
    """The first error's link leads to its field by keyboard."""
    target = link.get_attribute("href")
    reach(visitor, link)
    visitor.page.keyboard.press("Enter")
    focused = visitor.page.evaluate("'#' + document.activeElement.id")
    return [] if focused == target else [f"the error {target} focuses {focused}"]
