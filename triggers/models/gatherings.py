"""That somebody looked at reports which add up."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from carp import clock


class GatheringLook(models.Model):
    """An officer looked at several reports together, and says why no more is done (policy 8.2).

    ``key`` is that of triggers.gatherings: a community's reference, or a ward's code and category.
    """

    key = models.CharField(max_length=60)
    reason = models.TextField()
    looked_at = models.DateTimeField(default=clock.now)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-looked_at", "-pk")
        indexes = [models.Index(fields=("key", "looked_at"), name="triggers_looks")]
        constraints = [
            models.CheckConstraint(
                name="triggers_look_has_its_reason", condition=~Q(reason="") & ~Q(key="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}, looked at"
