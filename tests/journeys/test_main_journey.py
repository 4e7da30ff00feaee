"""The main journey through the pages, by role and label only: from a concern to the report."""

import datetime as dt
import re
import secrets

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor

TODAY = dt.date.today()  # noqa: DTZ011 - the running portal has the machine's clock
LATER = TODAY + dt.timedelta(days=60)
PLACE = "Terraced streets by the river"
NEED = f"Gates and locks for four alleys, {secrets.token_hex(3)}"  # a portal may be walked twice
SECRETARIES = {"Housing Board": "Board Secretary", "Management Team": "Team Secretary"}
FIRST_RISK = ("Crime and fear of crime in the alleys", (4, 3, 3), (4, 3, 4))
SECOND_RISK = ("Rubbish harms health and pride", (3, 2, 3), (4, 3, 3))
STAGES = (
    (4, "Delivery team", {"Lead officers": "The lead officer.", "Response team": "Street Scene."}),
    (
        6,
        "Finalise",
        {
            "Short, medium and long term actions": "Gate the alleys; then outreach.",
            "Details of actions and interventions": "Clear and gate four alleys.",
            "Capacity and resources": "Street Scene's crew and £6,500.",
            "Outcomes to be achieved": "Alleys stay clear.",
            "How it will be monitored": "Monthly walkabouts.",
            "How it will be evaluated": "A survey before and after.",
        },
    ),
    (1, "Current situation", {"Evidence and data": "Complaints doubled since Easter."}),
)


@pytest.mark.slow
def test_a_concern_becomes_a_plan_money_and_a_report(visitor):
    reference = member_reports(visitor)
    officer_assesses(visitor, reference)
    officer_refers(visitor, reference)
    board_requires_a_plan(visitor, reference)
    plan = lead_officer_plans(visitor)
    board_answers(visitor, "Housing Board", plan, version=1)
    lead_officer_changes_the_need(visitor, plan)
    board_answers(visitor, "Management Team", plan, version=2)
    address = money_is_refused(visitor, plan)
    board_answers(visitor, "Housing Board", plan, version=2)
    money_follows(visitor, address)
    report_is_made(visitor)


def member_reports(visitor: Visitor) -> str:
    """O1: one page for whoever is signed in."""
    page = visitor.page
    visitor.sign_in("Ward Member")
    visitor.go("/")
    visitor.follow("Report a concern")
    visitor.press("Report a concern")
    page.get_by_role("group", name="Is anybody in immediate danger?").get_by_label("No").check()
    visitor.tick("A place", "Getting worse", "Urgent", "A neighbourhood")
    visitor.fill(Where_is_it=PLACE)
    page.get_by_label("Which ward?").select_option(label="Gainsborough South-West")
    visitor.fill(What_is_happening="Drugs, alcohol, rubbish in alleys and fear of crime.")
    visitor.tick(
        "Issue reported directly to a member or officer",
        "Increase in complaints about a specific issue",
    )
    visitor.press("Send report")
    visitor.sees("has been received")
    found = re.search(r"TRG-\d{4}-\d{5}", page.get_by_role("main").inner_text())
    assert found is not None
    visitor.follow("Report a concern")
    visitor.follow("Reports you have made")
    assert page.get_by_role("link", name=re.compile("TRG-")).first.inner_text() == found[0]
    expect(page.get_by_role("main")).not_to_contain_text("Above the shops")  # somebody else's
    return found[0]


def officer_assesses(visitor: Visitor, reference: str) -> None:
    """Two risks; 12, High. No outcome before that."""
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/")
    visitor.follow(reference)
    visitor.press("Take up this report")
    outcome_is_refused(visitor, reference)
    visitor.go(f"/triage/{reference}/")
    visitor.press("Start the assessment")
    risk(visitor, 1, FIRST_RISK)
    visitor.press("Add another risk")
    risk(visitor, 2, SECOND_RISK)
    visitor.page.get_by_role("button", name="Show the scores").last.click()
    expect(visitor.page.get_by_role("group", name="Risk 1").first).to_contain_text("12, High")
    expect(visitor.page.get_by_role("group", name="Risk 2").first).to_contain_text("9, High")
    visitor.tick("Medium: some gaps")
    visitor.fill(What_works_well_already="A residents' group.", What_is_not_known="Figures of May.")
    visitor.press("Complete the assessment")
    visitor.sees("12, High")


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


