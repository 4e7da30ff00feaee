"""Proofs by number: no replay makes a second report, no guess finds one, no answer tells of one."""

import random
import re
import secrets

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carp import clock
from tests import make
from tests.concurrency import race
from tests.triggers.walk import drafted, receipt_in
from triggers import receipts
from triggers.models import SubmissionBucket, TriggerReport
from triggers.views.draft import DRAFT

Status = TriggerReport.Status
REPORTS, CLIENTS = 50, 20
RECEIPTS, AT_ONCE = 100_000, 500


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_950_replays_of_50_reports_by_20_clients_are_50_reports(settings):
    """Each client sends every report, in an order of its own: 50 are new and 950 come again."""
    settings.REPORTS_AN_HOUR = REPORTS  # not one more: what comes again takes no room
    browsers = [_browser(number) for number in range(REPORTS)]

    def send_all(seed):
        order = random.Random(seed).sample(browsers, REPORTS)  # noqa: S311 - an order, no secret
        return lambda: [_send(*browser) for browser in order]

    came = race(*[send_all(seed) for seed in range(CLIENTS)])
    answers = [answer for answered in came for answer in answered]
    assert len(answers) == REPORTS * CLIENTS
    assert set(answers) == {(302, "/report/done/")}
    assert TriggerReport.objects.count() == REPORTS
    assert set(TriggerReport.objects.values_list("status", flat=True)) == {Status.RECEIVED}
    assert SubmissionBucket.objects.get().used == REPORTS
    shown = {receipt_in(_with(cookie).get("/report/done/")) for cookie, _key in browsers}
    assert len(shown - {""}) == REPORTS


def _browser(number):
    """A browser in which every question is answered: its session and the key of its report."""
    client = Client()
    drafted(client, what={"what": f"Concern {number}"})
    return client.cookies[configured.SESSION_COOKIE_NAME].value, client.session[DRAFT]["key"]


def _with(cookie):
    client = Client()
    client.cookies[configured.SESSION_COOKIE_NAME] = cookie
    return client


def _send(cookie, key):
    response = _with(cookie).post("/report/check/", {"key": key, "leave_empty": ""})
    return response.status_code, response.headers["Location"]


@pytest.mark.slow
@pytest.mark.django_db
def test_100_000_random_receipts_find_nothing():
    """By the look-up itself, many at a time; and some of them one by one, as a guesser must."""
    for number in range(50):
        code = receipts.of_submission(f"real {number}")
        make.trigger_report(receipt_hash=receipts.digest(code))
    for start in range(0, RECEIPTS, AT_ONCE):
        guesses = [receipts.of_submission(secrets.token_hex(16)) for _ in range(AT_ONCE)]
        assert not receipts.reports_of(*guesses).exists(), start
    for _ in range(500):
        guess = receipts.of_submission(secrets.token_hex(16))
        assert receipts.look_up(guess) == receipts.UNKNOWN
    real = [receipts.of_submission(f"real {number}") for number in range(50)]
    assert receipts.reports_of(*real).count() == 50


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_right_and_wrong_receipts_differ_in_nothing_but_the_words(client, status):
    right = receipts.of_submission(secrets.token_hex())
    report = make.trigger_report(status, receipt_hash=receipts.digest(right))
    wrong = receipts.of_submission(secrets.token_hex())
    client.get("/report/status/")
    _look_up(client, right)  # the bucket of this hour is there
    hit, miss = _look_up(client, right), _look_up(client, wrong)
    told = receipts.told(report.status, assess_due_on=report.assess_due_on)
    assert told.words.ljust(40) in hit["body"]
    body = hit["body"].replace(told.words.ljust(40), receipts.UNKNOWN.words.ljust(40))
    body = body.replace(told.meaning.ljust(200), receipts.UNKNOWN.meaning.ljust(200))
    body = body.replace('<div class="is-open">', '<div hidden="hidden">')
    assert body.replace(right, wrong) == miss["body"]
    assert {**hit, "body": ""} == {**miss, "body": ""}


def _look_up(client, receipt):
    """All that can be seen of an answer from outside, and the work behind it."""
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/report/status/", {"receipt": receipt})
    statements = [query["sql"].partition(" WHERE ")[0] for query in queries]
    token = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
    return {
        "status": response.status_code,
        "headers": sorted(response.headers.items()),
        "length": len(response.content),
        "cookies": sorted(response.cookies),
        "statements": [sql for sql in statements if "SAVEPOINT" not in sql],
        "body": token.sub(r"\1", response.content.decode()),
    }


@pytest.mark.django_db
def test_public_words_fit_into_the_space_that_every_answer_has():
    promised = receipts.told(Status.RECEIVED, assess_due_on=clock.today())
    public = [receipts.told(status) for status in Status]
    for told in (*public, promised, receipts.UNKNOWN, receipts.MISTYPED):
        assert len(told.words) <= 40
        assert len(told.meaning) <= 200
