"""The pages of boards, meetings, decisions and tasks."""

from datetime import date, datetime, timedelta

import pytest
from lxml import html

from actionplans import workflow as plans
from actionplans.models import Approval
from carp import clock
from carp.accounts.roles import Role
from carp.governance import workflow
from carp.governance.models import Decision, DelegatedTask, Meeting
from carp.web.formats import day
from tests import make
from tests.boards.conftest import confirm_draft, date_boxes, deliberation, field
from tests.web.html import errors, text_of
from triggers import workflow as triggers

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOUSING, MANAGEMENT = "housing-board", "management-team"
KIND = "triggers.referral"


def waiting_referral(**fields):
    report = make.trigger_report("outcome_agreed", community=make.community(), **fields)
    return report.referrals.get()


# --- The boards -----------------------------------------------------------------------------------
def test_ones_own_boards_come_first_with_what_waits(visit, housing):
    waiting_referral()
    make.submitted_version()
    make.delegated_task(due_on=clock.today() - timedelta(days=1))
    make.meeting(on=clock.today() + timedelta(days=3))

    text = text_of(visit(housing[0], "boards:board-list"))

    mine = text.split("Other boards")[0]
    assert "Housing Board Next meeting on" in mine
    assert "1 report waits 1 plan to answer 1 task overdue" in mine
    assert "Management Team" not in mine


def test_a_report_that_a_meeting_left_undecided_is_on_no_agenda_to_come(visit, housing):
    with clock.at(clock.now() - timedelta(days=3)):
        referral, meeting = waiting_referral(), make.meeting(on=clock.today())
        triggers.place_on_agenda(referral, by=housing[0], meeting=meeting)
        today = clock.today()

    page = text_of(visit(housing[0], "boards:board-detail", HOUSING))

    assert f"Not decided on {day(today)}" in page
    assert "On no agenda yet" in text_of(visit(housing[0], "boards:my-boards"))


