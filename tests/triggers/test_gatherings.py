"""Several small reports on one place or group raise the case, though each was closed alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.audit.models import AuditEvent
from tests import make
from triggers import gatherings, workflow
from triggers.models import GatheringLook
from triggers.workflow import NotReady

pytestmark = pytest.mark.django_db
ASB = "asb-and-domestic-violence"


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


@pytest.fixture
def ward():
    return make.area()


def report(status="closed", *, days=0, **fields):
    return make.trigger_report(status, received_at=clock.now() - timedelta(days=days), **fields)


def found(user):
    cache.clear()
    return [(each.gathering.key, each.reports) for each in gatherings.adding_up(user)]


def test_three_closed_reports_of_a_ward_about_the_same_people_add_up(officer, ward):
    for days in (0, 100, 179):
        report(days=days, area=ward)
    assert found(officer) == [(f"{ward.code}.{ASB}", 3)]


def test_two_do_not_nor_what_is_older_or_belongs_elsewhere_or_is_about_others(officer, ward):
    for days in (0, 100, 181):
        report(days=days, area=ward)
    report("redirected", area=ward)
    report(area=ward).categories.update(code="older-people")
    assert found(officer) == []


def test_what_is_held_or_was_set_aside_adds_up_to_nothing(officer, ward):
    """Somebody who sends many reports could raise any ward with them."""
    held = [report("held", area=ward) for _ in range(4)]
    for each in held[1:]:
        workflow.set_aside(each, by=officer, reason="sent-again-and-again")
    assert found(officer) == []
    for each in held[1:]:
        workflow.reopen(each, by=officer, reason="It is genuine after all.")
    assert found(officer) == [(f"{ward.code}.{ASB}", 3)]


def test_reports_of_a_community_add_up_wherever_they_are(officer, ward):
    community = make.community(by=officer)
    for place in (ward, None, make.area("E05009643", "Hemswell")):
        report(area=place, community=community)
    assert found(officer) == [(community.reference, 3)]


def test_reports_about_a_group_add_up_without_a_place(officer):
    for kind in ("group", "both", "group", "place"):
        report(community_kind=kind)
    assert found(officer) == [(f"group.{ASB}", 3)]


def test_most_reports_come_first(officer, ward):
    for number in range(7):
        report(area=ward if number < 3 else make.area("E05009643", "Hemswell"))
    assert [many for _key, many in found(officer)] == [4, 3]


def test_what_was_looked_at_comes_back_only_with_a_new_report(officer, ward):
    for _ in range(3):
        report(area=ward)
    key = f"{ward.code}.{ASB}"
    workflow.look_at(gatherings.by_key(key), by=officer, reason="One noisy night.")
    assert found(officer) == []
    with clock.at(clock.now() + timedelta(days=1)):
        report(area=ward)
        assert found(officer) == [(key, 4)]
    event = AuditEvent.objects.latest("sequence")
    assert (event.action, event.reason) == ("triggers.look_at", "One noisy night.")
    assert event.after == {"key": key, "reports": 3}


def test_looking_needs_a_nominated_officer_and_a_reason(officer, ward):
    gathering = gatherings.of_ward(ward, ASB)
    with pytest.raises(NotReady) as refusal:
        workflow.look_at(gathering, by=officer, reason="  ")
    assert refusal.value.faults == {"reason": "Say why nothing more is needed now."}
    with pytest.raises(PermissionDenied):
        workflow.look_at(gathering, by=make.user(Role.OFFICER), reason="No.")
    assert not GatheringLook.objects.exists()


def test_counts_by_month_end_with_this_one(officer, ward):
    with clock.at(datetime(2026, 3, 31, 23, 30, tzinfo=UTC)):  # 1 April, half past midnight
        report(area=ward)
        report(area=ward, days=1)
        report(area=ward, days=300)
        counts = gatherings.by_month(gatherings.of_ward(ward, ASB), officer)
    assert len(counts) == 12
    assert (str(counts[0][0]), str(counts[-1][0])) == ("2025-05-01", "2026-04-01")
    assert [many for _month, many in counts] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]


def test_a_gathering_with_its_months_is_one_question(officer, django_assert_num_queries):
    community = make.community(by=officer)
    for days in (0, 100, 181, 300, 500):
        report(days=days, community=community)
    report(area=make.area())
    gathering = gatherings.of_community(community)
    with django_assert_num_queries(1):
        found = gatherings.with_months(gathering, officer)
    assert found[0].reports == 2
    assert found == (
        gatherings.concern(gathering, officer),
        gatherings.by_month(gathering, officer),
    )


def test_what_a_report_adds_up_to_is_one_question_its_community_first(
    officer, ward, django_assert_num_queries
):
    community = make.community(by=officer)
    for number in range(5):
        one = report(area=ward, community=community if number < 3 else None)
    one.community = community
    one.save()
    one.categories.create(code="older-people")
    report(area=ward).categories.update(code="older-people")
    with django_assert_num_queries(2):  # and the report's own categories
        found = gatherings.of_report(one, officer)
    assert [(each.gathering.key, each.reports) for each in found] == [
        (community.reference, 4),
        (f"{ward.code}.{ASB}", 5),
    ]
    assert found[0].newest_at == one.received_at


def test_report_says_what_it_adds_up_to_with_a_picture_and_its_table(client, officer, ward):
    client.force_login(officer)
    for _ in range(3):
        one = report(area=ward)
    page = client.get(reverse("triggers:triage-detail", args=[one.reference]))
    (adding_up,) = page.context["adding_up"]
    assert adding_up["concern"].reports == 3
    text = page.content.decode()
    assert "3 reports in 180 days" in text
    assert "<svg" in adding_up["picture"].svg
    assert "Reports by month" in text


def test_report_alone_says_nothing_of_it(client, officer, ward):
    client.force_login(officer)
    one = report(area=ward)
    page = client.get(reverse("triggers:triage-detail", args=[one.reference]))
    assert page.context["adding_up"] == []


def test_community_shows_it_on_its_page(client, officer):
    client.force_login(officer)
    community = make.community(by=officer)
    address = reverse("register:community-detail", args=[community.reference])
    for expected in (False, False, True):
        report(community=community)
        names = [panel.name for panel in client.get(address).context["panels"]]
        assert ("adding-up" in names) is expected
    client.force_login(make.user(Role.MEMBER))
    assert "adding-up" not in [panel.name for panel in client.get(address).context["panels"]]


def test_queue_shows_the_first_of_them(client, officer, ward):
    client.force_login(officer)
    for _ in range(3):
        report(area=ward)
    page = client.get(reverse("triggers:triage-list"))
    assert f"{ward.name}: " in page.content.decode()
    assert reverse("triggers:gathering-list") in page.content.decode()


def test_officer_says_why_nothing_more_is_needed(client, officer, ward):
    client.force_login(officer)
    for _ in range(3):
        report(area=ward)
    address = reverse("triggers:gathering-detail", args=[f"{ward.code}.{ASB}"])
    listed = reverse("triggers:gathering-list")
    assert address in client.get(listed).content.decode()
    page = client.post(address, {"reason": ""})
    assert "Say why nothing more is needed now" in page.content.decode()
    page = client.post(address, {"reason": "The gates were mended."}, follow=True)
    assert "The gates were mended." in page.content.decode()
    assert address not in client.get(listed).content.decode()


@pytest.mark.parametrize(
    "key", ["CAR-1999-0001", "E05009642.nonsense", f"E0.{ASB}", ".", "group.", f".{ASB}", "x" * 300]
)
def test_gathering_of_nothing_is_not_found(client, officer, key):
    client.force_login(officer)
    address = reverse("triggers:gathering-detail", args=[key])
    assert client.get(address).status_code == 404


def test_auditor_reads_and_cannot_record_a_look(client, ward):
    client.force_login(make.user(Role.AUDITOR))
    address = reverse("triggers:gathering-detail", args=[f"{ward.code}.{ASB}"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "No."}).status_code == 403
    assert not GatheringLook.objects.exists()
