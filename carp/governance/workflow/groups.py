"""Which groups there are, and who sits on them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance.models import Group, Membership


@transaction.atomic
def sync_groups(groups: Sequence[Mapping[str, Any]]) -> None:
    """Make the groups those that a council pack names; groups it no longer names keep their past.

    Each mapping has code, name, kind, quorum, cadence_min_days, cadence_max_days and parent
    (a code or None). Parents may follow their children.
    """
    for entry in groups:
        fields = {key: value for key, value in entry.items() if key not in ("code", "parent")}
        Group.objects.update_or_create(code=entry["code"], defaults=fields)
    by_code = {group.code: group for group in Group.objects.all()}
    for entry in groups:
        group, parent = by_code[entry["code"]], entry.get("parent")
        group.parent = by_code[parent] if parent else None
        group.save(update_fields=("parent",))
    named = {entry["code"] for entry in groups}
    yesterday_closed = Group.objects.exclude(code__in=named).filter(valid_to__isnull=True)
    yesterday_closed.update(valid_to=clock.today())
    Group.objects.filter(code__in=named).update(valid_to=None)


@transaction.atomic
def seat(
    user: User,
    group: Group,
    *,
    by: User | None,
    seat: str = Membership.Seat.MEMBER,
    starts_on: date | None = None,
) -> Membership:
    """Give a person a seat on a group."""
    if by is not None and not by.may(Capability.ACCOUNTS_MANAGE):
        raise Refused("Only an administrator can change who sits on a board.")
    if by is not None and by.pk == user.pk:
        raise Refused("You cannot give yourself a seat.")
    membership = Membership.objects.create(
        user=user, group=group, seat=seat, starts_on=starts_on or clock.today()
    )
    trail.record(
        "governance.seat",
        membership,
        by=by,
        capability=Capability.ACCOUNTS_MANAGE,
        after={"group": group.code, "seat": seat},
    )
    return membership
