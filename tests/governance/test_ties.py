"""The rule for one thing and the condition for a list say the same, whatever is declared."""

from datetime import timedelta

import pytest

from actionplans.models import Plan, PlanVersion
from carp import clock
from carp.accounts.models import Organisation
from carp.accounts.roles import Role
from carp.governance import permissions
from register.models import Community
from tests import make
from triggers.models import Referral, TriggerReport

pytestmark = pytest.mark.django_db

KINDS = (Community, TriggerReport, Referral, Plan, PlanVersion, Organisation)
DECIDED_ON = (TriggerReport, Referral, Plan, PlanVersion)


@pytest.fixture
def everything():
    """Two of each, bound to one another and to nothing else."""
    for name in ("Trent Homes", "Witham Homes"):
        partner = make.user(Role.PARTNER, organisation=make.organisation(name=name))
        community = make.community(name=f"Around {name}")
        make.trigger_report("outcome_agreed", community=community, submitted_by=partner)
        plan = make.plan(community=community)
        make.team_member(plan, organisation=name)
        make.submitted_version(plan)
    return [thing for kind in KINDS for thing in kind.objects.all()]


def test_lists_leave_out_exactly_what_the_rule_refuses(everything):
    touched = 0
    for subject in everything:
        member = make.board_member("housing-board")
        make.interest(subject, user=member)
        for kind in DECIDED_ON:
            listed = set(kind.objects.filter(permissions.conflicting(member, kind)))
            refused = {one for one in kind.objects.all() if permissions.conflicted(member, one)}
            assert listed == refused, (subject, kind)
            touched += len(listed)
    assert touched > len(everything)


@pytest.mark.parametrize(
    ("declared", "ended", "binds"),
    [(0, None, True), (-9, 1, True), (-9, 0, False), (1, None, False)],
    ids=["since today", "until tomorrow", "ended today", "from tomorrow"],
)
def test_a_list_leaves_out_what_binds_today(declared, ended, binds):
    plan, member = make.plan(ready=False), make.board_member("housing-board")
    other = make.board_member("housing-board")
    days = {"declared_on": clock.today() + timedelta(days=declared)}
    if ended is not None:
        days |= {"ended_on": clock.today() + timedelta(days=ended), "ended_by": member}
    make.interest(plan, user=member, **days)

    assert Plan.objects.filter(permissions.conflicting(member, Plan)).exists() is binds
    assert not Plan.objects.filter(permissions.conflicting(other, Plan)).exists()
