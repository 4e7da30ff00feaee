"""Is it one of these? Public facts only, asked between the questions, and never merging."""

import pytest
from django.urls import reverse

from carp.accounts.roles import Role
from tests import make
from tests.triggers import walk
from triggers import workflow
from triggers.known import SHOWN, known
from triggers.models import SuggestedLink, TriggerReport

pytestmark = pytest.mark.django_db
PAGE = "/report/known/"


@pytest.fixture
def ward():
    return make.area()


def names(ward, what="Rubbish in the alleys"):
    return [each.name for each in known(area=ward, categories=(), what=what)]


def test_communities_of_the_ward_come_by_likeness_with_public_facts(ward):
    make.active_community(name="The market square", summary="Empty shops.")
    alleys = make.active_community(name="The alleys", summary="Rubbish in alleys.", streets="Mill")
    first, second = known(area=ward, categories=(), what="Rubbish in the alleys")
    assert (first.key, first.name, second.name) == (alleys.pk, "The alleys", "The market square")
    since = f"known since {alleys.identified_on:%B %Y}"
    assert first.about == f"Gainsborough South-West, {since}, a response is under way"


def test_what_is_not_identified_or_too_small_or_elsewhere_is_not_named(ward):
    make.community(name="Emerging")
    make.active_community(name="Elsewhere", areas=(make.area("E05009643", "Hemswell"),))
    make.active_community(name="Three houses", scale="streets")
    assert names(ward) == []


def test_groups_are_named_where_no_ward_is_given():
    make.active_community(name="Carers", kind="group", areas=(), categories=("older-people",))
    found = known(area=None, categories=("older-people",), what="Nobody helps")
    assert [each.name for each in found] == ["Carers"]
    assert known(area=None, categories=(), what="Nobody helps") == []


def test_no_more_than_five(ward):
    for number in range(SHOWN + 2):
        make.active_community(name=f"Place {number}")
    assert len(names(ward)) == SHOWN == 5


def begun(client, ward):
    for step in ("danger", "who", "community", "affected"):
        changes = {"area": str(ward.pk)} if step == "community" else {}
        walk.answer(client, step, **changes)
    return walk.answer(client, "what")


def test_question_comes_between_the_others_and_only_where_something_is_known(client, ward):
    assert begun(client, ward).url == reverse("triggers:report-step", args=["when"])
    make.active_community()
    assert walk.answer(client, "what").url == PAGE
    page = client.get(PAGE).content.decode()
    assert "South West Ward alleys" in page
    assert client.post(PAGE, {}).url == reverse("triggers:report-step", args=["when"])


def test_page_tells_nothing_of_other_reports_and_no_streets(client, ward):
    make.active_community(streets="Trinity Street")
    other = make.trigger_report(area=ward, what="Rubbish, says a neighbour of mine.")
    begun(client, ward)
    page = client.get(PAGE).content.decode()
    assert other.reference not in page
    assert "neighbour of mine" not in page
    assert "Trinity Street" not in page


@pytest.mark.parametrize("typed", ["999999", "x", "-1", "\x00", "1 OR 1"])
def test_answer_that_was_not_offered_is_refused_beside_the_question(client, ward, typed):
    make.active_community()
    begun(client, ward)
    page = client.post(PAGE, {"same_as": typed})
    assert page.status_code == 200
    assert "Select one of the answers" in page.content.decode()


def sent(client):
    for step in ("when", "sources", "urgency", "doing", "evidence", "contact"):
        walk.answer(client, step)
    page = client.get("/report/check/")
    key = walk.found(r'name="key" value="([^"]+)"', page)
    seen = walk.found(r'name="seen" value="([^"]+)"', page)
    client.post("/report/check/", {"key": key, "seen": seen})
    return TriggerReport.objects.get()


def test_officer_sees_what_the_reporter_chose_and_nothing_is_linked(client, ward):
    community = make.active_community()
    begun(client, ward)
    client.post(PAGE, {"same_as": str(community.pk)})
    report = sent(client)
    assert report.suggested_links.get().community == community
    assert report.community is None
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    page = client.get(reverse("triggers:triage-detail", args=[report.reference])).content.decode()
    assert "The reporter says it is" in page


@pytest.mark.parametrize("typed", [{}, {"same_as": "none"}])
def test_going_on_without_choosing_suggests_nothing(client, ward, typed):
    make.active_community()
    begun(client, ward)
    client.post(PAGE, typed)
    assert not sent(client).suggested_links.exists()


def test_only_what_may_be_named_to_anybody_is_suggested():
    emerging = make.community()
    entry = make.report_entry(same_as=emerging.pk)
    workflow.submit(entry, by=None, idempotency_key="k")
    assert not SuggestedLink.objects.exists()


def test_page_can_be_opened_before_anything_is_answered(client):
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {}).url == reverse("triggers:report-step", args=["danger"])
