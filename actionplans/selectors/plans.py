"""A plan's working copy as a whole: what it says, and what it still lacks before submission."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from actionplans.models import Action, NeedLine, Plan, Stage
from actionplans.stages.content import SCHEMA, Content
from carp.accounts.models import User
from carp.council import packs
from carp.council.pack import Pack
from carp.council.shapes import PlanType
from carp.council.shapes import Stage as StageShape


@dataclass(frozen=True)
class Missing:
    """One thing that is missing before a plan can be submitted, and where to put it right."""

    text: str
    href: str


def pack_of(plan: Plan) -> Pack:
    """The council pack under which the plan was begun: its stages, types and words."""
    return packs.of(plan.council_pack_id)


def type_of(plan: Plan) -> PlanType:
    plan_type: PlanType = pack_of(plan).item("plan_types", plan.plan_type)
    return plan_type


def stages_of(plan: Plan) -> list[tuple[StageShape, Stage]]:
    """The pack's words for each stage beside the plan's own row, in order."""
    return list(zip(pack_of(plan).stages, plan.stages.order_by("number"), strict=True))


def frozen_content(plan: Plan) -> Content:
    """All that boards approve, as plain data: no statuses, which are progress and not the plan."""
    return {
        "schema": SCHEMA,
        "plan": plan.reference,
        "title": plan.title,
        "plan_type": plan.plan_type,
        "community": {"reference": plan.community.reference, "name": plan.community.name},
        "council_pack": plan.council_pack.content_hash,
        "lead": _person(plan.lead),
        "stages": [_stage(shape, stage) for shape, stage in stages_of(plan)],
        "actions": [_action(action) for action in live_actions(plan)],
        "team": [
            {
                "id": member.pk,
                "user": member.user_id,
                "name": member.name,
                "organisation": member.organisation,
                "part": member.part,
            }
            for member in plan.team.order_by("pk")
        ],
        "needs": [_need(line) for line in live_needs(plan)],
    }


def live_actions(plan: Plan) -> list[Action]:
    """The actions that the plan proposes: a cancelled one is no part of it any more."""
    chosen = plan.actions.exclude(status=Action.Status.CANCELLED).select_related("owner")
    return list(chosen.order_by("pk"))


def live_needs(plan: Plan) -> list[NeedLine]:
    return list(plan.need_lines.filter(withdrawn_at__isnull=True).order_by("number"))


def _person(person: User) -> dict[str, Any]:
    return {"id": person.pk, "name": person.name, "post": person.post}


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
    }


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


def missing(plan: Plan) -> list[Missing]:
    """What keeps a plan from being submitted (policy 7.6, 11.5); nothing else does (7.4)."""
    return [*_missing_lead(plan), *_missing_answers(plan), *_missing_actions(plan), *_needs(plan)]


def _missing_lead(plan: Plan) -> list[Missing]:
    if plan.lead.is_active:
        return []
    href = reverse("actionplans:plan-change", args=(plan.reference,))
    return [Missing("Choose a lead officer who has an account", f"{href}#id_lead")]


def _missing_answers(plan: Plan) -> list[Missing]:
    needed = type_of(plan).required_stages
    return [
        Missing(
            f"Stage {stage.number}: answer “{question.label}”",
            reverse("actionplans:stage-detail", args=(plan.reference, stage.number))
            + f"#id_{question.code}",
        )
        for shape, stage in stages_of(plan)
        if shape.code in needed
        for question in shape.questions
        if question.required and not stage.answers.get(question.code, "").strip()
    ]


def _missing_actions(plan: Plan) -> list[Missing]:
    actions = live_actions(plan)
    if not actions:
        href = reverse("actionplans:action-new", args=(plan.reference,))
        return [Missing("Add at least one action, with what it is to achieve", href)]
    return [
        Missing(
            f"Action “{action.title}”: say what it is to achieve",
            reverse("actionplans:action-change", args=(plan.reference, action.pk)) + "#id_outcome",
        )
        for action in actions
        if not action.outcome.strip()
    ]


def _needs(plan: Plan) -> list[Missing]:
    return [
        Missing(
            f"Need {line.number}: say which outcome the money is for",
            reverse("actionplans:need-change", args=(plan.reference, line.number)) + "#id_outcome",
        )
        for line in live_needs(plan)
        if not line.outcome.strip()
    ]
