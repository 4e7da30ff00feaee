"""What boards decide about a version in force: to suspend, resume or rescind it (policy 8.4)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.versions import PlanVersion
from carp import clock
from carp.governance.models import Decision, Group


class RulingQuerySet(models.QuerySet["Ruling"]):
    def suspending(self) -> Self:
        """The suspensions that stand: nothing later was ruled by the same group."""
        later = Ruling.objects.filter(
            version=models.OuterRef("version"),
            group=models.OuterRef("group"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later), kind=Ruling.Kind.SUSPEND)


class Ruling(models.Model):
    """What one group decided about a version in force. Append-only; the decision holds the reasons.

    Money follows a version in force only: while one group suspends it nothing is allocated,
    authorised or paid (`domain.md` I5).
    """

    class Kind(models.TextChoices):
        SUSPEND = "suspend", "Suspended"
        RESUME = "resume", "Resumed"
        RESCIND = "rescind", "Rescinded"

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="rulings")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="actionplans_known_ruling",
                condition=Q(kind__in=("suspend", "resume", "rescind")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_kind_display().lower()} {self.version}"
