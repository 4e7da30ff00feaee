"""Accounts and roles: made, granted and withdrawn, each with its audit row."""

from django.db import transaction

from carp.accounts.models import Organisation, RoleGrant, User
from carp.accounts.roles import CASEWORK_ROLES, Capability, Role
from carp.accounts.verdicts import ALLOWED, Refused, Verdict, refused
from carp.audit import trail

PREFERENCES = ("daily_digest", "assignment_mails", "keyboard_shortcuts")


def can_manage(by: User | None) -> Verdict:
    """Only an administrator, or the portal itself while it sets itself up."""
    if by is None or by.may(Capability.ACCOUNTS_MANAGE):
        return ALLOWED
    return refused("Only an administrator can change accounts and roles.")


def can_grant(by: User | None, user: User, role: Role) -> Verdict:
    """Nobody raises their own roles; an administrator holds no casework role (quality S8)."""
    if not (manage := can_manage(by)):
        return manage
    if by is not None and by.pk == user.pk:
        return refused("You cannot change your own roles.")
    held = set(user.roles)
    if role == Role.ADMINISTRATOR and held & CASEWORK_ROLES:
        return refused("A person who handles cases cannot be an administrator.")
    if role in CASEWORK_ROLES and Role.ADMINISTRATOR in held:
        return refused("An administrator cannot hold a role that handles cases.")
    return ALLOWED


@transaction.atomic
def create_account(
    email: str,
    *,
    by: User | None,
    name: str,
    post: str = "",
    organisation: Organisation | None = None,
    password: str | None = None,
) -> User:
    """Open an account without roles. Without a password the person sets one by e-mail."""
    can_manage(by).require()
    user = User.objects.create_user(
        email, password, name=name, post=post, organisation=organisation
    )
    trail.record(
        "accounts.create",
        user,
        by=by,
        capability=Capability.ACCOUNTS_MANAGE,
        after={"email": user.email, "post": post},
    )
    return user


@transaction.atomic
def grant_role(user: User, role: Role, *, by: User | None) -> RoleGrant:
    """Give a person a role."""
    user = User.objects.select_for_update().get(pk=user.pk)
    can_grant(by, user, role).require()
    grant, _created = RoleGrant.objects.get_or_create(
        user=user, role=role, defaults={"granted_by": by}
    )
    trail.record(
        "accounts.grant_role",
        user,
        by=by,
        capability=Capability.ACCOUNTS_MANAGE,
        after={"role": role},
    )
    return grant


@transaction.atomic
def prefer(user: User, *, by: User, **choices: bool) -> User:
    """Change what a person is sent, or how their pages behave; each person does so for themself."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if by.pk != user.pk:
        raise Refused("Each person chooses for themself what the portal sends.")
    before = {name: getattr(user, name) for name in PREFERENCES if name in choices}
    for name in before:
        setattr(user, name, choices[name])
    user.save(update_fields=list(before))
    trail.record("accounts.prefer", user, by=by, before=before, after=choices)
    return user


@transaction.atomic
def withdraw_role(user: User, role: Role, *, by: User, reason: str) -> None:
    """Take a role away; it ends with the person's next request."""
    user = User.objects.select_for_update().get(pk=user.pk)
    can_manage(by).require()
    RoleGrant.objects.filter(user=user, role=role).delete()
    trail.record(
        "accounts.withdraw_role",
        user,
        by=by,
        capability=Capability.ACCOUNTS_MANAGE,
        before={"role": role},
        reason=reason,
    )
