"""Any two states of a plan beside each other: its versions, and how it reads today."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actionplans.models import Approval, Plan, PlanVersion
from actionplans.selectors.frozen import terms_of
from actionplans.selectors.plans import WorkingCopy, frozen_content
from actionplans.stages.comparison import SectionChange, compare
from actionplans.stages.content import Content
from carp.web.formats import day

TODAY = "today"


@dataclass(frozen=True)
class Agreed:
    """The newest version that a group approved."""

    group: str
    number: int


@dataclass(frozen=True)
class Comparison:
    """What differs between two states of a plan."""

    before: str
    after: str
    sections: Sequence[SectionChange]

    @property
    def rows(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    @property
    def material(self) -> int:
        return sum(row.material for section in self.sections for row in section.rows)

    @property
    def minor(self) -> int:
        return self.rows - self.material


def versions(plan: Plan) -> list[PlanVersion]:
    """A plan's versions, the newest first, with their approvals and without their contents."""
    return list(plan.versions.defer("content").prefetch_related("approvals__group"))


def states(versions: Sequence[PlanVersion]) -> list[tuple[str, str]]:
    """What can be compared, the newest first, each with its words."""
    named = [(str(each.number), version_words(each)) for each in versions]
    return [(TODAY, "The plan as it reads today"), *named]


def version_words(version: PlanVersion) -> str:
    state = version.get_status_display().lower()
    return f"Version {version.number}, submitted on {day(version.submitted_at)}: {state}"


def short_words(state: str) -> str:
    return "Today" if state == TODAY else f"Version {state}"


def comparison(plan: Plan, before: str, after: str) -> Comparison:
    """The differences between two of the plan's states."""
    contents = _contents(plan, {before, after})
    told = compare(contents[before], contents[after], terms_of(plan))
    return Comparison(short_words(before), short_words(after), told)


def _contents(plan: Plan, wanted: set[str]) -> dict[str, Content]:
    numbers = [int(state) for state in wanted if state != TODAY]
    rows = plan.versions.filter(number__in=numbers).values_list("number", "content")
    found: dict[str, Any] = {str(number): json.loads(content) for number, content in rows}
    if TODAY in wanted:
        found[TODAY] = frozen_content(WorkingCopy(plan))
    return found


def agreed(versions: Iterable[PlanVersion]) -> list[Agreed]:
    """For each group that ever approved one of the versions, the newest that it approved."""
    newest: dict[str, Agreed] = {}
    for version in sorted(versions, key=lambda each: each.number):
        for approval in version.approvals.all():
            if approval.outcome == Approval.Outcome.APPROVE:
                group = approval.group
                newest[group.code] = Agreed(group.name, version.number)
    return sorted(newest.values(), key=lambda each: each.group)


def agreed_before(version: PlanVersion, code: str) -> int | None:
    """The newest earlier version that a group approved."""
    approvals = Approval.objects.filter(
        version__plan=version.plan_id,
        version__number__lt=version.number,
        group__code=code,
        outcome=Approval.Outcome.APPROVE,
    )
    number: int | None = (
        approvals.order_by("-version__number").values_list("version__number", flat=True).first()
    )
    return number
