"""The pages of a plan as a whole."""

from datetime import datetime

import pytest

from actionplans import selectors, workflow
from actionplans.models import Plan
from carp import clock
from carp.accounts.roles import Role
from register.models import Community
from tests import make
from tests.actionplans.conftest import Seen

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# --- The list -------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_questions_at_any_length(
    client, visit, officer, rows, django_assert_num_queries
):
    for _ in range(rows):
        make.submitted_version(make.plan(by=officer))
    seen = visit("plan-list")
    with django_assert_num_queries(3):
        client.get("/plans/")
    assert f"{rows} result" in seen.text


def references(seen):
    return seen.page.xpath("//tbody//th/a/text()")


def test_the_list_is_narrowed_by_where_a_plan_stands(visit, officer):
    draft = make.plan(by=officer, ready=False)
    waiting = make.submitted_version(make.plan(by=officer)).plan
    in_force = make.plan_in_force(make.plan(by=officer))
    returned = make.submitted_version(make.plan(by=officer))
    make.approval(returned, outcome="return")
    both = make.plan_in_force(make.plan(by=officer))
    workflow.change_plan(both, by=officer, title="Another title", lead=both.lead)
    workflow.submit(both, by=officer)

    found = {
        state: set(references(visit("plan-list", state=state)))
        for state in ("draft", "submitted", "in_force", "returned", "rejected")
    }

    assert found == {
        "draft": {draft.reference},
        "submitted": {waiting.reference, both.reference},
        "in_force": {in_force.reference, both.reference},
        "returned": {returned.plan.reference},
        "rejected": set(),
    }
    assert "In force; newest: with the boards" in visit("plan-list").text


def test_the_list_is_narrowed_by_the_type_of_plan(visit, officer):
    child = make.plan(by=officer, plan_type="delivery-plan", ready=False)
    plain = make.plan(by=officer, ready=False)

    for code, plan in (
        ("delivery-plan", child),
        ("partnership-plan", child.umbrella),
        ("action-plan", plain),
    ):
        assert references(visit("plan-list", plan_type=code)) == [plan.reference]
    assert len(references(visit("plan-list", plan_type=""))) == 3


def test_the_list_is_narrowed_by_lead_community_and_progress(visit, officer):
    alex, kim = (make.user(Role.OFFICER, name=name) for name in ("Alex", "Kim"))
    first = make.plan(by=officer, lead=alex)
    second = make.plan(by=officer, lead=kim, ready=False)
    workflow.complete_stage(first, 6, by=officer)

    for query, expected in (
        ({"lead": alex.pk}, first),
        ({"community": second.community.reference.lower()}, second),
        ({"stages": "some"}, first),
        ({"stages": "none"}, second),
    ):
        assert references(visit("plan-list", **query)) == [expected.reference]
    assert references(visit("plan-list", stages="all")) == []
    assert "1 of 7" in visit("plan-list", stages="some").text


def test_the_list_is_searched_by_the_words_of_plan_community_and_lead(visit, officer):
    plan = make.plan(by=officer, title="Warm homes", community=make.community(name="Uphill flats"))
    make.plan(by=officer)

    for words in ("warm HOMES", "uphill", plan.reference):
        assert references(visit("plan-list", q=words)) == [plan.reference]


def test_the_list_is_a_file_too(visit, officer):
    plan = make.plan_in_force(make.plan(by=officer, title="=1+1"))

    lines = visit("plan-list", format="csv").body.splitlines()

    assert lines[0].lstrip("\ufeff") == (
        "Reference,Plan,Community,Lead officer,Stages complete,State,Started"
    )
    assert lines[1].startswith(f"{plan.reference},'=1+1,")
    assert ",In force," in lines[1]


def test_an_empty_list_says_so(visit):
    assert "No plan has been started yet." in visit("plan-list").text


# --- A new plan -----------------------------------------------------------------------------------
def test_a_plan_is_started_for_a_community(visit, officer):
    community = make.community(by=officer)
    lead = make.user(Role.OFFICER)

    seen = visit(
        "plan-new",
        data={"title": "Safer alleys", "plan_type": "action-plan", "lead": lead.pk},
        community=community.reference,
    )

    plan = Plan.objects.get()
    assert (plan.community, plan.lead, plan.created_by) == (community, lead, officer)
    assert f"{plan.reference} has been started." in seen.text


