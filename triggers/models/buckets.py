"""How often a public door was used, by networks that nobody can tell apart (quality T3, T10)."""

from django.db import models


class SubmissionBucket(models.Model):
    """How often one network address, kept as a keyed hash, used the door within an hour."""

    key = models.CharField(max_length=64)
    hour = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("key", "hour"), name="triggers_one_bucket_an_hour"),
        ]

    def __str__(self) -> str:
        return f"bucket of {self.hour:%Y-%m-%d %H}h"
