"""What a reporter prints: one tagged page, for as long as what it shows may be shown."""

import time
from io import BytesIO

import pikepdf
import pytest

from carp.council import packs
from carp.documents import html, pdf
from tests.triggers.walk import drafted, receipt_in, report, text_of
from triggers import documents
from triggers.models import SubmissionBucket
from triggers.views.draft import DONE

pytestmark = pytest.mark.django_db
PRINT = "/report/done/print/"


def sheet(**changes):
    given = {"reference": "TRG-2024-00001", "steps": "An officer reads it."}
    given["address"] = "https://portal.example/report/status/"
    return documents.receipt_sheet("ABCD-EFGH", **given | changes)


def test_receipt_says_what_it_is_what_follows_where_and_whom_to_ring():
    page = html.sheet(sheet())
    identity = packs.current().identity
    for said in (
        "TRG-2024-00001",
        "ABCD-EFGH",
        "An officer reads it.",
        "https://portal.example/report/status/",
        "Look up a report",
        identity.telephone,
        identity.name,
        "call 999",
    ):
        assert said in page
    assert page.count("<h1") == 1
    assert page.index("<h1") < page.index("<h2")


@pytest.mark.once
@pytest.mark.slow
def test_receipt_is_one_tagged_page_of_the_report_that_was_sent(client):
    code = receipt_in(report(client))
    assert f'href="{PRINT}"' in client.get("/report/done/").content.decode()
    answer = client.get(PRINT)
    reference = client.session[DONE]["reference"]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{reference}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert str(document.docinfo.Title) == f"Your receipt: Report {reference}"
        assert code not in str(document.docinfo)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.once
@pytest.mark.slow
def test_code_of_saved_answers_is_one_tagged_page_too(client):
    drafted(client)
    client.post("/report/save/", {"way": "code"})
    page = client.get("/report/saved/")
    assert 'href="/report/saved/print/"' in page.content.decode()
    answer = client.get("/report/saved/print/")
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
        assert document.Root.MarkInfo.Marked


def test_code_sheet_says_until_when_and_how_to_go_on():
    made = documents.code_sheet("ABCD-EFGH", until="10 June 2024", address="https://p.example/r/")
    page = html.sheet(made)
    for said in ("ABCD-EFGH", "Kept until the end of 10 June 2024", "Come back to saved answers"):
        assert said in page


def test_receipt_is_printed_only_while_it_may_be_shown(client):
    assert client.get(PRINT).headers["Location"] == "/report/"
    report(client)
    session = client.session
    session[DONE] = session[DONE] | {"at": time.time() - 16 * 60}
    session.save()
    assert client.get(PRINT).headers["Location"] == "/report/done/"
    assert PRINT not in client.get("/report/done/").content.decode()


def test_without_pango_the_link_says_so_and_the_page_is_there_to_print(client, monkeypatch):
    monkeypatch.setattr(pdf, "LIBRARIES", ("libno-such-library.so.0",))
    code = receipt_in(report(client))
    page = client.get("/report/done/")
    assert "because Pango is missing. Print this page instead." in text_of(page)
    assert PRINT not in page.content.decode()
    back = client.get(PRINT, follow=True)
    assert "A PDF cannot be made just now." in text_of(back)
    assert receipt_in(back) == code


def test_drawing_is_a_door_with_a_limit(client, settings):
    settings.REPORTS_AN_HOUR_AT_MOST = 0
    report(client)
    settings.REPORTS_AN_HOUR = 1
    back = client.get(PRINT, follow=True)
    assert "A PDF cannot be made just now." in text_of(back)
    assert SubmissionBucket.objects.filter(used__gt=1).count() == 0
