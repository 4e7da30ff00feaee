"""What is to be done, by whom and by when (policy 7.6.6)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.plans import Plan


class ActionQuerySet(models.QuerySet["Action"]):
    def unfinished(self) -> Self:
        return self.exclude(status__in=(Action.Status.COMPLETE, Action.Status.CANCELLED))

    def overdue(self, *, on: date) -> Self:
        return self.unfinished().filter(due_on__lt=on)


class Action(models.Model):
    """An action of the plan: short, medium or long term, with an owner (policy 7.6.6)."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_PROGRESS = "in_progress", "In progress"
        BLOCKED = "blocked", "Blocked"
        COMPLETE = "complete", "Complete"
        CANCELLED = "cancelled", "Cancelled"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(max_length=200)
    horizon = models.CharField(max_length=30, help_text="A horizon of the council pack.")
    owner_organisation = models.CharField(max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=300, help_text="What it is to achieve.")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = [models.Index(fields=("owner_organisation",), name="actionplans_owned_by")]
        constraints = [
            models.CheckConstraint(
                name="actionplans_stopped_action_says_why",
                condition=~Q(status__in=("blocked", "cancelled")) | ~Q(status_reason=""),
            ),
            models.CheckConstraint(
                name="actionplans_known_action_status",
                condition=Q(
                    status__in=("planned", "in_progress", "blocked", "complete", "cancelled")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
