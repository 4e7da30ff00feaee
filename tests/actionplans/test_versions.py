"""Submitting a plan: what is missing, what is frozen, and when there is nothing to submit."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from actionplans import selectors, workflow
from actionplans.models import PlanVersion, VersionNeed
from actionplans.stages.content import canonical, hash_of
from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance.models import Membership
from carp.outbox.models import OutboxItem
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.laid("plan")]

Status = PlanVersion.Status


def missing(plan):
    with pytest.raises(workflow.Incomplete) as refusal:
        workflow.submit(plan, by=plan.lead)
    return [(thing.text, thing.href) for thing in refusal.value.missing]


def test_everything_that_is_missing_is_said_at_once_each_with_its_place():
    plan = make.plan(ready=False)
    plan.lead.is_active = False
    plan.lead.save(update_fields=["is_active"])
    make.need_line(plan)
    plan.need_lines.update(outcome=" ")

    with pytest.raises(workflow.Incomplete) as refusal:
        workflow.submit(plan, by=make.user(Role.NOMINATED_OFFICER))

    base = f"/plans/{plan.reference}"
    found = [(thing.text, thing.href) for thing in refusal.value.missing]
    assert found[0] == (
        "Choose a lead officer who has an account",
        f"{base}/change/#id_lead",
    )
    assert found[1] == (
        "Stage 6: answer “Short, medium and long term actions”",
        f"{base}/stages/6/#id_actions",
    )
    assert len([text for text, _href in found if text.startswith("Stage 6")]) == 6
    assert found[7:] == [
        ("Add at least one action, with what it is to achieve", f"{base}/actions/new/#id_title"),
        (
            "Need 1: say which outcome the money is for",
            f"{base}/needs/1/#id_outcome",
        ),
        ("Add at least one outcome with its measure", f"{base}/outcomes/new/#id_outcome"),
        ("Fill in the equality record", f"{base}/equality/#id_effect_age"),
        (
            "Choose at least one aim of the council that the plan serves",
            f"{base}/framework/#id_links",
        ),
    ]
    assert not PlanVersion.objects.exists()


def test_an_action_without_an_outcome_is_missing_something():
    plan = make.plan()
    action = plan.actions.get()
    plan.actions.update(outcome="")

    assert missing(plan) == [
        (
            f"Action “{action.title}”: say what it is to achieve",
            f"/plans/{plan.reference}/actions/{action.pk}/change/#id_outcome",
        )
    ]


def test_a_cancelled_action_does_not_count():
    plan = make.plan()
    workflow.move_action(plan.actions.get(), by=plan.lead, step="cancel", reason="Not wanted.")

    assert [text for text, _href in missing(plan)] == [
        "Add at least one action, with what it is to achieve"
    ]


def test_earlier_stages_may_be_open_and_a_plan_may_ask_for_no_money():
    plan = make.plan()

    version = workflow.submit(plan, by=plan.lead)

    assert (version.number, version.status) == (1, Status.SUBMITTED)
    assert version.approving_groups == ["housing-board", "management-team"]
    assert not version.needs.exists()


def test_another_type_of_plan_asks_other_groups():
    plan = make.plan(plan_type="delivery-plan")

    assert workflow.submit(plan, by=plan.lead).approving_groups == ["sww-strategic"]


def test_the_frozen_content_is_the_whole_plan_in_one_canonical_text():
    plan = make.plan()
    make.team_member(plan)
    line = make.need_line(plan, amount_pence=650_050)

    version = workflow.submit(plan, by=plan.lead)

    content = json.loads(version.content)
    assert canonical(content) == version.content
    assert hash_of(version.content) == version.content_hash
    assert content["plan"] == plan.reference
    assert content["community"]["reference"] == plan.community.reference
    assert content["council_pack"] == plan.council_pack.content_hash
    assert content["lead"]["id"] == plan.lead_id
    assert [stage["number"] for stage in content["stages"]] == [1, 2, 3, 4, 5, 6, 7]
    assert content["stages"][5]["answers"][0]["answer"].endswith("agreed.")
    assert content["actions"][0]["due_on"] == plan.actions.get().due_on.isoformat()
    assert content["team"][0]["name"] == "Sam Example"
    assert content["needs"][0]["amount_pence"] == 650_050
    assert content["needs"][0]["monitoring_on"] == line.monitoring_on.isoformat()


def test_withdrawn_needs_and_cancelled_actions_are_not_frozen():
    plan = make.plan()
    kept, gone = make.need_line(plan), make.need_line(plan)
    workflow.withdraw_need_line(gone, by=plan.lead, reason="No longer needed.")
    cancelled = make.action(plan, title="Not this")
    workflow.move_action(cancelled, by=plan.lead, step="cancel", reason="Not wanted.")

    version = workflow.submit(plan, by=plan.lead)

    content = json.loads(version.content)
    assert [need["number"] for need in content["needs"]] == [kept.number]
    assert [action["id"] for action in content["actions"]] != [cancelled.pk]
    assert list(version.needs.values_list("line", flat=True)) == [kept.pk]


def test_what_money_may_follow_is_written_beside_the_content():
    plan = make.plan()
    line = make.need_line(plan, amount_pence=1_450_050, money_type="capital")

    version = workflow.submit(plan, by=plan.lead)

    need = version.needs.get()
    assert (need.line, need.amount_pence, need.money_type) == (line, 1_450_050, "capital")


def test_a_version_cannot_be_edited_in_place():
    version = make.submitted_version()
    for change in ({"content": "{}"}, {"content_hash": "0" * 64}, {"approving_groups": []}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            PlanVersion.objects.filter(pk=version.pk).update(**change)
    for act in (
        lambda: VersionNeed.objects.update(amount_pence=1),
        lambda: VersionNeed.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


def test_nothing_new_is_not_submitted_again():
    plan = make.plan()
    workflow.submit(plan, by=plan.lead)

    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        workflow.submit(plan, by=plan.lead)

    assert plan.versions.count() == 1


def test_progress_is_no_change_of_the_plan():
    plan = make.plan()
    workflow.submit(plan, by=plan.lead)
    workflow.move_action(plan.actions.get(), by=plan.lead, step="start")
    workflow.complete_stage(plan, 6, by=plan.lead)

    with pytest.raises(Refused, match="Nothing has changed"):
        workflow.submit(plan, by=plan.lead)


def test_going_back_to_what_is_in_force_is_nothing_new():
    plan = make.plan_in_force()
    line = plan.need_lines.get()
    workflow.change_need_line(line, by=plan.lead, details=make.need_details(amount_pence=1))
    workflow.submit(plan, by=plan.lead)
    workflow.change_need_line(
        line, by=plan.lead, details=make.need_details(monitoring_on=line.monitoring_on)
    )

    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        workflow.submit(plan, by=plan.lead)


def test_a_new_submission_supersedes_the_one_that_waited():
    version = make.submitted_version()
    approval = make.approval(version)
    plan = version.plan
    workflow.change_plan(plan, by=plan.lead, title="Another title", lead=plan.lead)

    second = workflow.submit(plan, by=plan.lead)

    version.refresh_from_db()
    assert (version.status, second.number, second.status) == (
        Status.SUPERSEDED,
        2,
        Status.SUBMITTED,
    )
    assert version.ended_at is not None
    assert (approval.version_id, approval.content_hash) == (version.pk, version.content_hash)
    assert not second.approvals.exists()


def test_a_submission_leaves_what_is_in_force_in_force():
    plan = make.plan_in_force()
    workflow.change_plan(plan, by=plan.lead, title="Another title", lead=plan.lead)

    workflow.submit(plan, by=plan.lead)

    assert selectors.version_in_force(plan).number == 1


@pytest.mark.parametrize("role", Role)
def test_who_may_submit(role):
    plan, person = make.plan(), make.user(role)
    if Capability.PLAN_EDIT in ROLES[role]:
        assert workflow.submit(plan, by=person).submitted_by == person
    else:
        with pytest.raises(Refused):
            workflow.submit(plan, by=person)


def test_a_team_member_writes_and_does_not_submit():
    plan, member = make.plan(), make.user(Role.OFFICER)
    make.team_member(plan, user=member)

    with pytest.raises(Refused, match="Only its lead"):
        workflow.submit(plan, by=member)


def test_chairs_and_secretaries_of_the_boards_learn_that_a_plan_waits():
    chair = make.board_member("housing-board", seat=Membership.Seat.CHAIR)
    secretary = make.secretary("management-team")
    make.board_member("housing-board")
    make.secretary("sww-strategic")

    version = make.submitted_version()

    mails = OutboxItem.objects.filter(key__startswith="mail:plan-submitted")
    assert {mail.payload["to"] for mail in mails} == {chair.email, secretary.email}
    for mail in mails:
        assert version.plan.title not in str(mail.payload)
        assert version.plan.community.name not in str(mail.payload)


def test_a_submission_is_on_the_record():
    version = make.submitted_version()

    event = trail.of_subject(version).get()

    assert event.action == "actionplans.submit"
    assert event.after == {"number": 1, "content_hash": version.content_hash}


def test_versions_that_wait_for_a_group_come_longest_waiting_first():
    housing, grants = make.group("housing-board"), make.group("community-grants-panel")
    late = make.submitted_version()
    with clock.at(clock.now() - timedelta(days=3)):
        early = make.submitted_version()
        make.approval(make.submitted_version())
        make.submitted_version(make.plan(plan_type="delivery-plan"))

    assert list(PlanVersion.objects.awaiting(housing)) == [early, late]
    assert not PlanVersion.objects.awaiting(grants).exists()