def test_an_answered_plan_waits_for_the_other_board_only(visit, housing, management):
    make.approval(make.submitted_version())

    assert "0 plans to answer" in text_of(visit(housing[0], "boards:board-list"))
    assert "1 plan to answer" in text_of(visit(management[0], "boards:board-list"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_boards_ask_as_many_questions_whatever_waits(
    client, visit, housing, many, django_assert_num_queries
):
    for _ in range(many):
        waiting_referral()
        make.submitted_version()
        make.delegated_task()
        make.meeting(on=clock.today() + timedelta(days=many + Meeting.objects.count()))
    visit(housing[0], "boards:board-list")
    with django_assert_num_queries(6):
        client.get("/boards/")
    client.get("/boards/housing-board/")
    with django_assert_num_queries(8):
        client.get("/boards/housing-board/")
    make.approval(make.submitted_version())
    client.get("/boards/housing-board/decisions/")
    with django_assert_num_queries(3):
        client.get("/boards/housing-board/decisions/")


def test_the_list_of_boards_is_a_file(visit, housing):
    response = visit(housing[0], "boards:board-list", query={"format": "csv"})

    lines = b"".join(response).decode().splitlines()
    assert len(lines) == 8
    assert lines[1].startswith("Housing Board,None planned,No meeting has been held yet,0,0,0")


@pytest.mark.parametrize("part", ["members", "meetings", "tasks", "referrals", "versions"])
def test_each_table_of_a_board_is_a_file(visit, housing, part):
    waiting_referral()
    make.submitted_version()
    make.delegated_task()
    make.meeting()

    response = visit(housing[0], "boards:board-csv", HOUSING, part)

    lines = {"members": 4, "meetings": 3}.get(part, 2)
    assert len(b"".join(response).decode().strip().splitlines()) == lines
    assert visit(housing[0], "boards:board-csv", HOUSING, "secrets").status_code == 404


def test_a_board_shows_its_members_in_term_and_no_others(visit, housing):
    past = make.board_member(HOUSING, ends_on=clock.today() - timedelta(days=1))
    secretary = make.secretary()

    text = text_of(visit(housing[0], "boards:board-detail", HOUSING))

    for person in (*housing, secretary):
        assert person.name in text
    assert f"{past.name} " not in text


def test_who_may_not_read_reports_is_told_only_how_many_wait(visit, housing):
    referral = waiting_referral()
    officer = make.user(Role.OFFICER)

    text = text_of(visit(officer, "boards:board-detail", HOUSING))

    assert referral.report.reference not in text
    assert "None that your account opens. 1 report waits, which your account does not" in text
    assert "No report waits" not in text
    assert visit(officer, "boards:referral-decide", HOUSING, referral.pk).status_code == 404


# --- Meetings -------------------------------------------------------------------------------------
def test_a_meeting_is_planned_and_once_a_day(visit, housing):
    day = clock.today() + timedelta(days=14)
    data = date_boxes("on", day) | {"place": "Guildhall"}

    assert "The meeting has been planned." in text_of(
        visit(housing[0], "boards:meeting-new", HOUSING, data=data)
    )
    again = visit(housing[0], "boards:meeting-new", HOUSING, data=data)

    assert list(errors(again)) == ["#id_on"]
    assert field(again, "place") == "Guildhall"
    assert Meeting.objects.count() == 1


def test_a_report_is_put_on_an_agenda(visit, housing):
    referral, meeting = waiting_referral(), make.meeting()

    page = text_of(visit(housing[0], "boards:meeting-detail", HOUSING, meeting.pk))
    assert "Nothing is on the agenda." in page
    assert f"Put on the agenda: {referral.report.reference}" in page
    placed = visit(housing[0], "boards:item-place", HOUSING, meeting.pk, KIND, referral.pk, data={})

    assert f"{referral.report.reference} is on the agenda." in text_of(placed)
    assert "Put on the agenda:" not in text_of(placed)


def test_a_meeting_that_has_been_takes_no_more_reports(visit, housing):
    referral = waiting_referral()
    meeting = make.meeting(on=clock.today() - timedelta(days=1))

    said = visit(housing[0], "boards:item-place", HOUSING, meeting.pk, KIND, referral.pk, data={})

    assert "Choose a meeting that is still to come." in text_of(said)


def test_an_agenda_is_a_file_and_shows_what_was_decided(visit, housing):
    referral, meeting = waiting_referral(), make.meeting(on=clock.today())
    visit(housing[0], "boards:item-place", HOUSING, meeting.pk, KIND, referral.pk, data={})
    data = deliberation(housing, meeting=meeting.pk) | {"kind": "note"}
    visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)
    confirm_draft(visit)

    response = visit(
        housing[0], "boards:meeting-detail", HOUSING, meeting.pk, query={"format": "csv"}
    )

    assert b"Note" in b"".join(response)
    shown = text_of(visit(housing[0], "boards:meeting-detail", HOUSING, meeting.pk))
    assert "Held" in shown
    assert referral.report.reference in shown.split("Decided at this meeting")[1]


def test_a_meeting_of_another_board_is_not_found_here(visit, housing):
    meeting = make.meeting(MANAGEMENT)

    assert visit(housing[0], "boards:meeting-detail", HOUSING, meeting.pk).status_code == 404


# --- Deciding on a report -------------------------------------------------------------------------
def test_a_board_reads_the_report_and_its_assessment_without_the_reporter(visit, housing):
    referral = waiting_referral()
    make.reporter_contact(referral.report)
    make.reported_figure(referral.report)

    text = text_of(visit(housing[0], "boards:referral-decide", HOUSING, referral.pk))

    assert "Rubbish and drug use in the alleys" in text
    assert "people a week: from 140 to 200, +43%" in text
    assert "High (12)" in text
    assert "Drug use spreads" in text
    assert "Pat Example" not in text
    assert "Not given" not in text


def test_who_reported_it_does_not_read_its_assessment_at_the_board(visit, housing):
    """They follow it as its reporter; the triage page is closed to them too (quality 4)."""
    reporter = make.user(Role.OFFICER)
    referral = waiting_referral(submitted_by=reporter)

    decide = visit(reporter, "boards:referral-decide", HOUSING, referral.pk)

    assert decide.status_code == 404
    assert referral.report.reference not in text_of(visit(reporter, "boards:board-detail", HOUSING))


def test_what_a_decision_lacks_is_said_and_what_was_typed_is_kept(visit, housing):
    referral = waiting_referral()

    seen = visit(
        housing[0],
        "boards:referral-decide",
        HOUSING,
        referral.pk,
        data={"reasons": "Because.", "kind": "require_plan"},
    )

    assert errors(seen) == {
        "#id_task_owner": "Name who is to do it.",
        "#id_task_due_on": "Enter by when.",
        "#id_urgency": "Say why it cannot wait for a meeting",
        "#id_alternatives": "Say what else was considered, or that nothing was",
        "#id_conflicts": "Say which interests were declared, or that there were none",
    }
    assert list(errors(seen))[:3] == ["#id_task_owner", "#id_task_due_on", "#id_urgency"]
    assert field(seen, "reasons") == "Because."
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("votes", "where", "sentence"),
    [
        ([], 0, "Say who was there and how they voted"),
        (["recused", "recused"], 0, "Say who was there and how they voted"),
        (["for", "against", "abstain"], "casting_vote", "The votes are equal, 1 for and 1 against"),
        (["for", "against", "against"], 0, "The votes do not carry this: 1 for and 2 against."),
    ],
)
def test_votes_that_decide_nothing_are_said_beside_them(visit, housing, votes, where, sentence):
    referral = waiting_referral()
    given = {f"vote_{one.pk}": vote for one, vote in zip(housing, votes, strict=False)}
    data = deliberation([]) | given | {"kind": "note"}

    seen = visit(housing[1], "boards:referral-decide", HOUSING, referral.pk, data=data)

    name = where or f"vote_{housing[0].pk}"
    assert list(errors(seen)) == [f"#id_{name}"]
    assert sentence in text_of(seen)
    assert field(seen, "reasons") == "The need is clear."


