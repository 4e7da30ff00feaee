"""Steps of officers and boards that several journeys take, each with its visitor's own hands."""

import datetime as dt
import re

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

TODAY = dt.date.today()  # noqa: DTZ011 - the running portal has the machine's clock
LATER = TODAY + dt.timedelta(days=60)
CODES = {"Housing Board": "housing-board", "Management Team": "management-team"}
SECRETARIES = {"Housing Board": "Board Secretary", "Management Team": "Team Secretary"}
FIRST_RISK = ("Crime and fear of crime in the alleys", (4, 3, 3), (4, 3, 4))
SECOND_RISK = ("Rubbish harms health and pride", (3, 2, 3), (4, 3, 3))
STAGES = {
    4: {"Lead officers": "The lead officer.", "Response team": "Street Scene."},
    6: {
        "Short, medium and long term actions": "Gate the alleys; then outreach.",
        "Details of actions and interventions": "Clear and gate four alleys.",
        "Capacity and resources": "Street Scene's crew and £6,500.",
        "Outcomes to be achieved": "Alleys stay clear.",
        "How it will be monitored": "Monthly walkabouts.",
        "How it will be evaluated": "A survey before and after.",
    },
    1: {"Evidence and data": "Complaints doubled since Easter."},
}
COMPLETE, SAVE = "Save and mark as complete", "Save and go back to the plan"


# --- A report, before a board ------------------------------------------------------------------
def member_reports(visitor: Visitor, place: str) -> str:
    """One page for whoever is signed in (O1); answers the reference."""
    page = visitor.page
    visitor.sign_in("Ward Member")
    visitor.go("/")
    visitor.follow("Report a concern")
    visitor.press("Report a concern")
    danger = page.get_by_role("group", name="Is anybody in immediate danger?")
    visitor.check(danger.get_by_label("No"))
    visitor.tick("A place", "Getting worse", "Urgent", "A neighbourhood")
    visitor.fill(Where_is_it=place)
    visitor.choose("Which ward?", "Gainsborough South-West")
    visitor.fill(What_is_happening="Drugs, alcohol, rubbish in alleys and fear of crime.")
    visitor.tick(
        "Issue reported directly to a member or officer",
        "Increase in complaints about a specific issue",
    )
    visitor.press("Send report")
    visitor.sees("has been received")
    found = re.search(r"TRG-\d{4}-\d{5}", page.get_by_role("main").inner_text())
    assert found is not None
    return found[0]


def officer_takes_up(visitor: Visitor, reference: str) -> None:
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/")
    visitor.follow(reference)
    visitor.press("Take up this report")


def officer_assesses(visitor: Visitor, reference: str) -> None:
    """Two risks; 12, High."""
    visitor.go(f"/triage/{reference}/")
    visitor.press("Start the assessment")
    risk(visitor, 1, FIRST_RISK)
    visitor.press("Add another risk")
    risk(visitor, 2, SECOND_RISK)
    visitor.use(visitor.page.get_by_role("button", name="Show the scores").last)
    expect(visitor.page.get_by_role("group", name="Risk 1").first).to_contain_text("12, High")
    expect(visitor.page.get_by_role("group", name="Risk 2").first).to_contain_text("9, High")
    visitor.tick("Medium: some gaps")
    visitor.fill(What_works_well_already="A residents' group.", What_is_not_known="Figures of May.")
    visitor.press("Complete the assessment")
    visitor.sees("12, High")


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


def officer_refers(visitor: Visitor, place: str) -> None:
    """The suggestion is the Housing Board; the community is entered from the report."""
    visitor.press("Choose the outcome")
    expect(visitor.page.get_by_label("Raise with the Housing Board")).to_be_checked()
    visitor.tick("A new community, from the answers of this report")
    expect(visitor.page.get_by_label("Name of the community")).to_have_value(place)
    visitor.press("Agree the outcome")
    visitor.sees("The outcome is agreed.")
    visitor.sees("Raise with the Housing Board")


# --- A board that decides ----------------------------------------------------------------------
def board_requires_a_plan(visitor: Visitor, reference: str) -> None:
    """A plan is required of somebody by a day, or not at all (O4)."""
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
    visitor.choose("Who is to do it?", "Lead Officer, Communities Service")
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
        visitor.choose(f"{board} {member}", "For")
    visitor.fill(
        Reasons_for_the_decision="The need is clear.",
        What_else_was_considered="Clean-ups alone.",
        Interests_that_were_declared="None declared.",
    )


def board_answers(visitor: Visitor, board: str, plan: str, *, version: int) -> None:
    """The board approves exactly what the page shows: one drafts it, its chair confirms it."""
    visitor.sign_in(SECRETARIES[board])
    meets_today(visitor, board)
    visitor.page.goto(f"{plan}versions/{version}/")
    visitor.follow(f"Record its decision ({board})")
    visitor.tick("Approve this version")
    deliberate(visitor, board)
    visitor.press("Save the draft")
    confirm(visitor, board)


# --- A plan ------------------------------------------------------------------------------------
def start_plan(visitor: Visitor, community: str, title: str) -> str:
    """Of a nominated officer's own accord, for the lead officer; answers the plan's address."""
    visitor.sign_in("Nominated Officer")
    visitor.go("/plans/")
    visitor.press("Start a plan")
    visitor.write(visitor.page.get_by_role("searchbox"), community)
    visitor.press("Search")
    visitor.follow(community)
    visitor.fill(Title_of_the_plan=title)
    visitor.tick("Community at risk action plan")
    visitor.choose("Lead officer", "Lead Officer, Communities Service")
    visitor.press("Start the plan")
    plan = visitor.page.url
    visitor.sign_in("Lead Officer")
    return plan


