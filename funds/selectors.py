"""Reads of the fund: where a pot stands, what may be spent on, what a community has had."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum, Window

from actionplans.models import AllocationOutcome, NeedLine, PlanVersion, VersionNeed
from carp.accounts.models import User
from carp.council import packs
from carp.governance.permissions import conflicting
from funds.models import Allocation, LedgerEntry, NeedBalance, Pot
from register.models import Community

MOST_LINES = 500
NEWEST = 10
Kind = LedgerEntry.Kind


@dataclass(frozen=True)
class Position:
    """Where money stands, in pence."""

    budget: int = 0
    allocated: int = 0
    paid: int = 0

    @property
    def free(self) -> int:
        """What may still be allocated."""
        return self.budget - self.allocated

    @property
    def waiting(self) -> int:
        """Allocated and not paid yet."""
        return self.allocated - self.paid

    def __add__(self, other: "Position") -> "Position":
        return Position(
            self.budget + other.budget, self.allocated + other.allocated, self.paid + other.paid
        )


@dataclass(frozen=True)
class OpenNeed:
    """A need in a version in force, and how much of what was approved is left."""

    need: VersionNeed
    allocated: int

    @property
    def line(self) -> NeedLine:
        return self.need.line

    @property
    def left(self) -> int:
        return self.need.amount_pence - self.allocated


def pot_position(pot: Pot) -> Position:
    """Where a pot stands by its balances."""
    return Position(pot.budget_pence, pot.allocated_pence, pot.paid_pence)


def recount(pot: Pot) -> Position:
    """Where a pot stands by its ledger, counted from the first entry: the same, always."""
    sums = dict(pot.entries.order_by().values_list("kind").annotate(Sum("amount_pence")))
    return Position(
        sums.get(Kind.BUDGET, 0),
        sums.get(Kind.ALLOCATE, 0) - sums.get(Kind.RELEASE, 0),
        sums.get(Kind.PAY, 0),
    )


def totals(pots: Iterable[Pot]) -> Position:
    """Several pots together."""
    return sum((pot_position(pot) for pot in pots), Position())


def open_needs(money_type: str, *, user: User) -> list[OpenNeed]:
    """Needs of one kind of money that all the fund's boards approved, with something left.

    None of a plan in which the person declared an interest.
    """
    wanted = set(packs.current().fund.approving_groups)
    needs = (
        VersionNeed.objects.filter(
            version__in=PlanVersion.objects.in_force(), money_type=money_type
        )
        .exclude(version__in=PlanVersion.objects.filter(conflicting(user, PlanVersion)).order_by())
        .select_related("line__plan__community", "version")
        .defer("version__content")
        .order_by("-version__plan_id", "line__number")[:MOST_LINES]
    )
    balances = NeedBalance.objects.filter(line__in=[need.line_id for need in needs])
    allocated = dict(balances.values_list("line_id", "allocated_pence"))
    found = (
        OpenNeed(need, allocated.get(need.line_id, 0))
        for need in needs
        if wanted <= set(need.version.approving_groups)
    )
    return [each for each in found if each.left > 0]


def left_of(need: VersionNeed) -> int:
    """How much of an approved need is not spoken for yet."""
    balance = NeedBalance.objects.filter(line=need.line_id).first()
    return need.amount_pence - (balance.allocated_pence if balance else 0)


@dataclass(frozen=True)
class CommunityMoney:
    """What was allocated to a community's plans, and paid, in pence; and the newest allocations."""

    allocated: int
    paid: int
    newest: list[Allocation]


def money_of(community: Community, *, user: User) -> CommunityMoney:
    """As far as a person may know; the sums are of all that hold money, shown or not."""
    live = ~Q(status=Allocation.Status.WITHDRAWN)
    held = F("amount_pence") - F("released_pence")
    known = Allocation.objects.visible_to(user).filter(line__plan__community=community)
    newest = known.select_related("line").annotate(
        allocated=Window(Sum(held, filter=live)), paid=Window(Sum("paid_pence", filter=live))
    )
    shown: list[Any] = list(newest[:NEWEST])
    allocated, paid = (shown[0].allocated, shown[0].paid) if shown else (0, 0)
    return CommunityMoney(allocated or 0, paid or 0, shown)


def evaluated(allocation: Allocation) -> AllocationOutcome | None:
    """What the newest agreed evaluation of its plan says of an allocation."""
    outcomes = AllocationOutcome.objects.filter(
        reference=allocation.reference, evaluation__plan=allocation.line.plan_id
    )
    return outcomes.select_related("evaluation").order_by("-evaluation__number").first()
