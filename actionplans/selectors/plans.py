"""A plan's working copy as a whole: what it says, and what it still lacks before submission."""

from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from actionplans.models import (
    Action,
    MonitoringReturn,
    NeedLine,
    Plan,
    PlanVersion,
    Stage,
    TeamMember,
)
from actionplans.selectors.content import Parts, missing_parts
from actionplans.selectors.types import Missing, pack_of, type_of
from actionplans.stages.content import SCHEMA, Content, canonical, hash_of
from carp.accounts.models import User
from carp.council.shapes import Question
from carp.council.shapes import Stage as StageShape
from carp.together import Kind, together


def stages_of(plan: Plan) -> list[tuple[StageShape, Stage]]:
    """The pack's words for each stage beside the plan's own row, in order."""
    rows = plan.stages.select_related("updated_by").order_by("number")
    return list(zip(pack_of(plan).stages, rows, strict=True))


class WorkingCopy:
    """The rows of a plan: its actions, and in one question everything else."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        plan = self.plan
        kinds = {
            "stages": Kind(plan.stages.all(), "updated_by"),
            "team": Kind(plan.team.all()),
            "needs": Kind(plan.need_lines.all()),
            "outcomes": Kind(plan.outcomes.all()),
            "resources": Kind(plan.resources.all()),
            "equality": Kind(plan.equality.all(), "updated_by"),
            "links": Kind(plan.framework_links.all()),
            "versions": Kind(plan.versions.all(), only=()),
            "owed": Kind(MonitoringReturn.objects.filter(pk__in=_owed_first(plan).values("pk"))),
        }
        return dict(zip(kinds, together(*kinds.values()), strict=True))

    @cached_property
    def stages(self) -> list[tuple[StageShape, Stage]]:
        rows = sorted(self._rows["stages"], key=lambda stage: stage.number)
        return list(zip(pack_of(self.plan).stages, rows, strict=True))

    @cached_property
    def actions(self) -> list[Action]:
        return list(self.plan.actions.select_related("owner").order_by("pk"))

    @property
    def team(self) -> list[TeamMember]:
        return self._rows["team"]

    @cached_property
    def needs(self) -> list[NeedLine]:
        return sorted(self._rows["needs"], key=lambda line: line.number)

    @cached_property
    def parts(self) -> Parts:
        return Parts(self.plan, self._rows)

    @property
    def keys(self) -> dict[type[Model], list[int]]:
        """The keys of the parts that the audit trail tells of (``overview.keys_of``)."""
        rows = self._rows
        kinds = {Stage: rows["stages"], NeedLine: rows["needs"], PlanVersion: rows["versions"]}
        found = {Action: self.actions, **kinds}
        return {kind: [row.pk for row in rows] for kind, rows in found.items()}

    @property
    def next_return(self) -> MonitoringReturn | None:
        """The return that is owed first."""
        return next(iter(self._rows["owed"]), None)

    @property
    def live_actions(self) -> list[Action]:
        """The actions that the plan proposes: a cancelled one is no part of it any more."""
        return [action for action in self.actions if action.status != Action.Status.CANCELLED]

    @property
    def live_needs(self) -> list[NeedLine]:
        return [line for line in self.needs if line.withdrawn_at is None]

    @cached_property
    def content_hash(self) -> str:
        return hash_of(canonical(frozen_content(self)))


def _owed_first(plan: Plan) -> QuerySet[MonitoringReturn]:
    return plan.returns.outstanding().order_by("due_on", "number")[:1]


def frozen_content(copy: WorkingCopy) -> Content:
    """All that boards approve, as plain data: no statuses, which are progress and not the plan."""
    plan = copy.plan
    return {
        "schema": SCHEMA,
        "plan": plan.reference,
        "title": plan.title,
        "plan_type": plan.plan_type,
        "community": {"reference": plan.community.reference, "name": plan.community.name},
        "council_pack": plan.council_pack.content_hash,
        "lead": _person(plan.lead),
        "stages": [_stage(shape, stage) for shape, stage in copy.stages],
        "actions": [_action(action) for action in copy.live_actions],
        "team": [_member(member) for member in copy.team],
        "needs": [_need(line) for line in copy.live_needs],
        **copy.parts.frozen,
    }


def _person(person: User) -> dict[str, Any]:
    return {"id": person.pk, "name": person.name, "post": person.post}


def _member(member: TeamMember) -> dict[str, Any]:
    return {
        "id": member.pk,
        "user": member.user_id,
        "name": member.name,
        "organisation": member.organisation,
        "part": member.part,
    }


def _stage(shape: StageShape, stage: Stage) -> dict[str, Any]:
    return {
        "number": stage.number,
        "code": shape.code,
        "name": shape.name,
        "answers": [
            {
                "code": question.code,
                "label": question.label,
                "answer": stage.answers.get(question.code, ""),
            }
            for question in shape.questions
        ],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "id": action.pk,
        "title": action.title,
        "horizon": action.horizon,
        "owner_organisation": action.owner_organisation,
        "owner": None if action.owner is None else _person(action.owner),
        "due_on": action.due_on.isoformat(),
        "outcome": action.outcome,
    } | _start(action)


def _start(action: Action) -> dict[str, str]:
    """Only of an action that has one: earlier versions know none and keep their hashes."""
    return {} if action.starts_on is None else {"starts_on": action.starts_on.isoformat()}


def _need(line: NeedLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "need": line.need,
        "outcome": line.outcome,
        "monitoring_on": line.monitoring_on.isoformat(),
        "amount_pence": line.amount_pence,
        "money_type": line.money_type,
        "purpose": line.purpose,
        "category": line.category,
    }


def missing(copy: WorkingCopy) -> list[Missing]:
    """What keeps a plan from being submitted (policy 7.6, 11.5); nothing else does (7.4)."""
    return [
        *_missing_lead(copy.plan),
        *_missing_answers(copy),
        *_missing_actions(copy),
        *_missing_outcomes(copy),
        *missing_parts(copy.parts),
    ]


def _missing_lead(plan: Plan) -> list[Missing]:
    if plan.lead.is_active:
        return []
    href = reverse("actionplans:plan-change", args=(plan.reference,))
    return [Missing("Choose a lead officer who has an account", f"{href}#id_lead")]


def _missing_answers(copy: WorkingCopy) -> list[Missing]:
    needed = type_of(copy.plan).required_stages
    return [
        _missing_answer(copy.plan, stage, question)
        for shape, stage in copy.stages
        if shape.code in needed
        for question in shape.questions
        if question.required and not stage.answers.get(question.code, "").strip()
    ]


def _missing_answer(plan: Plan, stage: Stage, question: Question) -> Missing:
    """Leads to the question; a stage that was completed is reopened first."""
    where = (plan.reference, stage.number)
    if stage.status == Stage.Status.COMPLETE:
        text = f"Stage {stage.number}: reopen it and answer “{question.label}”"
        return Missing(text, reverse("actionplans:stage-reopen", args=where) + "#id_reason")
    text = f"Stage {stage.number}: answer “{question.label}”"
    return Missing(text, reverse("actionplans:stage-detail", args=where) + f"#id_{question.code}")


def _missing_actions(copy: WorkingCopy) -> list[Missing]:
    if not copy.live_actions and "actions" in type_of(copy.plan).required_parts:
        href = reverse("actionplans:action-new", args=(copy.plan.reference,))
        return [Missing("Add at least one action, with what it is to achieve", f"{href}#id_title")]
    return [
        Missing(
            f"Action “{action.title}”: say what it is to achieve",
            reverse("actionplans:action-change", args=(copy.plan.reference, action.pk))
            + "#id_outcome",
        )
        for action in copy.live_actions
        if not action.outcome.strip()
    ]


def _missing_outcomes(copy: WorkingCopy) -> list[Missing]:
    return [
        Missing(
            f"Need {line.number}: say which outcome the money is for",
            reverse("actionplans:need-change", args=(copy.plan.reference, line.number))
            + "#id_outcome",
        )
        for line in copy.live_needs
        if not line.outcome.strip()
    ]
