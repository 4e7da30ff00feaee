"""A search and a report's own page ask the same queries of one row, of three and of thousands."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carp.accounts.roles import Role
from carp.web.lists import COUNTED_TO
from carp.web.search import indexable
from tests import make
from tests.performance.copies import copies
from triggers import workflow
from triggers.models import ReportMessage, TriggerReport

pytestmark = pytest.mark.django_db
PAGE, MOST = 7, 8  # the page brings together all that is known of a report
THOUSANDS = pytest.param(1200, marks=pytest.mark.slow)
HUNDREDS = pytest.param(200, marks=pytest.mark.slow)  # all of them are shown
SEARCH = f"{reverse('triggers:triage-tab', args=['all'])}?q=rubbish+alleys"
WORDS = "Rubbish in the alleys of Trinity Street, and rats."


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER)
    client.force_login(person)
    return person


def asked(client, url):
    """The queries of a page, after a visit that fills what the process remembers."""
    cache.clear()
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return response, [query["sql"] for query in captured]


# --- Search ------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3, THOUSANDS])
def test_search_asks_the_same_of_any_number_of_hits(client, officer, rows):
    row = make.trigger_report(what=WORDS, search_text=indexable(WORDS))
    copies(row, rows - 1)
    response, queries = asked(client, SEARCH)
    shown = response.context["page"].rows
    assert len(shown) == min(rows, 25)
    # Where there is a second page, its list asks whether anything has happened since it counted.
    assert len(queries) == 3 + (rows > 25), "\n".join(queries)


def test_search_counts_once_and_again_when_something_happens(client, officer):
    row = make.trigger_report(what=WORDS, search_text=indexable(WORDS))
    copies(row, 29)
    response, queries = asked(client, SEARCH)
    assert response.context["page"].count == 30
    assert not [sql for sql in queries if f"LIMIT {COUNTED_TO + 1}" in sql]

    make.trigger_report(what=WORDS, search_text=indexable(WORDS))
    assert client.get(SEARCH).context["page"].count == 30  # laid past the trail: nobody was told
    workflow.assign(row, by=officer, to=officer)
    assert client.get(SEARCH).context["page"].count == 31


# --- A report's own page -----------------------------------------------------------------------
@pytest.fixture
def report(officer):
    made = make.trigger_report("under_review", what=WORDS, area=make.area())
    make.report_message(made, from_reporter=True)
    make.evidence_file(made)
    make.information_request(made)
    make.report_task(made)
    return made


@pytest.mark.parametrize("rows", [1, 3, THOUSANDS])
def test_page_of_a_report_asks_the_same_whatever_is_like_it(client, report, rows):
    other = make.trigger_report(what=WORDS, area=report.area)
    copies(other, rows - 1)
    assert TriggerReport.objects.count() == rows + 1
    response, queries = asked(client, reverse("triggers:triage-detail", args=[report.reference]))
    assert len(response.context["similar"]) == min(rows, 5)
    assert len(queries) == PAGE, "\n".join(queries)


@pytest.mark.parametrize("rows", [1, 3, HUNDREDS])
def test_page_of_a_report_asks_the_same_however_much_was_written(client, report, rows):
    make.trigger_report(what=WORDS, area=report.area)
    copies(report.messages.get(), rows - 1)
    for _ in range(min(rows, 3) - 1):
        make.evidence_file(report)
        make.information_request(report)
        make.report_task(report)
    assert ReportMessage.objects.count() == rows
    response, queries = asked(client, reverse("triggers:triage-detail", args=[report.reference]))
    assert len(response.context["conversation"]["messages"]) == rows
    assert len(queries) == PAGE, "\n".join(queries)


def test_page_of_a_report_that_has_everything_asks_eight_things(client, officer, report):
    """Sent on two routes, about a community, like others and adding up with them."""
    community = make.community(by=officer)
    TriggerReport.objects.update(community=community)
    for _ in range(3):
        make.trigger_report(what=WORDS, area=report.area, community=community)
    make.assessment(report)
    make.assessment(report, state="draft")
    make.referral(report)
    make.referral(report, "immediate_action", group=None).service_managers.add(officer)
    make.suggested_link(report, make.community(by=officer, name="Alleys"))
    response, queries = asked(client, reverse("triggers:triage-detail", args=[report.reference]))
    shown = response.context
    assert all(shown[name] for name in ("adding_up", "similar", "referrals", "suggested"))
    assert len(queries) == MOST, "\n".join(queries)
