"""Shares of a plan by their secret addresses, and what of the plan stands there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from actionplans.models import Plan, PlanShare, Stage
from actionplans.selectors.part_tables import FRAMEWORK, OUTCOMES, RESOURCES, PartTable
from actionplans.selectors.plans import WorkingCopy
from actionplans.selectors.types import pack_of
from actionplans.stages.withheld import without
from carp.council import packs
from carp.council.shapes import Question
from carp.council.shapes import Stage as StageShape
from carp.web.formats import day
from carp.web.signed import SignedAddresses
from register.selectors import streets_of

ADDRESSES = SignedAddresses("actionplans:shared-plan", salt="actionplans.share")
STAGE = "stage-"


def shares_of(plan: Plan) -> list[tuple[PlanShare, int]]:
    """Newest first, with who gave each; and how often it was opened."""
    rows = PlanShare.objects.filter(plan=plan).select_related("shared_by")
    counted = rows.annotate(opened=Count("openings")).order_by("-pk")
    return [(share, share.opened) for share in counted]


def share_at(secret: str) -> PlanShare | None:
    """The share of a secret address, whether it is open or not."""
    related = ("plan__community", "plan__lead", "plan__council_pack", "plan__created_by")
    return ADDRESSES.find(secret, PlanShare.objects.select_related(*related))


# --- The parts ------------------------------------------------------------------------------------
Row = tuple[str, ...]


@dataclass(frozen=True)
class SharedPart:
    """One part as a partner reads it: a table, or the answers of a stage."""

    code: str
    label: str
    head: Sequence[str] = ()
    rows: Sequence[Row] = ()
    is_table: bool = True

    @property
    def csv_url(self) -> str:
        """The table as a file, on the page of the officers."""
        return f"?part={self.code}"


def parts_offered(plan: Plan) -> list[tuple[str, str]]:
    """What of a plan can be shared; no money, no equality record, no name of a person."""
    stages = [
        (f"{STAGE}{number}", f"Stage {number}: {shape.name}")
        for number, shape in enumerate(pack_of(plan).stages, 1)
        if any(map(_is_told, shape.questions))
    ]
    return [*((code, label) for code, (label, _make) in TABLES.items()), *stages]


def labels_of(share: PlanShare) -> list[str]:
    """The names of the parts that a share shows."""
    return [label for code, label in parts_offered(share.plan) if code in share.parts]


def reading_of(share: PlanShare) -> list[SharedPart]:
    """The chosen parts as the plan says them now, without what stays in the council."""
    copy = WorkingCopy(share.plan)
    clean = without(_withheld(copy))
    return [_cleaned(part, clean) for part in _parts(copy) if part.code in share.parts]


def names_of(share: PlanShare) -> tuple[str, str]:
    """What the plan and its community are called there."""
    clean = without(_withheld(WorkingCopy(share.plan)))
    return clean(share.plan.title), clean(share.plan.community.name)


def _parts(copy: WorkingCopy) -> Iterator[SharedPart]:
    for code, (label, make) in TABLES.items():
        head, rows = make(copy)
        yield SharedPart(code, label, head, rows)
    for shape, stage in copy.stages:
        label = f"Stage {stage.number}: {shape.name}"
        rows = list(_answers(shape, stage))
        yield SharedPart(f"{STAGE}{stage.number}", label, rows=rows, is_table=False)


def _answers(shape: StageShape, stage: Stage) -> Iterator[Row]:
    for question in shape.questions:
        if _is_told(question):
            yield question.label, stage.answers.get(question.code, "")


def _is_told(question: Question) -> bool:
    """Neither the plan's own pack nor today's calls the question internal."""
    return not question.internal and question.code not in _internal_today()


def _internal_today() -> set[str]:
    stages = packs.current().stages
    return {each.code for stage in stages for each in stage.questions if each.internal}


def _withheld(copy: WorkingCopy) -> Iterator[str]:
    """Names of people of the plan, and the streets of its community (policy 2.1)."""
    plan = copy.plan
    yield from (plan.lead.name, plan.created_by.name)
    yield from (member.name for member in copy.team)
    yield from (action.owner.name for action in copy.actions if action.owner is not None)
    yield from (stage.updated_by.name for _shape, stage in copy.stages if stage.updated_by)
    yield from streets_of([plan.community])


def _cleaned(part: SharedPart, clean: Callable[[str], str]) -> SharedPart:
    rows = [tuple(clean(str(cell)) for cell in row) for row in part.rows]
    return SharedPart(part.code, part.label, part.head, rows, part.is_table)


Filled = tuple[Sequence[str], Sequence[Row]]
Make = Callable[[WorkingCopy], Filled]


def _actions(copy: WorkingCopy) -> Filled:
    """Without owners and without the reasons of what is blocked."""
    pack = pack_of(copy.plan)
    due = sorted(copy.live_actions, key=lambda action: (action.due_on, action.pk))
    rows = [
        (
            action.title,
            action.outcome,
            pack.label("horizons", action.horizon),
            action.owner_organisation,
            day(action.due_on),
            action.get_status_display(),
        )
        for action in due
    ]
    return ("Action", "Outcome", "Term", "Organisation", "Due", "Status"), rows


def _needs(copy: WorkingCopy) -> Filled:
    """Without what they cost."""
    rows = [(line.need, line.outcome, day(line.monitoring_on)) for line in copy.live_needs]
    return ("Need", "Outcome", "Monitoring date"), rows


def _team(copy: WorkingCopy) -> Filled:
    """Which organisation does what, and no name."""
    rows = [(member.organisation or "Not given", member.part) for member in copy.team]
    return ("Organisation", "Part"), rows


def _of_part(part: PartTable) -> Make:
    def make(copy: WorkingCopy) -> Filled:
        filled = part.filled(pack_of(copy.plan), copy.parts.rows(part.key))
        return filled.head, filled.rows

    return make


TABLES: dict[str, tuple[str, Make]] = {
    "outcomes": ("Outcomes", _of_part(OUTCOMES)),
    "actions": ("Actions", _actions),
    "team": ("Who does what, by organisation", _team),
    "resources": ("Resources", _of_part(RESOURCES)),
    "needs": ("Needs, without money", _needs),
    "framework": ("Aims that the plan serves", _of_part(FRAMEWORK)),
}