def test_a_casting_vote_carries_a_tie(visit, housing):
    referral, board = waiting_referral(), make.board(HOUSING, size=4)
    data = deliberation(board, against=board[:2]) | {"kind": "note", "casting_vote": "on"}
    visit(board[0], "boards:referral-decide", HOUSING, referral.pk, data=data)

    done = confirm_draft(visit)

    assert "Casting vote For, as the votes were equal" in text_of(done)
    assert Decision.objects.get().state == Decision.State.CONFIRMED


def test_who_left_the_board_after_the_meeting_voted_at_it(visit, housing):
    with clock.at(clock.now() - timedelta(days=9)):
        referral = waiting_referral()
    meeting = make.meeting(on=clock.today() - timedelta(days=2))
    leaver, before = housing[0], make.board_member(HOUSING)
    leaver.memberships.update(ends_on=clock.today() - timedelta(days=1))
    day_before = clock.local_date(referral.raised_at) - timedelta(days=1)
    before.memberships.update(ends_on=day_before, starts_on="2019-05-01")
    data = deliberation(housing, meeting=meeting.pk) | {"kind": "note"}

    page = visit(housing[1], "boards:referral-decide", HOUSING, referral.pk)
    assert f"vote_{before.pk}" not in page.content.decode()
    visit(housing[1], "boards:referral-decide", HOUSING, referral.pk, data=data)

    drafted = Decision.objects.get()
    visit(housing[2], "boards:decision-confirm", HOUSING, drafted.pk, data={"edition": 1})

    drafted.refresh_from_db()
    assert drafted.state == Decision.State.CONFIRMED
    assert drafted.attendances.get(user=leaver).part == "for"


def test_a_board_without_a_quorum_is_told_so(visit, housing):
    referral = waiting_referral()
    data = deliberation(housing[:2]) | {"kind": "note"}

    seen = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)

    assert "needs 3 members without an interest to decide; 2 took part" in text_of(seen)


def test_a_decided_report_is_decided_no_more(visit, housing):
    referral = waiting_referral()
    data = deliberation(housing) | {"kind": "note"}
    visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)
    waits = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk)
    assert f"{housing[0].name} drafted a decision" in text_of(waits)
    assert not html.fromstring(waits.content.decode()).xpath("//textarea")
    second = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)
    assert "A draft of the Housing Board about this waits" in text_of(second)
    confirm_draft(visit)

    shown = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk)
    again = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)

    assert "Read the decision" in text_of(shown)
    assert "This referral is considered: nothing waits here." in text_of(again)
    assert "The need is clear." in text_of(again)
    assert Decision.objects.count() == 1


def test_the_risks_are_a_file(visit, housing):
    referral = waiting_referral()

    response = visit(
        housing[0], "boards:referral-decide", HOUSING, referral.pk, query={"format": "csv"}
    )

    assert len(b"".join(response).decode().strip().splitlines()) == 3


