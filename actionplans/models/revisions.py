"""Minor revisions of a version in force: dates, wording, progress (`domain.md` 4.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.versions import PlanVersion
from carp import clock


class MinorRevision(models.Model):
    """How a plan in force reads after changes that need no new approval. Append-only.

    The version stays what the boards approved, by its hash, and money follows that one; a
    revision only says what was reworded or put off since, and why.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="Canonical JSON.")
    content_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("version", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=("version", "number"), name="actionplans_revision_number_once"
            ),
            models.CheckConstraint(
                name="actionplans_minor_revision_says_why", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.plan.reference} version {self.label}"

    @property
    def label(self) -> str:
        """“2.1”: the first revision of version 2."""
        return f"{self.version.number}.{self.number}"
