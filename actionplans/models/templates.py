"""Moves of plans to newer templates of the council pack."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actionplans.models.plans import Plan
from carp import clock
from carp.council.models import CouncilPack


class TemplateMove(models.Model):
    """A plan begun under one council pack went on under a newer one. Append-only.

    What the older packs asked is read from here: an answer outlives its question.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="template_moves")
    from_pack = models.ForeignKey(CouncilPack, on_delete=models.PROTECT, related_name="+")
    to_pack = models.ForeignKey(CouncilPack, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=clock.now)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="actionplans_template_moves_on", condition=~Q(from_pack=F("to_pack"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} from {self.from_pack} to {self.to_pack}"
