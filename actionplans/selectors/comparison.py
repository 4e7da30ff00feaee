"""Any two states of a plan beside each other: its versions, and how it reads today."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from actionplans.models import Approval, MinorRevision, Plan, PlanVersion
from actionplans.selectors.approvals import version_in_force
from actionplans.selectors.frozen import terms_of
from actionplans.selectors.plans import WorkingCopy, frozen_content
from actionplans.stages.comparison import SectionChange, compare
from actionplans.stages.content import Content
from carp.web.formats import day

TODAY = "today"
APPROVALS = Prefetch("approvals", Approval.objects.select_related("group"))
REVISIONS = Prefetch("revisions", MinorRevision.objects.defer("content"))


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
    """A plan's versions, the newest first, with approvals and revisions, without contents."""
    rows = plan.versions.defer("content")
    return list(rows.prefetch_related(APPROVALS, REVISIONS))


def states(versions: Sequence[PlanVersion]) -> list[tuple[str, str]]:
    """What can be compared, the newest first, each with its words."""
    found = [(TODAY, "The plan as it reads today")]
    for version in versions:
        for revision in version.revisions.all():
            label = f"{version.number}.{revision.number}"
            found.append((label, f"Version {label}, minor, of {day(revision.published_at)}"))
        found.append((str(version.number), version_words(version)))
    return found


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
    found: dict[str, Any] = {}
    for state in wanted - {TODAY}:
        number, _, revision = state.partition(".")
        rows: QuerySet[Any] = plan.versions.filter(number=number)
        if revision:
            rows = MinorRevision.objects.filter(version__in=rows, number=revision)
        found[state] = json.loads(rows.values_list("content", flat=True).get())
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


def agreed_before(code: str) -> Subquery:
    """The number of the newest version before this one that a group approved."""
    approvals = Approval.objects.filter(
        version__plan=OuterRef("plan"),
        version__number__lt=OuterRef("number"),
        group__code=code,
        outcome=Approval.Outcome.APPROVE,
    )
    return Subquery(approvals.order_by("-version__number").values("version__number")[:1])


def since_in_force(copy: WorkingCopy) -> Comparison | None:
    """How far the working copy is from what the boards approved; None where nothing is in force."""
    version = version_in_force(copy.plan)
    if version is None:
        return None
    told = compare(json.loads(version.content), frozen_content(copy), terms_of(copy.plan))
    return Comparison(short_words(str(version.number)), short_words(TODAY), told)
