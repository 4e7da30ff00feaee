"""The queue and a report's page, by Django's client."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from carp import clock
from carp.accounts.roles import Role
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.council import packs
from tests import make
from tests.make.register import area, community
from tests.web.html import text_of as text
from triggers import heaps, selectors, workflow
from triggers.models import Referral, TriggerReport
from triggers.permissions import MOVES, REFERRAL_MOVES

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
QUEUE = "/triage/"


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER, name="Nora Ofori")
    client.force_login(person)
    return person


def rows(client, url=QUEUE):
    """References of the list, in order."""
    page = html.fromstring(client.get(url).content.decode())
    return [cell.text_content().strip() for cell in page.xpath("//tbody//th")]


def tab(code):
    return reverse("triggers:triage-tab", args=[code])


def detail(report):
    return reverse("triggers:triage-detail", args=[report.reference])


# --- The queue ---------------------------------------------------------------------------------
def test_heaps_hold_what_their_names_say(client, officer):
    long_ago = clock.now() - timedelta(days=30)
    new = make.trigger_report()
    mine = make.trigger_report(Status.UNDER_REVIEW, officer=officer)
    waiting = make.trigger_report(Status.AWAITING_INFORMATION)
    late = make.trigger_report(Status.UNDER_REVIEW, received_at=long_ago)
    assessed = make.trigger_report(Status.ASSESSED)
    agreed = make.trigger_report(Status.OUTCOME_AGREED)
    closed = make.trigger_report(Status.CLOSED)
    held = make.trigger_report(Status.HELD)
    expected = {
        "new": [new],
        "awaiting": [waiting],
        "assessed": [assessed],
        "overdue": [late],
        "mine": [mine],
        "unassigned": [new],
        "held": [held],
        "open": [late, new, mine, waiting, assessed],  # due first, then as they came
        "all": [closed, agreed, assessed, waiting, mine, new, late],
    }
    for code, reports in expected.items():
        assert rows(client, tab(code)) == [report.reference for report in reports], code
    assert rows(client) == [report.reference for report in expected["open"]]
    assert heaps.tab_counts(officer) == {
        code: str(len(reports)) for code, reports in expected.items()
    }


def test_counts_stop_at_their_cap(officer):
    for _ in range(4):
        make.trigger_report()
    counts = heaps.tab_counts(officer, cap=3)
    assert (counts["open"], counts["new"], counts["mine"]) == ("3+", "3+", "0+")


def test_unknown_heap_is_not_found(client, officer):
    assert client.get(tab("lost")).status_code == 404


def test_overdue_says_so_in_a_word_and_the_longest_overdue_comes_first(client, officer):
    first = make.trigger_report(received_at=clock.now() - timedelta(days=30))
    second = make.trigger_report(received_at=clock.now() - timedelta(days=60))
    assert rows(client, tab("overdue")) == [second.reference, first.reference]
    assert "Overdue" in text(client.get(tab("overdue")))


def test_row_says_where_and_whose(client, officer):
    make.trigger_report(Status.UNDER_REVIEW, officer=officer, area=area())
    said = text(client.get(tab("mine")))
    assert "Alleys behind Trinity Street, Gainsborough South-West" in said
    assert "Nora Ofori" in said


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=rats", 1),
        ("q=RATS%20cellar", 1),
        ("q=moles", 0),
        ("status=received", 2),
        ("status=closed", 0),
        ("urgency=routine", 1),
        ("ward=E05009642", 1),
        ("category=asb-and-domestic-violence", 2),
        ("category=debt", 0),
        ("status=nonsense", 2),
    ],
)
def test_queue_is_searched_and_narrowed(client, officer, query, expected):
    make.trigger_report(area=area(), urgency="routine", search_text="rats in the cellar")
    make.trigger_report()
    assert len(rows(client, f"{QUEUE}?{query}")) == expected


def test_queue_can_be_taken_home_as_csv(client, officer):
    report = make.trigger_report(received_at=clock.now() - timedelta(days=30))
    response = client.get(f"{tab('overdue')}?format=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Reference,Received,Where,Urgency,Status,Due,Time left,Assigned to"
    assert lines[1].startswith(f"{report.reference},")
    assert "working days overdue" in lines[1]


@pytest.mark.parametrize("heap", ["open", "overdue", "all"])
def test_queue_asks_the_same_few_queries_at_any_length(client, officer, heap):
    def asked():
        cache.clear()
        client.get(tab(heap))
        with CaptureQueriesContext(connection) as queries:
            client.get(tab(heap))
        return [query["sql"].split(" WHERE ")[0] for query in queries]

    old = {"received_at": clock.now() - timedelta(days=30), "area": area()}
    make.trigger_report(Status.UNDER_REVIEW, **old)
    one = asked()
    for _ in range(2):
        make.trigger_report(Status.UNDER_REVIEW, **old)
    assert asked() == one
    assert len(one) <= 8


def test_queue_of_several_pages_asks_few_queries_on_each(client, officer):
    for _ in range(30):
        make.trigger_report()
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as queries:
        first = rows(client)
    assert (len(first), len(queries) <= 8) == (25, True)
    page = html.fromstring(client.get(QUEUE).content.decode())
    (following,) = page.xpath("//a[@rel='next']/@href")
    with CaptureQueriesContext(connection) as queries:
        second = rows(client, f"{QUEUE}{following}")
    assert (len(second), len(queries) <= 8, set(first) & set(second)) == (5, True, set())


def test_empty_heap_says_what_it_means(client, officer):
    assert "Nothing is overdue." in text(client.get(tab("overdue")))


def test_board_member_sees_what_was_referred_and_no_heaps(client):
    client.force_login(make.board_member("housing-board"))
    make.trigger_report()
    sent = make.trigger_report(Status.OUTCOME_AGREED)
    assert rows(client) == [sent.reference]
    assert client.get(tab("new")).status_code == 404
    assert "Reports sent to you" in text(client.get(QUEUE))


def test_own_report_is_not_offered_where_its_page_would_be_refused(client):
    member = make.board_member("housing-board")
    own = make.trigger_report(submitted_by=member, area=area(), community=community())
    sent = make.trigger_report(Status.OUTCOME_AGREED, area=area())
    client.force_login(member)
    assert rows(client) == [sent.reference]
    assert own.reference not in text(client.get(detail(sent)))
    assert own.reference not in text(client.get(f"/register/{own.community.reference}/"))
    assert client.get(detail(own)).status_code == 403


# --- One report --------------------------------------------------------------------------------
def test_page_leads_from_the_first_step_to_the_last(client, officer):
    report = make.trigger_report()
    said = text(client.get(detail(report)))
    assert "Nobody works on this report yet." in said
    assert "Take up this report" in said
    response = client.post(reverse("triggers:triage-take-up", args=[report.reference]), follow=True)
    said = text(response)
    assert f"You have taken up {report.reference}." in said
    assert "Start the assessment" in said
    report.refresh_from_db()
    assert report.assigned_to == officer


@pytest.mark.parametrize(
    ("status", "first"),
    [
        (Status.RECEIVED, "Take up this report"),
        (Status.UNDER_REVIEW, "Start the assessment"),
        (Status.AWAITING_INFORMATION, "Record the answer"),
        (Status.ASSESSED, "Choose the outcome"),
        (Status.OUTCOME_AGREED, None),
        (Status.CLOSED, None),
        (Status.REDIRECTED, None),
    ],
)
def test_one_thing_comes_first(client, officer, status, first):
    page = html.fromstring(client.get(detail(make.trigger_report(status))).content.decode())
    guide = page.xpath("//section[@class='carp-guide']")[0]
    buttons = guide.xpath(".//a[contains(@class,'govuk-button')]|.//button")
    assert [button.text_content().strip() for button in buttons] == ([first] if first else [])


def test_taken_up_twice_is_refused_with_its_sentence(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    url = reverse("triggers:triage-take-up", args=[report.reference])
    assert "has already been taken up" in text(client.post(url, follow=True))


def test_reporter_who_triages_is_told_that_a_colleague_must_judge(client, officer):
    report = make.trigger_report(submitted_by=officer)
    said = text(client.get(detail(report)))
    assert "You reported this concern, so another nominated officer must judge it." in said
    assert "Take up this report" not in said


def test_contact_is_shown_only_by_an_act_that_is_logged(client, officer):
    report = make.trigger_report()
    make.reporter_contact(report)
    assert "01632 960200" not in text(client.get(detail(report)))
    url = reverse("triggers:triage-contact", args=[report.reference])
    response = client.post(url)
    assert "01632 960200" in text(response)
    assert "no-store" in response.headers["Cache-Control"]
    event = trail.of_subject(report).last()
    assert (event.action, event.by, event.after) == ("triggers.reveal_contact", officer, {})
    assert client.get(url).status_code == 405
    assert AuditEvent.objects.filter(action="triggers.reveal_contact").count() == 1


def test_board_member_reads_without_the_reporter(client):
    member = make.user(Role.MEMBER, name="Cllr Mary Member")
    report = make.trigger_report(Status.OUTCOME_AGREED, submitted_by=member)
    make.reporter_contact(report, name="Cllr Mary Member")
    client.force_login(make.board_member("housing-board"))
    said = text(client.get(detail(report)))
    assert report.what in said
    assert "How it stands The Housing Board considers this report at its next meeting." in said
    assert "Mary Member" not in said
    assert "Ask for information" not in said
    assert (
        client.post(reverse("triggers:triage-contact", args=[report.reference])).status_code == 403
    )


def test_timeline_tells_the_story_from_the_audit_trail(client, officer):
    report = make.trigger_report()
    workflow.take_up(report, by=officer)
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    (referral,) = workflow.agree_outcome(report, by=officer, choice=make.outcome_choice())
    workflow.withdraw(referral, by=officer, reason="Sent by mistake.")
    titles = [entry.title for entry in selectors.timeline(report)]
    assert titles == [
        "Referral withdrawn: Raise with the Housing Board",
        "Outcome agreed",
        "Assessment completed: score 12",
        "Taken up",
    ]
    assert "Sent by mistake." in text(client.get(detail(report)))


CONVERSATION = {
    "write_to_reporter",
    "write_note",
    "read_messages",
    "withdraw_message",
    "reissue_receipt",
}
PROTECTING = {
    "restrict",
    "propose_list_change",
    "decide_list_change",
    "open_restricted",
    "read_handover",
    "confirm_handover",
}


def test_every_step_has_its_words_in_the_timeline():
    steps = {"submit", "take_call", "reveal_contact", *MOVES, *REFERRAL_MOVES, *CONVERSATION}
    steps |= {"add_file", "send_file", "download_file", "suggest_community", "take_off_agenda"}
    steps |= PROTECTING
    assert {f"triggers.{step}" for step in steps} == set(selectors.HAPPENED)


def test_page_of_a_worked_report_shows_all_of_it(client, officer):
    manager = make.user(Role.SERVICE_MANAGER, name="Sam Manager")
    report = make.trigger_report(Status.UNDER_REVIEW, area=area(), community=community())
    other = make.trigger_report(area=area())
    request = workflow.ask_information(
        report, by=officer, asked_of="Police", question="How many?", due_on=clock.today()
    )
    workflow.answer_information(request, by=officer, answer="Twelve a week.")
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    choice = make.outcome_choice(
        "immediate_action",
        "housing_board",
        service_managers=[manager],
        reasons="A child was hurt.",
        feedback="We act today.",
    )
    act = workflow.agree_outcome(report, by=officer, choice=choice)[1]
    workflow.record_action(act, by=manager, done="Lit and cleared.")
    said = text(client.get(detail(report)))
    for words in (
        "12, High",
        "16, severe, if nothing is done",
        "Drug dealing and drinking spread in the alleys",
        "Twelve a week.",
        "A child was hurt.",
        "Sam Manager",
        "Lit and cleared.",
        "We act today.",
        "South West Ward alleys",
        other.reference,
        "Increase in complaints about a specific issue",
    ):
        assert words in said
    assert b"<svg" in client.get(detail(report)).content


def test_decision_of_a_board_is_shown_on_the_report(client, officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    referral = report.referrals.get()
    by = make.secretary()
    make.considered(referral, by=by)
    said = text(client.get(detail(report)))
    assert "Note. The need is clear and the plan answers it." in said
    assert "Close it when nothing is left to do." in said


def test_page_asks_the_same_queries_for_one_and_for_three(client, officer, monkeypatch):
    monkeypatch.setattr(packs, "FRESH_SECONDS", 3600.0)

    def asked(report):
        client.get(detail(report))
        with CaptureQueriesContext(connection) as queries:
            client.get(detail(report))
        return len(queries)

    report = make.trigger_report(Status.OUTCOME_AGREED)
    make.information_request(report)
    one = asked(report)
    for route in ("watch", "link_community"):
        made = make.referral(report, route, group=None, state=Referral.State.CONSIDERED)
        make.information_request(report)
        assert made.pk
    assert asked(report) == one


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.UNDER_REVIEW, "The report is under review."),
        (Status.ASSESSED, "The report is assessed."),
        (Status.CLOSED, "This report was closed on"),
    ],
)
def test_auditor_reads_how_it_stands_and_is_asked_for_nothing(client, status, sentence):
    client.force_login(make.user(Role.AUDITOR))
    page = html.fromstring(client.get(detail(make.trigger_report(status))).content.decode())
    (guide,) = page.xpath("//section[@class='carp-guide']")
    assert sentence in " ".join(guide.text_content().split())
    assert not guide.xpath(".//a|.//button")


# --- Short steps -------------------------------------------------------------------------------
def page_of(name, report, *more):
    return reverse(f"triggers:{name}", args=[report.reference, *more])


def test_report_is_assigned_on_its_page(client, officer):
    colleague = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report()
    assert "Choose a nominated officer" in text(client.post(page_of("triage-assign", report), {}))
    client.post(page_of("triage-assign", report), {"to": colleague.pk})
    report.refresh_from_db()
    assert report.assigned_to == colleague


def test_question_and_answer_are_recorded_on_their_pages(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    typed = {"whom": "somebody", "asked_of": "Police", "question": "How many?", "due_on_day": "31"}
    response = client.post(page_of("triage-ask", report), typed)
    assert "must include a month and a year" in text(response)
    assert "How many?" in response.content.decode()
    due = clock.today() + timedelta(days=5)
    day = {"due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year}
    client.post(page_of("triage-ask", report), typed | day)
    asked = report.information_requests.get()
    assert asked.due_on == due
    answer = page_of("triage-answer", report, asked.pk)
    assert "How many?" in text(client.get(answer))
    client.post(answer, {"answer": "Twelve."})
    asked.refresh_from_db()
    assert asked.answer == "Twelve."
    assert client.get(answer).status_code in {403, 404}


def test_past_day_is_refused_on_the_page_with_everything_kept(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    typed = {
        "whom": "somebody",
        "asked_of": "Police",
        "question": "How many?",
        "due_on_day": "1",
        "due_on_month": "2",
        "due_on_year": "2020",
    }
    response = client.post(page_of("triage-ask", report), typed)
    assert "cannot be due before today" in text(response)
    assert 'value="2020"' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "status", "reason", "ended"),
    [
        ("triage-redirect", Status.RECEIVED, {"redirect_reason": "benefits"}, Status.REDIRECTED),
        ("triage-close", Status.OUTCOME_AGREED, {"close_reason": "resolved"}, Status.CLOSED),
    ],
)
def test_report_is_ended_on_a_page_that_asks_what_the_reporter_is_told(
    client, officer, name, status, reason, ended
):
    report = make.trigger_report(status)
    report.referrals.update(state=Referral.State.WITHDRAWN)
    response = client.post(page_of(name, report), {})
    assert "Choose a reason." in text(response)
    assert "Write what the reporter is told." in text(response)
    client.post(page_of(name, report), reason | {"feedback": "Thank you."})
    report.refresh_from_db()
    assert (report.status, report.feedback) == (ended, "Thank you.")
    client.post(page_of("triage-reopen", report), {"reason": "It is back."})
    report.refresh_from_db()
    assert report.status == Status.UNDER_REVIEW


def test_close_is_refused_on_the_page_while_a_board_waits(client, officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    ending = {"close_reason": "resolved", "feedback": "Thank you."}
    assert "still waits" in text(client.post(page_of("triage-close", report), ending))
    (referral,) = report.referrals.all()
    client.post(page_of("outcome-withdraw", report, referral.pk), {"reason": "Not needed."})
    referral.refresh_from_db()
    assert referral.state == Referral.State.WITHDRAWN


def test_service_manager_records_what_was_done(client):
    manager = make.user(Role.SERVICE_MANAGER)
    report = make.trigger_report(Status.OUTCOME_AGREED)
    act = make.referral(report, "immediate_action", group=None)
    act.service_managers.add(manager)
    client.force_login(manager)
    assert "You were asked to act at once. Record what was done." in text(
        client.get(detail(report))
    )
    url = page_of("outcome-action", report, act.pk)
    assert "Say what was done" in text(client.post(url, {}))
    client.post(url, {"done": "Lit and cleared."})
    act.refresh_from_db()
    assert (act.done, act.state) == ("Lit and cleared.", Referral.State.CONSIDERED)


# --- The community's page ----------------------------------------------------------------------
def test_community_shows_the_reports_about_it(client, officer):
    entered = community()
    about, other = make.trigger_report(community=entered), make.trigger_report()
    said = text(client.get(f"/register/{entered.reference}/"))
    assert about.reference in said
    assert other.reference not in said


def test_officer_who_reads_no_reports_sees_no_panel_of_them(client):
    entered = community()
    make.trigger_report(community=entered)
    client.force_login(make.user(Role.OFFICER))
    assert "Reports about this community" not in text(client.get(f"/register/{entered.reference}/"))