def risk(visitor: Visitor, number: int, what: tuple[str, tuple[int, ...], tuple[int, ...]]) -> None:
    words, now, no_action = what
    group = visitor.page.get_by_role("group", name=f"Risk {number}")
    group.get_by_label("What could happen?").fill(words)
    for side, levels in (("Now", now), ("If nothing is done", no_action)):
        group.get_by_role("group", name=side).get_by_text("Choose from lists instead").click()
        fields = ("Likelihood", "Impact on people", "Impact on the community")
        for label, level in zip(fields, levels, strict=True):
            field = group.get_by_role("group", name=side).get_by_label(label)
            field.select_option(value=str(level))


def officer_refers(visitor: Visitor, reference: str) -> None:
    """The suggestion is the Housing Board; the community is entered from the report."""
    visitor.press("Choose the outcome")
    expect(visitor.page.get_by_label("Raise with the Housing Board")).to_be_checked()
    visitor.tick("A new community, from the answers of this report")
    name = visitor.page.get_by_label("Name of the community")
    expect(name).to_have_value(PLACE)
    visitor.press("Agree the outcome")
    visitor.sees("The outcome is agreed.")
    visitor.sees("Raise with the Housing Board")
    visitor.follow(PLACE)
    visitor.sees("Emerging")
    visitor.sees(reference)


def board_requires_a_plan(visitor: Visitor, reference: str) -> None:
    """O4: a plan is required of somebody by a day, or not at all."""
    visitor.sign_in("Board Secretary")
    meets_today(visitor, "Housing Board")
    visitor.go("/boards/")
    visitor.follow("Housing Board")
    visitor.follow(reference)
    visitor.tick("Require an action plan")
    deliberate(visitor, "Housing Board")
    visitor.press("Save the draft")
    assert visitor.page.title().startswith("Error: ")
    expect(visitor.page.get_by_label("Reasons for the decision")).to_have_value(
        "The need is clear."
    )
    visitor.page.get_by_label("Who is to do it?").select_option(
        label="Lead Officer, Communities Service"
    )
    visitor.type_date("By when?", LATER)
    visitor.press("Save the draft")
    visitor.sees("The draft has been saved.")
    confirm(visitor, "Housing Board")
    visitor.sees("Lead Officer, due on")


def confirm(visitor: Visitor, board: str) -> None:
    """The chair reads the draft and confirms it; whoever wrote it cannot."""
    draft = visitor.page.url
    visitor.sees("What to do with this draft")
    assert visitor.page.get_by_role("button", name="Confirm the decision").count() == 0
    visitor.sign_in(f"{board} Chair")
    visitor.page.goto(draft)
    visitor.press("Confirm the decision")
    visitor.sees("The decision is confirmed.")


def meets_today(visitor: Visitor, board: str) -> None:
    """The board meets on the day; on a portal that is walked twice it does already."""
    visitor.go("/boards/")
    visitor.follow(board)
    visitor.press("Plan a meeting")
    visitor.type_date("Date of the meeting", TODAY)
    visitor.press("Plan the meeting")


def deliberate(visitor: Visitor, board: str) -> None:
    """Everybody is there and for it."""
    for member in ("Chair", "Member 2", "Member 3", "Member 4"):
        visitor.page.get_by_label(f"{board} {member}").select_option(label="For")
    visitor.fill(
        Reasons_for_the_decision="The need is clear.",
        What_else_was_considered="Clean-ups alone.",
        Interests_that_were_declared="None declared.",
    )


def lead_officer_plans(visitor: Visitor) -> str:
    """Stages 4, 6 and 1 in that order, 1 reopened; an action and £6,000; then to the boards."""
    visitor.sign_in("Lead Officer")
    visitor.go("/boards/tasks/")
    visitor.follow("Start the plan")
    visitor.fill(Title_of_the_plan="Safer alleys")
    visitor.press("Start the plan")
    plan = visitor.page.url
    for number, _name, answers in STAGES:
        visitor.page.goto(plan)
        visitor.follow(f"{number}. ")
        for question, text in answers.items():
            visitor.page.get_by_label(question).fill(text)
        visitor.press("Save and mark as complete")
        visitor.sees(f"Stage {number} is complete.")
    reopen(visitor, plan)
    add_action(visitor, plan)
    add_need(visitor, plan)
    add_contents(visitor, plan)
    submit(visitor, plan, version=1)
    return plan


def reopen(visitor: Visitor, plan: str) -> None:
    visitor.page.goto(plan)
    visitor.follow("1. ")
    visitor.press("Reopen this stage")
    visitor.fill(Why_is_the_stage_reopened="Police figures for May arrived.")
    visitor.press("Reopen the stage")
    visitor.sees("Stage 1 is open again.")
    expect(visitor.page.get_by_label("Evidence and data")).to_have_value(
        "Complaints doubled since Easter."
    )


