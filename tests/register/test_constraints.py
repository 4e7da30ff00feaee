"""The database itself refuses what the register may not hold."""

from typing import Any

import pytest
from django.db import connection

from carp import clock
from register.models import Area, Community, CommunityCategory
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = pytest.mark.django_db


def put(table: Any, pk: int, **values) -> None:
    """Write straight to the table, past every rule of ours."""
    table.objects.filter(pk=pk).update(**values)


def test_an_area_has_one_row_a_vintage():
    make.area()
    with refused_by("register_area_code_vintage"):
        Area.objects.create(code="E05009642", name="Again", kind="ward", vintage=2025)


@pytest.mark.parametrize("field", ["code", "name", "kind", "vintage"])
def test_an_area_says_what_it_is(field):
    with refused_as_null():
        put(Area, make.area().pk, **{field: None})


@pytest.mark.parametrize("kind", ["county", ""])
def test_an_area_is_of_a_known_kind(kind):
    with refused_by("register_known_area_kind"):
        put(Area, make.area().pk, kind=kind)


@pytest.mark.parametrize("status", ["identified", "active", "stepped_down"])
def test_an_identified_community_has_its_day(status):
    community = make.community()
    with refused_by("register_identified_has_its_day"):
        put(Community, community.pk, status=status, identified_on=None)
    put(Community, community.pk, status=status, identified_on=clock.today())


def test_a_community_has_a_known_status():
    community = make.identified_community()
    with refused_by("register_known_status"):
        put(Community, community.pk, status="forgotten")
    with refused_as_null():
        put(Community, community.pk, status=None)


def test_a_community_is_of_a_known_kind():
    community = make.community()
    with refused_by("register_known_kind"):
        put(Community, community.pk, kind="city")
    with refused_as_null():
        put(Community, community.pk, kind=None)


def test_a_category_is_held_once():
    community = make.community(categories=("debt",))
    with refused_by("register_category_once"):
        CommunityCategory.objects.create(community=community, code="debt")
    with refused_as_null():
        put(CommunityCategory, community.categories.get().pk, code=None)


def test_the_list_reads_its_index():
    """Newest first without sorting, on both databases (performance, design choice 4)."""
    make.community()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            others = ("seqscan", "bitmapscan", "sort", "incremental_sort")
            cursor.execute("".join(f"SET LOCAL enable_{way} = off;" for way in others))
    page = Community.objects.order_by("-created_at", "-pk").values_list("pk")[:26]
    assert "register_newest" in page.explain()
    narrowed = Community.objects.filter(status="emerging").order_by("-created_at", "-pk")
    assert "register_by_status" in narrowed.values_list("pk")[:26].explain()
    named = Community.objects.order_by("name", "pk").values_list("pk")[:26]
    assert "register_by_name" in named.explain()
