"""Registered partners see their organisation's reports, as long as its agreement lasts."""

from datetime import date, datetime, timedelta

import pytest

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from tests import make
from tests.triggers.walk import text_of
from triggers.models import ReportMessage, TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
LIST = "/report/organisation/"
ENDS = date(2025, 3, 31)
WITHIN = datetime(2025, 3, 31, 23, 30)


@pytest.fixture
def organisation():
    return make.organisation(
        "Trinity Food Bank", agreement_reference="ISA-1", agreement_ends_on=ENDS
    )


def partner(organisation, *roles):
    return make.user(*(roles or (Role.PARTNER,)), organisation=organisation)


def report_by(person, status=Status.RECEIVED, **fields):
    report = make.trigger_report(status, submitted_by=person, reporter_kind="partner", **fields)
    make.reporter_contact(report, name="CanaryName", telephone="CanaryNumber")
    return report


@pytest.fixture
def visitor(client, organisation):
    person = partner(organisation)
    with clock.at(WITHIN):
        client.force_login(person)
        yield person


def test_list_holds_the_reports_of_the_organisation_and_no_others(client, organisation, visitor):
    mine, colleague_s = report_by(visitor), report_by(partner(organisation))
    other = report_by(partner(make.organisation(agreement_reference="ISA-2")))
    outside, officer_s = make.trigger_report(), report_by(make.user(Role.OFFICER))
    words = text_of(client.get(LIST))
    for report in (mine, colleague_s):
        assert report.reference in words
    for report in (other, outside, officer_s):
        assert report.reference not in words
    assert set(TriggerReport.objects.visible_to(visitor)) == {mine, colleague_s}


def test_report_shows_how_it_gets_on_what_was_told_and_decided_and_nothing_more(
    client, organisation, visitor
):
    report = report_by(
        partner(organisation), Status.OUTCOME_AGREED, feedback="The lamps are ordered."
    )
    make.report_message(report, body="CanaryMessage")
    make.report_message(report, body="CanaryNote", visibility="internal")
    words = text_of(client.get(f"{LIST}{report.reference}/"))
    for shown in (
        "Being acted on",
        "The lamps are ordered.",
        "Raise with the Housing Board",
        "Alleys behind Trinity Street",
    ):
        assert shown in words
    for hidden in ("Canary", "High", "Drug use spreads", "Person", "Telephone", "How to reach"):
        assert hidden not in words
    assert not ReportMessage.objects.visible_to(visitor).exists()


@pytest.mark.parametrize(
    ("status", "why"),
    [(Status.CLOSED, "Resolved"), (Status.REDIRECTED, "Housing repair")],
)
def test_end_of_a_report_is_an_outcome(client, organisation, visitor, status, why):
    report = report_by(partner(organisation), status)
    assert why in text_of(client.get(f"{LIST}{report.reference}/"))


def test_report_of_another_organisation_is_not_found(client, visitor):
    other = report_by(partner(make.organisation(agreement_reference="ISA-2")))
    missing = client.get(f"{LIST}TRG-2020-99999/")
    answer = client.get(f"{LIST}{other.reference}/")
    assert answer.status_code == missing.status_code == 404
    assert text_of(answer) == text_of(missing)


def test_colleague_s_report_opens_no_other_page(client, organisation, visitor):
    report = report_by(partner(organisation))
    assert client.get(f"/report/mine/{report.reference}/").status_code == 404
    assert client.post(f"/report/mine/{report.reference}/add/", {"body": "x"}).status_code == 404
    assert client.get(f"/report/mine/{report.reference}/withdraw/").status_code == 404
    assert client.get(f"/triage/{report.reference}/").status_code == 403
    assert report.reference not in text_of(client.get("/report/mine/"))


def test_access_ends_with_the_agreement_and_the_page_says_whom_to_ask(client, organisation):
    person, colleague = partner(organisation), partner(organisation)
    report = report_by(colleague)
    with clock.at(WITHIN):
        client.force_login(person)
        assert client.get(f"{LIST}{report.reference}/").status_code == 200
    with clock.at(WITHIN + timedelta(hours=1)):
        for address in (LIST, f"{LIST}{report.reference}/", "/report/mine/", "/report/inside/"):
            page = client.get(address)
            assert page.status_code == 403
            words = text_of(page)
            assert "agreement with Trinity Food Bank ended on 31 March 2025" in words
            assert "Ask the Communities Service: 01632 960100" in words
            assert report.reference not in words
        person = type(person).objects.get(pk=person.pk)
        assert not TriggerReport.objects.visible_to(person).filter(pk=report.pk).exists()


def test_organisation_without_an_agreement_shares_nothing(client):
    organisation = make.organisation()
    person = partner(organisation)
    own, report = report_by(person), report_by(partner(organisation))
    client.force_login(person)
    page = client.get(LIST)
    assert page.status_code == 403
    assert "No information-sharing agreement covers you yet" in text_of(page)
    assert list(TriggerReport.objects.visible_to(person)) == [own]
    assert LIST not in client.get("/report/").content.decode()
    assert report.reference not in text_of(client.get("/report/mine/"))


def test_partner_without_an_organisation_shares_nothing(client):
    client.force_login(make.user(Role.PARTNER))
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PARTNER}))
def test_other_roles_see_nothing_of_the_organisation_by_belonging_to_it(client, organisation, role):
    with clock.at(WITHIN):
        person = partner(organisation, role)
        report = report_by(partner(organisation))
        client.force_login(person)
        assert client.get(LIST).status_code == 403
        seen = TriggerReport.objects.visible_to(person).filter(pk=report.pk).exists()
        assert seen == (Capability.TRIGGER_READ in ROLES[role])


def test_way_to_the_list_is_shown_and_one_s_own_form_is_the_one_page(client, visitor):
    for address in ("/report/", "/report/mine/"):
        assert f'href="{LIST}"' in client.get(address).content.decode()
    assert client.get("/report/inside/").status_code == 200


def test_list_is_searched_and_downloaded(client, organisation, visitor):
    report_by(visitor, where="Mill Lane", search_text="mill lane")
    report_by(partner(organisation), where="Bridge Street", search_text="bridge street")
    assert "Mill Lane" not in text_of(client.get(LIST, {"q": "bridge"}))
    lines = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode()
    assert len(lines.splitlines()) == 3
