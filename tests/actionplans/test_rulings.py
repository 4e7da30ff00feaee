"""Boards suspend, resume and rescind what is in force: who may, when, and what becomes of it."""

from datetime import timedelta
from itertools import product

import pytest

from actionplans import selectors, workflow
from actionplans.models import PlanVersion, Ruling
from actionplans.workflow.moves import VERSION_MOVES
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from carp.outbox.models import OutboxItem
from tests import make
from tests.actionplans.test_answers import HOUSING, MANAGEMENT, version_in

pytestmark = [pytest.mark.django_db, pytest.mark.laid("plan_in_force")]
Status, Kind = PlanVersion.Status, Ruling.Kind


def rule(version, kind, code=HOUSING, *, by=None, **deliberation):
    """A board's ruling, drafted by its first member unless somebody else is named."""
    return make.ruling(version, code, kind, by=by or make.board(code)[0], **deliberation)


@pytest.fixture
def version():
    return make.plan_in_force().versions.get()


def status(version):
    version.refresh_from_db()
    return version.status


# --- When -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("before", "kind"), list(product(Status, Kind.values)))
def test_only_what_stands_is_ruled_on(before, kind):
    version = version_in(before)
    events = trail.of_subject(version).count()
    # The board that suspended it has nothing to suspend again.
    code = MANAGEMENT if kind == Kind.SUSPEND else HOUSING

    if before in VERSION_MOVES[kind]:
        rule(version, kind, code)
        assert status(version) == VERSION_MOVES[kind][before]
        assert trail.of_subject(version).count() == events + 1
    else:
        with pytest.raises(Refused):
            rule(version, kind, code)
        assert status(version) == before
        assert trail.of_subject(version).count() == events


def test_while_it_is_suspended_nothing_is_in_force(version):
    line = version.needs.get().line

    rule(version, Kind.SUSPEND)
    assert selectors.version_in_force(version.plan) is None
    assert selectors.need_in_force(line) is None

    rule(version, Kind.RESUME)
    assert selectors.version_in_force(version.plan) == version
    assert selectors.need_in_force(line).amount_pence == 600_000


def test_what_is_rescinded_has_ended_and_never_comes_back(version):
    rule(version, Kind.RESCIND)

    assert (status(version), version.ended_at is None) == (Status.RESCINDED, False)
    for kind in Kind.values:
        with pytest.raises(Refused, match="is not in force: it is rescinded"):
            rule(version, kind)


def test_a_suspended_version_can_be_rescinded_by_either_board(version):
    rule(version, Kind.SUSPEND)
    rule(version, Kind.RESCIND, MANAGEMENT)

    assert status(version) == Status.RESCINDED


def test_only_the_board_that_suspended_it_resumes_it(version):
    rule(version, Kind.SUSPEND)

    with pytest.raises(Refused, match="The Management Team has not suspended version 1"):
        rule(version, Kind.RESUME, MANAGEMENT)
    assert status(version) == Status.SUSPENDED


def test_what_both_boards_suspended_both_must_resume(version):
    rule(version, Kind.SUSPEND)
    rule(version, Kind.SUSPEND, MANAGEMENT)
    with pytest.raises(Refused, match="has already suspended"):
        rule(version, Kind.SUSPEND)

    rule(version, Kind.RESUME)
    assert status(version) == Status.SUSPENDED
    rule(version, Kind.RESUME, MANAGEMENT)
    assert status(version) == Status.EFFECTIVE


def test_it_is_suspended_again_after_it_was_resumed(version):
    for kind in (Kind.SUSPEND, Kind.RESUME, Kind.SUSPEND):
        rule(version, kind)

    assert status(version) == Status.SUSPENDED
    assert [each.kind for each in version.rulings.all()] == ["suspend", "resume", "suspend"]


def test_the_next_version_takes_the_place_of_a_suspended_one(version):
    plan = version.plan
    rule(version, Kind.SUSPEND)
    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        workflow.submit(plan, by=plan.lead)
    make.need_line(plan)
    make.plan_in_force(plan)

    assert status(version) == Status.SUPERSEDED
    assert selectors.version_in_force(plan).number == 2


def test_a_rescinded_plan_is_changed_and_approved_again(version):
    plan = version.plan
    rule(version, Kind.RESCIND)
    make.need_line(plan)
    make.plan_in_force(plan)

    assert selectors.version_in_force(plan).number == 2


def test_a_ruling_is_not_made_before_the_version_took_effect(version):
    with pytest.raises(Refused, match="was not in force on that day"):
        rule(version, Kind.SUSPEND, meeting=make.meeting(on=clock.today() - timedelta(days=1)))
    assert not Ruling.objects.exists()


# --- Who ------------------------------------------------------------------------------------------
def test_a_group_that_need_not_approve_it_rules_nothing(version):
    with pytest.raises(Refused, match="This plan does not need the approval of the"):
        rule(version, Kind.SUSPEND, "community-grants-panel")


