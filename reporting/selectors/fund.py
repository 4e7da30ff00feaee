"""The fund's position at a moment, counted from its append-only ledger (policy 11, 10.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from funds.models import Allocation, LedgerEntry, Pot
from reporting.selectors.periods import Period

Kind = LedgerEntry.Kind


@dataclass(frozen=True)
class Position:
    """What a pot, or several together, held at the end, and what moved in the period; in pence."""

    name: str
    money_type: str
    budget: int = 0
    allocated: int = 0
    paid: int = 0
    allocated_in_period: int = 0
    paid_in_period: int = 0

    @property
    def free(self) -> int:
        return self.budget - self.allocated


@dataclass(frozen=True)
class Grant:
    """An allocation of the period, without the name of anybody who was paid."""

    reference: str
    need: str
    plan: str
    community: int
    money_type: str
    purpose: str
    category: str
    route: str
    amount: int
    paid: int
    monitoring_on: date


@dataclass(frozen=True)
class FundFigures:
    pots: tuple[Position, ...]
    grants: tuple[Grant, ...]
    outcomes_due: int

    def of_type(self, money_type: str) -> Position:
        return added_up((pot for pot in self.pots if pot.money_type == money_type), name=money_type)

    @property
    def whole(self) -> Position:
        return added_up(self.pots, name="All pots")

    def by(self, field: str) -> list[tuple[str, int, int]]:
        """Allocations of the period by route, purpose or category: how many and how much."""
        found: dict[str, list[int]] = {}
        for grant in self.grants:
            found.setdefault(getattr(grant, field), []).append(grant.amount)
        return [(code, len(amounts), sum(amounts)) for code, amounts in sorted(found.items())]


def added_up(pots: Iterable[Position], *, name: str) -> Position:
    held = list(pots)
    types = {pot.money_type for pot in held}
    return Position(
        name,
        types.pop() if len(types) == 1 else "",
        **{
            field: sum(getattr(pot, field) for pot in held)
            for field in ("budget", "allocated", "paid", "allocated_in_period", "paid_in_period")
        },
    )


def fund_figures(period: Period) -> FundFigures:
    """The pots whose life meets the period, and the allocations made in it."""
    pots = Pot.objects.filter(
        starts_on__lte=period.ends_on, ends_on__gte=period.starts_on, created_at__lt=period.end
    ).order_by("money_type", "name", "pk")
    up_to_end = _sums(Q(at__lt=period.end))
    in_period = _sums(Q(at__gte=period.start, at__lt=period.end))
    return FundFigures(
        pots=tuple(_position(pot, up_to_end, in_period) for pot in pots),
        grants=tuple(_grants(period)),
        outcomes_due=_made_by(period).filter(monitoring_on__lte=period.ends_on).count(),
    )


def _sums(when: Q) -> dict[tuple[int, str], int]:
    rows = LedgerEntry.objects.filter(when).order_by().values_list("pot", "kind")
    return {(pot, kind): total for pot, kind, total in rows.annotate(total=Sum("amount_pence"))}


def _position(
    pot: Pot, up_to_end: dict[tuple[int, str], int], in_period: dict[tuple[int, str], int]
) -> Position:
    def of(sums: dict[tuple[int, str], int], kind: str) -> int:
        return sums.get((pot.pk, kind), 0)

    return Position(
        str(pot),
        pot.money_type,
        budget=of(up_to_end, Kind.BUDGET),
        allocated=of(up_to_end, Kind.ALLOCATE) - of(up_to_end, Kind.RELEASE),
        paid=of(up_to_end, Kind.PAY),
        allocated_in_period=of(in_period, Kind.ALLOCATE) - of(in_period, Kind.RELEASE),
        paid_in_period=of(in_period, Kind.PAY),
    )


def _made_by(period: Period) -> QuerySet[Allocation]:
    """Allocations that held money at the end of the period."""
    return Allocation.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=period.end), proposed_at__lt=period.end
    )


def _released(allocation: Allocation, period: Period) -> int:
    """What had been given back of it at the end of the period."""
    at = allocation.released_at
    return allocation.released_pence if at is not None and at < period.end else 0


def _grants(period: Period) -> Iterable[Grant]:
    made = _made_by(period).filter(proposed_at__gte=period.start)
    paid = Sum("payments__amount_pence", filter=Q(payments__recorded_at__lt=period.end))
    rows = made.annotate(paid=paid).select_related("line__plan", "pot")
    for each in rows.order_by("proposed_at", "pk"):
        yield Grant(
            reference=each.reference,
            need=each.line.need,
            plan=each.line.plan.reference,
            community=each.line.plan.community_id,
            money_type=each.pot.money_type,
            purpose=each.line.purpose,
            category=each.line.category,
            route=each.route,
            amount=each.amount_pence - _released(each, period),
            paid=each.paid or 0,
            monitoring_on=each.monitoring_on,
        )
