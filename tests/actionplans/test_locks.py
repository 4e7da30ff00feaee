"""What the last answer of the boards holds while it waits (audit head last)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carp.governance import workflow as governance
from tests import make
from tests.concurrency import written_under_the_head

pytestmark = pytest.mark.django_db


def test_the_last_answer_waits_for_no_row_once_it_holds_the_trails_head():
    task = make.delegated_task()
    plan = make.plan(community=make.community(), by=task.owner, lead=task.owner, task=task)
    version = make.submitted_version(plan)
    make.approval(version)
    board = make.board("management-team")

    draft = make.drafted_answer(version, "management-team", board[0], present=board)

    with CaptureQueriesContext(connection) as ran:
        governance.confirm(draft, by=board[1])

    assert written_under_the_head(ran) == {"register_community"}
