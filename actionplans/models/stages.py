"""The seven living stages and what they said before (policy 7.2, 7.4, 7.6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.plans import Plan
from carp import clock


class Stage(models.Model):
    """One of the seven stages of policy 7.6. Any may be filled or reopened any time (7.2, 7.4)."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETE = "complete", "Complete"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    iteration = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict, help_text="By question code of the council pack.")
    edition = models.PositiveIntegerField(default=1, help_text="Rises with each save.")
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="actionplans_stage_once"),
            models.CheckConstraint(
                name="actionplans_seven_stages", condition=Q(number__range=(1, 7))
            ),
            models.CheckConstraint(
                name="actionplans_known_stage_status",
                condition=Q(status__in=("not_started", "in_progress", "complete")),
            ),
            models.CheckConstraint(
                name="actionplans_iteration_from_one", condition=Q(iteration__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} stage {self.number}"


class StageRevision(models.Model):
    """An iteration of a stage as it stood when it was completed: readable for ever (policy 7.2)."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="revisions")
    iteration = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    completed_at = models.DateTimeField(default=clock.now)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-iteration",)
        constraints = [
            models.UniqueConstraint(
                fields=("stage", "iteration"), name="actionplans_revision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}, iteration {self.iteration}"
