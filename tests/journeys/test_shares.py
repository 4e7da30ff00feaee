"""A partner without an account reads parts of a plan: keyboard alone, scripts on and off."""

import re
import secrets
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.keyboard import reach
from tests.journeys.visitor import Visitor

PLAN = "/plans/PLN-2024-0001/"


def test_a_partner_opens_the_address_reads_and_takes_a_table_along(person):
    partner = f"Riverside Trust {secrets.token_hex(3)}"  # a portal may be walked twice
    share(person, partner)
    address = person.page.get_by_role("link", name="Open it as they do").get_attribute("href")

    person.page.context.clear_cookies()
    person.go(str(address))
    person.look("share-door")
    person.press("Open the plan")
    person.sees(f"Shared with {partner}")
    person.look("share-open")
    told = table_of(person, "Outcomes")
    assert told.startswith("\ufeffOutcome,")

    person.sign_in("Lead Officer")
    person.go(PLAN)
    opened = person.page.get_by_role("row", name=re.compile(partner)).get_by_role("cell").last
    expect(opened).to_have_text("2")


def share(person: Visitor, partner: str) -> None:
    person.sign_in("Lead Officer")
    person.go(f"{PLAN}shares/new/")
    person.fill(Which_organisation_is_it_for=partner, What_allows_it="Agreement ISA-12")
    person.tick("Outcomes", "Actions", "Stage 1: Current situation", "30 days")
    person.check(person.page.get_by_label("I have read these parts."))
    person.press("Share these parts")
    person.sees("The address is ready to be sent.")


def table_of(person: Visitor, name: str) -> str:
    """What a table says as a file."""
    button = person.page.get_by_role("button", name=re.compile(f"^Download as CSV.*{name}$"))
    reach(person, button)
    with person.page.expect_download() as download:
        person.page.keyboard.press("Enter")
    return Path(download.value.path()).read_text(encoding="utf-8")
