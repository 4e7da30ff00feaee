"""What became of what a board delegated: the schedule, its files, and what waits in the digest."""

from datetime import datetime, timedelta

import pytest

from actionplans import waiting
from carp import clock
from carp.accounts.roles import Role
from carp.governance import workflow
from tests import make
from tests.boards.conftest import date_boxes
from tests.boards.test_board_pages import errors, text_of

pytestmark = pytest.mark.django_db

HOUSING = "housing-board"


@pytest.fixture
def late_task():
    """Due ten days ago."""
    with clock.at(clock.now() - timedelta(days=30)):
        return make.delegated_task(
            due_on=clock.today() + timedelta(days=20), kind="delegate", title="Light the alleys"
        )


def test_the_schedule_says_where_each_task_stands_and_why(visit, late_task, housing):
    late_task.refresh_from_db()
    workflow.explain_delay(late_task, by=late_task.owner, reason="No lamps in stock.")

    text = text_of(visit(housing[0], "boards:matters-arising", HOUSING))

    assert "Light the alleys" in text
    assert "Overdue by 10 days. Late: No lamps in stock." in text
    assert "Overdue 1" in text


def test_the_schedule_is_a_file_for_a_spreadsheet_and_for_paper(visit, late_task, housing):
    as_csv = visit(housing[0], "boards:matters-arising", HOUSING, query={"format": "csv"})
    as_pdf = visit(housing[0], "boards:matters-arising", HOUSING, query={"format": "pdf"})

    assert b"Light the alleys" in as_csv.content
    assert as_pdf["Content-Type"] == "application/pdf"
    assert as_pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize("many", [1, 3])
def test_the_schedule_asks_the_same_of_one_task_and_of_three(
    client, visit, housing, many, django_assert_num_queries
):
    for _ in range(many):
        make.delegated_task()
    officer = make.user(Role.OFFICER)
    visit(officer, "boards:matters-arising", HOUSING)
    with django_assert_num_queries(4):
        client.get("/boards/housing-board/matters-arising/")


def test_what_was_done_long_ago_is_left_out(visit, housing):
    with clock.at(datetime(2024, 6, 18, 10)):
        old = make.delegated_task(title="An old task")
        workflow.complete_task(old, by=old.owner)

    assert "An old task" not in text_of(visit(housing[0], "boards:matters-arising", HOUSING))


def test_whoever_is_to_do_a_task_goes_on_with_it_whatever_led_to_it(visit):
    """Also where the report that led to it is restricted, and hidden from them."""
    with clock.at(clock.now() - timedelta(days=40)):
        report = make.trigger_report("outcome_agreed", community=make.community())
        task = make.delegated_task(
            report.referrals.get(), kind="delegate", due_on=clock.today() + timedelta(days=3)
        )
    make.restriction(report)

    page = visit(task.owner, "boards:task-list")
    assert f"/boards/tasks/{task.pk}/late/" in page.content.decode()
    assert f"/decisions/{task.decision_id}/" not in page.content.decode()
    saved = visit(task.owner, "boards:task-late", task.pk, data={"reason": "No lamps in stock."})
    assert "The reason has been saved." in saved.content.decode()
    visit(task.owner, "boards:task-complete", task.pk, data={})

    task.refresh_from_db()
    assert task.completed_by == task.owner


def test_a_task_of_a_hidden_report_is_found_by_nobody_else(visit, housing):
    report = make.trigger_report("outcome_agreed", community=make.community())
    manager = make.user(Role.SERVICE_MANAGER)
    task = make.delegated_task(report.referrals.get())
    query = {"task": task.pk}
    assert visit(manager, "actionplans:plan-new", query=query).status_code == 200
    make.restriction(report)

    assert visit(manager, "actionplans:plan-new", query=query).status_code == 404
    assert visit(task.owner, "actionplans:plan-new", query=query).status_code == 200
    assert visit(housing[0], "boards:task-complete", task.pk, data={}).status_code == 404


def test_the_board_gives_another_day_on_a_page(visit, late_task, housing):
    page = text_of(visit(housing[0], "boards:matters-arising", HOUSING))
    assert "Give a task another day" in page
    lacking = visit(housing[0], "boards:task-revise", late_task.pk, data={})
    assert list(errors(lacking)) == ["#id_due_on_day", "#id_reason"] or list(errors(lacking)) == [
        "#id_due_on",
        "#id_reason",
    ]
    day = clock.today() + timedelta(days=5)
    data = date_boxes("due_on", day) | {"reason": "The lamps come on Friday."}

    done = text_of(visit(housing[0], "boards:task-revise", late_task.pk, data=data))

    assert "The task has another day." in done
    assert "The lamps come on Friday." in done
    late_task.refresh_from_db()
    assert late_task.due_on == day


def test_an_owner_says_why_it_is_late_and_then_that_it_is_done(visit, late_task):
    owner = late_task.owner
    assert "Say why it is late" in text_of(visit(owner, "boards:task-list"))
    early = visit(owner, "boards:task-complete", late_task.pk, data={})
    assert "This task is late. Say first why." in text_of(early)
    lacking = visit(owner, "boards:task-late", late_task.pk, data={})
    assert errors(lacking) == {"#id_reason": "Say why it is late"}

    said = visit(owner, "boards:task-late", late_task.pk, data={"reason": "No lamps in stock."})
    assert "Late because: No lamps in stock." in text_of(said)
    done = visit(owner, "boards:task-complete", late_task.pk, data={})
    assert "is done." in text_of(done)


# --- The digest -----------------------------------------------------------------------------------
def waits(person):
    return [str(line) for line in waiting.what_waits(person) if line.number]


def test_an_owner_is_reminded_before_and_after_the_day(late_task):
    owner = late_task.owner
    make.delegated_task(owner=owner, due_on=clock.today() + timedelta(days=1))
    make.delegated_task(owner=owner, due_on=clock.today() + timedelta(days=60))

    assert waits(owner) == ["1 task of a board is due soon", "1 task of a board is overdue"]


def test_members_are_told_of_votes_and_drafts_that_wait_for_them(housing):
    community = make.community()
    draft = workflow.draft(
        community,
        by=housing[0],
        group=make.group(),
        kind="note",
        deliberation=make.deliberation(),
    )
    assert waits(housing[0]) == []
    assert waits(housing[1]) == ["1 drafted decision waits to be confirmed"]
    workflow.withdraw_draft(draft, by=housing[0], reason="It is urgent.")

    urgent = workflow.draft(
        community, by=housing[0], group=make.group(), kind="note", deliberation=make.urgent()
    )
    workflow.put_to_members(urgent, by=housing[0])
    assert waits(housing[1]) == ["1 urgent decision waits for your vote"]
    workflow.vote(urgent, by=housing[1], part="recused")
    assert waits(housing[1]) == []


def test_members_are_told_of_plans_that_wait_for_their_board(housing):
    version, other = make.submitted_version(), make.submitted_version()
    management = make.board("management-team")[0]
    assert waits(housing[0]) == ["2 plans wait for boards that you sit on"]
    assert waits(management) == ["2 plans wait for boards that you sit on"]
    assert waits(make.secretary()) == []

    make.approval(version)
    assert waits(housing[0]) == ["1 plan waits for a board that you sit on"]
    assert waits(management) == ["2 plans wait for boards that you sit on"]
    make.approval(version, "management-team")
    assert waits(management) == ["1 plan waits for a board that you sit on"]

    make.interest(other.plan, user=management)
    assert waits(management) == []

    both = make.board_member("housing-board")
    make.seat_also(both, "management-team")
    assert waits(both) == ["1 plan waits for a board that you sit on"]