@pytest.mark.parametrize("kind", Kind.values)
def test_whoever_has_a_part_in_the_plan_neither_records_nor_counts(version, kind):
    if kind == Kind.RESUME:
        rule(version, Kind.SUSPEND)
    before = status(version)
    lead = version.plan.lead
    lead.role_grants.create(role=Role.BOARD_MEMBER)
    make.seat_also(lead, HOUSING)

    with pytest.raises(Refused, match="leads the plan"):
        rule(version, kind, by=lead)
    with pytest.raises(Refused, match="Record that they left the room"):
        rule(version, kind, present=[*make.board(HOUSING), lead])
    assert status(version) == before


def test_who_has_no_seat_drafts_no_ruling_and_a_secretary_confirms_none(version):
    for person in (make.user(Role.BOARD_MEMBER), version.plan.created_by):
        with pytest.raises(Refused):
            rule(version, Kind.SUSPEND, by=person)
    drafted = draft(version, by=make.board(HOUSING)[0])
    with pytest.raises(Refused, match="Only a board member can decide"):
        governance.confirm(drafted, by=make.secretary())
    assert status(version) == Status.EFFECTIVE


def test_nobody_rules_for_a_board_who_took_part_in_the_answer_of_the_other(version):
    answer = version.approvals.get(group__code=MANAGEMENT).decision
    make.seat_also(answer.drafted_by, HOUSING)
    make.seat_also(answer.confirmed_by, HOUSING)

    for person in (answer.drafted_by, answer.confirmed_by):
        with pytest.raises(Refused, match="for the Management Team"):
            rule(version, Kind.SUSPEND, by=person)


# --- Drafted and confirmed ------------------------------------------------------------------------
def draft(version, kind=Kind.SUSPEND, *, by):
    return workflow.draft_ruling(
        version,
        by=by,
        group=make.group(HOUSING),
        kind=kind,
        deliberation=make.deliberation(HOUSING),
    )


def test_a_draft_stops_nothing_and_its_confirmation_does(version):
    board = make.board(HOUSING)
    drafted = draft(version, by=board[0])

    assert status(version) == Status.EFFECTIVE
    assert not Ruling.objects.exists()
    governance.confirm(drafted, by=board[1])

    assert status(version) == Status.SUSPENDED
    ruling = Ruling.objects.get()
    assert (ruling.decision, ruling.recorded_by) == (drafted, board[1])


def test_a_draft_that_was_overtaken_is_not_confirmed(version):
    board = make.board(HOUSING)
    drafted = draft(version, by=board[0])
    rule(version, Kind.RESCIND, MANAGEMENT)

    with pytest.raises(Refused, match="is not in force: it is rescinded"):
        governance.confirm(drafted, by=board[1])
    assert Ruling.objects.count() == 1


def test_nobody_with_an_interest_drafts_confirms_or_counts_in_a_ruling(version):
    board = make.board(HOUSING, size=4)
    make.interest(version.plan.community, user=board[0])
    with pytest.raises(Refused, match="You declared an interest"):
        rule(version, Kind.SUSPEND, by=board[0], present=board[1:])
    with pytest.raises(Refused, match="Record that they left the room"):
        rule(version, Kind.SUSPEND, by=board[1], present=board)
    rule(version, Kind.SUSPEND, by=board[1], present=board[1:], recused=board[:1])
    assert status(version) == Status.SUSPENDED


def test_a_ruling_needs_a_quorum(version):
    with pytest.raises(Refused, match="members without an interest"):
        rule(version, Kind.SUSPEND, present=make.board(HOUSING)[:1])
    assert status(version) == Status.EFFECTIVE


def test_something_else_is_no_ruling(version):
    with pytest.raises(Refused, match="Choose what the board decided"):
        rule(version, "approve")


# --- What is told ---------------------------------------------------------------------------------
def test_a_ruling_is_on_the_record_with_its_reasons(version):
    rule(version, Kind.SUSPEND, reasons="The contractor is under investigation.")

    event = trail.of_subject(version).latest("sequence")
    assert event.action == "actionplans.suspend_version"
    assert event.reason == "The contractor is under investigation."
    assert (event.before, event.after) == (
        {"status": "effective"},
        {"status": "suspended", "group": HOUSING},
    )
    decision = version.rulings.get().decision
    assert (decision.kind, decision.subject_id) == ("suspend", version.pk)


def test_the_lead_and_the_other_boards_learn_of_it_without_its_content(version):
    secretary = make.secretary(MANAGEMENT)
    ruling = rule(version, Kind.SUSPEND)

    mails = OutboxItem.objects.filter(key__startswith=f"mail:plan-ruled:{ruling.pk}:")
    assert {mail.payload["to"] for mail in mails} == {version.plan.lead.email, secretary.email}
    for mail in mails:
        assert version.plan.title not in str(mail.payload)
        assert "suspend" not in str(mail.payload).lower()
