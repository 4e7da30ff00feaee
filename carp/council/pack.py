"""The council pack itself: its lists, and the few questions that every app asks of them."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from carp.council.feedback import Safeguarding
from carp.council.matrix import RiskMatrix
from carp.council.plantypes import (
    EFFECTS,
    PROTECTED,
    RESOURCE_KINDS,
    RESOURCE_STANDINGS,
    Equality,
    PlanType,
    ResourceStanding,
)
from carp.council.recurrence import Recurrence
from carp.council.schema import Code
from carp.council.shapes import (
    ClosureReason,
    CommunityKind,
    DecisionKind,
    Door,
    Extent,
    Framework,
    Fund,
    Group,
    Horizon,
    Identity,
    Mails,
    PolicyVersion,
    RedirectReason,
    ReportTemplate,
    Route,
    Scale,
    ServiceLevels,
    SourceGroup,
    Stage,
    Term,
    Urgency,
)
from carp.council.statuses import PUBLIC_STATUSES, PublicStatus


@dataclass(frozen=True, eq=False)
class Pack:
    """Everything that another council would say otherwise."""

    slug: Code
    identity: Identity
    policy_versions: tuple[PolicyVersion, ...]
    doors: tuple[Door, ...]
    services: tuple[Term, ...]
    groups: tuple[Group, ...]
    sources: tuple[SourceGroup, ...]
    categories: tuple[Term, ...]
    community_kinds: tuple[CommunityKind, ...]
    scales: tuple[Scale, ...]
    urgencies: tuple[Urgency, ...]
    trends: tuple[Term, ...]
    extents: tuple[Extent, ...]
    routes: tuple[Route, ...]
    redirect_reasons: tuple[RedirectReason, ...]
    closure_reasons: tuple[ClosureReason, ...]
    decision_kinds: tuple[DecisionKind, ...]
    matrices: tuple[RiskMatrix, ...]
    stages: tuple[Stage, ...]
    plan_types: tuple[PlanType, ...]
    horizons: tuple[Horizon, ...]
    service_levels: ServiceLevels
    fund: Fund
    frameworks: tuple[Framework, ...]
    report_templates: tuple[ReportTemplate, ...]
    set_aside_reasons: tuple[Term, ...] = (Term("not-genuine", "Not genuine"),)
    public_statuses: tuple[PublicStatus, ...] = PUBLIC_STATUSES
    mails: Mails = field(default_factory=Mails)
    safeguarding: Safeguarding = field(default_factory=Safeguarding)
    recurrence: Recurrence = field(default_factory=Recurrence)
    resource_standings: tuple[ResourceStanding, ...] = RESOURCE_STANDINGS
    resource_kinds: tuple[Term, ...] = RESOURCE_KINDS
    equality: Equality = field(default_factory=Equality)

    def items(self, name: str) -> dict[str, Any]:
        """A list of the pack by code: "categories", "fund.routes"; sources are flattened."""
        if name not in self._lists:
            found = self.source_items if name == "sources" else attrgetter(name)(self)
            self._lists[name] = {item.code: item for item in found}
        return self._lists[name]

    def item(self, name: str, code: str) -> Any:
        return self.items(name)[code]

    def label(self, name: str, code: str) -> str:
        """The words of a code; a code of another pack is shown as it is rather than hidden."""
        item = self.items(name).get(code)
        return code if item is None else _words(item)

    def choices(self, name: str) -> list[tuple[str, str]]:
        return [(code, _words(item)) for code, item in self.items(name).items()]

    def grouped_sources(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The sources of clause 5.2 under their five headings, as a form wants them."""
        return [
            (group.label, [(item.code, item.label) for item in group.items])
            for group in self.sources
        ]

    @cached_property
    def source_items(self) -> tuple[Term, ...]:
        return tuple(item for group in self.sources for item in group.items)

    @property
    def characteristics(self) -> tuple[Term, ...]:
        """Whom the equality record asks about: the law's nine, then the council's own."""
        return PROTECTED + self.equality.local_characteristics

    @property
    def equality_effects(self) -> tuple[Term, ...]:
        return EFFECTS

    def matrix(self, code: str | None = None) -> RiskMatrix:
        """The matrix of that code, or the one that new assessments use."""
        if code is None:
            return next(matrix for matrix in self.matrices if matrix.default)
        matrix: RiskMatrix = self.item("matrices", code)
        return matrix

    def stage(self, number: int) -> Stage:
        """A stage by its number, from 1 (clause 7.6)."""
        return self.stages[number - 1]

    @property
    def policy_version(self) -> PolicyVersion:
        return self.policy_versions[-1]

    def frameworks_in_force(self, on: date) -> list[Framework]:
        return [framework for framework in self.frameworks if framework.in_force(on)]

    def content(self) -> dict[str, Any]:
        """The whole pack as plain data, defaults filled in."""
        content: dict[str, Any] = json.loads(json.dumps(asdict(self), default=date.isoformat))
        return content

    @cached_property
    def _lists(self) -> dict[str, dict[str, Any]]:
        return {}


def _words(item: Any) -> str:
    return str(item.label if hasattr(item, "label") else item.name)