def start_required_plan(visitor: Visitor, place: str, title: str) -> str:
    """The plan that a board asked for; answers its address."""
    visitor.sign_in("Lead Officer")
    visitor.go("/boards/tasks/")
    card = visitor.page.locator(".carp-card").filter(has_text=place)
    visitor.use(card.get_by_role("link", name="Start the plan").first)
    visitor.fill(Title_of_the_plan=title)
    visitor.press("Start the plan")
    visitor.sees("A board asked for this plan")
    return visitor.page.url


def fill_stage(visitor: Visitor, plan: str, number: int, *, button: str = COMPLETE) -> None:
    visitor.page.goto(plan)
    visitor.follow(f"{number}. ")
    for question, text in STAGES[number].items():
        visitor.write(visitor.page.get_by_label(question), text)
    visitor.press(button)
    done = "is complete." if button == COMPLETE else "has been saved."
    visitor.sees(f"Stage {number} {done}")


def reopen(visitor: Visitor, plan: str) -> None:
    """Stage 1 again, with the answer of before to go on from."""
    visitor.page.goto(plan)
    visitor.follow("1. ")
    visitor.press("Reopen this stage")
    visitor.fill(Why_is_the_stage_reopened="Police figures for May arrived.")
    visitor.press("Reopen the stage")
    visitor.sees("Stage 1 is open again.")
    expect(visitor.page.get_by_label("Evidence and data")).to_have_value(
        STAGES[1]["Evidence and data"]
    )


def add_action(visitor: Visitor, plan: str) -> None:
    visitor.page.goto(plan)
    visitor.press("Add an action")
    visitor.fill(
        What_will_be_done="Gate four alleys",
        What_is_it_to_achieve="No dumping for three months",
        Organisation_that_does_it="Street Scene",
    )
    visitor.check(first_of(visitor, "Term"))
    visitor.type_date("Due date", LATER)
    visitor.press("Save action")
    visitor.sees("Gate four alleys")


def first_of(visitor: Visitor, question: str) -> Locator:
    """The first answer that a question offers."""
    return visitor.page.get_by_role("group", name=question).get_by_role("radio").first


def add_need(visitor: Visitor, plan: str, need: str, amount: str) -> None:
    """A capital need with what it is to achieve and when that is looked at."""
    visitor.page.goto(plan)
    visitor.press("Add a need")
    visitor.fill(What_is_needed=need, What_is_the_money_to_achieve="No dumping", Amount=amount)
    visitor.tick("Capital", "Street scene improvements")
    visitor.check(first_of(visitor, "What is it for?"))
    visitor.type_date("When will the outcome be looked at?", LATER)
    visitor.press("Save need")
    expect(row_of(visitor, need)).to_contain_text(f"£{int(amount):,}")


def row_of(visitor: Visitor, text: str) -> Locator:
    return visitor.page.get_by_role("row").filter(has_text=text)


def change_amount(visitor: Visitor, plan: str, need: str, amount: str) -> None:
    """A change between two approvals, which makes a version of its own (O5)."""
    visitor.sign_in("Lead Officer")
    visitor.page.goto(plan)
    visitor.use(row_of(visitor, need).get_by_role("link", name="1", exact=True))
    visitor.fill(Amount=amount)
    visitor.press("Save need")


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
        visitor.check(group.get_by_label("Neutral"))
    for box in visitor.page.get_by_label("Who is affected, and how do we know?").all():
        visitor.write(box, "None expected: it serves everybody alike.")
    visitor.press("Save equality record")
    visitor.sees("12 of 12 characteristics have been looked at.")
    visitor.follow("See what is missing")
    visitor.follow("Choose at least one aim")
    visitor.tick("Public Safety & Environment")
    visitor.press("Save aims")
    visitor.sees("Nothing is missing: it can be submitted.")


def complete_plan(visitor: Visitor, community: str, title: str) -> str:
    """A plan that lacks nothing and asks for no money yet, with its lead officer signed in."""
    plan = start_plan(visitor, community, title)
    fill_stage(visitor, plan, 6)
    add_action(visitor, plan)
    add_contents(visitor, plan)
    return plan


def submit(visitor: Visitor, plan: str, *, version: int) -> None:
    visitor.page.goto(plan)
    visitor.follow("Submit for approval")
    visitor.press("Submit for approval")
    visitor.sees(f"Version {version} is now before the boards.")


# --- Its money ---------------------------------------------------------------------------------
def money_is_refused(visitor: Visitor, plan: str, need: str) -> str:
    """One approval of version 2: the need is not offered, and its address says why."""
    visitor.sign_in("Service Manager")
    visitor.go("/fund/")
    visitor.follow("Investment for growth")
    visitor.press("Propose an allocation")
    needs = visitor.page.url
    expect(visitor.page.get_by_role("link", name=need)).to_have_count(0)
    visitor.page.goto(plan)
    visitor.sees("No version is in force.")
    for number in range(1, 200):
        answer = visitor.page.request.get(f"{needs}{number}/")
        if answer.ok and need in answer.text():
            visitor.page.goto(answer.url)
            break
    visitor.sees(
        "Needs the approval of both the Housing Board and the Management Team: "
        "version 2 is approved by the Management Team only."
    )
    expect(visitor.page.get_by_role("button", name="Propose this allocation")).to_have_count(0)
    return needs
