"""A receipt tells its holder how the report is getting on, and tells nobody anything else."""

import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carp import clock
from carp.accounts.roles import Role
from tests import make
from tests.triggers.walk import text_of
from triggers import receipts
from triggers.models import SubmissionBucket, TriggerReport

pytestmark = pytest.mark.django_db
PAGE = "/report/status/"
Status = TriggerReport.Status


def report_with_receipt(status=Status.RECEIVED, **fields):
    code = receipts.of_submission(secrets.token_hex())
    return make.trigger_report(status, receipt_hash=receipts.digest(code), **fields), code


def wrong_code():
    return receipts.of_submission(secrets.token_hex())


def mistyped(code):
    return code[:-1] + ("0" if code[-1] != "0" else "1")


@pytest.mark.parametrize("status", Status)
def test_holder_is_told_the_public_words(client, status):
    _, code = report_with_receipt(status)
    words = text_of(client.post(PAGE, {"receipt": code}))
    assert receipts.told(status).words in words
    assert receipts.told(status).meaning in words


def test_receipt_is_taken_as_people_copy_it(client):
    _, code = report_with_receipt()
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), f" {code}\t"):
        assert "Arrived" in text_of(client.post(PAGE, {"receipt": typed}))


def test_wrong_and_mistyped_receipts_are_told_apart_for_the_holder(client):
    _, code = report_with_receipt()
    assert "No report found" in text_of(client.post(PAGE, {"receipt": wrong_code()}))
    assert "a letter is wrong" in text_of(client.post(PAGE, {"receipt": mistyped(code)}))


def test_right_and_wrong_answers_have_one_size_and_status(client):
    codes = [report_with_receipt(status)[1] for status in Status]
    late = clock.today() - timedelta(days=1)
    codes += [report_with_receipt(assess_due_on=late)[1], wrong_code(), mistyped(codes[0])]
    answers = [client.post(PAGE, {"receipt": code}) for code in codes]
    assert {answer.status_code for answer in answers} == {200}
    assert len({len(answer.content) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


def test_right_and_wrong_answers_take_the_same_work(client):
    _, code = report_with_receipt()
    client.post(PAGE, {"receipt": code})
    work = []
    for typed in (code, wrong_code(), mistyped(code)):
        with CaptureQueriesContext(connection) as queries:
            client.post(PAGE, {"receipt": typed})
        told = [query["sql"].partition(" WHERE ")[0] for query in queries]
        work.append([sql for sql in told if "SAVEPOINT" not in sql])
    assert [sql.split()[0] for sql in work[0]] == ["UPDATE", "SELECT"]
    assert work[0] == work[1] == work[2]


def test_answer_holds_nothing_of_the_report_but_its_public_status(client):
    report, code = report_with_receipt(
        Status.CLOSED,
        where="CanaryStreet",
        what="CanaryStory",
        feedback="CanaryFeedback",
        area=make.area(name="CanaryWard"),
    )
    make.reporter_contact(report, name="CanaryName", telephone="CanaryNumber")
    other, _ = report_with_receipt(what="CanaryOther")
    body = client.post(PAGE, {"receipt": code}).content.decode()
    for secret in ("Canary", report.reference, other.reference, "more-complaints"):
        assert secret not in body


def test_receipt_is_never_read_from_or_put_into_an_address(client):
    _, code = report_with_receipt()
    page = client.get(PAGE, {"receipt": code})
    assert "Arrived" not in text_of(page)
    assert code not in page.content.decode()
    body = client.post(PAGE, {"receipt": code}).content.decode()
    assert f"={code}" not in body.replace(f'value="{code}"', "")
    assert 'method="post"' in body


def test_receipt_is_never_logged(client, caplog, settings):
    settings.LOOKUPS_AN_HOUR = 1
    caplog.set_level(0)
    _, code = report_with_receipt()
    for _ in range(3):
        client.post(PAGE, {"receipt": code})
    assert code not in caplog.text
    assert receipts.plain(code) not in caplog.text


def test_empty_receipt_is_asked_for(client):
    page = client.post(PAGE, {"receipt": " "})
    assert text_of(page).count("Enter the receipt") == 2
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("text", ["a\x00b", "\u202e", "é" * 90, "x" * 5000, "%", "' OR 1=1 --"])
def test_no_text_breaks_the_page(client, text):
    report_with_receipt()
    page = client.post(PAGE, {"receipt": text})
    assert page.status_code == 200
    assert "Arrived" not in text_of(page)


def test_lookups_of_one_network_are_limited_whatever_they_find(client, settings):
    settings.LOOKUPS_AN_HOUR = 3
    _, code = report_with_receipt()
    answers = [client.post(PAGE, {"receipt": wrong_code()}).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    page = client.post(PAGE, {"receipt": code})
    assert page.status_code == 429
    assert "Too many receipts" in text_of(page)
    assert "Arrived" not in text_of(page)
    assert f'value="{code}"' in page.content.decode()
    elsewhere = client.post(PAGE, {"receipt": code}, REMOTE_ADDR="198.51.100.9")
    assert "Arrived" in text_of(elsewhere)
    assert SubmissionBucket.objects.count() == 2


def test_signed_in_people_may_look_up_a_receipt_too(client):
    _, code = report_with_receipt()
    client.force_login(make.user(Role.OFFICER))
    assert "Arrived" in text_of(client.post(PAGE, {"receipt": code}))
