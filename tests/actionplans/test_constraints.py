"""The database itself refuses what no plan may be, NULL included."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from actionplans.models import (
    Action,
    Approval,
    EqualityRecord,
    FrameworkLink,
    MinorRevision,
    NeedLine,
    Plan,
    PlanVersion,
    ProgressNote,
    Ruling,
    Stage,
    StageRevision,
    TeamMember,
    VersionNeed,
)
from carp.accounts.roles import Role
from tests import make
from tests.refusals import refused_as_null, refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.laid("submitted_version")]


@pytest.fixture
def plan():
    return make.plan(ready=False)


@pytest.fixture
def version():
    return make.submitted_version()


# --- Team, stages and their iterations ------------------------------------------------------------
def test_a_person_is_in_a_team_once(plan):
    officer = make.user(Role.OFFICER)
    TeamMember.objects.create(plan=plan, user=officer, name="A", part="B")
    with refused_by("actionplans_person_once_in_team"):
        TeamMember.objects.create(plan=plan, user=officer, name="A", part="C")
    for _ in range(2):  # two people without an account may bear the same name
        TeamMember.objects.create(plan=plan, user=None, name="A", part="B")


def test_a_stage_is_there_once(plan):
    with refused_by("actionplans_stage_once"):
        Stage.objects.create(plan=plan, number=1)


@pytest.mark.parametrize("number", [0, 8])
def test_there_are_seven_stages(plan, number):
    with refused_by("actionplans_seven_stages"):
        Stage.objects.create(plan=plan, number=number)


def test_the_status_of_a_stage_is_known(plan):
    with refused_by("actionplans_known_stage_status"):
        plan.stages.filter(number=1).update(status="finished")


def test_iterations_are_counted_from_one(plan):
    with refused_by("actionplans_iteration_from_one"):
        plan.stages.filter(number=1).update(iteration=0)


@pytest.mark.parametrize("field", ["number", "status", "iteration", "answers", "edition"])
def test_a_stage_lacks_nothing(plan, field):
    with refused_as_null():
        plan.stages.filter(number=1).update(**{field: None})


def test_an_iteration_is_kept_once():
    kept = make.stage_revision()
    with refused_by("actionplans_revision_once"):
        StageRevision.objects.create(
            stage=kept.stage, iteration=kept.iteration, completed_by=kept.completed_by
        )


# --- Actions and needs ----------------------------------------------------------------------------
@pytest.mark.parametrize("status", ["blocked", "cancelled"])
def test_an_action_that_stopped_says_why(plan, status):
    action = make.action(plan)
    with refused_by("actionplans_stopped_action_says_why"):
        Action.objects.filter(pk=action.pk).update(status=status, status_reason="")
    with refused_as_null():
        Action.objects.filter(pk=action.pk).update(status=status, status_reason=None)


def test_the_status_of_an_action_is_known(plan):
    action = make.action(plan)
    with refused_by("actionplans_known_action_status"):
        Action.objects.filter(pk=action.pk).update(status="forgotten")
    with refused_as_null():
        Action.objects.filter(pk=action.pk).update(status=None)


def test_the_number_of_a_need_is_there_once(plan):
    line = make.need_line(plan)
    with refused_by("actionplans_line_number_once"):
        NeedLine.objects.create(
            plan=plan,
            number=line.number,
            need="A",
            outcome="B",
            monitoring_on=date(2026, 1, 1),
            amount_pence=1,
            money_type="revenue",
            purpose="response",
            category="other",
        )


@pytest.mark.parametrize("pence", [0, -1])
def test_a_need_costs_something(plan, pence):
    make.need_line(plan)
    with refused_by("actionplans_need_costs_something"):
        NeedLine.objects.update(amount_pence=pence)


@pytest.mark.parametrize("field", ["need", "outcome"])
def test_a_need_has_its_outcome(plan, field):
    make.need_line(plan)
    with refused_by("actionplans_need_has_outcome"):
        NeedLine.objects.update(**{field: ""})


def test_the_kind_of_money_is_known(plan):
    make.need_line(plan)
    with refused_by("actionplans_known_money_type"):
        NeedLine.objects.update(money_type="gold")


@pytest.mark.parametrize(
    "field", ["amount_pence", "outcome", "need", "monitoring_on", "money_type", "number"]
)
def test_a_need_lacks_nothing(plan, field):
    make.need_line(plan)
    with refused_as_null():
        NeedLine.objects.update(**{field: None})


# --- Outcomes, resources, equality and framework --------------------------------------------------
@pytest.mark.parametrize("field", ["outcome", "measure", "monitored"])
def test_an_outcome_is_measured(plan, field):
    make.outcome(plan)
    with refused_by("actionplans_outcome_is_measured"):
        plan.outcomes.update(**{field: ""})
    with refused_as_null():
        plan.outcomes.update(**{field: None})


@pytest.mark.parametrize("field", ["resource", "organisation"])
def test_a_resource_is_somebodys(plan, field):
    make.resource_line(plan)
    with refused_by("actionplans_resource_is_somebodys"):
        plan.resources.update(**{field: ""})
    with refused_as_null():
        plan.resources.update(**{field: None})


def test_whether_a_resource_is_there_is_known(plan):
    make.resource_line(plan)
    with refused_by("actionplans_known_standing"):
        plan.resources.update(standing="perhaps")
    with refused_as_null():
        plan.resources.update(standing=None)


def test_a_characteristic_is_recorded_once(plan):
    EqualityRecord.objects.create(plan=plan, characteristic="age", updated_by=plan.lead)
    with refused_by("actionplans_characteristic_once"):
        EqualityRecord.objects.create(plan=plan, characteristic="age", updated_by=plan.lead)


def test_the_effect_is_known(plan):
    EqualityRecord.objects.create(plan=plan, characteristic="age", updated_by=plan.lead)
    with refused_by("actionplans_known_effect"):
        plan.equality.update(effect="dreadful")
    with refused_as_null():
        plan.equality.update(effect=None)


def test_a_point_is_linked_once(plan):
    FrameworkLink.objects.create(plan=plan, framework="a", item="b")
    with refused_by("actionplans_linked_once"):
        FrameworkLink.objects.create(plan=plan, framework="a", item="b")


# --- Umbrella plans -------------------------------------------------------------------------------
def test_a_theme_is_one_of_an_umbrella(plan):
    above = make.plan(ready=False)
    for changes in ({"theme": "environment"}, {"umbrella": above}):
        with refused_by("actionplans_theme_of_an_umbrella"):
            Plan.objects.filter(pk=plan.pk).update(**changes)
    with refused_as_null():
        Plan.objects.filter(pk=plan.pk).update(theme=None)


def test_a_theme_has_one_open_plan(plan):
    above, other = make.plan(ready=False), make.plan(ready=False)
    under = {"umbrella": above, "theme": "environment"}
    Plan.objects.filter(pk=plan.pk).update(**under)
    with refused_by("actionplans_one_open_plan_a_theme"):
        Plan.objects.filter(pk=other.pk).update(**under)
    Plan.objects.filter(pk=plan.pk).update(closed_at=plan.created_at)
    Plan.objects.filter(pk=other.pk).update(**under)


# --- Versions -------------------------------------------------------------------------------------
def another(version, **changes):
    given = {
        "plan": version.plan,
        "number": version.number + 1,
        "content": "{}",
        "content_hash": "0" * 64,
        "approving_groups": [],
        "submitted_by": version.submitted_by,
    }
    return PlanVersion.objects.create(**given | changes)


def test_the_number_of_a_version_is_there_once(version):
    with refused_by("actionplans_version_number_once"):
        another(version, number=version.number, status="returned")


def test_one_version_is_in_force(version):
    for code in version.approving_groups:
        make.approval(version, code)
    with refused_by("actionplans_one_version_in_force"):
        another(version, status="effective", effective_at=version.submitted_at)


def test_one_version_waits(version):
    with refused_by("actionplans_one_version_submitted"):
        another(version)


def test_what_is_in_force_has_its_time(version):
    with refused_by("actionplans_effective_has_its_time"):
        PlanVersion.objects.update(status="effective", effective_at=None)


def test_a_suspended_version_keeps_the_place_of_the_one_in_force():
    version = make.plan_in_force().versions.get()
    make.ruling(version)
    with refused_by("actionplans_one_version_in_force"):
        another(version, status="effective", effective_at=version.submitted_at)


@pytest.mark.parametrize("status", ["suspended", "rescinded"])
def test_what_was_stopped_had_been_in_force(version, status):
    with refused_by("actionplans_effective_has_its_time"):
        PlanVersion.objects.update(status=status, effective_at=None)


def test_the_status_of_a_version_is_known(version):
    with refused_by("actionplans_known_version_status"):
        PlanVersion.objects.update(status="approved")
    with refused_as_null():
        PlanVersion.objects.update(status=None)


def test_a_version_is_never_deleted_nor_replaced(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        another(version, pk=version.pk, number=9, status="returned")


def test_a_need_is_in_a_version_once(version):
    need = version.needs.get()
    with refused_by("actionplans_line_once_in_version"):
        VersionNeed.objects.create(
            version=version, line=need.line, amount_pence=1, money_type="revenue"
        )


@pytest.mark.parametrize("pence", [0, -1])
def test_a_need_in_a_version_costs_something(version, pence):
    line = make.need_line(version.plan)
    with refused_by("actionplans_version_need_positive"):
        VersionNeed.objects.create(
            version=version, line=line, amount_pence=pence, money_type="revenue"
        )
    with refused_as_null():
        VersionNeed.objects.create(
            version=version, line=line, amount_pence=None, money_type="revenue"
        )


# --- Approvals ------------------------------------------------------------------------------------
def repeat(approval, **changes):
    given = {
        "version": approval.version,
        "group": make.group("management-team"),
        "content_hash": approval.content_hash,
        "outcome": "approve",
        "decision": make.decision(approval.version.plan, "management-team", kind="approve"),
        "recorded_by": make.user(Role.BOARD_MEMBER),
    }
    return Approval.objects.create(**given | changes)


def test_a_group_answers_once(version):
    approval = make.approval(version)
    with refused_by("actionplans_one_answer_a_group"):
        repeat(approval, group=approval.group)


def test_nobody_records_the_answers_of_two_groups(version):
    approval = make.approval(version)
    with refused_by("actionplans_nobody_records_both"):
        repeat(approval, recorded_by=approval.recorded_by)


def test_the_outcome_is_known(version):
    approval = make.approval(version)
    with refused_by("actionplans_known_outcome"):
        repeat(approval, outcome="perhaps")
    with refused_as_null():
        repeat(approval, outcome=None)


def test_an_approval_is_never_changed(version):
    approval = make.approval(version)
    changes = ({"content_hash": "0" * 64}, {"outcome": "reject"}, {"group": F("group")})
    for change in changes:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Approval.objects.filter(pk=approval.pk).update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        approval.delete()


# --- Rulings --------------------------------------------------------------------------------------
def test_a_ruling_is_one_of_three():
    ruling = make.ruling(make.plan_in_force().versions.get())
    decision = make.decision(ruling.version.plan.community)
    given = {"version": ruling.version, "group": ruling.group, "recorded_by": ruling.recorded_by}
    with refused_by("actionplans_known_ruling"):
        Ruling.objects.create(kind="forgive", decision=decision, **given)
    with refused_as_null():
        Ruling.objects.create(kind=None, decision=decision, **given)


def test_a_ruling_is_never_changed():
    ruling = make.ruling(make.plan_in_force().versions.get())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).update(kind="resume")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ruling.delete()


# --- Minor revisions ------------------------------------------------------------------------------
def revised(revision, **changes):
    given = {
        "version": revision.version,
        "number": revision.number + 1,
        "content": "{}",
        "content_hash": "0" * 64,
        "reason": "Later.",
        "published_by": revision.published_by,
    }
    return MinorRevision.objects.create(**given | changes)


def test_the_number_of_a_revision_is_there_once():
    revision = make.minor_revision()
    with refused_by("actionplans_revision_number_once"):
        revised(revision, number=revision.number)


def test_a_minor_revision_says_why():
    revision = make.minor_revision()
    with refused_by("actionplans_minor_revision_says_why"):
        revised(revision, reason="")
    with refused_as_null():
        revised(revision, reason=None)


def test_a_minor_revision_is_never_changed():
    revision = make.minor_revision()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        MinorRevision.objects.update(content="{}")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        revision.delete()


# --- Progress -------------------------------------------------------------------------------------
def test_an_action_starts_before_it_is_due(plan):
    action = make.action(plan)
    with refused_by("actionplans_action_starts_before_due"):
        Action.objects.update(starts_on=action.due_on + timedelta(days=1))
    Action.objects.update(starts_on=None)
    with refused_as_null():
        Action.objects.update(due_on=None)


def test_a_note_says_something(plan):
    given = {"action": make.action(plan), "status": "planned", "written_by": plan.lead}
    with refused_by("actionplans_note_says_something"):
        ProgressNote.objects.create(text="", **given)
    with refused_as_null():
        ProgressNote.objects.create(text=None, **given)


def test_a_note_is_never_changed_nor_taken_back(plan):
    note = make.progress_note(make.action(plan))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ProgressNote.objects.update(text="Otherwise")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        note.delete()
