"""The pages of how a plan does: what they show, and that bad input loses nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from actionplans import workflow
from actionplans.models import Plan
from actionplans.selectors.monitoring import REVIEWS_SHOWN
from carp import clock
from carp.accounts.roles import Role
from carp.digest import lines
from carp.web.formats import day
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def plan(officer):
    return make.plan(by=officer, ready=False)


def in_three_boxes(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


# --- Measures -------------------------------------------------------------------------------------
def test_a_measure_is_added_and_shown_with_its_rating_as_a_word(visit, plan):
    data = {
        "name": "Complaints",
        "polarity": "lower",
        "target": "1,020.5",
        "tolerance": "5",
        "unit": "a month",
    }
    assert "has been added" in visit("measure-new", plan.reference, data=data).text
    figure = {"actual": "1,022", **in_three_boxes("dated", clock.today())}
    assert "has been recorded" in visit("figure-new", plan.reference, 1, data=figure).text

    seen = visit("monitoring-detail", plan.reference)

    assert "1,022 a month" in seen.text
    assert "Within tolerance" in seen.text
    assert plan.measures.get().target == Decimal("1020.5")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"name": ""}, {"#id_name": "Say what is counted"}),
        ({"target": "many"}, {"#id_target": "Enter a figure, like 12.5"}),
        ({"tolerance": "-1"}, {"#id_tolerance": "Enter 0 or more"}),
        ({"baseline": "3"}, {"#id_baseline_on": "Enter the day of the starting figure."}),
    ],
)
def test_a_wrong_measure_says_so_beside_its_field_and_keeps_what_was_typed(
    visit, plan, data, fault
):
    given = {"name": "Complaints", "polarity": "lower", "source": "Street Scene"} | data

    seen = visit("measure-new", plan.reference, data=given)

    assert seen.errors() == fault
    assert seen.value("source") == "Street Scene"
    assert not plan.measures.exists()


@pytest.mark.parametrize("theirs", [18, -18])
def test_two_people_who_change_a_measure_see_both_figures(visit, plan, theirs):
    measure = make.measure(plan)
    opened = visit("measure-change", plan.reference, 1)
    data = {
        name: opened.value(name) or ""
        for name in ("opened", "name", "outcome", "source", "unit", "baseline", "tolerance")
    }
    data |= {"polarity": "lower", **in_three_boxes("baseline_on", measure.baseline_on)}
    details = make.measure_details(target=Decimal(theirs))
    workflow.change_measure(measure, by=plan.lead, details=details)

    seen = visit("measure-change", plan.reference, 1, data=data | {"target": "15"})

    assert list(seen.errors()) == ["#id_target"]
    assert "18" in seen.errors()["#id_target"]
    assert seen.value("target") == "15"
    again = data | {"target": "15", "opened": seen.value("opened")}
    assert "has been changed" in visit("measure-change", plan.reference, 1, data=again).text


def test_a_measure_shows_its_figures_as_a_picture_and_a_table(visit, plan):
    measure = make.measure(plan)
    for days, actual in ((2, 30), (1, 24), (0, 19)):
        make.measure_value(measure, actual, dated=clock.today() - timedelta(days=days))

    seen = visit("measure-detail", plan.reference, 1)

    assert seen.page.xpath("//figure//*[local-name()='svg'][@role='img']")
    assert all(word in seen.text for word in ("On target", "Within tolerance", "Off target"))


def test_a_measure_is_withdrawn_with_a_reason(visit, plan):
    make.measure(plan)
    assert visit("measure-withdraw", plan.reference, 1, data={"reason": ""}).errors()

    visit("measure-withdraw", plan.reference, 1, data={"reason": "Nobody counts it."})

    assert "(withdrawn)" in visit("monitoring-detail", plan.reference).text
    assert visit("measure-change", plan.reference, 1).status == 404


# --- Returns --------------------------------------------------------------------------------------
def test_a_return_is_written_queried_and_written_again(visit, officer):
    made = make.monitoring_return()
    plan = made.plan
    make.measure(plan)
    late = visit("monitoring-detail", plan.reference)
    assert "nothing is allocated or paid" in late.text

    wrong = visit(
        "return-write",
        plan.reference,
        1,
        data={"progress": "", "next_steps": "More gates", "figure_1": "lots"},
        by=plan.lead,
    )
    assert list(wrong.errors()) == ["#id_progress", "#id_figure_1"]
    assert wrong.value("next_steps") == "More gates"
    data = {"progress": "Two gates", "figure_1": "24"}
    assert "has been sent" in visit("return-write", plan.reference, 1, data=data, by=plan.lead).text

    nothing = visit("return-detail", plan.reference, 1, data={"step": "query", "answer": ""})
    assert nothing.errors() == {"#id_answer": "Say what you ask"}
    visit("return-detail", plan.reference, 1, data={"step": "query", "answer": "Which gates?"})
    asked = visit("return-write", plan.reference, 1, by=plan.lead)
    assert "Which gates?" in asked.text
    assert (asked.value("progress"), asked.value("figure_1")) == ("Two gates", "24")


def test_a_return_whose_period_runs_says_from_when_it_can_be_sent(visit):
    plan = make.monitoring_return().plan
    late, running = plan.returns.earliest("number"), plan.returns.latest("number")
    for page in ("return-detail", "return-write"):
        assert "not over yet" not in visit(page, plan.reference, late.number, by=plan.lead).text
        told = visit(page, plan.reference, running.number, by=plan.lead).text
        assert f"sent from {day(running.period_end + timedelta(days=1))}" in told


def test_a_return_is_not_sent_twice_and_nothing_typed_is_lost(visit):
    made = make.monitoring_return("submitted")

    seen = visit(
        "return-write", made.plan.reference, 1, data={"progress": "Again"}, by=made.plan.lead
    )

    assert "it is sent" in seen.text
    assert seen.value("progress") == "Again"


def test_who_sent_a_return_is_told_that_somebody_else_answers(visit):
    made = make.monitoring_return("submitted")
    assert "somebody else" in visit("return-detail", made.plan.reference, 1, by=made.plan.lead).text


@pytest.mark.parametrize(
    ("state", "number"), [("overdue", 1), ("accepted", 0), ("due", 0), ("sent", 0), ("nonsense", 1)]
)
def test_the_returns_of_all_plans_by_state(visit, state, number):
    make.monitoring_return()
    seen = visit("return-list", state=state)
    assert (len(seen.page.xpath("//tbody/tr")) >= 1) is bool(number)


def test_returns_are_lines_of_the_digest_for_the_lead_and_for_officers(officer):
    made = make.monitoring_return()
    late = made.plan.returns.overdue(on=clock.today()).count()
    due = made.plan.returns.due(on=clock.today()).count()

    own = {(line.one, line.number) for line in lines.of(made.plan.lead)}
    others = {(line.one, line.number) for line in lines.of(officer)}

    assert ("monitoring return of yours is overdue", late) in own
    assert (("monitoring return of yours is due", due) in own) is bool(due)
    assert ("return of another's plan is overdue", late) in others


def test_a_review_that_is_due_is_a_line_of_the_digest(officer):
    plan = make.plan(ready=False)
    tomorrow = clock.today() + timedelta(days=1)
    make.review(plan, next_on=tomorrow)
    words = "plan is due to be reviewed"

    assert words not in {line.one for line in lines.of(officer)}
    with clock.at(clock.now() + timedelta(days=1)):
        assert words in {line.one for line in lines.of(officer)}


# --- Reviews and the evaluation -------------------------------------------------------------------
def test_a_plan_is_not_closed_without_an_evaluation_or_a_reason(visit, plan):
    today = in_three_boxes("held_on", clock.today())
    data = {"outcome": "close", "reasons": "All is done.", **today}

    seen = visit("review-new", plan.reference, data=data)
    assert list(seen.errors()) == ["#id_no_evaluation"]
    assert seen.value("reasons") == "All is done."
    visit("review-new", plan.reference, data=data | {"no_evaluation": "Merged with another."})

    assert Plan.objects.get(pk=plan.pk).closed_at is not None
    assert "This plan was closed" in visit("plan-detail", plan.reference).text
    assert "Reopen the plan" in visit("review-new", plan.reference).text


def test_the_evaluation_asks_for_each_allocation_and_another_agrees(visit):
    plan = make.plan_in_force()
    allocation = make.authorised_allocation(line=plan.need_lines.get())
    asked = visit("evaluation-write", plan.reference, by=plan.lead)
    assert allocation.reference in asked.text
    data = {
        "opened": asked.value("opened"),
        "findings": "Fewer complaints",
        "learning": "",
        "achieved_0": "partly",
        "result_0": "Three of four alleys.",
    }
    wrong = visit("evaluation-write", plan.reference, data=data, by=plan.lead)
    assert list(wrong.errors()) == ["#id_learning"]
    assert wrong.value("result_0") == "Three of four alleys."
    visit("evaluation-write", plan.reference, data=data | {"learning": "Ask."}, by=plan.lead)

    other = make.user(Role.NOMINATED_OFFICER)
    draft = visit("evaluation-detail", plan.reference, 1, by=other)
    agreed = visit(
        "evaluation-agree", plan.reference, 1, data={"opened": draft.value("opened")}, by=other
    )
    assert "The evaluation is agreed." in agreed.text
    assert "Partly achieved" in agreed.text


def test_two_people_who_write_the_evaluation_see_both_texts(visit, plan):
    opened = visit("evaluation-write", plan.reference).value("opened")
    make.evaluation(plan)

    seen = visit(
        "evaluation-write",
        plan.reference,
        data={"opened": opened, "findings": "Mine", "learning": "Ask residents first."},
    )

    assert list(seen.errors()) == ["#id_findings"]
    assert "Fewer complaints." in seen.errors()["#id_findings"]
    assert seen.value("findings") == "Mine"


def test_the_newest_reviews_lead_to_all_of_them_and_to_their_file(visit, plan):
    for number in range(REVIEWS_SHOWN + 1):
        make.review(plan, reasons=f"Reason {number}.")

    shown, listed = visit("monitoring-detail", plan.reference), visit("review-list", plan.reference)

    assert "Reason 10." in shown.text
    assert "Reason 0." not in shown.text
    assert "Reason 0." in listed.text
    assert f"/plans/{plan.reference}/reviews/?format=csv" in shown.body
    assert visit("review-list", plan.reference, format="csv").body.count("\n") == REVIEWS_SHOWN + 2


@pytest.mark.parametrize("part", ["measures", "outcomes"])
def test_each_table_is_a_csv_file(visit, plan, part):
    make.measure_value(make.measure(plan))
    make.evaluation(plan)
    assert visit("monitoring-csv", plan.reference, part).body.count("\n") >= 1
    assert visit("monitoring-csv", plan.reference, "secrets").status == 404


def test_whoever_declared_an_interest_is_offered_no_return_of_the_plan(client):
    made = make.monitoring_return()
    member = make.board_member("housing-board")
    client.force_login(member)
    assert made.plan.reference in client.get("/plans/returns/").content.decode()

    make.interest(made.plan, user=member)

    assert made.plan.reference not in client.get("/plans/returns/").content.decode()
