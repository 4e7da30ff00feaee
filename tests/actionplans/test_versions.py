import pytest

from actionplans import selectors
from tests.make import actionplans as make

pytestmark = pytest.mark.django_db


def test_a_plan_that_both_boards_approved_is_in_force():
    plan = make.plan_in_force()
    v = selectors.version_in_force(plan)
    assert v.number == 1
    assert plan.community.status == "active"