def add_action(visitor: Visitor, plan: str) -> None:
    visitor.page.goto(plan)
    visitor.press("Add an action")
    visitor.fill(
        What_will_be_done="Gate four alleys",
        What_is_it_to_achieve="No dumping for three months",
        Organisation_that_does_it="Street Scene",
    )
    visitor.page.get_by_role("group", name="Term").get_by_role("radio").first.check()
    visitor.type_date("Due date", LATER)
    visitor.press("Save action")
    visitor.sees("Gate four alleys")


def add_need(visitor: Visitor, plan: str) -> None:
    visitor.page.goto(plan)
    visitor.press("Add a need")
    visitor.fill(What_is_needed=NEED, What_is_the_money_to_achieve="No dumping", Amount="6000")
    visitor.tick("Capital", "Street scene improvements")
    visitor.page.get_by_role("group", name="What is it for?").get_by_role("radio").first.check()
    visitor.type_date("When will the outcome be looked at?", LATER)
    visitor.press("Save need")
    visitor.sees("£6,000")


def add_contents(visitor: Visitor, plan: str) -> None:
    """What the list of what is missing leads to: an outcome, the equality record, an aim."""
    visitor.page.goto(plan)
    visitor.follow("See what is missing")
    visitor.follow("Add at least one outcome with its measure")
    visitor.fill(
        What_is_to_be_achieved="Alleys stay clear",
        What_is_measured="Reports of fly-tipping",
        Baseline="19 in May",
        Target="5 a month within a year",
        How_is_it_monitored="Street Scene counts each month",
    )
    visitor.press("Save outcome")
    visitor.sees("The outcome has been added.")
    visitor.follow("See what is missing")
    visitor.follow("Fill in the equality record")
    for group in visitor.page.get_by_role("group", name="Effect of the plan").all():
        group.get_by_label("Neutral").check()
    for box in visitor.page.get_by_label("Who is affected, and how do we know?").all():
        box.fill("None expected: it serves everybody alike.")
    visitor.press("Save equality record")
    visitor.sees("12 of 12 characteristics have been looked at.")
    visitor.follow("See what is missing")
    visitor.follow("Choose at least one aim")
    visitor.tick("Public Safety & Environment")
    visitor.press("Save aims")
    visitor.sees("Nothing is missing: it can be submitted.")


def submit(visitor: Visitor, plan: str, *, version: int) -> None:
    visitor.page.goto(plan)
    visitor.follow("Submit for approval")
    visitor.press("Submit for approval")
    visitor.sees(f"Version {version} is now before the boards.")


def board_answers(visitor: Visitor, board: str, plan: str, *, version: int) -> None:
    """The board approves exactly what the page shows: one drafts it, its chair confirms it."""
    visitor.sign_in(SECRETARIES[board])
    meets_today(visitor, board)
    visitor.page.goto(f"{plan}versions/{version}/")
    visitor.page.get_by_role("link", name=f"Record its decision ({board})").click()
    visitor.tick("Approve this version")
    deliberate(visitor, board)
    visitor.press("Save the draft")
    confirm(visitor, board)


def lead_officer_changes_the_need(visitor: Visitor, plan: str) -> None:
    """O5: a change between two approvals makes a version of its own."""
    visitor.sign_in("Lead Officer")
    visitor.page.goto(plan)
    row = visitor.page.get_by_role("row").filter(has_text=NEED)
    row.get_by_role("link", name="1", exact=True).click()
    visitor.fill(Amount="6500")
    visitor.press("Save need")
    submit(visitor, plan, version=2)


def money_is_refused(visitor: Visitor, plan: str) -> str:
    """One approval of version 2: the need is not offered, and its address says why."""
    visitor.sign_in("Service Manager")
    visitor.go("/fund/")
    visitor.follow("Investment for growth")
    visitor.press("Propose an allocation")
    needs = visitor.page.url
    expect(visitor.page.get_by_role("link", name=NEED)).to_have_count(0)
    visitor.page.goto(plan)
    visitor.sees("No version is in force.")
    for number in range(1, 200):
        answer = visitor.page.goto(f"{needs}{number}/")
        if answer is not None and answer.ok and NEED in answer.text():
            break
    visitor.sees(
        "Needs the approval of both the Housing Board and the Management Team: "
        "version 2 is approved by the Management Team only."
    )
    expect(visitor.page.get_by_role("button", name="Propose this allocation")).to_have_count(0)
    return needs


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
