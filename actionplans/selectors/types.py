"""What the council pack says of a plan, and what a plan can lack."""

from dataclasses import dataclass

from actionplans.models import Plan
from carp.council import packs
from carp.council.pack import Pack
from carp.council.plantypes import PlanType


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


def former_packs(plan: Plan) -> list[Pack]:
    """The packs that the plan went through, newest first."""
    keys = plan.template_moves.order_by("-pk").values_list("from_pack_id", flat=True)
    return [packs.of(key) for key in keys]
