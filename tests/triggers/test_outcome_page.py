"""Choosing an outcome on its page, and scenario O1 from the member's form to the register."""

from datetime import datetime

import pytest
from django.urls import reverse
from lxml import html

from carp import clock
from carp.accounts.roles import Role
from carp.audit import trail
from carp.outbox.models import OutboxItem
from register.models import Community
from tests import make
from tests.make.register import area, community
from tests.triggers.test_assessment_page import line, typed
from tests.triggers.walk import INSIDE
from tests.web.html import check_error_links, check_page
from triggers.models import Referral, TriggerReport

pytestmark = pytest.mark.django_db
Status, State = TriggerReport.Status, Referral.State


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER)
    client.force_login(person)
    return person


@pytest.fixture
def report():
    return make.trigger_report(Status.ASSESSED, area=area())


def url(report):
    return reverse("triggers:outcome-agree", args=[report.reference])


def parse(response):
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    check_page(page)
    return page


def held(page):
    """What a browser would send back of a page, untouched."""
    (form,) = page.xpath("//main//form[@method='post']")
    data = {}
    for control in form.xpath(".//input|.//select|.//textarea"):
        name, kind = control.get("name"), control.get("type")
        if kind in {"checkbox", "radio"}:
            if control.get("checked") is not None:
                data.setdefault(name, []).append(control.get("value"))
        elif control.tag == "select":
            data[name] = (control.xpath("./option[@selected]/@value") or [""])[0]
        else:
            data[name] = control.get("value", "") if control.tag == "input" else control.text or ""
    return {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}


def errors(page):
    found = page.xpath("//p[contains(@class,'govuk-error-message')]")
    return [" ".join(each.text_content().split()).removeprefix("Error: ") for each in found]


def test_suggestion_is_chosen_already_and_one_press_agrees_it(client, officer, report):
    page = parse(client.get(url(report)))
    assert "12, High" in page.text_content()
    sent = held(page)
    assert sent["routes"] == ["housing_board"]
    assert sent["community"] == ["new"]
    assert sent["new-name"] == "Alleys behind Trinity Street"
    assert sent["new-areas"] == ["E05009642"]
    assert sent["new-summary"].strip() == report.what
    response = client.post(url(report), sent | {"agree": "1"}, follow=True)
    assert "The outcome is agreed." in response.content.decode()
    entered = Community.objects.get()
    assert (entered.summary, entered.kind) == (report.what, report.community_kind)
    assert [each.code for each in entered.categories.all()] == ["asb-and-domestic-violence"]
    assert report.referrals.get().state == State.RAISED


def test_community_of_the_same_ward_is_offered_and_linked(client, officer, report):
    known = community()
    page = parse(client.get(url(report)))
    sent = held(page)
    assert "community" not in sent
    refused = parse(client.post(url(report), sent))
    assert errors(refused) == ["Link a community or enter a new one: the board decides about it."]
    check_error_links(refused)
    client.post(url(report), sent | {"community": known.reference})
    report.refresh_from_db()
    assert (report.community, Community.objects.count()) == (known, 1)


def test_search_of_the_register_keeps_everything_typed(client, officer):
    report = make.trigger_report(Status.ASSESSED)
    known = community(name="Hemswell Cliff families")
    sent = held(parse(client.get(url(report)))) | {
        "routes": ["housing_board", "watch"],
        "watch_until_day": "3",
        "watch_until_month": "June",
        "reasons": "Both are wise.",
        "new-name": "My own words",
        "search": "hemswell",
        "find": "1",
    }
    page = parse(client.post(url(report), sent))
    again = held(page)
    assert again["routes"] == ["housing_board", "watch"]
    assert again["watch_until_day"] == "3"
    assert again["watch_until_month"] == "June"
    assert again["reasons"].strip() == "Both are wise."
    assert again["new-name"] == "My own words"
    assert page.xpath(f"//input[@name='community'][@value='{known.reference}']")
    assert not errors(page)
    nothing = parse(client.post(url(report), sent | {"search": "atlantis"}))
    assert "Nothing on the register matches “atlantis”." in nothing.text_content()


