"""A community's page is put together by the apps above the register, each with its own panel."""

import pytest

from carp.accounts.roles import Role
from tests import make


@pytest.mark.django_db
def test_a_communitys_page_shows_its_reports_plans_and_money(client):
    line = make.need_in_force()
    community = line.plan.community
    report = make.trigger_report(community=community)
    client.force_login(make.user(Role.NOMINATED_OFFICER))

    page = client.get(f"/register/{community.reference}/").content.decode()

    for heading in ("Reports", "Plans", "Money", "Evidence"):
        assert f">{heading}</h2>" in page
    assert report.reference in page
    assert line.plan.title in page
    assert "There is no action plan for this community yet." not in page
