"""Reports that may tell of the same concern are found, with the reason in words (policy 6.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from register.selectors import neighbours
from tests import make
from triggers import likeness
from triggers.models import TriggerReport
from triggers.similar import SHOWN, similar_reports

pytestmark = pytest.mark.django_db
ALLEYS = (
    "Bags of rubbish lie in the alleys behind the terraces. Rats have been seen by the bins. "
    "Young men deal drugs by the garages after dark. Older residents no longer use the back gates."
)
AGAIN = (
    "Older residents no longer use the back gates. Drugs are dealt by the garages. "
    "Bags of rubbish lie in the alleys."
)
BUS = "The bus to market was cut. People without a car cannot reach the surgery or the shops."


def report(what, *, days=0, status="received", **fields):
    return make.trigger_report(
        status,
        what=what,
        shape=likeness.shape(what),
        received_at=clock.now() - timedelta(days=days),
        **fields,
    )


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


def around():
    """A ward with one beside it and one far away."""
    edge = [[-0.7, 53.3], [-0.6, 53.3], [-0.6, 53.4], [-0.7, 53.4], [-0.7, 53.3]]
    far = [[0.7, 53.3], [0.8, 53.3], [0.8, 53.4], [0.7, 53.4], [0.7, 53.3]]
    return (
        make.area(),
        make.area("E05009643", "Hemswell", geometry={"type": "Polygon", "coordinates": [edge]}),
        make.area("E05009644", "Lea", geometry={"type": "Polygon", "coordinates": [far]}),
    )


def test_wards_that_touch_are_neighbours():
    here, beside, far = around()
    assert neighbours(here) == (beside.pk,)
    assert neighbours(far) == ()


def test_reason_is_said_in_words(officer):
    here, beside, _far = around()
    told = report(AGAIN, area=here, where="12 Trinity Street")
    one = report(ALLEYS, days=12, area=here, where="Trinity Street, the back", status="closed")
    other = report(ALLEYS, days=1, area=beside, where="Elsewhere")
    found = similar_reports(told, officer)
    assert [each.report for each in found] == [one, other]
    assert found[0].reason == "same street, same ward, 12 shared words, 12 days apart"
    assert found[1].reason == "ward next to it, 12 shared words, 1 day apart"
    assert found[0].score > found[1].score > 50


def test_what_is_unlike_or_far_away_or_long_ago_is_left_out(officer):
    here, _beside, far = around()
    told = report(AGAIN, area=here, where="A")
    report(BUS, area=here, where="B")
    report(ALLEYS, area=far, where="C")
    report(ALLEYS, area=here, where="D", days=91)
    assert similar_reports(told, officer) == []


def test_groups_without_a_place_are_compared_with_one_another(officer):
    told = report(AGAIN, where="", community_kind="group")
    one = report(ALLEYS, days=3, where="", community_kind="group")
    (found,) = similar_reports(told, officer)
    assert (found.report, found.reason) == (one, "12 shared words, 3 days apart")


def test_same_community_counts_wherever_it_is(officer):
    here, _beside, far = around()
    community = make.community(by=officer, areas=(here, far))
    told = report(AGAIN, area=here, where="A", community=community)
    report(ALLEYS, area=far, where="B", community=community)
    (found,) = similar_reports(told, officer)
    assert found.reason.startswith("same community, ")


def test_no_more_than_five_are_shown(officer):
    told = report(AGAIN, area=make.area())
    for days in range(8):
        report(ALLEYS, area=make.area(), days=days)
    assert len(similar_reports(told, officer)) == SHOWN == 5


def test_only_what_a_person_may_read_is_compared(officer):
    member = make.board_member("housing-board")
    told = report(AGAIN, area=make.area(), status="outcome_agreed")
    sent = report(ALLEYS, area=make.area(), status="outcome_agreed")
    report(ALLEYS, area=make.area())
    assert len(similar_reports(told, officer)) == 2
    assert [each.report for each in similar_reports(told, member)] == [sent]


def test_report_without_a_shape_is_compared_all_the_same(officer):
    told = report(AGAIN, area=make.area())
    TriggerReport.objects.update(shape="")
    other = make.trigger_report(what=ALLEYS, area=make.area())
    assert [each.report for each in similar_reports(told, officer)] == [other]


def test_page_shows_them_with_score_and_reason(client, officer):
    told = report(AGAIN, area=make.area())
    other = report(ALLEYS, area=make.area(), status="closed")
    client.force_login(officer)
    page = client.get(reverse("triggers:triage-detail", args=[told.reference])).content.decode()
    assert other.reference in page
    assert "of 100: same street, same ward, 12 shared words, the same day" in page


@pytest.mark.parametrize("text", ["", "?!", "the and of", "\x00", "ß½😀 क्षि"])
def test_text_without_telling_words_is_like_nothing(text):
    assert likeness.compared(text, [ALLEYS, ""])[0].share == 0
    assert len(likeness.shape(text)) == likeness.BINS


def test_streets_are_told_from_people_who_walk():
    assert likeness.streets("12 mill road", "Children walk home by Church Lane, a short way.") == {
        ("mill", "road"),
        ("church", "lane"),
    }
