"""Every text of tests/corpus/texts.toml through every text field: kept, or told why not."""

import csv
import io
import json
import tomllib
import unicodedata
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lxml import html

from carp import clock
from carp.accounts.roles import Role
from carp.web.fields import CharField
from tests import make
from tests.triggers.walk import FOOD_BANK, INSIDE, drafted, key_of
from triggers.forms.report import STEPS, InsideForm
from triggers.forms.triage import AnswerForm, AskForm, CloseForm, ReopenForm
from triggers.models import InformationRequest, TriggerReport

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CORPUS = tomllib.loads((Path(__file__).parent.parent / "corpus" / "texts.toml").read_text())
TEXTS = {entry["name"]: entry for entry in CORPUS["text"]}
Status = TriggerReport.Status
FORM = "application/x-www-form-urlencoded"
PERSON = ("name", "organisation", "telephone", "safe_note")


def typed_in(entry) -> str:
    """What is typed."""
    text = json.loads(entry["json"]) if "json" in entry else entry["text"]
    return entry.get("before", "") + text * entry.get("times", 1)


def received(text: str) -> str:
    """What a browser makes of half characters on the way, since none can be sent."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def kept(text: str) -> str:
    """What is stored of it."""
    lines = received(text).strip().replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines)


def texts_of(form_class) -> dict[str, CharField]:
    return {
        name: field
        for name, field in form_class.base_fields.items()
        if isinstance(field, CharField)
    }


def taken(entry, field: CharField) -> bool:
    """Whether the field takes the text: not if it is refused everywhere, or longer than it."""
    fits = field.max_length is None or len(kept(typed_in(entry))) <= field.max_length
    return entry["outcome"] == "kept" and fits


def post(client, path, fields):
    pairs = [
        (name, value)
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    body = urlencode(pairs, errors="surrogatepass")
    return client.post(path, body, content_type=FORM)


def assert_told(page, fields, text):
    """A message beside each field that refuses, and what was typed is still there."""
    assert page.status_code == 200
    form = page.context["form"]
    for name in fields:
        assert form.errors.get(name), name
        assert form[name].value() == received(text)
    document = html.fromstring(page.content.decode())
    assert document.xpath("//*[contains(@class, 'govuk-error-summary')]")
    assert not document.xpath("//main//script | //main//img | //main//*[@onerror or @onload]")


def words(text: str) -> str:
    return " ".join(text.split())


def shown_on(page) -> str:
    """The words of a page as a reader sees them: markup is gone, what was escaped is text."""
    document = html.fromstring(page.content.decode())
    assert not document.xpath("//main//script | //main//img | //main//*[@onerror or @onload]")
    for line_end in document.xpath("//main//br | //main//p"):
        line_end.tail = f" {line_end.tail or ''}"
    return words(document.xpath("//main")[0].text_content())


def test_corpus_is_whole():
    assert len(TEXTS) == len(CORPUS["text"]) >= 65
    assert {entry["outcome"] for entry in CORPUS["text"]} == {"kept", "refused"}


@pytest.mark.once
@pytest.mark.parametrize("name", TEXTS)
def test_text_in_the_report_from_outside(client, name):
    entry, stored = TEXTS[name], {}
    text = typed_in(entry)
    drafted(client, contact={"method": "telephone"})
    for step, form_class in STEPS.items():
        fields = texts_of(form_class)
        wrong = [field for field in fields if not taken(entry, fields[field])]
        if not fields:
            continue
        page = post(client, f"/report/{step}/", FOOD_BANK[step] | dict.fromkeys(fields, text))
        if wrong:
            assert_told(page, wrong, text)
            assert client.get(f"/report/{step}/").status_code == 200
        good = {field: text for field in fields if field not in wrong}
        page = post(client, f"/report/{step}/", FOOD_BANK[step] | good)
        assert page.status_code == 302, (step, page.context["form"].errors)
        stored |= good
    check = client.get("/report/check/")
    assert all(words(kept(text)) in shown_on(check) for _ in stored)
    assert client.post("/report/check/", {"key": key_of(check)}).status_code == 302
    assert_stored_and_shown(client, stored, text)


def assert_stored_and_shown(client, stored, text):
    """In the database, on the page of the report, and in the file of the queue."""
    report = TriggerReport.objects.get()
    for field in stored:
        if field == "figure_counted":
            row, column = report.figure, "counted"
        else:
            row, column = report.contact if field in PERSON else report, field
        assert getattr(row, column) == kept(text), field
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    path = f"/triage/{report.reference}/"
    pages = [client.get(path), client.post(f"{path}contact/")]
    if set(stored) - set(PERSON):
        assert words(kept(text)) in shown_on(pages[0])
    if set(stored) & set(PERSON):
        assert words(kept(text)) in shown_on(pages[1])
    if "where" in stored:
        assert words(kept(text)) in _cells(client.get("/triage/?format=csv"))


def _cells(response) -> str:
    """The cells of a file as a spreadsheet takes them; the mark before a formula is left off."""
    content = b"".join(response) if response.streaming else response.content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            first = unicodedata.normalize("NFKC", cell.lstrip()[:1])
            assert first not in {"=", "+", "-", "@"}, cell
    cells = [cell for row in rows for cell in row]
    return words(" ".join([*cells, *(cell.removeprefix("'") for cell in cells)]))


@pytest.mark.parametrize("name", TEXTS)
def test_text_in_the_report_of_staff(client, name):
    entry, fields = TEXTS[name], texts_of(InsideForm)
    text = typed_in(entry)
    officer = make.user(Role.NOMINATED_OFFICER)
    client.force_login(officer)
    wrong = [field for field in fields if not taken(entry, fields[field])]
    if wrong:
        sent = INSIDE | dict.fromkeys(fields, text)
        assert_told(post(client, "/report/inside/", sent), wrong, text)
    good = {field: text for field in fields if field not in wrong}
    response = post(client, "/report/inside/", INSIDE | good)
    assert response.status_code == 302, response.context["form"].errors
    assert_stored_and_shown(client, good, text)


@pytest.mark.once
@pytest.mark.parametrize("name", TEXTS)
def test_text_in_the_other_boxes_of_a_report_is_no_fault_of_ours(client, name):
    text = typed_in(TEXTS[name])
    drafted(client)
    for step, form_class in STEPS.items():
        others = form_class.base_fields.keys() - texts_of(form_class)
        page = post(client, f"/report/{step}/", FOOD_BANK[step] | dict.fromkeys(others, text))
        assert page.status_code == (200 if others else 302), step
        if others:
            assert_told(page, page.context["form"].errors.keys() & {"email", "evidence_link"}, text)
    for path, field in (("status", "receipt"), ("resume", "code"), ("save", "email")):
        page = post(client, f"/report/{path}/", {field: text, "way": "mail"})
        assert page.status_code == 200, path


TRIAGE = {
    "information/": (Status.UNDER_REVIEW, AskForm, {}),
    "close/": (Status.OUTCOME_AGREED, CloseForm, {"close_reason": "resolved"}),
    "reopen/": (Status.CLOSED, ReopenForm, {}),
}


@pytest.mark.once
@pytest.mark.parametrize("name", TEXTS)
def test_text_in_the_forms_of_triage(client, name):
    entry = TEXTS[name]
    text = typed_in(entry)
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    for step, (status, form_class, more) in TRIAGE.items():
        report = make.trigger_report(status)
        report.referrals.all().delete()
        due = clock.today()
        others = more | {
            "due_on_day": due.day,
            "due_on_month": due.month,
            "due_on_year": due.year,
        }
        _try(client, f"/triage/{report.reference}/{step}", form_class, entry, others)
        if step != "reopen/" and all(taken(entry, each) for each in texts_of(form_class).values()):
            assert words(kept(text)) in shown_on(client.get(f"/triage/{report.reference}/"))
    asked = make.information_request(make.trigger_report(Status.AWAITING_INFORMATION))
    path = f"/triage/{asked.report.reference}/information/{asked.pk}/"
    _try(client, path, AnswerForm, entry, {})
    asked.refresh_from_db()
    whole = taken(entry, AnswerForm.base_fields["answer"])
    assert asked.answer == (kept(text) if whole else "")


def _try(client, path, form_class, entry, others):
    fields, text = texts_of(form_class), typed_in(entry)
    wrong = [field for field in fields if not taken(entry, fields[field])]
    page = post(client, path, others | dict.fromkeys(fields, text))
    if wrong:
        assert_told(page, wrong, text)
    else:
        assert page.status_code == 302, (path, page.context["form"].errors)


@pytest.mark.parametrize("entry", CORPUS["number"], ids=lambda entry: ascii(entry["text"]))
def test_number_of_people(client, entry):
    drafted(client)
    sent = FOOD_BANK["affected"] | {"people_affected": entry["text"]}
    page = post(client, "/report/affected/", sent)
    if entry["outcome"] == "refused":
        assert_told(page, ["people_affected"], entry["text"])
        return
    check = client.get("/report/check/")
    client.post("/report/check/", {"key": key_of(check)})
    assert TriggerReport.objects.get().people_affected == entry["outcome"]


@pytest.mark.parametrize("entry", CORPUS["date"], ids=lambda entry: ascii(entry["typed"]))
def test_day_by_which_an_answer_is_wanted(client, entry):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    parts = dict(zip(("due_on_day", "due_on_month", "due_on_year"), entry["typed"], strict=True))
    with clock.at(datetime(2026, 11, 25, 12)):
        report = make.trigger_report(Status.UNDER_REVIEW)
        sent = {"asked_of": "Police", "question": "How many?"} | parts
        page = post(client, f"/triage/{report.reference}/information/", sent)
    if isinstance(entry["outcome"], date):
        assert InformationRequest.objects.get().due_on == entry["outcome"]
        return
    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["form"]["due_on"].value() == entry["typed"]