def test_a_wrong_answer_under_a_route_that_is_not_ticked_does_not_stand_in_the_way(client, officer):
    """Somebody ticked "watch", mistyped the day, and chose the board instead."""
    report = make.trigger_report(Status.ASSESSED)
    known = community(name="Hemswell Cliff families")
    sent = held(parse(client.get(url(report)))) | {"search": "hemswell"}
    wrong = {"watch_until_day": "31", "watch_until_month": "2", "watch_until_year": "2027"}
    sent |= wrong | {"routes": ["housing_board"], "community": known.reference, "agree": "1"}
    page = client.post(url(report), sent, follow=True)
    assert "The outcome is agreed." in page.content.decode()
    ticked = make.trigger_report(Status.ASSESSED)
    both = held(parse(client.get(url(ticked)))) | wrong | {"routes": ["watch"], "agree": "1"}
    assert "Enter a real date" in client.post(url(ticked), both).content.decode()


def test_chosen_community_of_a_search_is_linked(client, officer):
    report = make.trigger_report(Status.ASSESSED)
    known = community(name="Hemswell Cliff families")
    sent = held(parse(client.get(url(report)))) | {"search": "hemswell"}
    client.post(url(report), sent | {"community": known.reference})
    report.refresh_from_db()
    assert report.community == known


def test_every_route_asks_its_own_question_beside_its_field(client, officer, report):
    make.user(Role.SERVICE_MANAGER)
    sent = held(parse(client.get(url(report)))) | {
        "routes": ["housing_board", "immediate_action", "watch"],
        "watch_until_day": "",
        "watch_until_month": "",
        "watch_until_year": "",
    }
    page = parse(client.post(url(report), sent))
    assert errors(page) == [
        "Name at least one service manager.",
        "Enter the day on which to look again.",
        "Say why: “Take immediate action with service managers” was not suggested.",
    ]
    check_error_links(page)
    assert held(page)["routes"] == ["housing_board", "immediate_action", "watch"]


def test_service_manager_is_named_and_told(client, officer, report):
    manager = make.user(Role.SERVICE_MANAGER, post="Street scene")
    sent = held(parse(client.get(url(report)))) | {
        "routes": ["housing_board", "immediate_action"],
        "service_managers": [str(manager.pk)],
        "reasons": "A child was hurt.",
    }
    client.post(url(report), sent)
    act = report.referrals.get(route="immediate_action")
    assert list(act.service_managers.all()) == [manager]
    assert manager.email in [item.payload["to"] for item in OutboxItem.objects.all()]


def test_new_community_is_judged_beside_its_fields(client, officer, report):
    sent = held(parse(client.get(url(report))))
    refused = parse(
        client.post(url(report), sent | {"new-name": "", "routes": ["management_team"]})
    )
    assert errors(refused) == [
        "Say why: “Raise with the Management Team” was not suggested.",
        "Enter the name of the community",
    ]
    page = parse(client.post(url(report), sent | {"new-areas": []}))
    check_error_links(page)
    assert page.xpath("//details[@open]//input[@name='new-areas']")
    assert not Community.objects.exists()


def test_closing_enters_no_community(client, officer, report):
    sent = held(parse(client.get(url(report)))) | {
        "routes": ["no_further_action"],
        "reasons": "Nobody else has seen it.",
        "close_reason": "insufficient-evidence",
        "feedback": "Thank you.",
    }
    client.post(url(report), sent)
    report.refresh_from_db()
    assert (report.status, report.close_reason) == (Status.CLOSED, "insufficient-evidence")
    assert not Community.objects.exists()


def test_outcome_is_refused_beside_its_field_before_the_assessment(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW, area=area())
    page = parse(client.get(url(report)))
    assert "Complete the assessment before you choose an outcome." in page.text_content()
    assert not page.xpath("//main//form")
    sent = {"routes": ["housing_board"], "community": "new"} | {
        f"new-{name}": value
        for name, value in (("name", "Alleys"), ("kind", "place"), ("areas", "E05009642"))
    }
    refused = parse(client.post(url(report), sent))
    assert errors(refused) == ["Complete the assessment before you choose an outcome."]
    check_error_links(refused)
    report.refresh_from_db()
    assert (report.status, Community.objects.count()) == (Status.UNDER_REVIEW, 0)


