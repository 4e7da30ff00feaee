"""The main journey through the pages, by role and label only: from a concern to the report."""

import re
import secrets

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.visitor import Visitor

PLACE = "Terraced streets by the river"
NEED = f"Gates and locks for four alleys, {secrets.token_hex(3)}"  # a portal may be walked twice


@pytest.mark.slow
def test_a_concern_becomes_a_plan_money_and_a_report(visitor):
    reference = steps.member_reports(visitor, PLACE)
    member_sees_no_other(visitor, reference)
    steps.officer_takes_up(visitor, reference)
    outcome_is_refused(visitor, reference)
    steps.officer_assesses(visitor, reference)
    steps.officer_refers(visitor, PLACE)
    register_knows_it(visitor, reference)
    steps.board_requires_a_plan(visitor, reference)
    plan = lead_officer_plans(visitor)
    steps.board_answers(visitor, "Housing Board", plan, version=1)
    steps.change_amount(visitor, plan, NEED, "6500")
    steps.submit(visitor, plan, version=2)
    steps.board_answers(visitor, "Management Team", plan, version=2)
    address = steps.money_is_refused(visitor, plan, NEED)
    steps.board_answers(visitor, "Housing Board", plan, version=2)
    money_follows(visitor, address)
    report_is_made(visitor)


def member_sees_no_other(visitor: Visitor, reference: str) -> None:
    """The newest of their own reports comes first; none is somebody else's."""
    visitor.follow("Report a concern")
    visitor.follow("Reports you have made")
    newest = visitor.page.get_by_role("link", name=re.compile("TRG-")).first
    assert newest.inner_text() == reference
    expect(visitor.page.get_by_role("main")).not_to_contain_text("Above the shops")


def register_knows_it(visitor: Visitor, reference: str) -> None:
    visitor.follow(PLACE)
    visitor.sees("Emerging")
    visitor.sees(reference)


def outcome_is_refused(visitor: Visitor, reference: str) -> None:
    """Whoever sends the form all the same is told beside the field."""
    visitor.go(f"/triage/{reference}/outcome/")
    visitor.sees("assessment")
    expect(visitor.page.get_by_role("button", name="Agree the outcome", exact=True)).to_have_count(
        0
    )
    token = visitor.page.locator("input[name='csrfmiddlewaretoken']").first.input_value()
    answer = visitor.page.request.post(
        visitor.page.url,
        form={"csrfmiddlewaretoken": token, "routes": "housing_board", "agree": "1"},
        headers={"Referer": visitor.page.url},
    )
    text = answer.text()
    assert 'id="id_routes-error"' in text
    assert "Complete the assessment" in text


def lead_officer_plans(visitor: Visitor) -> str:
    """Stages 4, 6 and 1 in that order, 1 reopened; an action and £6,000; then to the boards."""
    plan = steps.start_required_plan(visitor, PLACE, "Safer alleys")
    for number in steps.STAGES:
        steps.fill_stage(visitor, plan, number)
    steps.reopen(visitor, plan)
    steps.add_action(visitor, plan)
    steps.add_need(visitor, plan, NEED, "6000")
    steps.add_contents(visitor, plan)
    steps.submit(visitor, plan, version=1)
    return plan


def money_follows(visitor: Visitor, needs: str) -> None:
    """One proposes, another authorises, a third pays."""
    visitor.sign_in("Service Manager")
    visitor.page.goto(needs)
    visitor.follow(NEED)
    expect(visitor.page.get_by_label("How much?")).to_have_value("6,500")
    visitor.page.get_by_role("group", name="Who spends it?").get_by_role("radio").first.check()
    visitor.fill(
        Reasons_for_this_allocation="Both boards approved it.",
        Alternatives_considered_and_rejected="Hired gates cost more.",
    )
    visitor.press("Propose this allocation")
    visitor.sees("waits to be authorised.")
    allocation = visitor.page.url
    visitor.sees("Authorise")
    expect(visitor.page.get_by_role("button", name="Authorise")).to_be_disabled()
    visitor.sign_in("Management Team Chair")
    visitor.page.goto(allocation)
    visitor.press("Authorise")
    visitor.sees("is authorised.")
    visitor.sign_in("Fund Manager")
    visitor.page.goto(allocation)
    visitor.press("Record a payment")
    visitor.fill(
        Amount_paid="6200",
        Paid_to="Gate maker",
        Reference_in_the_finance_system=f"E2E-{secrets.token_hex(3)}",
    )
    visitor.press("Record the payment")
    visitor.sees("£6,200 is recorded as paid.")


def report_is_made(visitor: Visitor) -> None:
    """O8: asked for, seen to be made, downloaded as a PDF."""
    visitor.sign_in("Performance Officer")
    visitor.go("/reports/")
    visitor.press("Make a quarterly report")
    visitor.page.get_by_label("Quarter").select_option(index=0)
    visitor.press("Make the report")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Progress")
    run = re.search(r"RUN-\d{4}-\d{4}", visitor.page.get_by_role("main").inner_text())
    assert run is not None
    told = visitor.page.request.get(
        f"{visitor.address}{reverse('reporting:run-progress', args=[run[0]])}"
    )
    assert told.json().keys() >= {"percent", "finished"}
    expect(visitor.page.get_by_role("heading", name="Download")).to_be_visible(timeout=90_000)
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    visitor.page.reload()
    visitor.look("journey-quarterly-report")
