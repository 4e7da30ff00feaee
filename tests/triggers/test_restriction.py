"""Restricted reports: named people only, a reason each time, two people for the list (T9, V13)."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from carp.outbox.models import OutboxItem
from reporting.selectors.periods import period_of
from reporting.selectors.plans import plan_figures
from tests import make
from tests.access import PAGES
from tests.make.register import area, community
from triggers import notices, selectors, workflow
from triggers.models import Referral, Restriction, TriggerReport
from triggers.models.referrals import Hidden
from triggers.workflow import NotReady

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
CANARY = "canary-wording"


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER, name="Named Officer")


@pytest.fixture
def second():
    return make.user(Role.NOMINATED_OFFICER, name="Second Officer")


def restricted(*people, status=Status.UNDER_REVIEW, **fields):
    words = {"what": CANARY, "where": CANARY, "search_text": CANARY}
    report = make.trigger_report(status, officer=people[0], **words, **fields)
    make.restriction(report, *people, restricted_by=people[0])
    return report


def detail(report):
    return reverse("triggers:triage-detail", args=[report.reference])


def opened(client, report, person, reason="I work on it."):
    """Give the reason, and come out where one was going."""
    client.force_login(person)
    address = client.get(detail(report))["Location"]
    return client.post(address, {"reason": reason}, follow=True)


# --- Taking effect -----------------------------------------------------------------------------
def test_restriction_takes_effect_at_once_and_says_so_in_the_trail(officer, second):
    other = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(Status.UNDER_REVIEW, assigned_to=other)
    workflow.restrict(report, by=officer, reason="A witness is at risk.", people=[second])
    report.refresh_from_db()
    for person, sees in ((officer, True), (second, True), (other, False)):
        assert TriggerReport.objects.visible_to(person).exists() == sees
    assert report.assigned_to == officer
    event = AuditEvent.objects.get(action="triggers.restrict")
    assert (event.by, event.why) == (officer, "A witness is at risk.")


def test_who_reported_it_and_restricts_it_does_not_come_to_work_on_it(officer, second):
    other = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(submitted_by=officer, assigned_to=other)
    workflow.restrict(report, by=officer, reason="A witness is at risk.", people=[second])
    report.refresh_from_db()
    assert report.assigned_to is None


def test_what_lists_hide_is_what_restrictions_hide(officer, second):
    """The written-out SQL of lists and the querysets of restrictions say the same."""
    lifted = restricted(second, officer)
    Restriction.objects.filter(report=lifted).update(lifted_at=clock.now())
    reports = [restricted(officer, second), restricted(second), lifted, make.trigger_report()]
    people = [officer, second, make.user(Role.NOMINATED_OFFICER), make.user(Role.OFFICER)]
    for person in people:
        hiding = Restriction.objects.hiding_from(person).values("report_id")
        seen = TriggerReport.objects.exclude(pk__in=hiding)
        assert set(TriggerReport.objects.not_hidden_from(person)) == set(seen)
    assert TriggerReport.objects.not_hidden_from(people[2]).count() == len(reports) - 2


def test_what_lists_of_decisions_hide_is_what_referrals_hide(officer, second):
    lifted = restricted(second, officer)
    Restriction.objects.filter(report=lifted).update(lifted_at=clock.now())
    handed_over = make.quarantined_text().report
    again = make.trigger_report(Status.UNDER_REVIEW)
    make.quarantined_text(again)
    reports = [restricted(officer, second), restricted(second), lifted, handed_over, again]
    sent = {make.referral(report) for report in reports}
    for person in (officer, second, make.user(Role.NOMINATED_OFFICER), make.user(Role.OFFICER)):
        hidden = Referral.objects.hidden_from(person)
        assert handed_over.referrals.get() in hidden
        assert set(Referral.objects.filter(Hidden("pk", person))) == set(hidden)
        assert set(Referral.objects.filter(~Q(Hidden("pk", person)))) == sent - set(hidden)


def test_restriction_needs_a_reason_two_officers_and_people_who_work_on_reports(officer):
    report, plain = make.trigger_report(), make.user(Role.OFFICER, name="Plain Officer")
    with pytest.raises(NotReady) as refusal:
        workflow.restrict(report, by=officer, reason=" ", people=[])
    assert set(refusal.value.faults) == {"reason", "people"}
    with pytest.raises(NotReady, match="Plain Officer does not work on reports"):
        workflow.restrict(report, by=officer, reason="Why", people=[plain])
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NOMINATED_OFFICER}))
def test_only_a_nominated_officer_restricts(role):
    with pytest.raises(Refused, match="Only a nominated officer"):
        workflow.restrict(make.trigger_report(), by=make.user(role), reason="Why", people=[])


def test_restricted_report_is_not_restricted_twice(officer, second):
    report = restricted(officer, second)
    with pytest.raises(Refused, match="restricted already"):
        workflow.restrict(report, by=officer, reason="Again", people=[second])


# --- Who finds it ------------------------------------------------------------------------------
def test_named_service_manager_finds_it_and_an_unnamed_board_does_not(officer, second):
    manager, member = make.user(Role.SERVICE_MANAGER), make.board_member("housing-board")
    report = restricted(officer, second, manager, status=Status.OUTCOME_AGREED)
    assert list(TriggerReport.objects.visible_to(manager)) == [report]
    assert list(selectors.readable(manager)) == [report]
    assert not TriggerReport.objects.visible_to(member).exists()
    assert not Referral.objects.visible_to(member).exists()


def test_everybody_else_gets_the_answer_of_a_missing_report(client, officer, second):
    report = restricted(officer, second)
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    hidden, missing = client.get(detail(report)), client.get("/triage/TRG-1999-00001/")
    assert hidden.status_code == missing.status_code == 404
    assert TOKENS.sub(b"", hidden.content) == TOKENS.sub(b"", missing.content)


def test_reporter_follows_their_own_report_and_no_more(client, officer, second):
    reporter = make.user(Role.NOMINATED_OFFICER)
    report = restricted(officer, second, submitted_by=reporter)
    make.reporter_contact(report)
    client.force_login(reporter)
    assert report.reference in client.get(reverse("triggers:report-mine")).content.decode()
    own = reverse("triggers:report-own", args=[report.reference])
    assert client.get(own).status_code == 200
    assert client.get(detail(report)).status_code == 404


def test_mail_goes_to_named_people_only(officer, second):
    manager = make.user(Role.SERVICE_MANAGER)
    report = restricted(officer, second, status=Status.OUTCOME_AGREED)
    referral = make.referral(report, "immediate_action", group=None)
    referral.service_managers.add(manager)
    before = OutboxItem.objects.count()
    notices.tell_service_managers(referral)
    assert OutboxItem.objects.count() == before
    make.named_person(report.restrictions.get(), manager)
    notices.tell_service_managers(referral)
    assert OutboxItem.objects.latest("pk").payload["to"] == manager.email


def test_service_manager_who_is_not_named_is_not_asked_to_act(officer, second):
    manager = make.user(Role.SERVICE_MANAGER, name="Sam Manager")
    report = restricted(officer, second, status=Status.ASSESSED)
    choice = make.outcome_choice("immediate_action", service_managers=[manager], reasons="At once.")
    with pytest.raises(NotReady, match="Sam Manager is not named"):
        workflow.agree_outcome(report, by=officer, choice=choice)
    with pytest.raises(Refused, match="is not named"):
        workflow.assign(report, by=officer, to=make.user(Role.NOMINATED_OFFICER))


def test_task_goes_to_an_officer_who_finds_the_report(officer, second):
    """Anybody else would be sent a mail about a report that is not there for them."""
    report, other = restricted(officer, second), make.user(Role.NOMINATED_OFFICER)
    owed = OutboxItem.objects.count()
    with pytest.raises(Refused, match="is not named on this restricted report"):
        add_task(report, by=officer, owner=other)
    assert OutboxItem.objects.count() == owed
    add_task(report, by=officer, owner=second)
    assert OutboxItem.objects.latest("pk").payload["to"] == second.email


def add_task(report, *, by, owner):
    workflow.add_task(report, by=by, title="Ring them", owner=owner, due_on=clock.today())


def test_list_begins_with_who_works_on_the_report(client, officer, second):
    report, manager = make.trigger_report(assigned_to=officer), make.user(Role.SERVICE_MANAGER)
    make.report_task(report, owner=second)
    make.report_task(report, owner=manager, state="done", ended_by=officer, ended_at=clock.now())
    client.force_login(officer)
    page = client.get(reverse("triggers:triage-restrict", args=[report.reference]))
    ticked = re.findall(r'value="(\d+)"[^>]* checked', page.content.decode())
    assert ticked == [str(second.pk)]


def test_document_that_anybody_reads_does_not_name_it(officer, second):
    long_ago = datetime(2024, 5, 9, 9, tzinfo=UTC)
    quarter = period_of("quarterly", "2024/25 Q2", on=date(2024, 10, 21))
    with clock.at(long_ago):
        ordinary = make.trigger_report(Status.OUTCOME_AGREED)
        hidden = restricted(officer, second, status=Status.OUTCOME_AGREED)
    assert list(TriggerReport.objects.publishable()) == [ordinary]
    late = plan_figures(quarter).late_referrals
    assert [each.report for each in late] == [ordinary.reference]
    assert hidden in TriggerReport.objects.visible_to(officer)


# --- Metamorphic: adding a restricted report changes no page of anybody else (V13) ---------------
# What differs each time that a page is drawn.
TOKENS = re.compile(rb'<input type="hidden"[^>]*>')
# They say how long the process has run.
PERSONAL = {"account_logout", "web:ready", "web:alive"}


def _pages(client, person):
    """Every page without an object, as one person sees it; and what a search and an export say."""
    client.force_login(person)
    addresses = [
        reverse(name)
        for name, page in sorted(PAGES.items())
        if page.kwargs is dict and page.method == "get" and name not in PERSONAL
    ]
    addresses += [
        reverse("triggers:triage-tab", args=[tab]) for tab in ("all", "open", "unassigned", "mine")
    ]
    addresses += [
        f"{reverse('triggers:triage-list')}?q={CANARY}",
        f"{reverse('triggers:triage-list')}?format=csv",
        f"{reverse('triggers:report-mine')}?q={CANARY}",
        reverse("boards:board-detail", args=["housing-board"]),
        reverse("boards:decision-list", args=["housing-board"]),
    ]
    seen = {}
    for address in addresses:
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = (response.status_code, TOKENS.sub(b"", content))
    return seen


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_restricted_report_changes_no_page_of_another(client, settings, role, officer, second):
    settings.DEMONSTRATION = False
    known = community(areas=[area()])
    ordinary = make.trigger_report(area=area(), community=known)
    person = make.board_member("housing-board") if role == Role.BOARD_MEMBER else make.user(role)
    make.board("housing-board")
    make.decision(known)  # at a meeting of that day, which is held and stays so
    places = [reverse("register:community-detail", args=[known.reference])]
    if role in (Role.NOMINATED_OFFICER, Role.AUDITOR):
        places.append(detail(ordinary))
    before, rooms = _pages(client, person), [_room(client, place) for place in places]
    with transaction.atomic():
        hidden = restricted(
            officer, second, area=area(), community=known, status=Status.OUTCOME_AGREED
        )
        make.delegated_task(hidden.referrals.get(), owner=officer)
    after = _pages(client, person)
    assert {place for place in before if before[place] != after[place]} == set()
    assert [_room(client, place) for place in places] == rooms


def _room(client, place):
    return TOKENS.sub(b"", client.get(place).content)


# --- Opening it --------------------------------------------------------------------------------
def test_reason_is_asked_once_and_each_showing_recorded(client, officer, second):
    report = restricted(officer, second)
    page = opened(client, report, officer, reason="The case conference is today.")
    assert CANARY in page.content.decode()
    client.get(detail(report))
    rows = AuditEvent.objects.filter(action="triggers.open_restricted")
    assert [row.why for row in rows] == ["The case conference is today."] * 2
    assert {row.by for row in rows} == {officer}


def test_page_of_a_step_asks_for_the_reason_too_and_leads_back(client, officer, second):
    report = restricted(officer, second)
    client.force_login(officer)
    step = reverse("triggers:assessment-edit", args=[report.reference])
    asked = client.get(step)
    assert asked.status_code == 302
    answer = client.post(asked["Location"], {"reason": "To assess it."})
    assert answer["Location"] == step
    assert client.get(step).status_code == 200


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_reason_leads_nowhere_else(client, officer, second, onward):
    report = restricted(officer, second)
    client.force_login(officer)
    address = reverse("triggers:triage-access", args=[report.reference])
    answer = client.post(f"{address}?next={onward}", {"reason": "Why not."})
    assert answer["Location"] == detail(report)


def test_what_was_written_while_a_colleague_restricted_the_report_comes_back(
    client, officer, second
):
    report = restricted(officer, second)
    client.force_login(officer)
    note = reverse("triggers:triage-note", args=[report.reference])
    page = client.post(note, {"key": "k", "body": "Half an hour of work."})
    assert "Half an hour of work." in page.content.decode()
    assert reverse("triggers:triage-access", args=[report.reference]) in page.content.decode()
    assert not report.messages.exists()


def test_reason_must_be_given(client, officer, second):
    report = restricted(officer, second)
    client.force_login(officer)
    address = client.get(detail(report))["Location"]
    assert "Say why you open this report" in client.post(address, {"reason": " "}).content.decode()
    assert client.get(detail(report)).status_code == 302
    assert not AuditEvent.objects.filter(action="triggers.open_restricted").exists()


def test_board_opens_it_with_a_reason_on_its_own_page(client, officer, second):
    member = make.board_member("housing-board")
    report = restricted(officer, second, member, status=Status.OUTCOME_AGREED)
    client.force_login(member)
    referral = report.referrals.get()
    decide = reverse("boards:referral-decide", args=["housing-board", referral.pk])
    assert client.get(decide).status_code == 302
    page = client.post(client.get(decide)["Location"], {"reason": "On the agenda."}, follow=True)
    assert CANARY in page.content.decode()
    assert AuditEvent.objects.get(action="triggers.open_restricted").by == member


def test_auditor_opens_it_with_a_reason_though_no_list_shows_it(client, officer, second):
    auditor = make.user(Role.AUDITOR)
    report = restricted(officer, second)
    assert not TriggerReport.objects.visible_to(auditor).exists()
    page = opened(client, report, auditor, reason="Yearly review of restrictions.")
    assert CANARY in page.content.decode()
    event = AuditEvent.objects.get(action="triggers.open_restricted")
    assert event.capability == "trigger.read_restricted"


def test_contact_stays_behind_its_own_act(client, officer, second):
    report = restricted(officer, second)
    make.reporter_contact(report)
    page = opened(client, report, officer).content.decode()
    assert "01632 960200" not in page
    shown = client.post(reverse("triggers:triage-contact", args=[report.reference]))
    assert "01632 960200" in shown.content.decode()
    assert AuditEvent.objects.filter(action="triggers.reveal_contact").count() == 1


# --- Its list ----------------------------------------------------------------------------------
def propose(restriction, by, kind="add", person=None, reason="She acts on it."):
    return workflow.propose_list_change(restriction, by=by, kind=kind, person=person, reason=reason)


def test_list_changes_only_with_a_second_officer(officer, second):
    manager = make.user(Role.SERVICE_MANAGER)
    report = restricted(officer, second)
    change = propose(report.restrictions.get(), officer, person=manager)
    assert not TriggerReport.objects.visible_to(manager).exists()
    with pytest.raises(Refused, match="Another nominated officer"):
        workflow.decide_list_change(change, by=officer, confirm=True)
    workflow.decide_list_change(change, by=second, confirm=True)
    assert list(TriggerReport.objects.visible_to(manager)) == [report]
    with pytest.raises(Refused, match="decided already"):
        workflow.decide_list_change(change, by=second, confirm=True)


def test_person_taken_off_the_list_no_longer_finds_it(officer, second):
    third = make.user(Role.NOMINATED_OFFICER)
    report = restricted(officer, second, third)
    change = propose(report.restrictions.get(), officer, kind="remove", person=third)
    workflow.decide_list_change(change, by=second, confirm=True)
    assert not TriggerReport.objects.visible_to(third).exists()


@pytest.mark.parametrize("worked_on_by_them", [True, False])
def test_report_of_who_is_taken_off_the_list_is_nobody_s(officer, second, worked_on_by_them):
    third = make.user(Role.NOMINATED_OFFICER)
    works = third if worked_on_by_them else second
    report = restricted(officer, second, third, assigned_to=works)
    change = propose(report.restrictions.get(), officer, kind="remove", person=third)
    workflow.decide_list_change(change, by=second, confirm=True)
    report.refresh_from_db()
    assert report.assigned_to == (None if worked_on_by_them else second)


def test_two_nominated_officers_stay_on_the_list(officer, second):
    restriction = restricted(officer, second).restrictions.get()
    with pytest.raises(NotReady, match="Two nominated officers must stay"):
        propose(restriction, officer, kind="remove", person=second)


def test_lifted_restriction_hides_nothing(officer, second):
    report, other = restricted(officer, second), make.user(Role.NOMINATED_OFFICER)
    change = propose(report.restrictions.get(), officer, kind="lift", reason="The trial is over.")
    workflow.decide_list_change(change, by=second, confirm=True)
    assert list(TriggerReport.objects.visible_to(other)) == [report]
    assert list(TriggerReport.objects.publishable()) == [report]


def test_dropped_change_changes_nothing_and_makes_room_for_another(officer, second):
    restriction = restricted(officer, second).restrictions.get()
    manager = make.user(Role.SERVICE_MANAGER)
    change = propose(restriction, officer, person=manager)
    with pytest.raises(NotReady, match="Another change waits"):
        propose(restriction, second, kind="lift")
    workflow.decide_list_change(change, by=officer, confirm=False)
    assert not restriction.named.filter(user=manager).exists()
    assert propose(restriction, second, kind="lift").pk


@pytest.mark.parametrize("wrong", [
    {"kind": "add"}, {"kind": "remove"}, {"kind": "rename"}, {"kind": "lift", "reason": " "},
])  # fmt: skip
def test_change_of_the_list_says_what_whom_and_why(officer, second, wrong):
    with pytest.raises(NotReady):
        propose(restricted(officer, second).restrictions.get(), officer, **wrong)


def test_officer_who_is_not_named_changes_no_list(officer, second):
    restriction = restricted(officer, second).restrictions.get()
    with pytest.raises(Refused, match="Only somebody whom the list names"):
        propose(restriction, make.user(Role.NOMINATED_OFFICER), kind="lift")


def test_second_officer_is_told_and_confirms_on_the_page(client, officer, second):
    manager = make.user(Role.SERVICE_MANAGER, name="Sam Manager")
    report = restricted(officer, second)
    page = reverse("triggers:triage-restriction", args=[report.reference])
    opened(client, report, officer)
    sent = {"kind": "add", "person": manager.pk, "reason": "He acts."}
    assert client.post(page, sent).status_code == 302
    told = OutboxItem.objects.filter(key__startswith="mail:triggers.list_change")
    assert [item.payload["to"] for item in told] == [second.email]
    assert "Confirm the change" not in client.get(page).content.decode()
    opened(client, report, second)
    assert "Confirm the change" in client.get(page).content.decode()
    change = report.restrictions.get().changes.get()
    decide = reverse("triggers:triage-list-change", args=[report.reference, change.pk])
    client.post(decide, {"confirm": "1"})
    assert "Sam Manager" in client.get(page).content.decode()


def test_form_of_a_restriction_keeps_what_was_typed(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    client.force_login(officer)
    address = reverse("triggers:triage-restrict", args=[report.reference])
    answer = client.post(address, {"reason": "A witness.", "people": []}).content.decode()
    assert "Name at least one other nominated officer" in answer
    assert "A witness." in answer
    other = make.user(Role.NOMINATED_OFFICER)
    client.post(address, {"reason": "A witness.", "people": [str(other.pk)]})
    assert Restriction.objects.get().named.count() == 2