def test_second_outcome_is_refused_beside_its_field(client, officer, report):
    sent = held(parse(client.get(url(report))))
    client.post(url(report), sent)
    refused = parse(client.post(url(report), sent))
    assert "This report has its outcome already: it is outcome agreed." in errors(refused)


def test_linked_report_keeps_its_community(client, officer):
    known = community()
    report = make.trigger_report(Status.ASSESSED, community=known)
    sent = held(parse(client.get(url(report))))
    assert sent["community"] == ["kept"]
    client.post(url(report), sent)
    report.refresh_from_db()
    assert (report.community, report.status) == (known, Status.OUTCOME_AGREED)


def report_by(client, member, ward):
    """The member's own report, by the form inside."""
    client.force_login(member)
    sent = INSIDE | {
        "community_kind": "place",
        "where": "Alleys of the South West Ward",
        "area": str(ward.pk),
        "what": "Drugs, alcohol, rubbish in the alleys and fear of crime.",
        "sources": ["to-member-or-officer", "more-complaints"],
        "urgency": "urgent",
    }
    said = client.post("/report/inside/", sent, follow=True).content.decode()
    report = TriggerReport.objects.get()
    assert (report.reference, report.reference in said) == ("TRG-2024-00001", True)
    return report


def assess_and_agree(client, report):
    """Two lines of 12 and 9, then what the page suggests, untouched."""
    client.post(reverse("triggers:triage-take-up", args=[report.reference]))
    fear = line("Fear of crime", likelihood="3", impact_people="2", impact_community="3")
    assessment = reverse("triggers:assessment-edit", args=[report.reference])
    client.post(assessment, typed(line(), fear, complete="1"))
    page = parse(client.get(url(report)))
    assert "12, High" in page.text_content()
    assert held(page)["routes"] == ["housing_board"]
    client.post(url(report), held(page))


def test_scenario_o1_member_reports_south_west_ward(client):
    """Domain 5, O1, through the pages, from the member's form to the register."""
    member, other = make.user(Role.MEMBER), make.user(Role.MEMBER)
    officer = make.user(Role.NOMINATED_OFFICER)
    with clock.at(datetime(2024, 6, 3, 9, 15)):
        report = report_by(client, member, area())
        assert report.reference in client.get("/report/mine/").content.decode()
        client.force_login(other)
        assert report.reference not in client.get("/report/mine/").content.decode()
        assert client.get(f"/report/mine/{report.reference}/").status_code == 404
    client.force_login(officer)
    with clock.at(datetime(2024, 6, 4, 11)):
        queue = client.get("/triage/").content.decode()
        assert (report.reference in queue, "5 Jun 2024" in queue) == (True, True)
        refused = parse(client.post(url(report), {"routes": ["housing_board"]}))
        assert errors(refused) == ["Complete the assessment before you choose an outcome."]
        assess_and_agree(client, report)
    report.refresh_from_db()
    assert report.status == Status.OUTCOME_AGREED
    assert [referral.route for referral in report.referrals.all()] == ["housing_board"]
    entered = Community.objects.get()
    assert (entered.reference, entered.status) == ("CAR-2024-0001", Community.Status.EMERGING)
    assert report.community == entered
    events = trail.of_subject(report)
    assert [(event.action, event.by, event.at.day) for event in events] == [
        ("triggers.submit", member, 3),
        ("triggers.take_up", officer, 4),
        ("triggers.complete_assessment", officer, 4),
        ("triggers.agree_outcome", officer, 4),
    ]


# --- Restricted reports ------------------------------------------------------------------------
@pytest.mark.parametrize("restricted", [True, False])
def test_words_of_a_restricted_report_do_not_go_into_the_register_by_themselves(
    client, officer, report, restricted
):
    if restricted:
        make.restriction(report, officer, make.user(Role.NOMINATED_OFFICER), restricted_by=officer)
        reason = {"reason": "I choose the outcome."}
        client.post(reverse("triggers:triage-access", args=[report.reference]), reason)
    page = parse(client.get(url(report)))
    new = {name: held(page)[f"new-{name}"].strip() for name in ("name", "summary", "what_works")}
    told = {"name": report.where, "summary": report.what, "what_works": report.what_works}
    assert new == (dict.fromkeys(told, "") if restricted else told)
    assert ("read the register" in page.text_content()) == restricted
