"""Starting a plan, and changing its title and lead (policy 7.1)."""

import pytest

from actionplans import workflow
from actionplans.models import Plan, Stage
from actionplans.workflow import PlanDetails
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import workflow as governance
from tests import make

pytestmark = pytest.mark.django_db


def details(**changes):
    given = {"title": "Cleaner alleys", "plan_type": "action-plan"}
    if "lead" not in changes:
        given["lead"] = make.user(Role.OFFICER)
    return PlanDetails(**given | changes)


def test_a_plan_begins_with_its_seven_stages_and_its_pack():
    officer, community = make.user(Role.NOMINATED_OFFICER), make.community()

    plan = workflow.create_plan(community, by=officer, details=details())

    assert list(plan.stages.values_list("number", "status", "iteration")) == [
        (number, Stage.Status.NOT_STARTED, 1) for number in range(1, 8)
    ]
    assert plan.reference.startswith("PLN-")
    assert plan.council_pack.in_force
    event = trail.of_subject(plan).get()
    assert (event.action, event.by) == ("actionplans.create", officer)
    assert event.after["community"] == community.reference


@pytest.mark.parametrize("role", Role)
def test_who_may_start_a_plan(role):
    person, community = make.user(role), make.community()
    if Capability.PLAN_CREATE in ROLES[role]:
        assert workflow.create_plan(community, by=person, details=details()).created_by == person
    else:
        with pytest.raises(Refused):
            workflow.create_plan(community, by=person, details=details())
        assert not Plan.objects.exists()


def test_whom_a_board_asked_may_start_the_plan_of_the_task():
    officer = make.user(Role.OFFICER)
    task = make.delegated_task(owner=officer)

    plan = workflow.create_plan(
        make.community(), by=officer, details=details(lead=officer, task=task)
    )

    assert plan.task == task
    task.refresh_from_db()
    assert task.completed_at is None


def test_another_persons_task_opens_nothing():
    task = make.delegated_task()

    with pytest.raises(Refused):
        workflow.create_plan(
            make.community(), by=make.user(Role.OFFICER), details=details(task=task)
        )


def test_a_task_has_one_plan():
    officer = make.user(Role.OFFICER)
    task = make.delegated_task(owner=officer)
    first = workflow.create_plan(
        make.community(), by=officer, details=details(lead=officer, task=task)
    )

    with pytest.raises(Refused, match=first.reference):
        workflow.create_plan(make.community(), by=officer, details=details(lead=officer, task=task))


def test_a_task_that_is_done_asks_for_no_plan():
    officer = make.user(Role.OFFICER)
    task = governance.complete_task(make.delegated_task(owner=officer), by=officer)

    with pytest.raises(Refused, match="already marked as done"):
        workflow.create_plan(make.community(), by=officer, details=details(lead=officer, task=task))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Give the plan a title"),
        ({"plan_type": "no-such-type"}, "Choose the type of plan"),
    ],
)
def test_what_a_plan_needs_is_said(changes, sentence):
    with pytest.raises(Refused, match=sentence):
        workflow.create_plan(
            make.community(), by=make.user(Role.NOMINATED_OFFICER), details=details(**changes)
        )


@pytest.mark.parametrize("role", Role)
def test_only_officers_of_the_council_lead(role):
    officer, lead = make.user(Role.NOMINATED_OFFICER), make.user(role)
    if {Capability.PLAN_EDIT, Capability.PLAN_EDIT_OWN} & ROLES[role]:
        assert workflow.create_plan(make.community(), by=officer, details=details(lead=lead))
    else:
        with pytest.raises(Refused, match="cannot lead"):
            workflow.create_plan(make.community(), by=officer, details=details(lead=lead))


def test_a_plan_is_found_by_its_words_and_its_communitys():
    community = make.community(name="Sandsfield Lane Éstate")

    plan = make.plan(community=community, title="Fewer fires")

    for word in ("fewer", plan.reference.lower(), "estate", plan.lead.name.lower()):
        assert word in plan.search_text


def test_title_and_lead_change_with_before_and_after():
    plan, other = make.plan(ready=False), make.user(Role.OFFICER)
    officer = make.user(Role.NOMINATED_OFFICER)

    workflow.change_plan(plan, by=officer, title="Another title", lead=other)

    plan.refresh_from_db()
    assert (plan.title, plan.lead) == ("Another title", other)
    assert "another title" in plan.search_text
    event = trail.of_subject(plan).last()
    assert event.before["title"] == "Cleaner, safer alleys"
    assert event.after["lead"] == other.pk


def test_a_change_that_changes_nothing_leaves_no_trace():
    plan, officer = make.plan(ready=False), make.user(Role.NOMINATED_OFFICER)

    workflow.change_plan(plan, by=officer, title=plan.title, lead=plan.lead)

    assert trail.of_subject(plan).count() == 1


def test_a_lead_who_left_must_be_replaced_but_need_not_at_once():
    plan, officer = make.plan(ready=False), make.user(Role.NOMINATED_OFFICER)
    plan.lead.is_active = False
    plan.lead.save(update_fields=["is_active"])

    assert workflow.change_plan(plan, by=officer, title="New title", lead=plan.lead).title