# --- Deciding on a version ------------------------------------------------------------------------
def decide(visit, person, version, board, code=HOUSING, **changes):
    data = deliberation(board, code=code) | {
        "outcome": "approve",
        "content_hash": version.content_hash,
    }
    where = (code, version.plan.reference, version.number)
    return visit(person, "boards:version-decide", *where, data=data | changes)


def test_a_board_reads_what_it_approves_and_the_answer_is_bound_to_it(visit, housing):
    version = make.submitted_version()

    page = visit(
        housing[0], "boards:version-decide", HOUSING, version.plan.reference, version.number
    )
    assert field(page, "content_hash") == version.content_hash
    assert version.content_hash[:12] in text_of(page)
    assert "£6,000" in text_of(page)

    done = decide(visit, housing[0], version, housing)
    assert "The draft has been saved." in text_of(done)
    assert not Approval.objects.exists()
    assert "The decision is confirmed." in text_of(confirm_draft(visit))
    assert Approval.objects.get().content_hash == version.content_hash


@pytest.mark.parametrize("other", ["", "0" * 64])
def test_an_answer_on_other_content_is_refused_with_a_sentence(visit, housing, other):
    version = make.submitted_version()

    seen = decide(visit, housing[0], version, housing, content_hash=other)

    assert "The content that you read is not that of this version." in text_of(seen)
    assert field(seen, "reasons") == "The need is clear."
    assert field(seen, "content_hash") == version.content_hash
    assert not Approval.objects.exists()


def test_what_was_typed_is_kept_when_the_version_was_overtaken(visit, housing):
    """While the chair wrote, the lead submitted the next version: nothing is lost by that."""
    version = make.submitted_version()
    make.need_line(version.plan)
    plans.submit(version.plan, by=make.user(Role.NOMINATED_OFFICER))

    answer = decide(visit, housing[0], version, housing, reasons="Long in the writing.")

    assert answer.status_code == 200
    assert "Long in the writing." in text_of(answer)
    assert "Version 1 is not waiting for an answer" in text_of(answer)
    assert not Approval.objects.exists()


def test_who_has_a_part_in_the_plan_is_not_offered_as_present(visit, housing):
    lead = make.board_member(HOUSING)
    version = make.submitted_version(make.plan(lead=lead))

    page = visit(
        housing[0], "boards:version-decide", HOUSING, version.plan.reference, version.number
    )
    document = html.fromstring(page.content.decode())
    offered = document.xpath(f"//select[@name='vote_{lead.pk}']/option/@value")
    assert offered == ["", "recused"]
    assert "Not counted: leads the plan." in text_of(page)

    forced = decide(visit, housing[0], version, [*housing, lead])
    assert list(errors(forced)) == [f"#id_vote_{lead.pk}"]


def test_the_lead_reads_the_page_and_is_told_why_there_is_no_form(visit):
    lead = make.board_member(HOUSING)
    version = make.submitted_version(make.plan(lead=lead))

    page = visit(lead, "boards:version-decide", HOUSING, version.plan.reference, version.number)

    assert f"You cannot take part in this decision: {lead.name} leads the plan." in text_of(page)
    assert not html.fromstring(page.content.decode()).xpath("//input[@name='outcome']")


def test_a_group_that_is_not_asked_has_no_form(visit):
    member = make.board("sww-strategic")[0]
    version = make.submitted_version()

    page = visit(
        member, "boards:version-decide", "sww-strategic", version.plan.reference, version.number
    )

    assert "does not need the approval" in text_of(page)


def test_the_second_version_shows_what_changed_before_it_is_decided(visit, housing):
    version = make.submitted_version()
    plan = version.plan
    plans.change_need_line(
        plan.need_lines.get(), by=plan.lead, details=make.need_details(amount_pence=650_000)
    )
    plans.submit(plan, by=plan.lead)

    page = visit(housing[0], "boards:version-decide", HOUSING, plan.reference, 2)

    assert "What changed since version 1 Need 1, amount Before £6,000 Now £6,500" in text_of(page)


