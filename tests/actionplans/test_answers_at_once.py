"""Boards that answer at the same moment: each counts once, and nothing takes effect twice."""

import pytest

from actionplans import workflow
from actionplans.models import PlanVersion
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from carp.governance.models import Decision
from tests import make
from tests.concurrency import race

pytestmark = pytest.mark.django_db(transaction=True)
HOUSING, MANAGEMENT = "housing-board", "management-team"


def test_two_boards_approving_at_once_put_a_version_in_force_exactly_once():
    version = make.submitted_version()
    boards = {code: make.board(code) for code in (HOUSING, MANAGEMENT)}
    drafts = {code: make.drafted_answer(version, code, board[0]) for code, board in boards.items()}

    def approve(code):
        return lambda: governance.confirm(drafts[code], by=boards[code][1])

    results = race(approve(HOUSING), approve(MANAGEMENT))

    assert [type(result) for result in results] == [Decision, Decision]
    version.refresh_from_db()
    assert version.status == PlanVersion.Status.EFFECTIVE
    took_effect = [
        event for event in trail.of_subject(version) if event.after.get("status") == "effective"
    ]
    assert len(took_effect) == 1
    assert trail.first_broken_row() is None


def test_of_two_who_draft_at_once_the_second_is_told():
    version, board = make.submitted_version(), make.board(HOUSING)
    group, deliberation = make.group(HOUSING), make.deliberation(HOUSING)

    def draft(member, outcome):
        return lambda: workflow.draft_answer(
            version, by=member, group=group, outcome=outcome, deliberation=deliberation
        )

    results = race(draft(board[0], "approve"), draft(board[1], "return"))

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Decision.objects.drafts().count() == 1


def test_a_draft_confirmed_twice_at_once_counts_once():
    version, board = make.submitted_version(), make.board(HOUSING)
    draft = make.drafted_answer(version, HOUSING, board[0])

    results = race(*(lambda by=by: governance.confirm(draft, by=by) for by in board[1:3]))

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert version.approvals.count() == 1
