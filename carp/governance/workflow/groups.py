"""Which groups there are, and who sits on them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.governance import permissions
from carp.governance.models import Group, Membership

ONE_DAY = timedelta(days=1)


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
    ends_on: date | None = None,
) -> Membership:
    """Give a person a seat on a group for a term; nobody holds the same seat twice at a time."""
    if by is not None:
        permissions.can_seat(by).require()
    if by is not None and by.pk == user.pk:
        raise Refused("You cannot give yourself a seat.")
    group = Group.objects.select_for_update().get(pk=group.pk)
    starts_on = starts_on or clock.today()
    _require_free(user, group, seat=seat, starts_on=starts_on, ends_on=ends_on)
    membership = Membership.objects.create(
        user=user, group=group, seat=seat, starts_on=starts_on, ends_on=ends_on
    )
    after = {"group": group.code, "seat": seat, "starts_on": starts_on, "ends_on": ends_on}
    _record("seat", membership, by=by, after=after)
    return membership


@transaction.atomic
def end_seat(membership: Membership, *, by: User, ends_on: date) -> Membership:
    """Say which day of a seat is its last; what was decided with it stays as it was."""
    permissions.can_seat(by).require()
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends_on is not None and membership.ends_on < clock.today():
        raise Refused("This seat has ended already.")
    if ends_on < membership.starts_on:
        raise Refused("A seat cannot end before it begins.")
    if ends_on < clock.today() - ONE_DAY:
        raise Refused("A seat ends yesterday at the earliest: what it decided since is on record.")
    before = {"ends_on": membership.ends_on}
    membership.ends_on = ends_on
    membership.save(update_fields=("ends_on",))
    _record("end_seat", membership, by=by, before=before, after={"ends_on": ends_on})
    return membership


def _require_free(
    user: User, group: Group, *, seat: str, starts_on: date, ends_on: date | None
) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused("A seat cannot end before it begins.")
    overlapping = group.memberships.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), user=user, seat=seat
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise Refused(f"{user} already has this seat on the {group} in that time.")


def _record(
    step: str,
    membership: Membership,
    *,
    by: User | None,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    trail.record(
        f"governance.{step}",
        membership,
        by=by,
        capability=Capability.ACCOUNTS_MANAGE,
        before=before,
        after=after,
    )
