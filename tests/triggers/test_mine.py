"""One's own reports: the list, the page, and nobody else's."""

import pytest

from carp.accounts.roles import Role
from tests import make
from tests.triggers.walk import text_of
from triggers import receipts
from triggers.models import TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
LIST = "/report/mine/"


def own(person, status=Status.RECEIVED, **fields):
    report = make.trigger_report(status, submitted_by=person, reporter_kind="officer", **fields)
    make.reporter_contact(report)
    return report


@pytest.fixture
def officer(client):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    return person


def test_list_holds_only_ones_own(client, officer):
    mine, other = own(officer), own(make.user(Role.OFFICER))
    outside = make.trigger_report()
    words = text_of(client.get(LIST))
    assert mine.reference in words
    assert other.reference not in words
    assert outside.reference not in words


def test_list_shows_public_words_and_never_the_internal_ones(client, officer):
    own(officer, Status.AWAITING_INFORMATION)
    words = text_of(client.get(LIST))
    assert "Being looked at" in words
    assert "Awaiting information" not in words


def test_empty_list_says_so_and_leads_on(client, officer):
    page = client.get(LIST)
    assert "You have not reported a concern yet." in text_of(page)
    assert 'href="/report/inside/"' in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_queries_at_any_length(
    client, officer, rows, django_assert_num_queries
):
    for _ in range(rows):
        own(officer)
    client.get(LIST)
    with django_assert_num_queries(2):  # the person with their roles, the rows
        client.get(LIST)


def test_list_is_searched_and_downloaded(client, officer):
    own(officer, where="Bridge Street", search_text="bridge street")
    own(officer, where="Mill Lane", search_text="mill lane")
    assert "Mill Lane" not in text_of(client.get(LIST, {"q": "BRIDGE"}))
    lines = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode()
    assert lines.splitlines()[0] == "\ufeffReference,Received,Where,Status"
    assert len(lines.splitlines()) == 3
    assert "Arrived" in lines


@pytest.mark.parametrize("status", Status)
def test_own_report_shows_what_was_said_and_how_it_is_getting_on(client, officer, status):
    report = own(officer, status, what="First line\nSecond line", area=make.area())
    words = text_of(client.get(f"{LIST}{report.reference}/"))
    for shown in (
        "First line Second line",
        "Alleys behind Trinity Street",
        "Gainsborough South-West",
        "Increase in complaints about a specific issue",
        "Getting worse",
        "Telephone",
        receipts.told(status).words,
    ):
        assert shown in words


def test_feedback_is_shown_where_there_is_some(client, officer):
    report = own(officer, Status.CLOSED, feedback="The alleys are lit now.")
    assert "The alleys are lit now." in text_of(client.get(f"{LIST}{report.reference}/"))


def test_own_report_never_shows_the_assessment(client, officer):
    report = own(officer, Status.OUTCOME_AGREED)
    words = text_of(client.get(f"{LIST}{report.reference}/"))
    for hidden in ("High", "Drug use spreads", "Housing Board", "Outcome agreed"):
        assert hidden not in words


@pytest.mark.parametrize("role", Role)
def test_somebody_elses_report_is_not_found_by_any_role(client, role):
    other, outside = own(make.user(Role.OFFICER)), make.trigger_report()
    client.force_login(make.user(role))
    missing = client.get(f"{LIST}TRG-2020-99999/")
    for report in (other, outside):
        answer = client.get(f"{LIST}{report.reference}/")
        assert answer.status_code == missing.status_code == 404
        assert text_of(answer) == text_of(missing)


def test_markup_in_a_report_stays_text(client, officer):
    report = own(officer, what="<script>alert(1)</script>", where="<b>x</b>")
    for path in (LIST, f"{LIST}{report.reference}/"):
        body = client.get(path).content.decode()
        assert "<script>alert" not in body
        assert "<b>x" not in body
