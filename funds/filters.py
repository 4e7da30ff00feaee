"""The lists of the fund."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django_filters import ChoiceFilter, FilterSet

from actionplans.models import MoneyType
from carp.council import packs
from carp.money import pounds
from carp.web.formats import day, when
from carp.web.links import address
from carp.web.lists import Column, Link, ListPage, Tag
from funds.models import Allocation, LedgerEntry, Pot

Status = Allocation.Status
STATUS_TAGS = {
    Status.PROPOSED: Tag("Proposed", "yellow"),
    Status.AUTHORISED: Tag("Authorised", "blue"),
    Status.PAID: Tag("Paid", "green"),
    Status.WITHDRAWN: Tag("Withdrawn", "grey"),
}


def _routes() -> list[tuple[str, str]]:
    return packs.current().choices("fund.routes")


class PotFilter(FilterSet):  # type: ignore[misc]  # django_filters has no types
    """By the kind of money."""

    money = ChoiceFilter(
        label="Kind of money", field_name="money_type", choices=MoneyType.choices, empty_label="Any"
    )

    class Meta:
        model = Pot
        fields: Sequence[str] = ()


class PotList(ListPage):
    """The pots, newest year first."""

    caption = "Pots"
    columns = (
        Column("Pot"),
        Column("Kind"),
        Column("Year", sort="financial_year"),
        Column("Budget", numeric=True),
        Column("Allocated", numeric=True),
        Column("Paid", numeric=True),
        Column("Free", numeric=True),
    )
    fields = (
        "pk",
        "name",
        "money_type",
        "financial_year",
        "budget_pence",
        "allocated_pence",
        "paid_pence",
    )
    order = "-financial_year"
    filters = PotFilter
    empty = "No pot has been opened yet."

    def row(self, pk: int, name: str, money_type: str, *rest: Any) -> Sequence[Any]:
        year, budget, allocated, paid = rest
        return (
            Link(name, address("funds:pot-detail", pk)),
            MoneyType(money_type).label,
            year,
            pounds(budget),
            pounds(allocated),
            pounds(paid),
            pounds(budget - allocated),
        )


class AllocationFilter(FilterSet):  # type: ignore[misc]  # django_filters has no types
    """By where it stands and who spends it."""

    status = ChoiceFilter(label="Status", choices=Status.choices, empty_label="Any")
    route = ChoiceFilter(label="Who spends it", choices=_routes, empty_label="Any")

    class Meta:
        model = Allocation
        fields: Sequence[str] = ()


class AllocationList(ListPage):
    """Allocations, newest first."""

    caption = "Allocations"
    columns: ClassVar[Sequence[Column]] = (
        Column("Reference"),
        Column("Need"),
        Column("Community"),
        Column("Status"),
        Column("Amount", numeric=True),
        Column("Paid", numeric=True),
        Column("Proposed", sort="proposed_at"),
    )
    fields: ClassVar[Sequence[str]] = (
        "reference",
        "line__need",
        "line__plan__community__name",
        "status",
        "amount_pence",
        "paid_pence",
        "proposed_at",
    )
    order = "-proposed_at"
    filters: ClassVar[type[FilterSet] | None] = AllocationFilter
    empty = "Nothing has been allocated yet."

    def row(self, reference: str, need: str, community: str, *rest: Any) -> Sequence[Any]:
        status, amount, paid, proposed_at = rest
        return (
            Link(reference, address("funds:allocation-detail", reference)),
            need,
            community,
            STATUS_TAGS[Status(status)],
            pounds(amount),
            pounds(paid),
            day(proposed_at),
        )


class AllocationRecords(AllocationList):
    """Allocations as decision records for a spreadsheet: reasons, alternatives and people."""

    columns = (
        *AllocationList.columns,
        Column("Pot"),
        Column("Plan"),
        Column("Version"),
        Column("Who spends it"),
        Column("Grant to"),
        Column("Outcome"),
        Column("Monitoring date"),
        Column("Reasons"),
        Column("Alternatives rejected"),
        Column("Proposed by"),
        Column("Authorised by"),
        Column("Released", numeric=True),
        Column("Authorised"),
    )
    fields = (
        *AllocationList.fields,
        "pot__name",
        "line__plan__reference",
        "version__number",
        "route",
        "recipient",
        "outcome",
        "monitoring_on",
        "reasons",
        "alternatives",
        "proposed_by__name",
        "authorised_by__name",
        "released_pence",
        "authorised_at",
    )

    def row(self, *values: Any) -> Sequence[Any]:
        shown, more = values[: len(AllocationList.fields)], values[len(AllocationList.fields) :]
        pot, plan, version, route, recipient, *rest = more
        outcome, monitoring_on, *words, released, authorised_at = rest
        return (
            *super().row(*shown),
            pot,
            plan,
            version,
            packs.current().label("fund.routes", route),
            recipient,
            outcome,
            day(monitoring_on),
            *words,
            pounds(released),
            day(authorised_at),
        )


class LedgerList(ListPage):
    """Every movement of one pot, newest first."""

    caption = "Ledger"
    columns = (
        Column("When", sort="at"),
        Column("What"),
        Column("Amount", numeric=True),
        Column("Allocation"),
        Column("By"),
        Column("Note"),
    )
    fields = ("at", "kind", "amount_pence", "allocation__reference", "by__name", "note")
    order = "-at"
    empty = "The pot has no entries."

    def row(self, at: datetime, kind: str, amount: int, *rest: Any) -> Sequence[Any]:
        reference, by, note = rest
        link = reference and Link(reference, address("funds:allocation-detail", reference))
        return when(at), LedgerEntry.Kind(kind).label, pounds(amount), link, by, note


class PaymentList(ListPage):
    """The payments of one allocation, on its page."""

    caption = "Payments"
    columns = (
        Column("Reference"),
        Column("Paid on", sort="paid_on"),
        Column("Payee"),
        Column("Amount", numeric=True),
        Column("Recorded by"),
    )
    fields = ("ledger_reference", "paid_on", "payee", "amount_pence", "recorded_by__name")
    order = "-paid_on"
    empty = "Nothing has been paid yet."

    def row(self, reference: str, paid_on: Any, payee: str, *rest: Any) -> Sequence[Any]:
        amount, recorded_by = rest
        return reference, day(paid_on), payee, pounds(amount), recorded_by
