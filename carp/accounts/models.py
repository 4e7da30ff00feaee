"""People, the roles they were granted, and partner organisations."""

import unicodedata
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role

PERSON_AND_ROLES = """
    SELECT accounts_user.*, accounts_rolegrant.role AS granted_role
    FROM accounts_user
    LEFT JOIN accounts_rolegrant ON accounts_rolegrant.user_id = accounts_user.id
    WHERE accounts_user.id = %s
"""


class Organisation(models.Model):
    """A partner organisation, with the agreement under which information is shared with it.

    Its people's access ends on the day the agreement ends (Walsall report 3.5 and 4.10).
    """

    class Kind(models.TextChoices):
        SERVICE = "service", "Council service"
        PARISH = "parish", "Town or parish council"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        HOUSING = "housing", "Housing provider"
        VOLUNTARY = "voluntary", "Voluntary or community group"
        BUSINESS = "business", "Business"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    agreement_reference = models.CharField(max_length=80, blank=True)
    agreement_ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Accounts are made by an administrator or by the demonstration; nobody signs up."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator: configuration and accounts, no casework (quality T22)."""
        user = self.create_user(email, password, **fields)
        RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def signed_in(self, key: int) -> "User | None":
        """The person of a session with their roles: one plain query, as every page begins so."""
        rows = list(self.raw(PERSON_AND_ROLES, [key]))
        if not rows:
            return None
        codes = [vars(row)["granted_role"] for row in rows]
        rows[0].granted = [code for code in codes if code is not None]
        return rows[0]

    def holding(self, role: Role) -> models.QuerySet["User"]:
        """People who hold a role now."""
        return self.filter(is_active=True, role_grants__role=role).order_by("pk")


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. What they may do comes from their roles."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True, help_text="Job title or office.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)
    daily_digest = models.BooleanField(default=True)
    assignment_mails = models.BooleanField(default=True)
    keyboard_shortcuts = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_one_account_an_email"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def alphabetical(self) -> str:
        """The name where code puts people in order: capitals and accents make no odds."""
        letters = unicodedata.normalize("NFKD", self.name.casefold())
        return "".join(each for each in letters if not unicodedata.combining(each))

    @cached_property
    def granted(self) -> list[str]:
        """The codes of the roles that are granted; some may be none of ours any more."""
        return list(self.role_grants.values_list("role", flat=True))

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles granted now; a partner's end with the agreement."""
        if not self.is_active or self.agreement_has_ended:
            return frozenset()
        known = {role.value for role in Role}
        return frozenset(Role(code) for code in self.granted if code in known)

    @property
    def agreement_has_ended(self) -> bool:
        if self.organisation is None or self.organisation.agreement_ends_on is None:
            return False
        return self.organisation.agreement_ends_on < clock.today()

    @property
    def shares_information(self) -> bool:
        """Whether the person's organisation has an information-sharing agreement in force."""
        has_one = self.organisation is not None and self.organisation.agreement_reference != ""
        return has_one and not self.agreement_has_ended

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        """Everything that the person's roles allow, together."""
        return frozenset().union(*(ROLES[role] for role in self.roles))

    def may(self, capability: Capability) -> bool:
        """Whether any role opens this kind of act; the thing itself is judged elsewhere."""
        return capability in self.capabilities


class RoleGrant(models.Model):
    """One role held by one person, and who granted it (quality S8)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=30, choices=[(role.value, role.label) for role in Role])
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="grants_made"
    )
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("user", "role"), name="accounts_role_once"),
            models.CheckConstraint(
                name="accounts_nobody_grants_to_themselves",
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=models.F("user")),
            ),
            models.CheckConstraint(
                name="accounts_known_role",
                condition=Q(role__in=[role.value for role in Role]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {Role(self.role).label}"
