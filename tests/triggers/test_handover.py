"""Scenario O3: one person's case goes to safeguarding, and what was said of them leaves us."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit.models import AuditEvent
from carp.outbox.models import OutboxItem
from reporting.selectors.periods import period_of
from reporting.selectors.triggers import trigger_figures
from tests import make
from tests.make.register import area, community
from triggers import permissions, selectors, similar, workflow
from triggers.models import Assessment, QuarantinedText, TriggerReport
from triggers.workflow import NotReady

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
NAME = "Canary Nameworth"


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


@pytest.fixture
def lead():
    return make.user(Role.SAFEGUARDING_LEAD, name="Safeguarding Lead")


@pytest.fixture
def report():
    entry = make.report_entry(
        what=f"{NAME} is beaten by her son.",
        where=f"Next to {NAME}",
        being_done=f"{NAME} rang the police.",
        immediate_danger=True,
    )
    return workflow.submit(entry, by=None, idempotency_key="o3").report


def hand_over(report, by, **changes):
    return workflow.hand_over(report, by=by, handover=make.handover(**changes))


def everything():
    """All that the database holds, as one text: every column of every table."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model is Session:
            continue
        found += [json.dumps(row, default=str) for row in model.objects.values_list()]
    found += [json.dumps(each.get_decoded(), default=str) for each in Session.objects.all()]
    return "\n".join(found)


def test_name_is_in_the_quarantine_alone_and_then_nowhere(report, officer, lead):
    draft = make.assessment_entry(gaps=f"Where {NAME} sleeps.", confidence="")
    workflow.save_assessment(report, by=officer, entry=draft)
    make.report_message(report=report, body=f"I saw {NAME} today.")
    assert report.reference in everything()
    quarantined = hand_over(report, officer)
    assert all(word in quarantined.text for word in (NAME, "her son", "sleeps", "today"))
    QuarantinedText.objects.update(text="elsewhere")
    assert NAME not in everything()
    QuarantinedText.objects.update(text=quarantined.text)

    workflow.confirm_handover(quarantined, by=lead)

    assert NAME not in everything()
    quarantined.refresh_from_db()
    assert (quarantined.confirmed_by, quarantined.text) == (lead, "")
    event = AuditEvent.objects.get(action="triggers.confirm_handover")
    assert (event.by, event.after) == (lead, {"safeguarding_reference": "SG-004127"})


def test_report_ends_redirected_with_the_opaque_reference_only(report, officer):
    hand_over(report, officer)
    report.refresh_from_db()
    assert (report.status, report.close_reason) == (Status.REDIRECTED, "safeguarding-adult")
    assert report.what == "A person in the street is not safe."
    assert report.where == report.being_done == ""
    assert "canary" not in report.search_text
    event = AuditEvent.objects.get(action="triggers.hand_over")
    assert event.after["safeguarding_reference"] == "SG-004127"
    assert event.after["redacted"] == ["what", "where", "since", "being_done"]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"reason": "planning"}, "redirect_reason"),
    ({"reason": ""}, "redirect_reason"),
    ({"safeguarding_reference": ""}, "safeguarding_reference"),
    ({"safeguarding_reference": "Canary Nameworth"}, "safeguarding_reference"),
    ({"safeguarding_reference": "SG-00412"}, "safeguarding_reference"),
    ({"safeguarding_reference": "SG-٠٠٤١٢٧"}, "safeguarding_reference"),
    ({"texts": {"what": " "}}, "what"),
    ({"feedback": " "}, "feedback"),
])  # fmt: skip
def test_what_a_handover_lacks_stands_beside_its_field(report, officer, wrong, field):
    with pytest.raises(NotReady) as refusal:
        hand_over(report, officer, **wrong)
    assert set(refusal.value.faults) == {field}
    assert not QuarantinedText.objects.exists()


def test_something_must_be_taken_out(report, officer):
    names = ("what", "where", "since", "being_done", "what_works", "evidence_link")
    texts = {name: getattr(report, name) for name in names}
    with pytest.raises(NotReady, match="Take out what tells who the person is"):
        hand_over(report, officer, texts=texts)


