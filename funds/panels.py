"""The fund's part of pages of the apps below it: a community's, and a plan's evaluation."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from actionplans.models import Plan
from actionplans.selectors import spending
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.money import pounds
from carp.web.formats import day
from carp.web.tables import Column, Link
from funds.filters import STATUS_TAGS, Status
from funds.models import Allocation
from funds.selectors import money_of
from register import panels
from register.models import Community

HEAD = (
    Column("Allocation"),
    Column("Need"),
    Column("Status"),
    Column("Proposed"),
    Column("Amount", numeric=True),
    Column("Paid", numeric=True),
)


def community_money(community: Community, user: User) -> dict[str, Any] | None:
    """What was allocated to the community's plans; nothing for who may not read the fund."""
    if not user.may(Capability.FUND_READ):
        return None
    money = money_of(community, user=user)
    rows = [
        (
            Link(made.reference, reverse("funds:allocation-detail", args=[made.reference])),
            made.line.need,
            STATUS_TAGS[Status(made.status)],
            day(made.proposed_at),
            pounds(made.amount_pence),
            pounds(made.paid_pence),
        )
        for made in money.newest
    ]
    return {"money": money, "head": HEAD, "rows": rows}


panels.add(panels.Panel("money", "Money", "funds/_community_money.html", community_money, order=30))


def spent_on(plan: Plan) -> Iterator[spending.Spending]:
    """Each allocation of a plan that was not withdrawn: its evaluation lists them (policy 11.5)."""
    live = Allocation.objects.live().filter(line__plan=plan).select_related("line")
    for made in live.order_by("pk"):
        yield spending.Spending(
            reference=made.reference,
            href=reverse("funds:allocation-detail", args=[made.reference]),
            need=made.line.need,
            intended=made.outcome,
            amount_pence=made.amount_pence,
            paid_pence=made.paid_pence,
            open_because=_open_because(made),
        )


def _open_because(made: Allocation) -> str:
    if made.status == Status.PROPOSED:
        return "it waits to be authorised"
    if made.status == Status.AUTHORISED:
        return f"{pounds(made.rest_pence)} of it is neither paid nor released"
    return ""


spending.add("funds", spent_on)
