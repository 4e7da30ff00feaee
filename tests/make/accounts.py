"""People."""

from itertools import count

from carp.accounts.models import Organisation, RoleGrant, User
from carp.accounts.roles import Role
from carp.governance.models import Group, Membership

_numbers = count(1)


def organisation(name="", *, kind=Organisation.Kind.VOLUNTARY, **fields):
    return Organisation.objects.create(
        name=name or f"Organisation {next(_numbers)}", kind=kind, **fields
    )


def user(*roles, name="", email="", **fields):
    """A person with roles; ``make.user(Role.OFFICER)``."""
    number = next(_numbers)
    person = User.objects.create_user(
        email or f"person{number}@council.example", name=name or f"Person {number}", **fields
    )
    RoleGrant.objects.bulk_create(RoleGrant(user=person, role=role) for role in roles)
    return person


def board_member(
    group_code, *more_roles, seat=Membership.Seat.MEMBER, starts_on="2019-05-01", ends_on=None
):
    """A board member with a seat on the group of that code."""
    person = user(Role.BOARD_MEMBER, *more_roles)
    Membership.objects.create(
        group=Group.objects.get(code=group_code),
        user=person,
        seat=seat,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return person
