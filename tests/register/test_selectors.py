"""Likenesses, counts by ward, and what other apps put on a community's page."""

import pytest

from carp.accounts.roles import Role
from register import documents, panels, selectors
from register.models import Area, Community, CommunityQuerySet
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "same_ward", "found"),
    [
        ("South West ward alley", False, True),
        ("South-West Ward Alleys", False, True),
        ("Alleys of the ward", True, False),
        ("South West backs", True, True),
        ("South West backs", False, False),
        ("Hemswell Cliff families", True, False),
        ("", True, False),
    ],
)
def test_a_likeness_is_told_by_name_and_sooner_in_one_ward(name, same_ward, found):
    officer = make.user(Role.NOMINATED_OFFICER)
    known = make.community(by=officer)
    areas = (make.area(),) if same_ward else ()
    similar = selectors.similar_communities(officer, name=name, areas=areas)
    assert similar == ([known] if found else [])


def test_a_likeness_in_a_small_area_of_the_ward_counts_as_in_the_ward():
    officer = make.user(Role.NOMINATED_OFFICER)
    ward = make.area()
    small = make.area("E01026383", "004E", Area.Kind.LSOA, vintage=2021, parent=ward)
    known = make.community(by=officer, areas=(small,))
    found = selectors.similar_communities(officer, name="South West backs", areas=(ward,))
    assert found == [known]


def test_nobody_learns_of_a_likeness_they_may_not_read():
    make.community()
    partner = make.user(Role.PARTNER)
    assert selectors.similar_communities(partner, name="South West Ward alleys") == []


def test_a_community_in_two_wards_counts_in_both_and_twice_in_none():
    officer = make.user(Role.NOMINATED_OFFICER)
    ward, east = make.area(), make.area("E05009640", "Gainsborough East")
    small = make.area("E01026383", "004E", Area.Kind.LSOA, vintage=2021, parent=ward)
    make.community(by=officer, areas=(ward, small, east))
    assert selectors.counts_by_ward(officer) == {"E05009642": 1, "E05009640": 1}


def test_a_map_needs_a_boundary():
    bare = make.area("E05009699", "Bare", geometry={})
    assert documents.place_map([bare], [bare]) is None
    assert documents.district_map([bare], {}) is None


@pytest.fixture
def _panels_put_back():
    before = dict(panels._panels)
    yield
    panels._panels.clear()
    panels._panels.update(before)


@pytest.mark.usefixtures("_panels_put_back")
def test_panels_come_in_order_and_only_to_those_who_may_see_them():
    community, officer, member = make.community(), make.user(Role.OFFICER), make.user(Role.MEMBER)

    def add(name, order, data):
        panels.add(panels.Panel(name, name.title(), f"{name}.html", data, order))

    panels._panels.clear()
    add("money", 30, lambda _community, user: {"n": 1} if user == officer else None)
    add("reports", 10, lambda found, _user: {"of": found})
    add("plans", 20, lambda _community, _user: {})
    assert [panel.name for panel in panels.filled(community, officer)] == [
        "reports",
        "plans",
        "money",
    ]
    assert [panel.name for panel in panels.filled(community, member)] == ["reports", "plans"]
    assert panels.filled(community, member)[0].data == {"of": community}


def test_everything_has_its_words():
    community = make.community(categories=("debt",))
    evidence = make.evidence(community)
    assert str(community) == "South West Ward alleys"
    assert str(evidence) == "Complaints about fly-tipping"
    assert str(community.categories.get()) == "debt"
    assert str(make.area()) == "Gainsborough South-West"


def test_lists_pass_through_what_is_visible():
    known: CommunityQuerySet = Community.objects.filter(pk=make.community().pk)
    assert known.visible_to(make.user(Role.MEMBER)).exists()
    assert not known.visible_to(make.user(Role.ADMINISTRATOR)).exists()


# --- A community's page ---------------------------------------------------------------------------
def test_an_entry_is_one_question(django_assert_num_queries):
    officer = make.user(Role.NOMINATED_OFFICER)
    wards = [make.area("E05009643", "Hemswell"), make.area("E05009644", "Caistor")]
    small = make.area("E01026383", "004E", Area.Kind.LSOA, vintage=2021, parent=wards[0])
    community = make.identified_community(by=officer, areas=(wards[0], small, wards[1]))
    with django_assert_num_queries(1):
        entry = selectors.Entry(community)
        assert entry.areas == [wards[1], wards[0], small]
        assert [row.code for row in community.categories.all()] == []
        told = [(each.title, each.text) for each in entry.history]
    assert told == [("Identified as at risk", "Three complaints."), ("Entered on the register", "")]
    assert entry.history[0].by.startswith(officer.name)
    assert entry.areas == list(community.areas.order_by("-kind", "name"))


def test_history_ends_with_the_newest(monkeypatch):
    monkeypatch.setattr(selectors, "HISTORY", 1)
    community = make.identified_community()
    assert [each.title for each in selectors.Entry(community).history] == ["Identified as at risk"]


def test_a_kept_map_is_the_picture_of_these_areas_drawn_once(django_assert_num_queries):
    here, other = make.area(), make.area("E05009643", "Hemswell")
    drawn = documents.place_map([here, other], [here])
    assert documents.kept_map([here]) == drawn
    with django_assert_num_queries(0):
        assert documents.kept_map([here]) == drawn
        assert documents.kept_map([]) is None
    assert documents.kept_map([other]) != drawn


def test_areas_without_a_shape_are_not_drawn():
    assert documents.kept_map([make.area(geometry={})]) is None