def test_the_community_of_a_plan_is_found_on_the_register(visit):
    sought, _other = make.community(name="Alder Lane"), make.community(name="Birch Close")
    closed = make.community(name="Alder Row")
    Community.objects.filter(pk=closed.pk).update(status=Community.Status.CLOSED)

    button = visit("plan-list").page.xpath("//a[contains(., 'Start a plan')]")[0]
    assert button.get("href") == "/plans/new/community/"
    found = visit("plan-community", q="alder")

    assert found.page.xpath("//main//tbody//a/@href") == [
        f"/plans/new/?community={sought.reference}"
    ]
    assert closed.reference not in found.text
    seen = visit("plan-new", community=sought.reference)
    assert "For Alder Lane" in seen.text
    assert visit("plan-new", community="CAR-1999-0001").status == 404


def test_without_a_community_a_plan_is_not_asked_for(visit):
    for data in (None, {"title": "Safer alleys"}):
        assert "For which community is the plan?" in visit("plan-new", data=data).text
    assert not Plan.objects.exists()


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept(visit):
    asked = {"title": "Safer alleys", "lead": ""}
    seen = visit("plan-new", data=asked, community=make.community().reference)

    assert seen.errors() == {
        "#id_plan_type": "Choose the type of plan",
        "#id_lead": "Choose who leads the plan",
    }
    assert seen.value("title") == "Safer alleys"
    assert seen.title.startswith("Error: ")


@pytest.mark.parametrize("lead", ["0", "abc", "999999"])
def test_a_lead_who_was_not_offered_is_refused(visit, lead):
    community = make.community()
    seen = visit(
        "plan-new",
        data={"title": "A", "plan_type": "action-plan", "lead": lead},
        community=community.reference,
    )

    assert "#id_lead" in seen.errors()
    assert not Plan.objects.exists()


@pytest.mark.parametrize("task", ["abc", "999999", "-1"])
def test_a_task_that_there_is_not_leads_nowhere_or_is_ignored(visit, task):
    assert visit("plan-new", task=task).status == (404 if task.isdecimal() else 200)


# --- The overview ---------------------------------------------------------------------------------
@pytest.mark.parametrize("parts", [1, 3])
def test_the_overview_asks_as_many_questions_at_any_length(
    client, visit, officer, parts, django_assert_num_queries
):
    plan = make.plan(by=officer)
    for _ in range(parts):
        make.action(plan, by=officer)
        make.need_line(plan, by=officer)
        make.team_member(plan, by=officer)
        make.approval(workflow.submit(plan, by=officer))
    visit("plan-detail", plan.reference)
    with django_assert_num_queries(8):
        client.get(f"/plans/{plan.reference}/")


def test_the_seven_stages_are_a_drawing_and_a_list_with_the_same_words(visit, officer):
    plan = make.plan(by=officer, ready=False)
    make.finalise(plan, by=officer)
    workflow.complete_stage(plan, 6, by=officer)

    seen = visit("plan-detail", plan.reference)

    drawing = seen.page.xpath("//*[local-name()='svg'][@role='img']")[0]
    words = " ".join(drawing.text_content().split())
    assert "The stages as a circle: 1 of 7 complete" in words
    assert "6 Finalise action plan: complete, 6 of 6 answered." in words
    rows = seen.page.xpath("//table[caption[contains(., 'How far each stage is')]]/tbody/tr")
    listed = [" ".join(cell.text_content() for cell in row) for row in rows]
    assert len(listed) == 7
    assert listed[5].startswith("6. Finalise action plan Complete 6 of 6 1 Nora Quill,")
    assert listed[0].startswith("1. Current situation Not started 0 of 4 1")


