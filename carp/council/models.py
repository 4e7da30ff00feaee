from django.db import models
from django.db.models import Q


class CouncilPack(models.Model):
    """One version of the council's pack, named by its content: a record keeps the words of its day.

    Rows are immutable: only `in_force` may change, and the database refuses anything else.
    """

    slug = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    loaded_at = models.DateTimeField()
    in_force = models.BooleanField(default=False)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_force"], condition=Q(in_force=True), name="council_one_pack_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.short_hash}"

    @property
    def short_hash(self) -> str:
        """Enough of the hash to tell two versions apart by eye."""
        return self.content_hash[:12]


class ReferenceCounter(models.Model):
    """The last number given out for one prefix in one year; locked while a reference is taken."""

    prefix = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prefix", "year"], name="council_one_counter_per_prefix_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last_number}"