def test_draft_assessment_is_emptied(report, officer):
    workflow.save_assessment(report, by=officer, entry=make.assessment_entry())
    hand_over(report, officer)
    draft = Assessment.objects.get()
    assert (draft.what_works, draft.gaps, draft.lines.count()) == ("", "", 0)


def test_board_that_has_it_before_it_holds_nothing_back(officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    hand_over(report, officer)
    assert report.referrals.get().state == "withdrawn"


def test_reporter_of_a_case_need_not_wait_for_a_colleague():
    reporter = make.user(Role.NOMINATED_OFFICER)
    report = make.trigger_report(submitted_by=reporter)
    assert permissions.can_take_step(reporter, report, "hand_over")


def test_leads_are_told_without_a_word_of_it(report, officer, lead):
    hand_over(report, officer)
    told = OutboxItem.objects.get(key__startswith="mail:triggers.handover")
    assert told.payload["to"] == lead.email
    assert NAME not in told.payload["body"]


# --- Who reads the quarantine -------------------------------------------------------------------
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SAFEGUARDING_LEAD}))
def test_nobody_but_a_safeguarding_lead_reads_or_confirms(report, officer, role):
    quarantined, person = hand_over(report, officer), make.user(role)
    for step in (workflow.read_handover, workflow.confirm_handover):
        with pytest.raises(Refused, match="Only a safeguarding lead"):
            step(quarantined, by=person)
    quarantined.refresh_from_db()
    assert NAME in quarantined.text


def test_officer_who_handed_it_over_does_not_confirm_it(report):
    both = make.user(Role.NOMINATED_OFFICER, Role.SAFEGUARDING_LEAD)
    with pytest.raises(Refused, match="another safeguarding lead must confirm"):
        workflow.confirm_handover(hand_over(report, both), by=both)


def test_lead_reads_it_on_record_and_confirms_with_a_tick(client, report, officer, lead):
    quarantined = hand_over(report, officer)
    client.force_login(lead)
    page = reverse("triggers:handover-detail", args=[quarantined.pk])
    listed = client.get(reverse("triggers:handover-list")).content.decode()
    assert page in listed
    assert NAME not in listed
    assert NAME not in client.get(page).content.decode()
    assert not AuditEvent.objects.filter(action="triggers.read_handover").exists()
    assert NAME in client.post(page, {"read": "1"}).content.decode()
    assert AuditEvent.objects.get(action="triggers.read_handover").by == lead
    refused = client.post(page, {"confirm": "1"}).content.decode()
    assert "Tick the box when safeguarding has what it needs" in refused
    client.post(page, {"confirm": "1", "taken": "on"})
    quarantined.refresh_from_db()
    assert quarantined.text == ""
    assert "erased" in client.get(page).content.decode()
    with pytest.raises(Refused, match="confirmed already"):
        workflow.confirm_handover(quarantined, by=lead)


def test_files_are_for_the_lead_alone_and_then_for_nobody(client, report, officer, lead):
    file = make.evidence_file(report)
    quarantined = hand_over(report, officer)
    taken = reverse("triggers:triage-file", args=[report.reference, file.pk])
    client.force_login(officer)
    assert client.post(taken).status_code == 404
    assert (
        file.name
        not in client.get(
            reverse("triggers:triage-detail", args=[report.reference])
        ).content.decode()
    )
    client.force_login(lead)
    page = reverse("triggers:handover-detail", args=[quarantined.pk])
    assert file.name in client.post(page, {"read": "1"}).content.decode()
    given = client.post(reverse("triggers:handover-file", args=[quarantined.pk, file.pk]))
    assert given.status_code == 200
    assert AuditEvent.objects.filter(action="triggers.read_handover").count() == 2
    workflow.confirm_handover(quarantined, by=lead)
    assert not report.files.exists()
    gone = client.post(reverse("triggers:handover-file", args=[quarantined.pk, file.pk]))
    assert gone.status_code == 404