def test_the_circle_draws_how_much_of_a_stage_is_answered(visit, officer):
    plan = make.plan(by=officer, ready=False)
    workflow.save_stage(plan, 1, by=officer, answers={"evidence": "41"}, edition=1)

    seen = visit("plan-detail", plan.reference)

    arcs = seen.page.xpath("//*[@class='carp-pathway__share']/@stroke-dasharray")
    assert arcs == ["25 100"]
    assert "1 Current situation: in progress, 1 of 4 answered." in seen.body
    csv = visit("plan-csv", plan.reference, "stages").body
    assert "1. Current situation,In progress,1 of 4,1," in csv


def steps_of(visit, plan):
    seen = visit("plan-detail", plan.reference)
    box = seen.page.xpath("//section[@aria-labelledby='next']")[0]
    return [" ".join(item.text_content().split()) for item in box.xpath(".//li")]


def test_what_to_do_next_follows_the_plan(visit, officer):
    plan = make.plan(by=officer, ready=False)
    assert steps_of(visit, plan) == [
        "10 things are missing before it can be submitted. See what is missing"
    ]

    make.finalise(plan, by=officer)
    assert steps_of(visit, plan) == [
        "4 things are missing before it can be submitted. See what is missing"
    ]

    make.action(plan, by=officer)
    make.contents(plan, by=officer)
    assert steps_of(visit, plan) == ["Nothing is missing: it can be submitted. Submit for approval"]

    version = workflow.submit(plan, by=officer)
    waits = "Version 1 waits for the Housing Board and the Management Team. Read version 1"
    assert steps_of(visit, plan) == [waits]

    make.need_line(plan, by=officer)
    assert steps_of(visit, plan)[1].startswith(
        "The plan has changed since version 1 was submitted."
    )

    make.approval(version, outcome="return")
    assert steps_of(visit, plan)[0] == (
        "Version 1 was returned for changes. Read why, then change the plan. "
        "Read the answers on version 1"
    )


def test_with_a_plan_in_force_the_circle_goes_on(visit, officer):
    plan = make.plan_in_force(make.plan(by=officer))
    assert steps_of(visit, plan) == ["Keep stage 7 up to date. Monitoring and evaluation"]

    answers = {"monitoring-data": "12 complaints"}
    workflow.complete_stage(plan, 7, by=officer, answers=answers)
    assert steps_of(visit, plan)[0].startswith("The plan has changed since version 1, which stays")

    version = workflow.submit(plan, by=officer)
    for code in version.approving_groups:
        make.approval(version, code)
    assert steps_of(visit, plan) == ["Nothing waits: report progress on the actions as it is made."]


def test_the_overview_adds_up_what_is_needed(visit, officer):
    plan = make.plan(by=officer)
    make.need_line(plan, by=officer, amount_pence=650_050)
    make.need_line(plan, by=officer, amount_pence=100_000, money_type="capital")
    gone = make.need_line(plan, by=officer, amount_pence=999_900)
    workflow.withdraw_need_line(gone, by=officer, reason="No longer needed.")

    text = visit("plan-detail", plan.reference).text

    assert "£7,500.50 together: £6,500.50 revenue and £1,000 capital." in text
    assert "(withdrawn)" in text


def test_an_action_that_is_late_says_so_in_words(visit, officer):
    with clock.at(datetime(2024, 6, 1, 9)):
        plan = make.plan(by=officer)
        due = plan.actions.get().due_on
    with clock.at(datetime(2024, 12, 1, 9)):
        assert due < clock.today()
        assert "Planned, overdue" in visit("plan-detail", plan.reference).text


def test_a_reader_sees_no_buttons_that_are_not_theirs(visit, officer):
    plan = make.plan(by=officer)
    make.team_member(plan, by=officer)
    make.need_line(plan, by=officer)

    text = visit("plan-detail", plan.reference, by=make.user(Role.AUDITOR)).text

    for words in ("Add a need", "Add an action", "Change the title", "Remove"):
        assert words not in text


@pytest.mark.parametrize("part", ["actions", "needs", "team"])
def test_each_table_of_a_plan_is_a_file(visit, officer, part):
    plan = make.plan(by=officer)
    make.need_line(plan, by=officer)

    seen = visit("plan-csv", plan.reference, part)

    assert seen.response.headers["Content-Type"].startswith("text/csv")
    assert len(seen.body.strip().splitlines()) == 2
    assert visit("plan-csv", plan.reference, "secrets").status == 404


