"""A frozen version for reading: words for its codes, and what differs from another."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery

from actionplans.models import MoneyType, Plan, PlanVersion
from actionplans.selectors.part_tables import PART_TABLES, PartRows
from actionplans.selectors.plans import WorkingCopy, frozen_content
from actionplans.selectors.types import pack_of, type_of
from actionplans.stages.comparison import Change, changes
from actionplans.stages.content import Content
from actionplans.stages.sections import Terms
from carp.council import packs
from carp.council.pack import Pack
from carp.money import pounds
from carp.web.formats import day
from carp.web.tables import Column


class Reading:
    """The content of one version, as tables and paragraphs show it."""

    def __init__(self, version: PlanVersion) -> None:
        self.version = version
        self.content: Content = json.loads(version.content)
        self.pack = packs.named(self.content["council_pack"])

    @property
    def facts(self) -> list[tuple[str, str]]:
        content, community = self.content, self.content["community"]
        return [
            ("Plan", f"{content['title']} ({content['plan']})"),
            ("Type", self.pack.label("plan_types", content["plan_type"])),
            ("Community", f"{community['name']} ({community['reference']})"),
            ("Lead officer", person(content["lead"])),
            *_umbrella_fact(content.get("umbrella")),
        ]

    @cached_property
    def parts(self) -> list[PartRows]:
        """Outcomes, resources, equality record and framework links; older versions have none."""
        return [each.filled(self.pack, self.content.get(each.key, ())) for each in PART_TABLES]

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The answers; a stage that the plan type asks for is unfolded."""
        asked = type_of(self.version.plan).required_stages
        return [stage | {"open": stage["code"] in asked} for stage in self.content["stages"]]

    @cached_property
    def actions(self) -> list[tuple[Any, ...]]:
        return [
            (
                action["title"],
                action["outcome"],
                self.pack.label("horizons", action["horizon"]),
                action["owner_organisation"],
                person(action["owner"]),
                _due(action),
            )
            for action in self.content["actions"]
        ]

    @cached_property
    def team(self) -> list[tuple[Any, ...]]:
        return [
            (member["name"], member["organisation"], member["part"])
            for member in self.content["team"]
        ]

    @cached_property
    def needs(self) -> list[tuple[Any, ...]]:
        return [
            (
                need["number"],
                need["need"],
                need["outcome"],
                _day(need["monitoring_on"]),
                money_words(self.pack, need),
                pounds(need["amount_pence"]),
            )
            for need in self.content["needs"]
        ]

    needs_head = (
        "Number",
        "Need",
        "Outcome",
        "Monitoring date",
        "Money",
        Column("Amount", numeric=True),
    )
    actions_head = ("Action", "Outcome", "Term", "Organisation", "Owner", "Due")
    team_head = ("Name", "Organisation", "Part")

    def table(self, part: str) -> tuple[Sequence[Any], Sequence[Any]]:
        """The head and the rows of needs, actions, team or one of the parts."""
        parts = {each.key: (each.head, each.rows) for each in self.parts}
        tables = parts | {
            "needs": (self.needs_head, self.needs),
            "actions": (self.actions_head, self.actions),
            "team": (self.team_head, self.team),
        }
        return tables[part]

    @property
    def needs_foot(self) -> tuple[Any, ...]:
        total = sum(need["amount_pence"] for need in self.content["needs"])
        return ("Total", "", "", "", "", pounds(total))


def money_words(pack: Pack, need: Mapping[str, Any]) -> str:
    """“Revenue, preventative, street scene improvements”: narrow enough for a tablet."""
    purpose = pack.label("fund.purposes", need["purpose"])
    category = pack.label("fund.categories", need["category"])
    kind = MoneyType(need["money_type"]).label
    return f"{kind}, {purpose.lower()}, {category[:1].lower()}{category[1:]}"


def person(entry: Mapping[str, Any] | None) -> str:
    if entry is None:
        return ""
    return f"{entry['name']}, {entry['post']}" if entry["post"] else str(entry["name"])


def _umbrella_fact(umbrella: Mapping[str, str] | None) -> list[tuple[str, str]]:
    if umbrella is None:
        return []
    above = f"{umbrella['name']} ({umbrella['reference']})"
    return [("Stands under", f"{above}, theme “{umbrella['theme']}”")]


def _due(action: Mapping[str, Any]) -> str:
    """“30 September 2026, from 1 June 2026”; earlier versions know no first day."""
    starts_on = action.get("starts_on")
    return _day(action["due_on"]) + (f", from {_day(starts_on)}" if starts_on else "")


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def approving_names(plan: Plan) -> list[str]:
    """The groups that must approve the plan, as they are called, in the order of its type."""
    label = pack_of(plan).label
    return [label("groups", code) for code in type_of(plan).approving_groups]


def terms_of(plan: Plan) -> Terms:
    """The words of the plan's own pack, and the stages that approval asks for."""
    return Terms(pack_of(plan).label, frozenset(type_of(plan).required_stages))


def differences(plan: Plan, before: Content, after: Content) -> list[Change]:
    """What differs between two contents of a plan, a line for each field."""
    return changes(before, after, terms_of(plan))


def content_before() -> Subquery:
    """The content of the version before, to be read beside a version."""
    before = PlanVersion.objects.filter(plan=OuterRef("plan"), number=OuterRef("number") - 1)
    return Subquery(before.order_by().values("content")[:1])


def changes_before(version: Any) -> list[Change]:
    """What differs from the version before, of a version with its ``content_before``."""
    if version.content_before is None:
        return []
    before = json.loads(version.content_before)
    return differences(version.plan, before, json.loads(version.content))


def changes_since_newest(copy: WorkingCopy) -> list[Change]:
    newest = copy.plan.versions.first()
    if newest is None:
        return []
    return differences(copy.plan, json.loads(newest.content), frozen_content(copy))
