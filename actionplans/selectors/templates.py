"""Newer templates for a plan, and what older ones asked of it (policy 7.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from actionplans.models import Plan, Stage
from actionplans.selectors.plans import WorkingCopy
from actionplans.selectors.types import former_packs, pack_of, type_of
from actionplans.stages.template import StageChange, keeps_its_places, stage_changes
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.council import packs
from carp.council.models import CouncilPack
from carp.council.pack import Pack
from carp.council.shapes import Stage as StageShape


@dataclass(frozen=True)
class Unoffered:
    """Something chosen in the plan that the newer pack does not offer any more."""

    where: str
    what: str
    chosen: str


class NewerTemplate:
    """The pack in force beside the one that a plan was begun with."""

    def __init__(self, plan: Plan, version: CouncilPack) -> None:
        self.plan, self.version = plan, version
        self.old, self.new = pack_of(plan), packs.of(version.pk)

    @cached_property
    def stages(self) -> list[StageChange]:
        return list(stage_changes(self.old.stages, self.new.stages))

    @property
    def unoffered(self) -> list[Unoffered]:
        return list(_unoffered(WorkingCopy(self.plan), self.old, self.new))

    @property
    def fits(self) -> Verdict:
        """Whether the plan has its place in the newer pack."""
        if self.plan.plan_type not in self.new.items("plan_types"):
            return refused(f"The newest council pack has no “{type_of(self.plan).name}” any more.")
        if not keeps_its_places(self.old.stages, self.new.stages):
            return refused(
                "The newest template puts the stages in another order, so answers would stand "
                "under the wrong heading. Start a new plan for it."
            )
        return self._themes_are_there()

    def _themes_are_there(self) -> Verdict:
        themes = {theme.code for theme in self.new.item("plan_types", self.plan.plan_type).themes}
        under = self.plan.themed_plans.filter(closed_at__isnull=True).exclude(theme__in=themes)
        left_over = under.order_by("pk").first()
        if left_over is None:
            return ALLOWED
        label = type_of(self.plan).theme_label(left_over.theme)
        return refused(
            f"The newest template has no theme “{label}”, under which {left_over.reference} stands."
        )


def newer_template(plan: Plan) -> NewerTemplate | None:
    """The pack in force, where it says anything else of such a plan than the plan's own."""
    version = packs.current_version()
    if version.pk == plan.council_pack_id:
        return None
    found = NewerTemplate(plan, version)
    return None if _template(found.old, plan) == _template(found.new, plan) else found


def _template(pack: Pack, plan: Plan) -> tuple[Any, ...]:
    """All that a plan takes from a pack."""
    kind = pack.items("plan_types").get(plan.plan_type)
    lists = (pack.horizons, pack.resource_kinds, pack.resource_standings, pack.characteristics)
    return pack.stages, kind, *lists, pack.fund


def _unoffered(copy: WorkingCopy, old: Pack, new: Pack) -> Iterator[Unoffered]:
    for where, what, name, code in _chosen(copy):
        if code not in new.items(name):
            yield Unoffered(where, what, old.label(name, code))


def _chosen(copy: WorkingCopy) -> Iterator[tuple[str, str, str, str]]:
    """Each code that the plan chose: where, what it says there, the pack's list, the code."""
    for action in copy.live_actions:
        yield f"Action “{action.title}”", "Term", "horizons", action.horizon
    for resource in copy.parts.resources:
        yield f"Resource “{resource}”", "Kind", "resource_kinds", resource.kind
    for line in copy.live_needs:
        yield f"Need {line.number}", "Purpose", "fund.purposes", line.purpose
        yield f"Need {line.number}", "Category", "fund.categories", line.category
    for term, record in copy.parts.equality:
        if record is not None and record.effect:
            yield "Equality record", term.label, "characteristics", term.code


# --- What older templates asked -------------------------------------------------------------------
def former_questions(plan: Plan, shape: StageShape, number: int) -> dict[str, str]:
    """What a stage asked once and asks no longer: the label of each code."""
    asked = {question.code for question in shape.questions}
    labels: dict[str, str] = {}
    for pack in former_packs(plan):
        for question in pack.stage(number).questions:
            if question.code not in asked:
                labels.setdefault(question.code, question.label)
    return labels


def former_answers(stage: Stage, questions: dict[str, str]) -> list[tuple[str, str]]:
    """Answers to questions that are no longer asked, with what was asked."""
    given = stage.answers
    return [(label, given[code]) for code, label in questions.items() if given.get(code)]
