"""Is it one of these? Public facts only, asked between the questions, and never merging."""

import pytest
from django.urls import reverse

from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
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


# --- Inside and on the telephone ---------------------------------------------------------------
CALL = "/report/telephone/"
CALLED = walk.INSIDE | {"reporter_kind": "resident", "organisation": "", "danger_seen": ""}


@pytest.fixture
def officer(client):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    return person


def made_inside(client, ward):
    key = walk.key_of(client.get("/report/inside/"))
    given = walk.INSIDE | {"key": key, "danger_seen": "", "area": str(ward.pk)}
    return client.post("/report/inside/", given).headers["Location"]


def test_inside_it_is_asked_once_the_report_has_come_in(client, officer, ward):
    alleys = make.active_community(name="The alleys")
    page = client.get(made_inside(client, ward))
    words = walk.text_of(page)
    assert "has been received" in words
    assert "Is it one of these?" in words
    assert page.content.decode().count("<h1") == 1
    own = reverse("triggers:report-own", args=[TriggerReport.objects.get().reference])
    response = client.post(f"{own}known/", {"same_as": str(alleys.pk)}, follow=True)
    assert response.redirect_chain[-1][0] == own
    words = walk.text_of(response)
    assert "The officer reads which community it may be." in words
    assert "Is it one of these?" not in words
    link = SuggestedLink.objects.get()
    assert (link.report.submitted_by, link.community) == (officer, alleys)
    assert (link.report.community, link.report.status) == (None, "received")
    event = trail.of_subject(link.report).get(action="triggers.suggest_community")
    assert (event.by, event.after["community"]) == (officer, alleys.reference)


def test_where_nothing_is_known_nothing_is_asked(client, officer, ward):
    make.active_community(name="Three houses", scale="streets")
    words = walk.text_of(client.get(made_inside(client, ward)))
    assert "has been received" in words
    assert "Is it one of these?" not in words
    own = reverse("triggers:report-own", args=[TriggerReport.objects.get().reference])
    assert client.post(f"{own}known/", {"same_as": "1"}).headers["Location"] == own


@pytest.mark.parametrize("answer", ["none", ""])
def test_no_keeps_nothing(client, officer, ward, answer):
    make.active_community(name="The alleys")
    own = made_inside(client, ward).partition("?")[0]
    assert client.post(f"{own}known/", {"same_as": answer}).headers["Location"] == own
    assert not SuggestedLink.objects.exists()


def test_community_that_is_not_named_to_anybody_cannot_be_chosen(client, officer, ward):
    make.active_community(name="The alleys")
    hidden = make.active_community(name="CanaryHouses", scale="streets")
    own = made_inside(client, ward).partition("?")[0]
    page = client.post(f"{own}known/", {"same_as": str(hidden.pk)})
    assert walk.text_of(page).count("Select one of the answers") == 2
    assert "Canary" not in walk.text_of(page)
    report = TriggerReport.objects.get()
    with pytest.raises(Refused, match="cannot be chosen"):
        workflow.suggest_community(report, by=officer, community=hidden.pk)
    assert not SuggestedLink.objects.exists()


def test_only_whoever_made_it_says_so_and_only_until_it_ends(client, officer, ward):
    community = make.active_community(name="The alleys")
    report = make.trigger_report(submitted_by=officer, area=ward)
    with pytest.raises(Refused, match="Only whoever made this report"):
        workflow.suggest_community(report, by=make.user(Role.OFFICER), community=community.pk)
    workflow.withdraw_report(report, by=officer)
    with pytest.raises(Refused, match="Our work on this report is finished"):
        workflow.suggest_community(report, by=officer, community=community.pk)


def test_said_twice_it_is_kept_once(officer, ward):
    community = make.active_community(name="The alleys")
    report = make.trigger_report(submitted_by=officer, area=ward)
    for _ in range(2):
        workflow.suggest_community(report, by=officer, community=community.pk)
    assert SuggestedLink.objects.count() == 1


def test_caller_is_asked_beside_the_receipt_which_stays(client, officer, ward):
    alleys = make.active_community(name="The alleys")
    given = CALLED | {"key": walk.key_of(client.get(CALL)), "area": str(ward.pk)}
    page = client.post(CALL, given)
    assert "Is it one of these?" in walk.text_of(page)
    code = walk.found(r'name="receipt" value="([^"]+)"', page)
    wrong = client.post(f"{CALL}known/", {"receipt": code, "same_as": "0"})
    assert walk.text_of(wrong).count("Select one of the answers") == 2
    page = client.post(f"{CALL}known/", {"receipt": code, "same_as": str(alleys.pk)})
    words = walk.text_of(page)
    assert "The officer reads which community it may be." in words
    assert code.split("-")[0] in words
    assert "Is it one of these?" not in words
    link = SuggestedLink.objects.get()
    assert (link.report.taken_by, link.community) == (officer, alleys)


def test_receipt_of_a_call_that_somebody_else_took_is_not_found(client, officer, ward):
    make.active_community(name="The alleys")
    given = CALLED | {"key": walk.key_of(client.get(CALL)), "area": str(ward.pk)}
    code = walk.found(r'name="receipt" value="([^"]+)"', client.post(CALL, given))
    client.force_login(make.user(Role.OFFICER))
    assert client.post(f"{CALL}known/", {"receipt": code}).status_code == 404
    assert client.post(f"{CALL}known/").status_code == 404


def test_nominated_officer_reads_it_in_the_timeline_without_who_said_it(client, officer, ward):
    community = make.active_community(name="The alleys")
    report = make.trigger_report(submitted_by=officer, area=ward)
    workflow.suggest_community(report, by=officer, community=community.pk)
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    words = walk.text_of(client.get(reverse("triggers:triage-detail", args=[report.reference])))
    assert f"May be about a known community: {community.reference}" in words
    assert "The reporter says it is" in words
    assert officer.name not in words
