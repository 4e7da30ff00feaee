"""The pages of the reports, and scenario O8 through them."""

import json as plain_json
import re
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.documents import json
from carp.outbox import queue
from reporting.models import ReportRun
from reporting.selectors import path_of
from tests import make

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2024, 10, 21, 9, tzinfo=UTC)
LIST, NEW = "/reports/", "/reports/new/"
ANNUAL = "/reports/new/annual/"
FORMS = ("pdf", "html", "json", "csv")


@pytest.fixture(autouse=True)
def _in_october():
    with clock.at(OCTOBER):
        yield


@pytest.fixture
def editor(client):
    person = make.user(Role.REPORT_EDITOR, name="Erin Editor")
    client.force_login(person)
    return person


def text_of(response):
    return strip(response.content.decode())


def strip(markup):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def ask(client, **changes):
    return client.post(NEW, {"period": "2024/25 Q2", "report_by": "", **changes})


def annual_form(**changes):
    typed = {"period": "2023/24", "call_in": "no", "key_decision": "no"}
    return typed | changes


def three_reports():
    """Received at 00:30 on 1 July, at 23:30 the day before, and in July; not closed then."""
    midnight = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    before = datetime(2024, 6, 30, 22, 30, tzinfo=UTC)
    july, october = (datetime(2024, month, 9, 9, tzinfo=UTC) for month in (7, 10))
    for received_at, closed_at in ((midnight, october), (before, july), (july, july)):
        with clock.at(received_at):
            make.trigger_report("closed", received_at=received_at, closed_at=closed_at)


@pytest.mark.slow
def test_o8_the_quarters_report_counts_by_local_days_in_every_form(client, editor):
    three_reports()
    address = ask(client).headers["Location"]
    progress = f"{address}progress.json"
    first = {"percent": 0, "text": "Waiting to be made", "finished": False}
    assert client.get(progress).json() == first
    assert '<meta http-equiv="refresh" content="5">' in client.get(address).content.decode()
    queue.run_due()
    assert client.get(progress).json()["finished"]

    page = text_of(client.get(address))
    assert "1 July 2024 to 30 September 2024" in page
    files = {form: client.get(f"{address}download/{form}/").content for form in FORMS}
    for said in (page, strip(files["html"].decode())):
        assert "2 reports of a community at risk came in." in said
        assert "None was assessed, 2 were closed" in said
    assert json.loads(files["json"].decode()).created == OCTOBER
    assert plain_json.loads(files["json"])["reference"] in page
    assert "Whole period,2,0,2" in files["csv"].decode("utf-8-sig")
    _is_accessible(files["pdf"])


def test_o8_the_report_stays_as_it_was_and_a_correction_stands_beside_it(client, editor):
    run = make.made_report()
    address = f"{LIST}{run.reference}/"
    page, file = text_of(client.get(address)), client.get(f"{address}download/html/").content
    for month in (7, 8):
        make.trigger_report(received_at=datetime(2024, month, 20, tzinfo=UTC))

    assert text_of(client.get(address)) == page
    assert client.get(f"{address}download/html/").content == file
    refused = ask(client)
    assert "Say what the new version corrects" in text_of(refused)
    assert refused.context["form"].has_error("change_note")

    second = make.made_report(change_note="Two reports were entered late.")
    corrected = text_of(client.get(f"{LIST}{second.reference}/"))
    assert "Two reports were entered late." in corrected
    assert "Changes since version 1" in corrected
    assert "has taken the place of this one" in text_of(client.get(address))
    assert client.get(f"{address}download/html/").content == file


