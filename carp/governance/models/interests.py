"""Interests that people declared (Localism Act 2011, section 31; policy 8.4)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Expression, F, Q

from carp import clock
from carp.accounts.models import User
from carp.governance.models.meetings import Meeting


class InterestQuerySet(models.QuerySet["Interest"]):
    def in_force(self, *, on: date | Expression) -> Self:
        """Declared by that day; on the day on which it ends it binds no more."""
        lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
        return self.filter(lasting, declared_on__lte=on)

    def of(self, user: User) -> Self:
        return self.filter(user=user)


class Interest(models.Model):
    """What somebody declared: in a thing on an agenda, or standing in what such things are about.

    ``subject`` is named by type and key: a community, a plan or an organisation for a standing
    interest, the referral or the version itself for one item. Kept for ever with its dates; what
    was declared is frozen in the database, and only its end is written later.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interests"
    )
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_name = models.CharField(max_length=200)
    nature = models.TextField(help_text="What the interest is.")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="interests"
    )
    declared_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ("-declared_on", "-pk")
        indexes = [
            models.Index(fields=("subject_type", "subject_id"), name="governance_interest_in"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("user", "subject_type", "subject_id"),
                condition=Q(ended_on__isnull=True),
                name="governance_interest_declared_once",
            ),
            models.CheckConstraint(
                name="governance_interest_says_what",
                condition=~Q(nature="") & ~Q(subject_type="") & ~Q(subject_name=""),
            ),
            models.CheckConstraint(
                name="governance_interest_ended_pair",
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__isnull=False, ended_by__isnull=False, ended_on__gte=F("declared_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.subject_name}"

    def is_in_force(self, *, on: date) -> bool:
        """As ``in_force`` of the queryset says it."""
        return self.declared_on <= on and (self.ended_on is None or self.ended_on > on)
