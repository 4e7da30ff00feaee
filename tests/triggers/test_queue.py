"""The dashboard: filters, order, days left, several reports at once, keys, saved filters."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from lxml import html

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.audit.models import AuditEvent
from tests import make
from tests.web.html import text_of as text
from triggers import workflow
from triggers.filters import due_on
from triggers.models import Assessment, SavedFilter, TriggerReport

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Status = TriggerReport.Status
QUEUE, ALL = "/triage/", "/triage/queue/all/"


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER, name="Nora Ofori", post="Communities Officer")
    client.force_login(person)
    return person


def page(response):
    return html.fromstring(response.content.decode())


def rows(client, url):
    """References of the list, in order."""
    cells = page(client.get(url)).xpath("//tbody//th")
    return [cell.text_content().strip() for cell in cells]


# --- Filters and order -------------------------------------------------------------------------
@pytest.fixture
def four():
    """Four reports that differ in everything the queue can be narrowed by."""
    officer = make.user(Role.NOMINATED_OFFICER, name="Pat Keeper")
    first = make.trigger_report(received_at=datetime(2026, 3, 2, 9, tzinfo=clock.now().tzinfo))
    late = make.trigger_report(Status.AWAITING_INFORMATION, officer=officer, extent="street")
    late.information_requests.update(due_on=clock.today() - timedelta(days=1))
    workflow.add_information(late, by=None, body="It is worse.", key="k")
    assessed = make.trigger_report(Status.ASSESSED, officer=officer)
    assessed.sources.create(code="impact-on-partners")
    waits = make.trigger_report(Status.AWAITING_INFORMATION, officer=officer)
    return {"first": first, "late": late, "assessed": assessed, "waits": waits, "officer": officer}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("assigned=nobody", ["first"]),
        ("assigned={officer}", ["waits", "assessed", "late"]),
        ("assigned=999999", ["waits", "assessed", "late", "first"]),
        ("band=high", ["assessed"]),
        ("band=low", []),
        ("extent=street", ["late"]),
        ("source=impact-on-partners", ["assessed"]),
        ("information=waiting", ["waits", "late"]),
        ("information=overdue", ["late"]),
        ("message=unread", ["late"]),
        ("message=read", ["waits", "assessed", "late", "first"]),
        ("received_before=2026-03-02", ["first"]),
        ("received_after=2026-03-03", ["waits", "assessed", "late"]),
        ("received_after=2026-03-02&received_before=2026-03-02", ["first"]),
        ("assigned={officer}&information=overdue", ["late"]),
    ],
)
def test_queue_is_narrowed(client, officer, four, query, expected):
    query = query.format(officer=four["officer"].pk)
    assert rows(client, f"{ALL}?{query}") == [four[name].reference for name in expected]


def test_risk_is_that_of_the_assessment_that_holds(client, officer):
    report = make.trigger_report(Status.ASSESSED)
    report.assessments.update(state=Assessment.State.SUPERSEDED)
    assert rows(client, f"{ALL}?band=high") == []


def test_date_that_is_none_is_told_beside_its_field(client, officer):
    report = make.trigger_report()
    response = client.get(f"{ALL}?received_after=tomorrow&urgency=urgent")
    assert "Enter a valid date." in text(response)
    assert report.reference in text(response)
    assert 'value="tomorrow"' in response.content.decode()


def test_order_keeps_the_filters_and_the_filters_keep_the_order(client, officer):
    make.trigger_report(received_at=clock.now() - timedelta(days=3))
    make.trigger_report(received_at=clock.now() - timedelta(days=9))
    drawn = page(client.get(f"{QUEUE}?urgency=urgent&q=rubbish"))
    (href,) = drawn.xpath("//th/a[text()='Received']/@href")
    assert "urgency=urgent" in href
    assert "q=rubbish" in href
    oldest = page(client.get(f"{QUEUE}{href}"))
    assert oldest.xpath("//form[@role='search']//input[@name='sort']/@value") == ["received"]
    assert oldest.xpath("//th[@aria-sort='ascending']/a/text()") == ["Received"]
    assert rows(client, f"{QUEUE}{href}") == rows(client, ALL)[::-1]


# --- Days left ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "due", "words"),
    [
        (date(2024, 6, 3), date(2024, 6, 5), "2 working days left"),
        (date(2024, 6, 4), date(2024, 6, 5), "1 working day left"),
        (date(2024, 6, 5), date(2024, 6, 5), "due today"),
        (date(2024, 6, 6), date(2024, 6, 5), "1 working day overdue"),
        (date(2024, 6, 10), date(2024, 6, 7), "1 working day overdue"),
        (date(2024, 6, 8), date(2024, 6, 7), "overdue"),  # a Saturday: no working day has gone by
        (date(2024, 6, 8), date(2024, 6, 9), "due before the next working day"),
        (date(2024, 8, 23), date(2024, 8, 27), "1 working day left"),  # a bank holiday between
        (date(2024, 12, 24), date(2025, 1, 2), "4 working days left"),
    ],
)
def test_time_left_is_counted_in_working_days(today, due, words):
    with clock.at(datetime(today.year, today.month, today.day, 12)):
        assert due_on(due).words == words


def test_list_says_what_is_left_in_words_and_so_does_the_file(client, officer):
    with clock.at(datetime(2024, 6, 3, 9)):
        make.trigger_report(assess_due_on=date(2024, 6, 5))
        make.trigger_report(assess_due_on=date(2024, 5, 30))
        said = text(client.get(QUEUE))
        lines = b"".join(client.get(f"{QUEUE}?format=csv").streaming_content).decode().splitlines()
    for words in ("2 working days left", "2 working days overdue"):
        assert words in said
        assert sum(words in line for line in lines) == 1
    assert "Choose" not in "".join(lines)


def test_list_says_where_anybody_is_in_danger_and_so_does_the_file(client, officer):
    make.trigger_report(immediate_danger=True, urgency="soon")
    make.trigger_report(urgency="soon")
    cells = page(client.get(QUEUE)).xpath("//tbody/tr/td[3]")
    assert sorted(cell.text_content().split() for cell in cells) == [
        ["Soon"],
        ["Soon", "Immediate", "danger"],
    ]
    lines = b"".join(client.get(f"{QUEUE}?format=csv").streaming_content).decode().splitlines()
    assert sum("Soon, immediate danger" in line for line in lines) == 1


# --- Several at once ---------------------------------------------------------------------------
def test_chosen_reports_are_assigned_each_by_itself(client, officer):
    colleague = make.user(Role.NOMINATED_OFFICER, name="Pat Keeper")
    one, other = make.trigger_report(), make.trigger_report(Status.ASSESSED)
    own = make.trigger_report(submitted_by=colleague)
    closed = make.trigger_report(Status.CLOSED)
    url = f"{ALL}?q=rubbish&choose=every"
    chosen = [each.reference for each in (one, other, own, closed)]
    response = client.post(url, {"reports": chosen, "to": colleague.pk}, follow=True)

    assert response.redirect_chain == [(f"{ALL}?q=rubbish", 302)]
    said = text(response)
    assert f"Assigned to Pat Keeper: {one.reference}, {other.reference}." in said
    assert f"Not assigned: {own.reference}. Pat Keeper reported this concern" in said
    assert f"Not assigned: {closed.reference}. This report cannot be assigned any more" in said
    assigned = TriggerReport.objects.filter(assigned_to=colleague)
    assert set(assigned) == {one, other}
    assert AuditEvent.objects.filter(action="triggers.assign", by=officer).count() == 2


def test_refused_reports_leave_the_others_assigned(officer):
    """Each is a transaction of its own, whatever comes after it."""
    colleague = make.user(Role.NOMINATED_OFFICER)
    reports = [make.trigger_report(), make.trigger_report(Status.CLOSED), make.trigger_report()]
    outcome = workflow.assign_each(reports, by=officer, to=colleague)
    assert [bool(refusal) for refusal in outcome.values()] == [False, True, False]
    assert workflow.assign_each(reports[:1], by=officer, to=make.user(Role.OFFICER)) == {
        reports[0].reference: f"{make_name(-1)} is not a nominated officer."
    }


def make_name(at):
    return list(type(make.user()).objects.order_by("pk").values_list("name", flat=True))[at - 1]


@pytest.mark.parametrize(
    ("given", "fault", "target"),
    [
        ({"to": "1"}, "Choose at least one report", "#id_reports"),
        ({"reports": ["TRG-1"]}, "Choose a nominated officer", "#id_to"),
        ({"reports": ["TRG-1"], "to": "0"}, "Choose one of the answers", "#id_to"),
    ],
)
def test_what_is_missing_is_told_and_the_ticks_stay(client, officer, given, fault, target):
    report = make.trigger_report()
    given = dict(given)
    if "reports" in given:
        given["reports"] = [report.reference]
    if given.get("to") == "1":
        given["to"] = officer.pk
    response = client.post(f"{QUEUE}?q=rubbish", given)
    drawn = page(response)
    (link,) = drawn.xpath("//div[contains(@class,'govuk-error-summary')]//a")
    assert (fault in link.text_content(), link.get("href")) == (True, target)
    assert drawn.xpath(f"//*[@id='{target[1:]}']")
    ticked = drawn.xpath("//input[@name='reports' and @checked]/@value")
    assert ticked == given.get("reports", [])
    assert drawn.xpath("//title/text()")[0].startswith("Error: ")


def test_all_of_a_page_are_chosen_by_a_link_and_only_of_that_page(client, officer):
    for _ in range(30):
        make.trigger_report()
    (following,) = page(client.get(f"{QUEUE}?urgency=urgent")).xpath("//a[@rel='next']/@href")
    second = page(client.get(f"{QUEUE}{following}"))
    (every,) = second.xpath("//a[text()='Choose all on this page']/@href")
    ticked = page(client.get(f"{QUEUE}{every.removesuffix('#bulk')}"))
    boxes = ticked.xpath("//input[@name='reports']")
    assert (len(boxes), all("checked" in box.attrib for box in boxes)) == (5, True)
    assert [box.get("value") for box in boxes] == second.xpath("//input[@name='reports']/@value")
    assert not second.xpath("//input[@name='reports' and @checked]")


def test_reports_that_one_may_not_see_are_not_assigned_by_their_reference(client):
    client.force_login(make.user(Role.AUDITOR))
    report = make.trigger_report()
    given = {"reports": [report.reference], "to": make.user(Role.NOMINATED_OFFICER).pk}
    assert client.post(QUEUE, given).status_code == 403
    said = page(client.get(QUEUE))
    assert not said.xpath("//input[@name='reports']|//form[@id='bulk']")


# --- Keys --------------------------------------------------------------------------------------
def test_shortcuts_are_announced_and_can_be_switched_off_for_oneself(client, officer):
    other = make.user(Role.NOMINATED_OFFICER)
    assert "shortcuts.js" in client.get(QUEUE).content.decode()
    assert "assign the report to me" in text(client.get(QUEUE))
    response = client.post(reverse("triggers:shortcuts"), {"on": "0"}, follow=True)
    assert "Keyboard shortcuts are off." in text(response)
    assert "shortcuts.js" not in response.content.decode()
    assert "The shortcuts are switched off for you." in text(response)
    assert trail.of_subject(officer).last().after == {"keyboard_shortcuts": False}
    client.post(reverse("triggers:shortcuts"), {"on": "1"})
    assert "shortcuts.js" in client.get(QUEUE).content.decode()
    other.refresh_from_db()
    assert other.keyboard_shortcuts


# --- Saved filters -----------------------------------------------------------------------------
def test_filter_is_saved_opened_renamed_and_deleted(client, officer):
    make.trigger_report(urgency="routine")
    wanted = make.trigger_report()
    listed = page(client.get("/triage/queue/new/?urgency=urgent&sort=due"))
    (save,) = listed.xpath("//a[text()='Save this filter']/@href")
    assert "Enter a name" in text(client.post(save, {"name": ""}))
    client.post(save, {"name": "New and urgent"})
    saved = SavedFilter.objects.get()
    assert (saved.owner, saved.heap, saved.query) == (officer, "new", "urgency=urgent&sort=due")

    (opened,) = page(client.get(QUEUE)).xpath("//a[text()='New and urgent']/@href")
    assert rows(client, opened) == [wanted.reference]

    assert "You have a saved filter of that name." in text(
        client.post(save, {"name": "NEW and urgent"})
    )
    rename = reverse("triggers:saved-rename", args=[saved.pk])
    client.post(rename, {"name": "Urgent first"})
    client.post(rename, {"name": "urgent First"})  # its own name is not taken by another
    assert "urgent First" in text(client.get("/triage/saved/"))

    delete = reverse("triggers:saved-delete", args=[saved.pk])
    assert "Delete the filter “urgent First”?" in text(client.get(delete))
    assert SavedFilter.objects.exists()
    assert "is deleted" in text(client.post(delete, follow=True))
    assert not SavedFilter.objects.exists()
    assert "You have saved no filters." in text(client.get("/triage/saved/"))
    steps = AuditEvent.objects.filter(by=officer).values_list("action", flat=True)
    assert list(steps.order_by("sequence")) == [
        "triggers.save_filter",
        "triggers.rename_filter",
        "triggers.rename_filter",
        "triggers.delete_filter",
    ]


def test_only_what_the_queue_understands_is_saved(client, officer):
    sound, rest = "status=received&q=rats", "urgency=nonsense&band=&colour=red&received_after=never"
    client.post(f"/triage/saved/new/?heap=open&{rest}&{sound}", {"name": "Rats"})
    assert SavedFilter.objects.get().query == "status=received&q=rats"


def test_unfiltered_queue_offers_nothing_to_save(client, officer):
    assert "Save this filter" not in text(client.get(QUEUE))
    assert client.get("/triage/saved/new/?heap=lost").status_code == 404


def test_board_member_saves_what_was_sent_to_them_only(client):
    client.force_login(make.board_member("housing-board"))
    assert client.get("/triage/saved/new/?heap=open").status_code == 404
    client.post("/triage/saved/new/?heap=all&status=closed", {"name": "Closed"})
    assert client.get("/triage/queue/all/?status=closed").status_code == 200
    assert "Closed" in text(client.get(QUEUE))


def test_filters_of_others_are_neither_shown_nor_changed(client, officer):
    saved = make.saved_filter(make.user(Role.NOMINATED_OFFICER), name="Somebody else’s")
    assert saved.name not in text(client.get(QUEUE))
    for name in ("saved-rename", "saved-delete"):
        assert client.post(reverse(f"triggers:{name}", args=[saved.pk])).status_code == 404
    with pytest.raises(Refused, match="Only who saved a filter can change it"):
        workflow.rename_filter(saved, by=officer, name="Mine")
    with pytest.raises(Refused, match="Only who saved a filter can change it"):
        workflow.delete_filter(saved, by=officer)


def test_twenty_filters_are_enough(client, officer):
    for number in range(20):
        make.saved_filter(officer, name=f"Filter {number}")
    response = client.post("/triage/saved/new/?heap=open", {"name": "One more"})
    assert "You have 20 saved filters. Delete one" in text(response)
    assert SavedFilter.objects.count() == 20


# --- What waits --------------------------------------------------------------------------------
def test_desk_shows_what_waits_for_the_person_and_nobody_else(client, officer):
    colleague = make.user(Role.NOMINATED_OFFICER)
    mine = make.trigger_report(Status.AWAITING_INFORMATION, officer=officer)
    mine.information_requests.update(due_on=clock.today() - timedelta(days=1))
    other = make.trigger_report(Status.AWAITING_INFORMATION, officer=colleague)
    make.report_task(other, owner=officer, title="Ring the caretaker")
    make.report_task(other, owner=colleague, title="Not for me")
    said = text(client.get(QUEUE))
    assert "What waits for you Reports assigned to you: 1" in said
    assert "Task: Ring the caretaker" in said
    assert f"for {other.reference}" in said
    assert "Not for me" not in said
    assert "Answer of Lincolnshire Police" in said


def test_desk_with_nothing_on_it_is_left_out(client, officer):
    make.trigger_report()
    assert "What waits for you" not in text(client.get(QUEUE))


def test_desk_moves_on_with_the_step_that_clears_it(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    task = make.report_task(report, owner=officer)
    assert task.title in text(client.get(QUEUE))
    workflow.end_task(task, by=officer, state="done")
    assert task.title not in text(client.get(QUEUE))