def test_the_history_names_everything_that_happened(visit, officer):
    plan = make.plan(by=officer)
    make.team_member(plan, by=officer)
    workflow.remove_team_member(plan.team.get(), by=officer)
    make.need_line(plan, by=officer)
    make.approval(workflow.submit(plan, by=officer))

    text = visit("plan-history", plan.reference).text

    for words in (
        "Plan started",
        "Stage saved: stage 6",
        "Action added: Clear the alleys",
        "Somebody joined the delivery team",
        "Somebody left the delivery team",
        "Need added: Need 1",
        "Submitted for approval: version 1",
        "A board answered: version 1",
    ):
        assert words in text
    other = make.plan(by=officer)
    assert "version 1" not in visit("plan-history", other.reference).text


def test_the_overview_says_who_joined_the_team(visit, officer):
    plan = make.plan(by=officer)
    make.team_member(plan, by=officer)

    assert "Sam Example: Coordinates the clearing" in visit("plan-detail", plan.reference).text


def test_title_and_lead_are_changed_on_a_page(visit, officer):
    plan, lead = make.plan(by=officer), make.user(Role.OFFICER)

    opened = visit("plan-change", plan.reference)
    assert opened.value("title") == plan.title
    sent = {"opened": opened.value("opened"), "title": "New title", "lead": lead.pk}
    seen = visit("plan-change", plan.reference, data=sent)

    plan.refresh_from_db()
    assert (plan.title, plan.lead) == ("New title", lead)
    assert "The plan has been changed." in seen.text
    again = visit("plan-change", plan.reference, data={"title": "", "lead": lead.pk})
    assert again.errors() == {"#id_title": "Enter a title"}


# --- On the community's page ----------------------------------------------------------------------
def test_a_communitys_page_shows_its_plans(client, officer):
    plan = make.plan_in_force(make.plan(by=officer))
    client.force_login(officer)

    text = client.get(f"/register/{plan.community.reference}/").content.decode()

    assert plan.title in text
    assert "In force" in text
    assert f"/plans/new/?community={plan.community.reference}" in text


def test_a_member_of_the_council_sees_no_plans_on_the_register(client, officer):
    plan = make.plan(by=officer)
    client.force_login(make.user(Role.MEMBER))

    assert plan.title not in client.get(f"/register/{plan.community.reference}/").content.decode()


def test_the_drawing_needs_no_more_than_the_working_copy(officer):
    copy = selectors.WorkingCopy(make.plan(by=officer))

    assert len(copy.content_hash) == 64
    assert copy.content_hash == selectors.WorkingCopy(copy.plan).content_hash


@pytest.mark.parametrize("complete", [False, True])
def test_each_line_of_what_is_missing_leads_to_its_field(visit, client, officer, complete):
    plan = make.plan(by=officer, ready=False)
    make.need_line(plan)
    make.finalise(plan, by=officer, answers={"actions": "One."})
    if complete:
        workflow.complete_stage(plan, 6, by=officer)
    make.action(plan)
    plan.actions.update(outcome="")
    plan.need_lines.update(outcome=" ")
    plan.lead.is_active = False
    plan.lead.save(update_fields=["is_active"])
    links = visit("plan-submit", plan.reference).page.xpath("//main//ul/li/a/@href")

    assert len(links) == len(set(links)) + (4 if complete else 0) == 11
    for link in links:
        address, _, anchor = link.partition("#")
        assert Seen(client.get(address)).page.xpath(f"//*[@id='{anchor}']"), link


def test_a_plan_without_an_action_is_led_to_where_one_is_added(visit, client, officer):
    plan = make.plan(by=officer, ready=False)
    make.finalise(plan, by=officer)
    make.contents(plan, by=officer)

    (link,) = visit("plan-submit", plan.reference).page.xpath("//main//ul/li/a/@href")

    address, _, anchor = link.partition("#")
    assert Seen(client.get(address)).page.xpath(f"//*[@id='{anchor}']")
