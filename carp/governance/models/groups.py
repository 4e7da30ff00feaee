"""Groups of any kind and who sits on them (policy 8.3)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q

from carp.accounts.models import User

OF_CODE = "SELECT * FROM governance_group WHERE code = %s"
SITS = """
    {group} IN (
        SELECT seat.group_id FROM governance_membership seat
        JOIN accounts_user sitter ON sitter.id = seat.user_id AND sitter.is_active
        WHERE seat.user_id = %s AND seat.starts_on <= %s
        AND (seat.ends_on IS NULL OR seat.ends_on >= %s)
    )
"""


class Sits(Func):
    """True where a person sits on a group, told by its key, on a day.

    The same as ``Membership.objects.in_term(on=...).filter(user=...)``, and a test holds them
    together; written out because it stands in every list of what boards decided or are to decide.
    """

    arity = 1
    output_field = models.BooleanField()

    def __init__(self, group: str, user: User, *, on: date) -> None:
        super().__init__(group)
        self.user_id, self.on = user.pk or 0, on

    def as_sql(self, compiler: Any, connection: Any, *_own: Any, **_more: Any) -> Any:
        group, params = compiler.compile(self.get_source_expressions()[0])
        on = connection.ops.adapt_datefield_value(self.on)
        return SITS.format(group=group), [*params, self.user_id, on, on]


class GroupQuerySet(models.QuerySet["Group"]):
    def of_code(self, code: str) -> "Group | None":
        """In plain SQL: every page of a board begins so."""
        return next(iter(self.raw(OF_CODE, [code])), None)

    def standing(self, *, on: date) -> Self:
        """Groups that exist on a day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=on))

    def of_member(self, user: User, *, on: date) -> Self:
        """Groups on which a person sits on a day."""
        return self.filter(Sits("pk", user, on=on))


class Group(models.Model):
    """A board, committee, forum or panel, as the council pack names it."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    quorum = models.PositiveSmallIntegerField()
    cadence_min_days = models.PositiveSmallIntegerField(null=True)
    cadence_max_days = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="governance_quorum_of_one", condition=Q(quorum__gte=1)),
            models.CheckConstraint(
                name="governance_cadence_in_order",
                condition=Q(cadence_min_days__isnull=True, cadence_max_days__isnull=True)
                | Q(
                    cadence_min_days__isnull=False,
                    cadence_max_days__isnull=False,
                    cadence_max_days__gte=F("cadence_min_days"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_term(self, *, on: date) -> Self:
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, user__is_active=True
        )


class Membership(models.Model):
    """A person's seat on a group for a term."""

    class Seat(models.TextChoices):
        MEMBER = "member", "Member"
        CHAIR = "chair", "Chair"
        SECRETARY = "secretary", "Secretary"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    seat = models.CharField(max_length=12, choices=Seat, default=Seat.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("group", "user", "seat", "starts_on"), name="governance_one_seat_a_term"
            ),
            models.CheckConstraint(
                name="governance_term_in_order",
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="governance_known_seat",
                condition=Q(seat__in=("member", "chair", "secretary")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_seat_display().lower()} of {self.group}"
