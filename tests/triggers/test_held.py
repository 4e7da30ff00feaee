"""What comes over the limit of a network is held, and counts nowhere until it is released."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.digest import lines
from reporting.selectors.periods import period_of
from reporting.selectors.triggers import trigger_figures
from tests import make
from tests.mail import owed_mails
from tests.triggers.walk import text_of
from triggers import heaps, selectors, workflow
from triggers.models import TriggerReport
from triggers.workflow import ContactEntry, NotReady

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
ON_3_JUNE_2024 = datetime(2024, 6, 3, 9, tzinfo=UTC)


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER, name="Nora Ofori")
    client.force_login(person)
    return person


def held(**changes):
    entry = make.report_entry(**changes)
    return workflow.submit(entry, by=None, idempotency_key="k", held=True).report


def page_of(report, name="triage-detail"):
    return reverse(f"triggers:{name}", args=[report.reference])


def test_held_report_says_since_when_and_owes_no_mail(officer):
    with clock.at(ON_3_JUNE_2024):
        report = held(contact=ContactEntry(method="email", email="pat@example.org"))
    assert (report.status, report.held_at) == (Status.HELD, ON_3_JUNE_2024)
    assert owed_mails() == []
    assert trail.of_subject(report).get().after["status"] == "held"


def test_held_report_is_in_its_own_heap_and_in_no_other(client, officer):
    report, other = held(), make.trigger_report()
    for code, tab in heaps.tabs(officer).items():
        rows = selectors.readable(officer).filter(tab.holds)
        assert (report in rows) == (code == "held"), code
        assert (other in rows) == (code in {"open", "new", "unassigned", "all"}), code
    assert heaps.tab_counts(officer)["held"] == "1"
    assert heaps.tab_counts(officer)["open"] == "1"


def test_released_report_is_one_like_any_other(client, officer):
    with clock.at(ON_3_JUNE_2024):
        report = held(contact=ContactEntry(method="email", email="pat@example.org"))
    with clock.at(ON_3_JUNE_2024 + timedelta(hours=2)):
        words = text_of(client.get(page_of(report)))
        assert "this one is held" in words
        assert "Release this report" in words
        response = client.post(page_of(report, "triage-release"), follow=True)
    report.refresh_from_db()
    assert "is released and waits to be assessed" in text_of(response)
    assert (report.status, report.released_by) == (Status.RECEIVED, officer)
    assert report.released_at == ON_3_JUNE_2024 + timedelta(hours=2)
    assert report.assess_due_on == date(2024, 6, 17)
    assert [mail.payload["to"] for mail in owed_mails()] == ["pat@example.org"]
    assert "1 new report" in [str(line) for line in lines.of(officer)]
    assert "Released: taken as genuine" in text_of(client.get(page_of(report)))
    assert "has already" not in text_of(response)


def test_day_promised_that_has_gone_by_becomes_the_day_of_release(officer):
    with clock.at(ON_3_JUNE_2024):
        report = held(urgency="immediate")
    with clock.at(ON_3_JUNE_2024 + timedelta(days=4)):
        assert workflow.release(report, by=officer).assess_due_on == date(2024, 6, 7)


def test_released_twice_is_refused_with_its_sentence(client, officer):
    report = workflow.release(held(), by=officer)
    with pytest.raises(Refused, match="This report is not held: it is received"):
        workflow.release(report, by=officer)
    response = client.post(page_of(report, "triage-release"), follow=True)
    assert "This report is not held" in text_of(response)


def test_set_aside_report_is_closed_with_its_reason_and_kept(client, officer):
    report = held()
    page = client.post(page_of(report, "triage-set-aside"), {"set_aside_reason": ""})
    assert text_of(page).count("Choose a reason") >= 2
    response = client.post(
        page_of(report, "triage-set-aside"), {"set_aside_reason": "not-genuine"}, follow=True
    )
    report.refresh_from_db()
    assert (report.status, report.close_reason) == (Status.CLOSED, "not-genuine")
    assert (report.closed_by, report.released_at) == (officer, None)
    words = text_of(response)
    assert "The report is set aside." in words
    assert "This report was closed on" in words
    assert packs.current().label("set_aside_reasons", "not-genuine").lower() in words
    assert owed_mails() == []


def test_reason_that_the_pack_does_not_know_is_refused(officer):
    report = held()
    with pytest.raises(NotReady, match="Choose a reason"):
        workflow.set_aside(report, by=officer, reason="resolved")
    report.refresh_from_db()
    assert report.status == Status.HELD


def test_reopened_it_is_taken_as_genuine_after_all(officer):
    report = workflow.set_aside(held(), by=officer, reason="try-out")
    report = workflow.reopen(report, by=officer, reason="The reporter rang.")
    assert (report.status, report.released_by) == (Status.UNDER_REVIEW, officer)
    assert TriggerReport.objects.counted().get() == report


def test_what_is_held_or_set_aside_counts_in_no_report(officer):
    with clock.at(ON_3_JUNE_2024):
        first = held()
        period = period_of("quarterly", "2024/25 Q1", on=date(2024, 10, 21))

        def figures():
            found = trigger_figures(period)
            months = sum(month.received for month in found.months)
            return found.received, found.waiting, found.closed, months

        assert figures() == (0, 0, 0, 0)
        workflow.set_aside(first, by=officer, reason="not-genuine")
        assert figures() == (0, 0, 0, 0)
        workflow.reopen(first, by=officer, reason="It is genuine.")
        assert figures() == (1, 1, 0, 1)


# --- Several at once ---------------------------------------------------------------------------
HEAP, RELEASE, SET_ASIDE = "/triage/queue/held/", "/triage/held/release/", "/triage/held/set-aside/"


def two_held(**fields):
    return [make.trigger_report(Status.HELD, **fields) for _ in range(2)]


def test_heap_of_held_reports_offers_both_acts_and_no_assigning(client, officer):
    two_held()
    page = client.get(HEAP).content.decode()
    assert f'formaction="{RELEASE}"' in page
    assert f'formaction="{SET_ASIDE}"' in page
    assert "Assign the chosen reports" not in page
    assert "assign the report to me" not in page  # nor by a key
    assert 'data-me=""' in page
    make.trigger_report()
    assert "formaction" not in client.get("/triage/").content.decode()


def test_ticked_reports_are_released_each_by_itself_and_refusals_say_why(client, officer):
    first, second = two_held()
    other = make.trigger_report()
    ticked = {"reports": [first.reference, second.reference, other.reference]}
    response = client.post(RELEASE, ticked, follow=True)
    words = text_of(response)
    assert response.redirect_chain[-1][0] == HEAP
    assert f"Released: {first.reference}, {second.reference}." in words
    assert f"Not released: {other.reference}. This report is not held" in words
    assert TriggerReport.objects.filter(released_by=officer).count() == 2
    assert [trail.of_subject(each).last().action for each in (first, second)] == (
        ["triggers.release"] * 2
    )


def test_setting_several_aside_is_asked_about_first(client, officer):
    first, second = two_held(where="Mill Road")
    page = client.post(SET_ASIDE, {"reports": [first.reference, second.reference]})
    words = text_of(page)
    assert "Set aside 2 reports as not genuine?" in words
    assert "There is a problem" not in words
    assert words.count("Mill Road") == 2
    assert TriggerReport.objects.filter(status=Status.HELD).count() == 2
    body = page.content.decode()
    for report in (first, second):
        assert f'name="reports" value="{report.reference}"' in body


def test_one_reason_sets_all_of_them_aside_and_refusals_say_why(client, officer):
    first, second = two_held()
    workflow.release(second, by=officer)
    ticked = {"reports": [first.reference, second.reference]}
    page = client.post(SET_ASIDE, ticked | {"set_aside_reason": ""})
    assert text_of(page).count("Choose a reason") >= 2
    assert f'value="{first.reference}"' in page.content.decode()
    response = client.post(SET_ASIDE, ticked | {"set_aside_reason": "not-genuine"}, follow=True)
    words = text_of(response)
    assert f"Set aside: {first.reference}." in words
    assert f"Not set aside: {second.reference}. This report is not held" in words
    first.refresh_from_db()
    assert (first.status, first.close_reason) == (Status.CLOSED, "not-genuine")


@pytest.mark.parametrize("path", [RELEASE, SET_ASIDE])
def test_without_a_tick_one_is_asked_for(client, officer, path):
    two_held()
    response = client.post(path, follow=True)
    assert response.redirect_chain[-1][0] == HEAP
    assert "Choose at least one report." in text_of(response)


@pytest.mark.parametrize("path", [RELEASE, SET_ASIDE])
def test_restricted_report_is_neither_named_nor_touched(client, officer, path):
    report = make.trigger_report(Status.HELD, where="CanaryStreet")
    make.restriction(report)
    given = {"reports": [report.reference], "set_aside_reason": "not-genuine"}
    response = client.post(path, given, follow=True)
    assert report.reference not in text_of(response)
    report.refresh_from_db()
    assert report.status == Status.HELD