# --- Where the report still is ------------------------------------------------------------------
def test_handed_over_report_is_in_no_list_and_counted_once(report, officer):
    place = community(areas=[area()])
    TriggerReport.objects.update(area=area(), community=place)
    on = date(clock.today().year, clock.today().month, clock.today().day)
    hand_over(report, officer)
    auditor, board = make.user(Role.AUDITOR), make.board_member("housing-board")
    for person in (officer, auditor, board):
        assert not TriggerReport.objects.visible_to(person).exists()
        assert not selectors.readable(person).exists()
        assert selectors.reports_of(place, person) == []
    assert not TriggerReport.objects.publishable().exists()
    other = make.trigger_report(area=report.area)
    assert similar.similar_reports(other, officer) == []
    year = period_of("annual", selectors_year(on), on=on)
    figures = trigger_figures(year)
    assert (figures.redirected, figures.closed) == (1, 0)


def selectors_year(on):
    start = on.year if on.month > 3 else on.year - 1
    return f"{start}/{str(start + 1)[2:]}"


def test_triage_opens_it_by_its_reference_redacted(client, report, officer):
    hand_over(report, officer)
    client.force_login(officer)
    page = client.get(reverse("triggers:triage-detail", args=[report.reference]))
    text = page.content.decode()
    assert "Handed over to safeguarding as SG-004127" in text
    assert NAME not in text
    client.force_login(make.user(Role.SERVICE_MANAGER))
    assert client.get(reverse("triggers:triage-detail", args=[report.reference])).status_code == 404


def test_reopened_report_is_worked_on_again_without_the_person(report, officer):
    hand_over(report, officer)
    workflow.reopen(report, by=officer, reason="The street is at risk as well.")
    assert list(TriggerReport.objects.visible_to(officer)) == [report]
    with pytest.raises(NotReady, match="An earlier handover"):
        hand_over(report, officer, texts={"what": "Something else."})


def test_reference_of_safeguarding_is_for_those_who_hand_over(client, report, officer):
    """A reopened report can be sent to others, whom the case of the person does not concern."""
    hand_over(report, officer)
    workflow.reopen(report, by=officer, reason="The street is at risk as well.")
    report.refresh_from_db()
    manager = make.user(Role.SERVICE_MANAGER)
    referral = make.referral(report, "immediate_action", group=None)
    referral.service_managers.add(manager)
    for reader in (officer, make.user(Role.AUDITOR), manager):
        client.force_login(reader)
        page = client.get(reverse("triggers:triage-detail", args=[report.reference]))
        assert "Handed over to safeguarding" in page.content.decode()
        assert ("SG-004127" in page.content.decode()) == (reader is officer)


# --- The page -----------------------------------------------------------------------------------
def test_page_shows_the_texts_to_edit_and_drafts_the_answer(client, report, officer):
    client.force_login(officer)
    page = reverse("triggers:triage-handover", args=[report.reference])
    first = client.get(page).content.decode()
    assert NAME in first
    assert "Individual safeguarding: an adult" in first
    sent = {
        "redirect_reason": "safeguarding-adult",
        "safeguarding_reference": "sg-004127",
        "what": "A person is not safe.",
        "draft": "1",
    }
    drafted = client.post(page, sent).content.decode()
    assert "passed it to the people who protect adults at risk" in drafted
    assert "A person is not safe." in drafted
    assert not QuarantinedText.objects.exists()
    del sent["draft"]
    wrong = client.post(page, sent).content.decode()
    assert "Write what the reporter is told" in wrong
    assert "A person is not safe." in wrong
    answer = client.post(page, sent | {"feedback": "We passed it on."})
    assert answer.status_code == 302
    assert QuarantinedText.objects.get().safeguarding_reference == "SG-004127"


@pytest.mark.parametrize("linked", [True, False])
def test_page_reminds_of_what_the_register_says(client, report, officer, linked):
    """A new entry begins with the report's own words, and the handover does not reach it."""
    if linked:
        report.community = community(name="Old Trinity")
        report.save(update_fields=("community",))
    client.force_login(officer)
    page = client.get(reverse("triggers:triage-handover", args=[report.reference]))
    assert ("Old Trinity" in page.content.decode()) == linked
    assert ("a handover does not change it" in page.content.decode()) == linked


def test_guide_offers_the_handover(client, report, officer):
    client.force_login(officer)
    page = client.get(reverse("triggers:triage-detail", args=[report.reference]))
    assert reverse("triggers:triage-handover", args=[report.reference]) in page.content.decode()