# --- Decisions ------------------------------------------------------------------------------------
def test_a_decision_reads_as_the_record_of_it_must(visit, housing):
    version, board = make.submitted_version(), make.board(HOUSING, size=4)
    recused = board[3]
    decide(visit, board[0], version, board[:3], **{f"vote_{recused.pk}": "recused"})
    confirm_draft(visit)
    decision = Decision.objects.get()

    text = text_of(visit(board[0], "boards:decision-detail", HOUSING, decision.pk))

    for words in (
        "Approve: PLN-",
        "Reasons The need is clear.",
        "rejected Waiting a quarter: rejected.",
        "Interests declared None declared.",
        f"Left the room {recused.name}",
        "Quorum in force 3",
        "Publication Public",
        f"Drafted by {board[0].name}",
        f"Confirmed by {board[1].name}",
    ):
        assert words in text
    assert visit(board[0], "boards:decision-detail", MANAGEMENT, decision.pk).status_code == 404


def test_a_decision_leads_to_what_it_is_about_for_whom_may_read_that(visit, housing):
    referral, version = waiting_referral(), make.submitted_version()
    data = deliberation(housing) | {"kind": "note"}
    visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)
    confirm_draft(visit)
    decide(visit, housing[0], version, housing)
    confirm_draft(visit)
    about_report, about_plan = Decision.objects.order_by("pk")
    officer = make.user(Role.OFFICER)

    def leads_to(person, decision):
        page = visit(person, "boards:decision-detail", HOUSING, decision.pk)
        document = html.fromstring(page.content.decode())
        return document.xpath("//p[starts-with(., 'About ')]/a/@href")

    report_page = f"/boards/{HOUSING}/referrals/{referral.pk}/decide/"
    assert leads_to(housing[0], about_report) == [report_page]
    assert leads_to(officer, about_report) == []
    assert leads_to(officer, about_plan) == [f"/plans/{version.plan.reference}/versions/1/"]


def test_decisions_are_listed_narrowed_and_a_file(visit, housing):
    make.approval(make.submitted_version())
    make.approval(make.submitted_version(), outcome="return")

    everything = visit(housing[0], "boards:decision-list", HOUSING)
    returned = visit(housing[0], "boards:decision-list", HOUSING, query={"kind": "return"})
    file = visit(housing[0], "boards:decision-list", HOUSING, query={"format": "csv"})

    assert "2 results" in text_of(everything)
    assert "1 result" in text_of(returned)
    assert len(b"".join(file).decode().strip().splitlines()) == 3
    nothing = visit(housing[0], "boards:decision-list", MANAGEMENT)
    assert "This board has not decided anything yet." in text_of(nothing)


# --- Tasks ----------------------------------------------------------------------------------------
def test_ones_tasks_are_listed_with_what_is_overdue(visit):
    owner = make.user(Role.OFFICER)
    with clock.at(datetime(2024, 6, 18, 10)):
        make.delegated_task(owner=owner, due_on=date(2024, 7, 16))
        make.delegated_task(kind="delegate", title="Somebody else's")
    with clock.at(datetime(2024, 7, 17, 10)):
        text = text_of(visit(owner, "boards:task-list"))

    assert "Prepare an action plan Overdue" in text
    assert "The task is done when the plan is in force." in text
    assert "Somebody else's" not in text


def test_a_task_that_asks_for_a_plan_leads_to_it(visit):
    task = make.delegated_task()
    page = html.fromstring(visit(task.owner, "boards:task-list").content.decode())
    assert page.xpath(f"//main//a[@href='/plans/new/?task={task.pk}']")

    plan = make.plan(lead=task.owner, task=task, by=task.owner, ready=False)
    page = html.fromstring(visit(task.owner, "boards:task-list").content.decode())
    assert page.xpath(f"//main//a[@href='/plans/{plan.reference}/']")


def test_a_task_is_marked_as_done_by_its_owner(visit):
    task = make.delegated_task(kind="delegate", title="Talk to residents")

    done = visit(task.owner, "boards:task-complete", task.pk, data={})

    assert "“Talk to residents” is done." in text_of(done)
    assert not DelegatedTask.objects.open().exists()
    again = visit(task.owner, "boards:task-complete", task.pk, data={})
    assert "already marked as done" in text_of(again)


def test_a_task_that_asks_for_a_plan_is_not_done_by_hand(visit):
    task = make.delegated_task()

    assert visit(task.owner, "boards:task-complete", task.pk, data={}).status_code == 404


def test_a_decision_shows_what_was_delegated(visit, housing):
    task = make.delegated_task()
    workflow.complete_task(task, by=task.owner)

    text = text_of(visit(housing[0], "boards:decision-detail", HOUSING, task.decision_id))

    assert f"{task.title}: {task.owner.name}, due on" in text
    assert "; done on" in text
