"""Groups of any kind and who sits on them (policy 8.3)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carp.accounts.models import User

OF_CODE = "SELECT * FROM governance_group WHERE code = %s"


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
        return self.filter(
            pk__in=Membership.objects.in_term(on=on).filter(user=user).values("group_id")
        )


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
