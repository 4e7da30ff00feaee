"""The fund's part of a community's page."""

from typing import Any

from django.urls import reverse

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

SHOWN = 10
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
    money = money_of(community)
    allocations = Allocation.objects.visible_to(user).filter(line__plan__community=community)
    rows = [
        (
            Link(made.reference, reverse("funds:allocation-detail", args=[made.reference])),
            made.line.need,
            STATUS_TAGS[Status(made.status)],
            day(made.proposed_at),
            pounds(made.amount_pence),
            pounds(made.paid_pence),
        )
        for made in allocations.select_related("line")[:SHOWN]
    ]
    return {"money": money, "head": HEAD, "rows": rows}


panels.add(panels.Panel("money", "Money", "funds/_community_money.html", community_money, order=30))