def _is_accessible(content):
    with pikepdf.open(BytesIO(content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert "Progress and Delivery" in str(document.docinfo.Title)
        with document.open_outline() as outline:
            assert [item.title for item in outline.root][-1] == "8 Exceptions"


def test_the_list_shows_every_report_to_those_who_make_them(client, editor):
    make.made_report(), make.failed_report(period="2024/25 Q1"), make.report_run("annual")

    page = text_of(client.get(LIST))

    assert "3 results" in page
    for word in ("Ready", "Failed", "Waiting to be made", "Make a quarterly report"):
        assert word in page


def test_the_list_can_be_narrowed_and_downloaded(client, editor):
    make.made_report(), make.report_run("annual")

    assert "1 result" in text_of(client.get(LIST, {"kind": "annual"}))
    rows = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert rows.splitlines()[0] == "Reference,Report,Period,Version,State,Asked for,By"
    assert len(rows.splitlines()) == 3


def test_the_list_costs_as_many_queries_for_one_as_for_three(client, editor):
    costs = []
    for quarters in ([1], [2, 3]):
        for quarter in quarters:
            make.made_report(period=f"2023/24 Q{quarter}")
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 4


def test_staff_see_what_is_ready_and_partners_the_public_report_alone(client):
    quarterly, annual = make.made_report(), make.made_report("annual")
    waiting = make.report_run(period="2024/25 Q1")
    seen = {}
    for role in (Role.OFFICER, Role.PARTNER, Role.AUDITOR):
        client.force_login(make.user(role))
        page = text_of(client.get(LIST))
        seen[role] = [run.reference in page for run in (quarterly, annual, waiting)]

    assert seen == {
        Role.OFFICER: [True, True, False],
        Role.PARTNER: [False, True, False],
        Role.AUDITOR: [True, True, True],
    }


def test_what_a_person_may_not_see_does_not_exist_for_them(client):
    quarterly = make.made_report()
    client.force_login(make.user(Role.PARTNER))

    for tail in ("", "progress.json", "download/csv/"):
        assert client.get(f"{LIST}{quarterly.reference}/{tail}").status_code == 404
    assert client.get(f"{LIST}RUN-2024-9999/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"period": "2030/31 Q1"}, "Choose one of the answers that are offered"),
        ({"period": ""}, "Choose the quarter"),
        ({"report_by": "x" * 121}, "Use 120 characters or fewer"),
        ({"contact_officer": "a\x00b"}, "characters that cannot be printed"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_everything_typed_is_kept(
    client, editor, typed, sentence
):
    page = ask(client, **{"change_note": "Kept as it was typed."} | typed)

    assert page.status_code == 200
    assert sentence in text_of(page)
    assert "Error:" in page.content.decode().split("</title>")[0]
    assert "Kept as it was typed." in page.content.decode()
    assert not ReportRun.objects.exists()


def test_the_form_offers_what_is_over_and_what_there_is_so_far(client, editor):
    page = text_of(client.get(NEW))

    assert "Quarter 2 of 2024/25: 1 July 2024 to 30 September 2024 " in page
    assert "Quarter 3 of 2024/25: 1 October 2024 to 21 October 2024 (so far)" in page
    assert editor.email in client.get(NEW).content.decode()


def test_the_annual_form_keeps_what_the_committee_template_asks(client, editor):
    asked = client.post(
        ANNUAL,
        annual_form(
            committee_reference="PRCC.18 24/25",
            meeting_on_day="18",
            meeting_on_month="3",
            meeting_on_year="2025",
            implication_financial="Within the budget.",
            implication_legal="None: report for information",
            financial_reference="FIN/58/25",
            background_papers="State of the District https://www.west-lindsey.gov.uk/x\nMinutes",
            key_decision="yes",
        ),
    )

    run = ReportRun.objects.get()
    assert asked.headers["Location"] == reverse("reporting:run-detail", args=[run.reference])
    assert run.parameters["meeting_on"] == "2025-03-18"
    assert run.parameters["background_papers"] == [
        ["State of the District", "https://www.west-lindsey.gov.uk/x"],
        ["Minutes", ""],
    ]
    assert (run.parameters["call_in"], run.parameters["key_decision"]) == (False, True)
    assert run.parameters["implications"]["financial"] == "Within the budget."


def test_the_annual_form_wants_the_reference_of_financial_implications(client, editor):
    page = client.post(ANNUAL, annual_form(implication_financial="About £6,500."))

    assert "Give the FIN reference" in text_of(page)
    assert "About £6,500." in page.content.decode()


def test_a_wrong_date_of_the_meeting_is_named(client, editor):
    typed = annual_form(meeting_on_day="31", meeting_on_month="2", meeting_on_year="2025")

    assert "Enter a real date" in text_of(client.post(ANNUAL, typed))


def test_a_failed_report_says_why_and_is_tried_again(client, editor):
    run = make.failed_report()
    address = f"{LIST}{run.reference}/"
    assert "No space left on device" in text_of(client.get(address))

    again = client.post(f"{address}retry/", follow=True)

    assert "will be tried again" in text_of(again)
    run.refresh_from_db()
    assert run.state == ReportRun.State.REQUESTED
    assert "is waiting to be made" in text_of(client.post(f"{address}retry/", follow=True))


def test_downloads_are_attachments_with_their_own_type(client, editor):
    run = make.made_report()

    answer = client.get(f"{LIST}{run.reference}/download/html/")

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    name = f'attachment; filename="{run.reference}-v1.html"'
    assert answer.headers["Content-Disposition"] == name
    assert client.get(f"{LIST}{run.reference}/download/exe/").status_code == 404
    assert client.get(f"{LIST}{run.reference}/download/pdf/").status_code == 404
    waiting = make.report_run("annual")
    assert client.get(f"{LIST}{waiting.reference}/download/csv/").status_code == 404


def test_a_file_that_was_altered_is_not_given_out(client, editor):
    file = make.report_file()
    path_of(file).write_bytes(b"altered")

    page = client.get(f"{LIST}{file.run.reference}/download/csv/", follow=True)

    assert "its content has changed" in text_of(page)


def test_the_report_stands_in_the_page_under_its_one_heading(client, editor):
    run = make.made_report()

    page = client.get(f"{LIST}{run.reference}/").content.decode()

    assert page.count("<h1") == 1
    assert "documents/report-screen.css" in page
    assert run.snapshot_hash in page
    assert "<style" not in page
