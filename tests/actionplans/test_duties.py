"""Nobody has two duties in one approval, whichever way they come to the second (S1, S2, S7)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from actionplans import permissions, selectors, workflow
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from tests import make

pytestmark = pytest.mark.django_db

HOUSING, MANAGEMENT = "housing-board", "management-team"


def answer(version, code=HOUSING, *, by=None, **deliberation):
    return make.answered(version, code, by=by, **deliberation)


def test_nobody_records_the_answers_of_two_boards():
    version, both = make.submitted_version(), make.board_member(HOUSING)
    make.seat_also(both, MANAGEMENT)
    answer(version, by=both)

    with pytest.raises(Refused, match="You cannot take part.*decided for the Housing Board"):
        answer(version, MANAGEMENT, by=both)


def test_a_secretary_of_two_boards_drafts_the_answer_of_one():
    version, both = make.submitted_version(), make.secretary(HOUSING)
    make.secretary_also(both, MANAGEMENT)
    answer(version, by=both, present=make.board(HOUSING))

    with pytest.raises(Refused, match="drafted the answer of the Housing Board"):
        answer(version, MANAGEMENT, by=both, present=make.board(MANAGEMENT))


def test_nobody_confirms_the_answers_of_two_boards():
    version, both = make.submitted_version(), make.board_member(HOUSING)
    make.seat_also(both, MANAGEMENT)
    board = make.board(HOUSING)
    make.answered(version, HOUSING, by=board[1], present=[both, *board[1:]])

    with pytest.raises(Refused, match="decided for the Housing Board"):
        answer(version, MANAGEMENT, by=make.board(MANAGEMENT, size=4)[1])


def test_nobody_is_counted_in_two_boards():
    version, both = make.submitted_version(), make.board_member(HOUSING)
    make.seat_also(both, MANAGEMENT)
    answer(version, by=make.board(HOUSING)[1])
    board = make.board(MANAGEMENT, size=4)
    others = [one for one in board if one != both]

    with pytest.raises(Refused, match="decided for the Housing Board and cannot be counted"):
        answer(version, MANAGEMENT, by=others[0], present=board)

    answer(version, MANAGEMENT, present=others, recused=[both])
    assert selectors.version_in_force(version.plan) == version


def test_the_page_offers_a_member_of_both_boards_only_as_having_left_the_room(client):
    version, both = make.submitted_version(), make.board_member(HOUSING)
    make.seat_also(both, MANAGEMENT)
    answer(version, by=make.board(HOUSING)[1])
    client.force_login(make.board(MANAGEMENT, size=4)[1])

    address = reverse(
        "boards:version-decide", args=[MANAGEMENT, version.plan.reference, version.number]
    )
    page = client.get(address)

    offered = page.context["form"].fields[f"vote_{both.pk}"].choices
    assert [vote for vote, _label in offered] == ["", "recused"]


def test_whoever_made_the_plan_does_not_decide_on_it():
    maker = make.board_member(HOUSING, Role.NOMINATED_OFFICER)
    version = make.submitted_version(make.plan(by=maker))

    with pytest.raises(Refused, match="made the plan"):
        answer(version, by=maker)


def test_a_version_is_not_approved_on_a_day_before_it_was_submitted():
    version, board = make.submitted_version(), make.board(HOUSING)
    earlier = replace(
        make.deliberation(HOUSING, present=board),
        decided_on=clock.today() - timedelta(days=1),
    )

    with pytest.raises(Refused, match="Version 1 was not before the boards on that day"):
        workflow.draft_answer(
            version,
            by=board[0],
            group=make.group(HOUSING),
            outcome="approve",
            deliberation=earlier,
        )

    assert not version.approvals.exists()


def test_a_team_member_does_not_make_themselves_the_lead():
    plan, member = make.plan(), make.user(Role.OFFICER)
    make.team_member(plan, user=member, name="")

    with pytest.raises(Refused, match="give this plan another lead"):
        workflow.change_plan(plan, by=member, title=plan.title, lead=member)

    assert workflow.change_plan(plan, by=member, title="A better title", lead=plan.lead)
    assert not permissions.can_submit(member, plan)
