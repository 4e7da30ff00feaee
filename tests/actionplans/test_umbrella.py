"""Umbrella plans with themed plans under them, and plans that ask for no money (document 004)."""

import csv
import io

import pytest

from actionplans import selectors, workflow
from actionplans.models import Plan
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def umbrella(officer):
    return make.plan(by=officer, plan_type="partnership-plan", title="The ward together")


def themed(above, theme="environment", **details):
    given = {"plan_type": "delivery-plan", "umbrella": above, "theme": theme}
    return make.plan(by=above.created_by, **given | details)


def close(plan):
    Plan.objects.filter(pk=plan.pk).update(closed_at=clock.now())


# --- Standing under an umbrella ------------------------------------------------------------------
def test_a_themed_plan_stands_under_its_umbrella_and_for_its_community(umbrella):
    child = themed(umbrella, community=make.identified_community())

    assert (child.umbrella, child.theme) == (umbrella, "environment")
    assert child.community == umbrella.community
    made = next(event for event in trail.of_subject(child) if event.action == "actionplans.create")
    assert (made.after["umbrella"], made.after["theme"]) == (umbrella.reference, "environment")
    content = selectors.frozen_content(selectors.WorkingCopy(child))
    assert content["umbrella"] == {
        "reference": umbrella.reference,
        "name": "The ward together",
        "theme": "Environment",
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"umbrella": None}, "start it from that plan"),
        ({"umbrella": None, "theme": ""}, "start it from that plan"),
        ({"plan_type": "action-plan"}, "does not stand under"),
        ({"plan_type": "partnership-plan"}, "does not stand under"),
        ({"theme": ""}, "Choose the theme"),
        ({"theme": "weather"}, "Choose the theme"),
    ],
)
def test_what_does_not_stand_under_an_umbrella_is_refused(umbrella, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        themed(umbrella, **changes)


def test_a_theme_without_an_umbrella_is_refused():
    with pytest.raises(Refused, match="start it from that plan"):
        make.plan(theme="environment")


def test_a_theme_has_one_plan_until_that_is_closed(umbrella):
    first = themed(umbrella)
    with pytest.raises(Refused, match=f"already a plan for this theme: {first.reference}"):
        themed(umbrella)

    close(first)
    assert themed(umbrella).theme == "environment"


def test_a_themed_plan_is_reopened_only_where_its_place_is_free(umbrella):
    first = themed(umbrella)
    make.review(first, "close", no_evaluation="It never began.")
    second = themed(umbrella)

    with pytest.raises(Refused, match=f"another plan for its theme by now: {second.reference}"):
        make.review(first, "reopen")
    close(second)
    close(umbrella)
    with pytest.raises(Refused, match="under which it stands, is closed"):
        make.review(first, "reopen")
    Plan.objects.filter(pk=umbrella.pk).update(closed_at=None)
    make.review(first, "reopen")

    first.refresh_from_db()
    assert first.closed_at is None


def test_a_closed_umbrella_takes_no_plan(umbrella):
    close(umbrella)

    with pytest.raises(Refused, match="is closed"):
        themed(umbrella)


def test_an_umbrella_closes_after_the_plans_under_it(umbrella):
    first, second = themed(umbrella), themed(umbrella, "substance-misuse")
    reviewer = make.user(Role.NOMINATED_OFFICER)
    make.interest(second, user=reviewer)
    why = {"no_evaluation": "It never began."}

    with pytest.raises(Refused) as caught:
        make.review(umbrella, "close", by=reviewer, **why)
    assert caught.value.field == "outcome"
    hidden = "one in which you declared an interest"
    assert str(caught.value) == f"Plans under it are still open: {first.reference}, {hidden}."

    close(second)
    with pytest.raises(Refused, match=f"still open: {first.reference}\\."):
        make.review(umbrella, "close", **why)
    make.review(first, "close", **why)
    make.review(umbrella, "close", **why)

    umbrella.refresh_from_db()
    assert umbrella.closed_at is not None


def test_the_lead_of_the_umbrella_may_start_a_themed_plan_and_another_officer_not(umbrella):
    details = workflow.PlanDetails(
        title="Clean streets",
        plan_type="delivery-plan",
        lead=umbrella.lead,
        umbrella=umbrella,
        theme="environment",
    )
    with pytest.raises(Refused):
        workflow.create_plan(umbrella.community, by=make.user(Role.OFFICER), details=details)

    made = workflow.create_plan(umbrella.community, by=umbrella.lead, details=details)
    assert made.created_by == umbrella.lead


# --- What its type asks for ----------------------------------------------------------------------
def test_the_type_says_what_must_be_there_before_approval(officer):
    umbrella = make.plan(by=officer, plan_type="partnership-plan", ready=False)
    child = themed(umbrella, ready=False)
    for plan in (umbrella, child):
        make.finalise(plan, by=officer)

    def lacks(plan):
        copy = selectors.WorkingCopy(plan)
        return [thing.href.split(plan.reference)[1] for thing in selectors.missing(copy)]

    assert lacks(umbrella) == [
        "/outcomes/new/#id_outcome",
        "/equality/#id_effect_age",
        "/framework/#id_links",
    ]
    assert lacks(child) == ["/actions/new/#id_title", "/outcomes/new/#id_outcome"]


def test_a_plan_of_another_groups_asks_for_no_money(umbrella, visit):
    with pytest.raises(Refused, match="asks for no money"):
        make.need_line(umbrella)

    refused = visit("need-new", umbrella.reference)
    assert (refused.status, "asks for no money" in refused.text) == (403, True)
    seen = visit("plan-detail", umbrella.reference)
    assert "Need lines" not in seen.text
    assert "£" not in visit("plan-submit", umbrella.reference).text
    version = workflow.submit(umbrella, by=umbrella.lead)
    assert version.approving_groups == ["sww-strategic"]


# --- Pages ---------------------------------------------------------------------------------------
def rows(seen):
    cells = seen.page.xpath("//h2[@id='themes']/following::table[1]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in cells]


def test_the_umbrella_shows_how_far_each_theme_is(visit, umbrella, officer):
    child = themed(umbrella, title="Clean streets")
    make.action(child, by=officer)
    workflow.move_action(child.actions.first(), by=officer, step="complete")
    late = child.actions.last()
    type(late).objects.filter(pk=late.pk).update(due_on=clock.today().replace(year=2020))
    gone = make.action(child, by=officer)
    workflow.move_action(gone, by=officer, step="cancel", reason="Not wanted")
    workflow.complete_stage(child, 6, by=officer)
    make.plan_in_force(child)

    seen = visit("plan-detail", umbrella.reference)

    assert "Themed plans: 1 of 5 themes with a plan in force" in seen.text
    found = rows(seen)
    assert [row[0] for row in found] == [
        "Community engagement",
        "Substance misuse",
        "Environment",
        "Early intervention",
        "Contact point and co-location",
    ]
    lead = child.lead.name
    assert found[2] == ["Environment", "Clean streets", lead, "In force", "1", "1 of 2", "1"]
    assert found[0][1] == "Start the plan for Community engagement"
    assert found[0][3] == "Not begun"


def test_a_themed_plan_in_which_one_has_an_interest_is_not_told(visit, umbrella):
    child, reader = themed(umbrella, title="Clean streets"), make.board_member("housing-board")
    make.interest(child, user=reader)

    seen = visit("plan-detail", umbrella.reference, by=reader)
    file = visit("plan-csv", umbrella.reference, "themes", by=reader).body

    told = ["Environment", "You declared an interest in it", "", "", "", "", ""]
    assert rows(seen)[2] == told
    for hidden in ("Clean streets", child.reference):
        assert hidden not in seen.text + file
    assert "Clean streets" in visit("plan-detail", umbrella.reference).text


@pytest.mark.parametrize("children", [1, 3])
def test_the_umbrella_asks_as_many_questions_for_any_number_of_plans(
    client, visit, umbrella, children, django_assert_num_queries
):
    for theme in ("environment", "substance-misuse", "early-intervention")[:children]:
        themed(umbrella, theme)
    visit("plan-detail", umbrella.reference)

    with django_assert_num_queries(8):
        client.get(f"/plans/{umbrella.reference}/")


def test_a_closed_plan_stays_and_its_theme_can_be_begun_again(visit, umbrella):
    close(themed(umbrella))

    found = [
        row for row in rows(visit("plan-detail", umbrella.reference)) if row[0] == "Environment"
    ]

    assert [row[3] for row in found] == ["Not begun", "Closed"]


def test_a_reader_is_led_to_no_new_plan(visit, umbrella):
    seen = visit("plan-detail", umbrella.reference, by=make.user(Role.AUDITOR))

    assert not seen.page.xpath("//a[contains(@href, 'umbrella=')]")


def test_a_themed_plan_is_started_from_its_umbrella(visit, umbrella):
    link = visit("plan-detail", umbrella.reference).page.xpath("//a[contains(@href, 'umbrella=')]")[
        2
    ]
    address = link.get("href")
    assert "theme=environment" in address

    page = visit("plan-new", umbrella=umbrella.reference, theme="environment")
    assert "For the theme “Environment” of The ward together" in page.text
    offered = page.page.xpath("//input[@name='plan_type']/@value")
    assert offered == ["delivery-plan"]
    assert not page.page.xpath("//*[@name='community']")

    answer = page.response.client.post(
        address, {"title": "Clean streets", "plan_type": "delivery-plan", "lead": umbrella.lead_id}
    )
    child = umbrella.themed_plans.get()
    assert answer.headers["Location"] == f"/plans/{child.reference}/"
    shown = visit("plan-detail", child.reference)
    assert f"It stands under The ward together ({umbrella.reference}), theme “Environment”" in (
        shown.text
    )


def test_a_plan_of_its_own_offers_only_types_that_stand_alone(visit):
    of = {"community": make.community().reference}
    offered = visit("plan-new", **of).page.xpath("//input[@name='plan_type']/@value")

    assert offered == ["action-plan", "partnership-plan"]


def test_a_theme_that_was_taken_meanwhile_is_said_and_nothing_is_lost(client, officer, umbrella):
    themed(umbrella)
    client.force_login(officer)
    address = f"/plans/new/?umbrella={umbrella.reference}&theme=environment"

    answer = client.post(
        address, {"title": "Clean streets", "plan_type": "delivery-plan", "lead": umbrella.lead_id}
    )

    assert b"There is already a plan for this theme" in answer.content
    assert b'value="Clean streets"' in answer.content


@pytest.mark.parametrize(
    "asked", [{"theme": "weather"}, {"theme": ""}, {"umbrella": "PLN-0-0", "theme": "environment"}]
)
def test_a_theme_that_there_is_not_leads_nowhere(visit, umbrella, asked):
    assert visit("plan-new", **{"umbrella": umbrella.reference} | asked).status == 404


def test_the_themes_are_a_file_too(visit, umbrella):
    themed(umbrella, title="Clean streets")

    seen = visit("plan-csv", umbrella.reference, "themes")

    lines = list(csv.reader(io.StringIO(seen.body.removeprefix("\ufeff"))))
    assert len(lines) == 6
    assert lines[3][:2] == ["Environment", "Clean streets"]
    version = workflow.submit(umbrella, by=umbrella.lead)
    assert visit("version-csv", umbrella.reference, version.number, "themes").status == 404
